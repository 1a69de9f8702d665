// Sample rates: what a driver says it can do it does, what it refuses it does not.
#include <float.h>
#include <math.h>

#include "check.h"
#include "groups.h"
#include "session.h"

static double current(Driver* driver) {
  double rate = -1;
  driver->table->getSampleRate(driver, &rate);
  return rate;
}

static void usual(Driver* driver) {
  static const double rates[] = {8000,  11025, 16000, 22050,  32000,  44100, 44101,
                                 48000, 88200, 96000, 176400, 192000, 384000};
  int possible = 0;
  double notKept = 0, taken = 0;
  AsioError refused = kOk;
  for (size_t i = 0; i < sizeof rates / sizeof *rates; ++i) {
    const double before = current(driver);
    const bool can = driver->table->canSampleRate(driver, rates[i]) == kOk;
    const AsioError set = driver->table->setSampleRate(driver, rates[i]);
    const double after = current(driver);
    possible += can;
    if (can && set != kOk) refused = set;
    if (can && set == kOk && after != rates[i]) notKept = rates[i];
    if (!can && (set == kOk || after != before)) taken = rates[i];
  }
  check("there is a usual rate", possible > 0, "none");
  check("what can be set is set", refused == kOk, "result %ld", refused);
  check("what is set is read back", notKept == 0, "%.0f is not", notKept);
  check("what cannot be set changes nothing", taken == 0, "%.0f does", taken);
}

static void nonsense(Driver* driver) {
  const double rates[] = {-1, 1e7, NAN, -DBL_MAX, DBL_MAX, INFINITY, -INFINITY, DBL_MIN, 0.5};
  const double before = current(driver);
  double accepted = 0;
  AsioError code = kNoClock;
  for (size_t i = 0; i < sizeof rates / sizeof *rates; ++i) {
    const AsioError can = driver->table->canSampleRate(driver, rates[i]);
    const AsioError set = driver->table->setSampleRate(driver, rates[i]);
    if (can == kOk || set == kOk) accepted = rates[i];
    if (can != kNoClock) code = can;
  }
  check("nonsense is refused", accepted == 0, "%g is taken", accepted);
  check("a refused rate has no clock", code == kNoClock, "result %ld", code);
  const double after = current(driver);
  check("a refusal changes nothing", after == before, "%.0f", after);
  // External clock: to be taken only by a driver that has one, and then as what it is.
  if (driver->table->canSampleRate(driver, 0) == kOk) driver->table->setSampleRate(driver, 0);
  check("an external clock is taken where there is one", current(driver) == before || current(driver) == 0,
        "%.0f", current(driver));
}

void ratesChecks(void) {
  Session session;
  if (!sessionOpen(&session)) return;
  Driver* const driver = session.driver;
  double rate = -1;
  const AsioError result = driver->table->getSampleRate(driver, &rate);
  check("the rate is known", result == kOk && rate >= 8000 && rate <= 50e6, "result %ld, %g", result, rate);
  const AsioError can = driver->table->canSampleRate(driver, rate);
  check("the rate that it has can be set", can == kOk, "result %ld", can);
  usual(driver);
  driver->table->setSampleRate(driver, rate);
  nonsense(driver);
  sessionRate(&session, 44100);
  rate = current(driver);
  const AsioError made = sessionPrepare(&session, session.preferred);
  check("buffers do not change it", made == kOk && current(driver) == rate, "result %ld, %.0f", made,
        current(driver));
  sessionEnd(&session);
}
