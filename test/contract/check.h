// Named checks: each prints one line, `ok    group: name` or `FAIL  group: name: what was seen`.
#pragma once

#include <stdbool.h>

/// The group that the next checks belong to.
void checkGroup(const char* group);

/// Hands `holds` back. `seen` and what follows it are as for printf.
bool check(const char* name, bool holds, const char* seen, ...) __attribute__((format(printf, 3, 4)));

/// Prints how many checks there were, and gives back what the program exits with: the number of those that
/// failed, at most 100, or 101 where there was no check at all.
int checkSummary(void);
