#include "check.h"

#include <stdarg.h>
#include <stdio.h>

static const char* currentGroup = "";
static int passed;
static int failed;

void checkGroup(const char* group) { currentGroup = group; }

bool check(const char* name, bool holds, const char* seen, ...) {
  if (holds) {
    ++passed;
    printf("ok    %s: %s\n", currentGroup, name);
  } else {
    ++failed;
    printf("FAIL  %s: %s: ", currentGroup, name);
    va_list values;
    va_start(values, seen);
    vprintf(seen, values);
    va_end(values);
    printf("\n");
  }
  // A driver that ends the process does not take along what was said before.
  fflush(stdout);
  return holds;
}

int checkSummary(void) {
  printf("contract: %d checks, %d failed\n", passed + failed, failed);
  if (passed + failed == 0) return 101;
  return failed < 100 ? failed : 100;
}
