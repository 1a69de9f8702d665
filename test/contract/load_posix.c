#include <dlfcn.h>
#include <stdio.h>
#include <string.h>

#include "check.h"
#include "load.h"

static const char* path;
static void* library;

bool loadPrepare(const char* place) {
  path = place;
  Driver* const driver = loadDriver();
  if (driver != NULL) driver->table->release(driver);
  return driver != NULL;
}

/// Everything a host looks up in the library is a function.
static void* entry(const char* name) {
  if (library == NULL) library = dlopen(path, RTLD_LOCAL | RTLD_NOW);
  void* const found = library == NULL ? NULL : dlsym(library, name);
  if (found == NULL) printf("%s\n", dlerror());
  return found;
}

static Driver* instantiate(void) {
  Driver* (*make)(void) = NULL;
  *(void**)&make = entry("instantiateDriver");
  return make == NULL ? NULL : make();
}

Driver* loadDriver(void) {
  Driver* const driver = instantiate();
  static char name[] = "Contract";
  if (driver != NULL) driver->table->future(driver, kSetInstanceName, name);
  return driver;
}

void loadLetGo(void) {
  if (library != NULL) dlclose(library);
  library = NULL;
}

bool loadIsLoaded(void) {
  void* const there = dlopen(path, RTLD_NOW | RTLD_NOLOAD);
  if (there != NULL) dlclose(there);
  return there != NULL;
}

const Guid* loadOwnInterface(void) { return NULL; }

static AsioError named(char* name, char* echo) {
  Driver* const driver = instantiate();
  const AsioError result = driver->table->future(driver, kSetInstanceName, name);
  memset(echo, 'x', kNameRoom + 1);
  driver->table->getDriverName(driver, echo);
  driver->table->release(driver);
  return result;
}

void loadChecks(void) {
  static const char* const exports[] = {"instantiateDriver", "releaseDriver", "registerDriver",
                                        "unregisterDriver"};
  for (int i = 0; i < 4; ++i) check(exports[i], entry(exports[i]) != NULL, "no such function");

  char echo[kNameRoom + 1];
  char longest[] = "A name of one and thirty bytes.";
  char longer[] = "A name of thirty and two bytes..";
  AsioError result = named(longest, echo);
  check("a name of 31 bytes is taken and given back", result == kSuccess && strncmp(echo, longest, 32) == 0,
        "result %ld, \"%.32s\"", result, echo);
  result = named(longer, echo);
  check("a name of 32 bytes is refused and not half taken",
        result == kNotPresent && strncmp(echo, longer, 8) != 0, "result %ld, \"%.32s\"", result, echo);
  check("32 bytes hold every name", echo[kNameRoom] == 'x', "33 were written");
  result = named(NULL, echo);
  check("no name asks whether there can be several", result == kSuccess, "result %ld", result);

  void (*giveBack)(Driver*) = NULL;
  *(void**)&giveBack = entry("releaseDriver");
  giveBack(NULL);
  giveBack(instantiate());
  check("releaseDriver takes a driver, and nothing", true, "-");
}
