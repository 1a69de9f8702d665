// Whether it is a driver at all: COM's three functions, the start, its name and its words.
#include <string.h>

#include "check.h"
#include "groups.h"
#include "load.h"
#include "session.h"

static const Guid kUnknown = {0, 0, 0, {0xc0, 0, 0, 0, 0, 0, 0, 0x46}};
static const Guid kNobody = {0x3f0a9d31, 0x77c2, 0x4e15, {1, 2, 3, 4, 5, 6, 7, 8}};

static void references(Driver* driver) {
  RefCount count = driver->table->addRef(driver);
  check("a new driver has one reference", count == 2, "%lu after addRef", (unsigned long)count);
  count = driver->table->release(driver);
  check("release says how many are left", count == 1, "%lu", (unsigned long)count);
}

static void interfaces(Driver* driver) {
  void* object = NULL;
  ComResult result = driver->table->queryInterface(driver, loadOwnInterface(), &object);
  check("it is its own interface", result == 0 && object == driver, "result %ld, %p", (long)result, object);
  RefCount count = 0;
  if (object != NULL) count = driver->table->release(driver);
  check("queryInterface adds a reference", count == 1, "%lu after release", (unsigned long)count);

  object = NULL;
  result = driver->table->queryInterface(driver, &kUnknown, &object);
  check("it is an IUnknown", result == 0 && object != NULL, "result %ld, %p", (long)result, object);
  if (object != NULL) driver->table->release(driver);

  object = &object;
  result = driver->table->queryInterface(driver, &kNobody, &object);
  check("what it is not is refused, with no pointer", result != 0 && result != 1 && object == NULL,
        "result %ld, %p", (long)result, object);
  result = driver->table->queryInterface(driver, &kUnknown, NULL);
  check("queryInterface survives a null pointer", result != 0, "result %ld", (long)result);
}

static void words(Driver* driver) {
  char text[4096];
  memset(text, 'x', sizeof text);
  driver->table->getDriverName(driver, text);
  check("the name ends within 32 bytes", memchr(text, '\0', kNameRoom) != NULL, "\"%.40s\"", text);
  check("nothing is written past 32 bytes of name", text[kNameRoom] == 'x', "there is");
  check("it has a name", text[0] != '\0', "none");

  const AsioError result = driver->table->setSampleRate(driver, -1);
  memset(text, 'x', sizeof text);
  driver->table->getErrorMessage(driver, text);
  check("the message ends within 124 bytes", memchr(text, '\0', kMessageRoom) != NULL, "\"%.130s\"", text);
  check("nothing is written past 124 bytes of message", text[kMessageRoom] == 'x', "there is");
  check("it says why it refused", result != kOk && text[0] != '\0', "result %ld and no word", result);
  const AsioLong version = driver->table->getDriverVersion(driver);
  check("it has a version", version > 0, "%ld", version);
}

void identityChecks(void) {
  Driver* const driver = sessionDriver();
  if (!check("it can be made", driver != NULL, "no driver")) return;
  references(driver);
  interfaces(driver);
  AsioBool started = driver->table->init(driver, NULL);
  check("init answers 1", started == 1, "%ld", started);
  words(driver);
  started = driver->table->init(driver, NULL);
  check("a second init is refused", started != 1, "%ld", started);
  AsioLong inputs = -1, outputs = -1;
  const AsioError result = driver->table->getChannels(driver, &inputs, &outputs);
  check("and does no harm", result == kOk && inputs + outputs > 0, "result %ld", result);
  const RefCount left = driver->table->release(driver);
  check("the last release leaves nothing", left == 0, "%lu", (unsigned long)left);
}
