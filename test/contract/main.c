// A host in plain C that shares no code with the project, and asks of a driver what the contract says.
//
//   contract_host <driver> [--settings name=value;...] [--kind virtual|device] [--only group,...]
//                 [--skip group,...] [--loads count] [--seconds limit]
//
// The driver: its name in the registry on Windows, the path of its library elsewhere. Its kind: see
// session.h. Exits with the number
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
      "contract_host <driver> [--settings name=value;...] [--kind virtual|device] [--only group,...] "
      "[--skip group,...] [--loads count] [--seconds limit]\n");
  return 101;
}

int main(int count, char** arguments) {
  if (count < 2 || count % 2 != 0) return usage();
  const char* only = NULL;
  const char* skipped[4] = {NULL};
  size_t skips = 0;
  unsigned seconds = 300;
  for (int i = 2; i < count; i += 2) {
    if (strcmp(arguments[i], "--settings") == 0) {
      sessionSettings(arguments[i + 1]);
    } else if (strcmp(arguments[i], "--kind") == 0) {
      const bool isDevice = strcmp(arguments[i + 1], "device") == 0;
      if (!isDevice && strcmp(arguments[i + 1], "virtual") != 0) return usage();
      sessionKind(isDevice ? kDevice : kVirtual);
    } else if (strcmp(arguments[i], "--loads") == 0) {
      loadsCount(atoi(arguments[i + 1]));
    } else if (strcmp(arguments[i], "--only") == 0) {
      only = arguments[i + 1];
    } else if (strcmp(arguments[i], "--skip") == 0 && skips < sizeof skipped / sizeof *skipped) {
      skipped[skips++] = arguments[i + 1];
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
    bool isSkipped = false;
    for (size_t k = 0; k < skips; ++k) isSkipped = isSkipped || contains(skipped[k], groups[i].name);
    if (isSkipped) continue;
    checkGroup(groups[i].name);
    groups[i].run();
  }
  return checkSummary();
}
