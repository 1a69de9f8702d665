// Calls that come too early, too late or twice.
#include <string.h>

#include "check.h"
#include "groups.h"
#include "session.h"

static void beforeInit(void) {
  Session session = {.driver = sessionDriver()};
  Driver* const driver = session.driver;
  if (driver == NULL) return;
  AsioLong a = 0, b = 0, c = 0, d = 0;
  double rate = 0;
  ChannelInfo info = {.channel = 0, .isInput = 1};
  BufferInfo buffer = {.isInput = 1};
  const AsioError results[] = {
      driver->table->start(driver),
      driver->table->stop(driver),
      driver->table->getChannels(driver, &a, &b),
      driver->table->getBufferSize(driver, &a, &b, &c, &d),
      driver->table->getLatencies(driver, &a, &b),
      driver->table->getSampleRate(driver, &rate),
      driver->table->setSampleRate(driver, 48000),
      driver->table->getChannelInfo(driver, &info),
      driver->table->createBuffers(driver, &buffer, 1, 256, hostCallbacks()),
      driver->table->disposeBuffers(driver),
      driver->table->outputReady(driver),
  };
  int taken = 0;
  for (size_t i = 0; i < sizeof results / sizeof *results; ++i) taken += results[i] >= 0;
  check("before init every call is refused", taken == 0, "%d are not", taken);
  char name[4096] = "";
  driver->table->getDriverName(driver, name);
  check("but that for the name", name[0] != '\0', "it has none");
  check("init works all the same", driver->table->init(driver, NULL) == 1, "it does not");
  driver->table->release(driver);
}

static void withoutBuffers(Session* session) {
  Driver* const driver = session->driver;
  AsioError result = driver->table->start(driver);
  check("start without buffers is an invalid mode", result == kInvalidMode, "result %ld", result);
  result = driver->table->disposeBuffers(driver);
  check("dispose without buffers is an invalid mode", result == kInvalidMode, "result %ld", result);
  result = driver->table->stop(driver);
  check("stop without buffers does no harm", result == kOk || result == kInvalidMode, "result %ld", result);
}

static void twice(Session* session) {
  Driver* const driver = session->driver;
  hostBecome(driver, (Manner){0});
  AsioError result = sessionPrepare(session, session->preferred);
  BufferInfo before[kMostChannels];
  memcpy(before, session->infos, sizeof before);
  const AsioError second = sessionPrepare(session, session->preferred);
  check("buffers twice is an invalid mode", result == kOk && second == kInvalidMode, "results %ld and %ld",
        result, second);
  check("and leaves the first ones alone", memcmp(before, session->infos, sizeof before) == 0, "it does not");
  result = driver->table->stop(driver);
  check("stop before start does no harm", result == kOk || result == kInvalidMode, "result %ld", result);
  result = driver->table->outputReady(driver);
  check("outputReady before start does no harm", result == kOk || result == kNotPresent, "result %ld",
        result);
  result = driver->table->start(driver);
  const AsioError again = driver->table->start(driver);
  check("start twice is not two streams",
        result == kOk && (again == kOk || again == kInvalidMode) && hostAwait(6), "results %ld and %ld",
        result, again);
  check("of which none comes inside another", !hostWasReentered() && hostSwitch(1)->half == 1, "it does");
  result = sessionPrepare(session, session->preferred);
  check("buffers while it streams is an invalid mode", result == kInvalidMode, "result %ld", result);
  check("and it streams on", hostAwait(hostSwitches() + 3), "%lu switches", hostSwitches());
  driver->table->stop(driver);
  result = driver->table->stop(driver);
  check("stop twice does no harm", result == kOk || result == kInvalidMode, "result %ld", result);
  result = driver->table->disposeBuffers(driver);
  const AsioError third = driver->table->disposeBuffers(driver);
  check("dispose twice is an invalid mode", result == kOk && third == kInvalidMode, "results %ld and %ld",
        result, third);
}

static void rateWhileRunning(Session* session) {
  Driver* const driver = session->driver;
  double before = 0, after = 0;
  driver->table->getSampleRate(driver, &before);
  if (!sessionStart(session, (Manner){0}, session->preferred)) return;
  hostAwait(2);
  const double other = before == 48000 ? 44100 : 48000;
  const AsioError result = driver->table->setSampleRate(driver, other);
  driver->table->getSampleRate(driver, &after);
  check("a rate set while it streams is taken or refused", after == (result == kOk ? other : before),
        "result %ld, %.0f", result, after);
  check("and it streams on", hostAwait(hostSwitches() + 3), "%lu switches", hostSwitches());
}

void orderChecks(void) {
  beforeInit();
  Session session;
  if (!sessionOpen(&session)) return;
  withoutBuffers(&session);
  twice(&session);
  rateWhileRunning(&session);
  sessionEnd(&session);
}
