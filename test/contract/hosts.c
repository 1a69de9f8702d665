// Hosts that a driver has to survive: they are late, they say things or do not, they are several.
#include <stdatomic.h>
#include <string.h>

#include "check.h"
#include "groups.h"
#include "session.h"
#include "system.h"

static atomic_ulong strayCalls;

static void straySwitch(AsioLong half, AsioBool directly) {
  (void)half;
  (void)directly;
  atomic_fetch_add(&strayCalls, 1);
}

static Time* strayTime(Time* time, AsioLong half, AsioBool directly) {
  straySwitch(half, directly);
  return time;
}

static AsioLong strayMessage(AsioLong selector, AsioLong value, void* text, double* number) {
  (void)selector, (void)value, (void)text, (void)number;
  atomic_fetch_add(&strayCalls, 1);
  return 0;
}

/// The table of callbacks and the list of buffers are memory of the host, which it uses for something else.
static void reusedMemory(Session* session) {
  Driver* const driver = session->driver;
  hostBecome(driver, (Manner){.takesTimes = true});
  Callbacks table = *hostCallbacks();
  BufferInfo infos[kMostChannels];
  memcpy(infos, session->infos, sizeof infos);
  AsioError result =
      driver->table->createBuffers(driver, infos, session->channels, session->preferred, &table);
  table = (Callbacks){&straySwitch, NULL, &strayMessage, &strayTime};
  memset(infos, 0x7f, sizeof infos);
  if (result == kOk) result = driver->table->start(driver);
  check("a host may reuse its table and its list",
        result == kOk && hostAwait(5) && atomic_load(&strayCalls) == 0,
        "result %ld, %lu switches, %lu stray calls", result, hostSwitches(), atomic_load(&strayCalls));
  driver->table->disposeBuffers(driver);
}

static void talkative(Session* session) {
  if (!sessionStart(session, (Manner){.saysReady = true}, session->preferred)) return;
  check("a host that always says that output is ready", hostAwait(10), "%lu switches", hostSwitches());
  session->driver->table->disposeBuffers(session->driver);
  if (!sessionStart(session, (Manner){0}, session->preferred)) return;
  check("a host that never says so", hostAwait(10), "%lu switches", hostSwitches());
  session->driver->table->disposeBuffers(session->driver);
}

static void beLate(unsigned long number, AsioLong half) {
  (void)half;
  const uint64_t until = systemNowNs() + 60000000u;
  while (number % 4 == 3 && systemNowNs() < until) {
  }
}

static void late(Session* session) {
  if (!sessionStart(session, (Manner){.takesTimes = true, .inSwitch = &beLate}, session->preferred)) return;
  const bool came = hostAwait(40);
  const AsioError stopped = session->driver->table->stop(session->driver);
  check("a host that is late is called on, and can stop", came && stopped == kOk, "%lu switches, result %ld",
        hostSwitches(), stopped);
  unsigned long wrong = 0;
  for (unsigned long i = 1; i < 40; ++i) {
    const uint64_t frames = hostSwitch(i)->position - hostSwitch(i - 1)->position;
    wrong += hostSwitch(i)->half == hostSwitch(i - 1)->half;
    wrong += frames == 0 || frames % (uint64_t)session->preferred != 0;
  }
  check("it is not called while it is late, and positions stay true", wrong == 0 && !hostWasReentered(),
        "%lu wrong", wrong);
  session->driver->table->disposeBuffers(session->driver);
}

/// Both have the host's one set of callbacks, so that it sees them inside one another.
static void second(Session* first) {
  Session other;
  if (!sessionOpen(&other)) return;
  // Those that are one device have one rate, which the first has the say about.
  double rates[2] = {0, 0};
  const AsioError set = first->driver->table->setSampleRate(first->driver, 44100);
  const AsioError can = other.driver->table->canSampleRate(other.driver, 96000);
  const AsioError other96 = other.driver->table->setSampleRate(other.driver, 96000);
  first->driver->table->getSampleRate(first->driver, &rates[0]);
  other.driver->table->getSampleRate(other.driver, &rates[1]);
  const double expected = can == kOk ? 96000 : 44100;
  check("two drivers have a rate each, or say that it is one",
        set == kOk && other96 == can && rates[0] == 44100 && rates[1] == expected,
        "%.0f and %.0f, can %ld, set %ld", rates[0], rates[1], can, other96);
  sessionSizes(first);
  sessionSizes(&other);
  hostBecome(first->driver, (Manner){0});
  const AsioError made[] = {sessionPrepare(first, first->preferred), sessionPrepare(&other, other.preferred)};
  const bool isTaken = sessionIsDevice() && made[1] == kNotPresent;
  check("two drivers have buffers each, or a device is taken", made[0] == kOk && (made[1] == kOk || isTaken),
        "results %ld and %ld", made[0], made[1]);
  const AsioError started[] = {first->driver->table->start(first->driver),
                               other.driver->table->start(other.driver)};
  const AsioError otherStarted = isTaken ? kInvalidMode : kOk;
  check("those with buffers stream", started[0] == kOk && started[1] == otherStarted && hostAwait(10),
        "results %ld and %ld", started[0], started[1]);
  sessionEnd(&other);
  check("one streams on when the other has gone", hostAwait(hostSwitches() + 5), "%lu switches",
        hostSwitches());
  first->driver->table->disposeBuffers(first->driver);
}

static void goingAway(void) {
  Session session;
  if (!sessionOpen(&session)) return;
  sessionPrepare(&session, session.preferred);
  RefCount left = session.driver->table->release(session.driver);
  check("a host that does not dispose of its buffers", left == 0, "%lu references", (unsigned long)left);
  if (!sessionOpen(&session) || !sessionStart(&session, (Manner){0}, session.preferred)) return;
  hostAwait(3);
  left = session.driver->table->release(session.driver);
  const unsigned long count = hostSwitches();
  check("a host that does not stop", left == 0 && hostStaysAt(count, 50), "%lu references, %lu switches",
        (unsigned long)left, hostSwitches() - count);
}

static Session moved;
static bool movedWorks;
static void startElsewhere(void) {
  movedWorks = sessionStart(&moved, (Manner){0}, moved.preferred) && hostAwait(3);
}
static void endElsewhere(void) { sessionEnd(&moved); }

static void severalThreads(void) {
  if (!sessionOpen(&moved)) return;
  threadRun(&startElsewhere);
  threadJoin();
  check("a host may start on another thread, which ends", movedWorks && hostAwait(hostSwitches() + 3),
        "%lu switches", hostSwitches());
  threadRun(&endElsewhere);
  threadJoin();
  const unsigned long count = hostSwitches();
  check("and end on a third", hostStaysAt(count, 50), "%lu switches", hostSwitches() - count);
}

void hostsChecks(void) {
  Session session;
  if (!sessionOpen(&session)) return;
  reusedMemory(&session);
  talkative(&session);
  late(&session);
  second(&session);
  sessionEnd(&session);
  goingAway();
  severalThreads();
}
