// Null pointers: everywhere, before init, after it and while streaming. A driver refuses them.
#include "check.h"
#include "groups.h"
#include "session.h"

/// Every call that takes a pointer, with none. How many were not refused.
static int taken(Driver* driver) {
  const DriverTable* const table = driver->table;
  AsioLong number = 1;
  AsioInt64 count;
  ClockSource clock;
  BufferInfo buffer = {.isInput = 1};
  const AsioError results[] = {
      table->getChannels(driver, NULL, &number),
      table->getChannels(driver, &number, NULL),
      table->getChannels(driver, NULL, NULL),
      table->getLatencies(driver, NULL, &number),
      table->getLatencies(driver, &number, NULL),
      table->getBufferSize(driver, NULL, &number, &number, &number),
      table->getBufferSize(driver, &number, NULL, &number, &number),
      table->getBufferSize(driver, &number, &number, NULL, &number),
      table->getBufferSize(driver, &number, &number, &number, NULL),
      table->getSampleRate(driver, NULL),
      table->getClockSources(driver, NULL, &number),
      table->getClockSources(driver, &clock, NULL),
      table->getSamplePosition(driver, NULL, &count),
      table->getSamplePosition(driver, &count, NULL),
      table->getChannelInfo(driver, NULL),
      table->createBuffers(driver, NULL, 1, 256, hostCallbacks()),
      table->createBuffers(driver, &buffer, 1, 256, NULL),
      table->future(driver, kSetIoFormat, NULL),
      table->future(driver, kGetIoFormat, NULL),
      table->future(driver, kCanDoIoFormat, NULL),
      table->future(driver, kTransport, NULL),
      table->future(driver, kSetSettings, NULL),
  };
  int accepted = 0;
  for (size_t i = 0; i < sizeof results / sizeof *results; ++i) accepted += results[i] >= 0;
  table->getDriverName(driver, NULL);
  table->getErrorMessage(driver, NULL);
  return accepted;
}

static void callbacks(Session* session) {
  Driver* const driver = session->driver;
  Callbacks table = *hostCallbacks();
  table.bufferSwitch = NULL;
  AsioError result = driver->table->createBuffers(driver, session->infos, 1, session->preferred, &table);
  check("a host without a buffer switch gets no buffers", result < 0, "result %ld", result);
  if (result == kOk) driver->table->disposeBuffers(driver);
  table = *hostCallbacks();
  table.message = NULL;
  result = driver->table->createBuffers(driver, session->infos, 1, session->preferred, &table);
  check("a host without messages is refused or taken, and survived", result <= 0, "result %ld", result);
  if (result == kOk) driver->table->disposeBuffers(driver);
  hostBecome(driver, (Manner){0});
  table = *hostCallbacks();
  table.sampleRateDidChange = NULL;
  result = driver->table->createBuffers(driver, session->infos, 1, session->preferred, &table);
  driver->table->start(driver);
  check("a host that is not told of rates streams", result == kOk && hostAwait(3), "result %ld", result);
  driver->table->disposeBuffers(driver);
}

void nullsChecks(void) {
  Session session;
  Driver* const driver = sessionDriver();
  if (driver == NULL) return;
  int count = taken(driver);
  check("before init every null pointer is refused", count == 0, "%d are not", count);
  driver->table->release(driver);
  if (!sessionOpen(&session)) return;
  count = taken(session.driver);
  check("after init every null pointer is refused", count == 0, "%d are not", count);
  callbacks(&session);
  if (sessionStart(&session, (Manner){0}, session.preferred)) {
    count = taken(session.driver);
    check("while it streams every null pointer is refused", count == 0, "%d are not", count);
    check("and it streams on", hostAwait(hostSwitches() + 3), "%lu switches", hostSwitches());
  }
  sessionEnd(&session);
}
