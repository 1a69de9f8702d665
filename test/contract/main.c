// A host in plain C that shares no code with the project, and asks of a driver what the contract says.
//
//   contract_host <driver> [--settings name=value;...] [--only group,...] [--skip group,...] [--seconds
//   limit]
//
// The driver: its name in the registry on Windows, the path of its library elsewhere. Exits with the number
// of checks that failed; 101: there was none, 102: a call did not return.
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "groups.h"
#include "load.h"
#include "session.h"
#include "system.h"

static const struct {
  const char* name;
  void (*run)(void);
} groups[] = {
    {"installation", &loadChecks}, {"identity", &identityChecks}, {"facts", &factsChecks},
    {"rates", &ratesChecks},       {"sizes", &sizesChecks},       {"buffers", &buffersChecks},
    {"run", &runChecks},           {"time", &timeChecks},         {"sound", &soundChecks},
    {"order", &orderChecks},       {"nulls", &nullsChecks},       {"extensions", &extensionsChecks},
    {"hosts", &hostsChecks},       {"teardown", &teardownChecks}, {"loads", &loadsChecks},
    {"resets", &resetsChecks},
};

/// Whether `name` is one of the words between the commas of `list`.
static bool contains(const char* list, const char* name) {
  const size_t length = strlen(name);
  for (const char* word = list; word != NULL; word = strchr(word, ',')) {
    if (*word == ',') ++word;
    if (strncmp(word, name, length) == 0 && (word[length] == ',' || word[length] == '\0')) return true;
  }
  return false;
}

static int usage(void) {
  printf(
      "contract_host <driver> [--settings name=value;...] [--only group,...] [--skip group,...] [--seconds "
      "limit]\n");
  return 101;
}

int main(int count, char** arguments) {
  if (count < 2 || count % 2 != 0) return usage();
  const char* only = NULL;
  const char* skip = NULL;
  unsigned seconds = 300;
  for (int i = 2; i < count; i += 2) {
    if (strcmp(arguments[i], "--settings") == 0) {
      sessionSettings(arguments[i + 1]);
    } else if (strcmp(arguments[i], "--only") == 0) {
      only = arguments[i + 1];
    } else if (strcmp(arguments[i], "--skip") == 0) {
      skip = arguments[i + 1];
    } else if (strcmp(arguments[i], "--seconds") == 0) {
      seconds = (unsigned)atoi(arguments[i + 1]);
    } else {
      return usage();
    }
  }
  systemLimitSeconds(seconds);
  if (!loadPrepare(arguments[1])) return 101;
  for (size_t i = 0; i < sizeof groups / sizeof *groups; ++i) {
    if (only != NULL && !contains(only, groups[i].name)) continue;
    if (skip != NULL && contains(skip, groups[i].name)) continue;
    checkGroup(groups[i].name);
    groups[i].run();
  }
  return checkSummary();
}
