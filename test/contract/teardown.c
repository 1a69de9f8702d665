// Hosts that end a driver from inside its own calls: a buffer switch, or a message while it makes its
// buffers. The driver may refuse what it cannot do there, but has to survive, and to end when it is released.
#include <stdatomic.h>

#include "check.h"
#include "groups.h"
#include "session.h"
#include "system.h"

static Session session;
static AsioError results[8];
static RefCount left;
static atomic_int turn;  // the callback acts in turn 0 only

static bool isFirst(void) { return atomic_fetch_add(&turn, 1) == 0; }

static void await(unsigned long switches) {
  if (!hostAwait(switches)) check("switches come", false, "%lu", hostSwitches());
}

static bool begin(Manner manner) {
  atomic_store(&turn, 0);
  for (int i = 0; i < 8; ++i) results[i] = kOk;
  return sessionOpen(&session) &&
         (manner.inMessage != NULL || sessionStart(&session, manner, session.preferred));
}

static void stopInside(unsigned long number, AsioLong half) {
  (void)half;
  if (number == 3) results[0] = session.driver->table->stop(session.driver);
}

static void stops(void) {
  if (!begin((Manner){.inSwitch = &stopInside})) return;
  await(4);
  check("stop inside a switch is the last one", results[0] == kOk && hostStaysAt(4, 80),
        "result %ld, %lu switches", results[0], hostSwitches());
  hostBecome(session.driver, (Manner){0});
  const AsioError again = session.driver->table->start(session.driver);
  check("then it can start anew", again == kOk && hostAwait(3), "result %ld, %lu switches", again,
        hostSwitches());
  sessionEnd(&session);
}

static void everythingInside(unsigned long number, AsioLong half) {
  (void)half;
  if (number != 3) return;
  Driver* const driver = session.driver;
  results[0] = driver->table->createBuffers(driver, session.infos, session.channels, session.preferred,
                                            hostCallbacks());
  results[1] = driver->table->start(driver);
  results[2] = driver->table->setSampleRate(driver, 96000);
  results[3] = driver->table->setClockSource(driver, 0);
  results[4] = driver->table->init(driver, NULL) == 1 ? kOk : kInvalidMode;
}

static void asks(void) {
  if (!begin((Manner){.inSwitch = &everythingInside})) return;
  await(4);
  check("every call inside a switch returns", hostAwait(8), "%lu switches", hostSwitches());
  check("nothing is made or begun there", results[0] == kInvalidMode && results[4] == kInvalidMode,
        "results %ld and %ld", results[0], results[4]);
  sessionEnd(&session);
}

static void disposeInside(unsigned long number, AsioLong half) {
  (void)half;
  if (number != 3) return;
  results[0] = session.driver->table->stop(session.driver);
  results[1] = session.driver->table->disposeBuffers(session.driver);
}

static void disposes(void) {
  if (!begin((Manner){.inSwitch = &disposeInside})) return;
  await(4);
  check("dispose inside a switch is done or an invalid mode", results[1] == kOk || results[1] == kInvalidMode,
        "result %ld", results[1]);
  check("nothing comes after it", hostStaysAt(4, 80), "%lu switches", hostSwitches());
  session.driver->table->disposeBuffers(session.driver);
  const AsioError again = sessionPrepare(&session, session.preferred);
  check("then new buffers can be made", again == kOk, "result %ld", again);
  sessionEnd(&session);
}

static void releaseInside(unsigned long number, AsioLong half) {
  (void)half;
  if (number != 3) return;
  session.driver->table->stop(session.driver);
  session.driver->table->disposeBuffers(session.driver);
  left = session.driver->table->release(session.driver);
}

static void releaseAtOnce(unsigned long number, AsioLong half) {
  (void)half;
  if (number == 3) left = session.driver->table->release(session.driver);
}

static void releases(void (*inside)(unsigned long, AsioLong), const char* name, const char* ends) {
  const uint64_t threads = systemResources().threads;
  if (!begin((Manner){.inSwitch = inside})) return;
  await(4);
  check(name, left == 0 && hostStaysAt(4, 80), "%lu references, %lu switches", (unsigned long)left,
        hostSwitches());
  check(ends, hostThreadsEnd(threads), "%lu in place of %lu", (unsigned long)systemResources().threads,
        (unsigned long)threads);
}

static void disposeInMessage(AsioLong selector, AsioLong value) {
  (void)selector, (void)value;
  if (!isFirst()) return;
  results[0] = session.driver->table->stop(session.driver);
  results[1] = session.driver->table->disposeBuffers(session.driver);
}

static void createInMessage(AsioLong selector, AsioLong value) {
  (void)selector, (void)value;
  if (isFirst()) results[0] = sessionPrepare(&session, session.preferred);
}

static void releaseInMessage(AsioLong selector, AsioLong value) {
  (void)selector, (void)value;
  if (isFirst()) left = session.driver->table->release(session.driver);
}

static void messages(void) {
  if (!begin((Manner){.inMessage = &disposeInMessage})) return;
  hostBecome(session.driver, (Manner){.inMessage = &disposeInMessage});
  AsioError result = sessionPrepare(&session, session.preferred);
  check("dispose inside a message is survived", atomic_load(&turn) > 0 && result <= 0, "result %ld", result);
  sessionEnd(&session);

  if (!begin((Manner){.inMessage = &createInMessage})) return;
  hostBecome(session.driver, (Manner){.inMessage = &createInMessage});
  result = sessionPrepare(&session, session.preferred);
  check("of buffers made inside buffers one are made", (result == kOk) != (results[0] == kOk),
        "results %ld and %ld", result, results[0]);
  result = session.driver->table->start(session.driver);
  check("and these stream", result == kOk && hostAwait(4), "result %ld, %lu switches", result,
        hostSwitches());
  sessionEnd(&session);

  if (!begin((Manner){.inMessage = &releaseInMessage})) return;
  hostBecome(session.driver, (Manner){.inMessage = &releaseInMessage});
  session.driver->table->createBuffers(session.driver, session.infos, session.channels, session.preferred,
                                       hostCallbacks());
  check("release inside a message is survived", atomic_load(&turn) > 0 && hostStaysAt(0, 30), "%lu switches",
        hostSwitches());
}

void teardownChecks(void) {
  stops();
  asks();
  disposes();
  releases(&releaseInside, "stop, dispose and release inside a switch end it", "and its threads");
  releases(&releaseAtOnce, "release inside a switch ends it", "and its threads, too");
  messages();
}
