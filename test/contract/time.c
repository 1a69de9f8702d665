// Positions and times: in the callback that has them, and where getSamplePosition is asked.
#include <math.h>
#include <string.h>

#include "check.h"
#include "groups.h"
#include "session.h"

enum { kSwitches = 100 };

static AsioError askPosition(Driver* driver, uint64_t* frames) {
  AsioInt64 position, now;
  memset(&position, 0, sizeof position);
  const AsioError result = driver->table->getSamplePosition(driver, &position, &now);
  *frames = toInteger(position);
  return result;
}

static void times(const Session* session, double rate) {
  unsigned long none = 0, unsaid = 0, otherRate = 0, jumps = 0, odd = 0, backwards = 0, far = 0;
  double farthest = 0;
  for (unsigned long i = 0; i < kSwitches; ++i) {
    const Switch* const now = hostSwitch(i);
    const AsioLong needed = kSystemTimeValid | kPositionValid | kRateValid;
    none += !now->hasTime;
    unsaid += (now->flags & needed) != needed;
    otherRate += now->rate != rate;
    jumps += i > 0 && now->position != hostSwitch(i - 1)->position + (uint64_t)session->preferred;
    odd +=
        now->position < i * (uint64_t)session->preferred || now->position % (uint64_t)session->preferred != 0;
    backwards += i > 0 && now->systemNs <= hostSwitch(i - 1)->systemNs;
    const double apart = fabs((double)now->systemNs - (double)now->arrivalNs) / 1e6;
    if (apart > farthest) farthest = apart;
    far += apart > 1000;  // the clock may be coarse, and the machine busy; another clock is further away
  }
  check("a host that wants times gets them", none == 0, "%lu of %d without", none, kSwitches);
  check("time, position and rate are said to be valid", unsaid == 0, "%lu of %d are not", unsaid, kSwitches);
  check("the rate is the one that was set", otherRate == 0, "%lu of %d are not", otherRate, kSwitches);
  // A device does not wait where the machine is slow; then it says so.
  const bool mayJump = jumps > 0 && sessionIsDevice() && hostAwaitOverload();
  check("positions grow by a buffer each, from 0",
        hostSwitch(0)->position == 0 && odd == 0 && (jumps == 0 || mayJump), "%lu of %d do not, %lu are odd",
        jumps, kSwitches, odd);
  check("times grow", backwards == 0, "%lu of %d do not", backwards, kSwitches);
  check("times are the system's", far == 0, "%.0f ms apart", farthest);
}

static void slope(const Session* session, double rate) {
  const Switch* const first = hostSwitch(0);
  const Switch* const last = hostSwitch(kSwitches - 1);
  const uint64_t frames =
      sessionIsDevice() ? last->position - first->position : (kSwitches - 1) * (uint64_t)session->preferred;
  const double expected = (double)frames / rate;
  const double told = (double)(last->systemNs - first->systemNs) / 1e9;
  check("times grow as fast as the rate says", fabs(told - expected) < 0.3 * expected,
        "%.3f s in place of %.3f", told, expected);
}

static void asked(unsigned long count) {
  unsigned long failed = 0, differs = 0;
  for (unsigned long i = 0; i < count; ++i) {
    const Switch* const now = hostSwitch(i);
    failed += now->asked != kOk;
    differs += now->askedPosition != now->position || now->askedNs != now->systemNs;
  }
  check("inside a switch the position can be asked for", failed == 0, "%lu of %lu failed", failed, count);
  check("it is the one of the time", differs == 0, "%lu of %lu are not", differs, count);
}

static void withTimes(Session* session, double rate) {
  Driver* const driver = session->driver;
  uint64_t position = 0, later = 0;
  hostBecome(driver, (Manner){.takesTimes = true, .asksPosition = true});
  sessionPrepare(session, session->preferred);
  AsioError result = askPosition(driver, &position);
  check("before start no position advances", result == kNotAdvancing, "result %ld", result);
  driver->table->start(driver);
  if (!check("switches come", hostAwait(kSwitches), "%lu", hostSwitches())) return;
  result = askPosition(driver, &position);
  hostAwait(hostSwitches() + 3);
  const AsioError second = askPosition(driver, &later);
  check("any thread may ask for the position", result == kOk && second == kOk && later > position,
        "results %ld and %ld, %lu frames on", result, second, (unsigned long)(later - position));
  driver->table->stop(driver);
  result = askPosition(driver, &position);
  check("after stop no position advances", result == kNotAdvancing, "result %ld", result);
  times(session, rate);
  slope(session, rate);
  asked(kSwitches);
  hostBecome(driver, (Manner){.takesTimes = true});
  driver->table->start(driver);
  hostAwait(2);
  check("a new start begins at 0", hostSwitch(0)->position == 0 && hostSwitch(1)->position != 0, "%lu",
        (unsigned long)hostSwitch(0)->position);
  driver->table->disposeBuffers(driver);
}

static void withoutTimes(Session* session, Manner manner, Callbacks* callbacks, const char* name) {
  Driver* const driver = session->driver;
  hostBecome(driver, manner);
  driver->table->createBuffers(driver, session->infos, session->channels, session->preferred, callbacks);
  driver->table->start(driver);
  const bool came = hostAwait(10);
  driver->table->disposeBuffers(driver);
  unsigned long with = 0;
  for (unsigned long i = 0; i < hostSwitches(); ++i) with += hostSwitch(i)->hasTime;
  check(name, came && with == 0, "%lu of %lu with", with, hostSwitches());
}

void timeChecks(void) {
  Session session;
  if (!sessionOpen(&session)) return;
  double rate = 0;
  session.driver->table->getSampleRate(session.driver, &rate);
  withTimes(&session, rate);
  withoutTimes(&session, (Manner){0}, hostCallbacks(), "a host that knows no times gets none");
  withoutTimes(&session, (Manner){.saysNoAfterAll = true}, hostCallbacks(),
               "a host that knows times and wants none gets none");
  withoutTimes(&session, (Manner){.takesTimes = true}, hostCallbacksWithoutTimes(),
               "a host without the callback for times gets the other");
  sessionEnd(&session);
}
