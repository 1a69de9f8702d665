// Buffer switches: when they come, in which order, on which thread, and when none comes any more.
#include <math.h>

#include "check.h"
#include "groups.h"
#include "session.h"
#include "system.h"

static void beforeStart(Session* session) {
  // Not the one that it had: a driver may know that there is another, and not go by it.
  sessionRate(session, 96000);
  hostBecome(session->driver, (Manner){.asksPosition = sessionIsDevice()});
  const AsioError result = sessionPrepare(session, session->preferred);
  check("nothing comes before start", result == kOk && hostStaysAt(0, 50), "result %ld, %lu switches", result,
        hostSwitches());
}

static void order(unsigned long count) {
  unsigned long wrong = 0, indirect = 0, threads = 0;
  for (unsigned long i = 0; i < count; ++i) {
    const Switch* const now = hostSwitch(i);
    wrong += now->half != (AsioLong)(i % 2);
    indirect += now->directly != 1;
    threads += now->thread != hostSwitch(0)->thread;
  }
  check("the first half is 0", hostSwitch(0)->half == 0, "%ld", hostSwitch(0)->half);
  check("halves take turns", wrong == 0, "%lu of %lu did not", wrong, count);
  check("the host may work in the callback", indirect == 0, "%lu of %lu did not say so", indirect, count);
  check("all come from one thread", threads == 0, "%lu of %lu did not", threads, count);
  check("it is not the host's", hostSwitch(0)->thread != systemThreadId(), "it is");
  check("one at a time", !hostWasReentered(), "one came inside another");
}

/// From the first to the last switch. A device goes on while a busy machine is late, and its position with
/// it.
static double framesOf(const Session* session, unsigned long count) {
  if (!sessionIsDevice()) return (double)(count - 1) * (double)session->preferred;
  return (double)(hostSwitch(count - 1)->askedPosition - hostSwitch(0)->askedPosition);
}

/// Over half a second. A busy machine may have been late for the first or the last of them.
static void pace(const Session* session, double rate, unsigned long count) {
  const double expected = framesOf(session, count) / rate;
  const double took = (double)(hostSwitch(count - 1)->arrivalNs - hostSwitch(0)->arrivalNs) / 1e9;
  check("as many as the rate says", fabs(took - expected) < 0.3 * expected, "%.3f s in place of %.3f", took,
        expected);
}

static void running(Session* session) {
  Driver* const driver = session->driver;
  double rate = 0;
  driver->table->getSampleRate(driver, &rate);
  const unsigned long wanted = (unsigned long)(rate / 2 / (double)session->preferred) + 8;
  AsioError result = driver->table->start(driver);
  check("it starts", result == kOk, "result %ld", result);
  if (!check("switches come", hostAwait(wanted < kMostSwitches / 2 ? wanted : kMostSwitches / 2), "%lu",
             hostSwitches()))
    return;
  const AsioError can[] = {driver->table->canSampleRate(driver, rate),
                           driver->table->canSampleRate(driver, -1)};
  check("while it streams it still knows its rates", can[0] == kOk && can[1] == kNoClock,
        "results %ld and %ld", can[0], can[1]);
  const unsigned long before = hostSwitches();
  check("questions do not end it", hostAwait(before + 3), "%lu switches", hostSwitches());
  result = driver->table->stop(driver);
  const unsigned long count = hostSwitches();
  check("it stops", result == kOk, "result %ld", result);
  check("nothing comes after stop has returned", hostStaysAt(count, 100), "%lu switches",
        hostSwitches() - count);
  order(count);
  pace(session, rate, count);
  check("no change of rate is told where there was none", hostRateChanges() == 0, "%lu", hostRateChanges());
}

static void again(Session* session) {
  Driver* const driver = session->driver;
  bool works = true, zero = true;
  for (int i = 0; i < 20; ++i) {
    hostBecome(driver, (Manner){0});
    works = works && driver->table->start(driver) == kOk && hostAwait(2);
    works = driver->table->stop(driver) == kOk && works;
    zero = zero && hostSwitch(0)->half == 0 && hostSwitch(1)->half == 1;
  }
  check("it starts and stops again and again", works, "once it did not");
  check("each start begins with half 0", zero, "one did not");
  works = true;
  for (int i = 0; i < 20; ++i) {
    works = works && driver->table->start(driver) == kOk;
    works = driver->table->stop(driver) == kOk && works;
  }
  check("it can be stopped at once", works, "once it could not");
}

static void afterDispose(Session* session) {
  Driver* const driver = session->driver;
  hostBecome(driver, (Manner){0});
  driver->table->start(driver);
  hostAwait(2);
  const AsioError result = driver->table->disposeBuffers(driver);
  const unsigned long count = hostSwitches();
  check("disposing of the buffers stops it", result == kOk && hostStaysAt(count, 50),
        "result %ld, %lu switches", result, hostSwitches() - count);
}

void runChecks(void) {
  Session session;
  if (!sessionOpen(&session)) return;
  beforeStart(&session);
  running(&session);
  again(&session);
  afterDispose(&session);
  sessionEnd(&session);
}
