#include "host.h"

#include <stdatomic.h>
#include <string.h>

#include "system.h"

static Driver* driver;
static Manner manner;
static Switch record[kMostSwitches];
static atomic_ulong switches;
static atomic_ulong rateChanges;
static atomic_bool overloaded;
static atomic_int inside;
static atomic_bool reentered;

static void takeSwitch(const Time* time, bool hasTime, AsioLong half, AsioBool directly) {
  if (atomic_fetch_add(&inside, 1) != 0) atomic_store(&reentered, true);
  const unsigned long number = atomic_load(&switches);
  Switch seen = {.half = half, .directly = directly, .hasTime = hasTime && time != NULL};
  seen.arrivalNs = systemNowNs();
  seen.thread = systemThreadId();
  if (seen.hasTime) {
    seen.flags = time->info.flags;
    seen.position = toInteger(time->info.position);
    seen.systemNs = toInteger(time->info.systemTime);
    seen.rate = time->info.rate;
  }
  if (manner.asksPosition) {
    AsioInt64 position, now;
    memset(&position, 0, sizeof position);
    memset(&now, 0, sizeof now);
    seen.asked = driver->table->getSamplePosition(driver, &position, &now);
    seen.askedPosition = toInteger(position);
    seen.askedNs = toInteger(now);
  }
  if (number < kMostSwitches) record[number] = seen;
  if (manner.inSwitch != NULL) manner.inSwitch(number, half);
  if (manner.saysReady) driver->table->outputReady(driver);
  atomic_fetch_sub(&inside, 1);
  atomic_fetch_add(&switches, 1);
  bellRing();
}

static void onSwitch(AsioLong half, AsioBool directly) { takeSwitch(NULL, false, half, directly); }

static Time* onSwitchWithTime(Time* time, AsioLong half, AsioBool directly) {
  takeSwitch(time, true, half, directly);
  return NULL;
}

static void onRateChange(double rate) {
  (void)rate;
  atomic_fetch_add(&rateChanges, 1);
}

static AsioLong onMessage(AsioLong selector, AsioLong value, void* text, double* number) {
  (void)text;
  (void)number;
  if (manner.inMessage != NULL) manner.inMessage(selector, value);
  if (selector == kOverload) {
    atomic_store(&overloaded, true);
    bellRing();
  }
  const bool knowsTimes = manner.takesTimes || manner.saysNoAfterAll;
  switch (selector) {
    case kSelectorSupported:
      if (value == kSupportsTimeInfo) return knowsTimes;
      return (value >= kSelectorSupported && value <= kLatenciesChanged) || value == kOverload;
    case kEngineVersion:
      return 2;
    case kSupportsTimeInfo:
      return manner.takesTimes;
    default:
      return 0;
  }
}

void hostBecome(Driver* newDriver, Manner newManner) {
  driver = newDriver;
  manner = newManner;
  memset(record, 0, sizeof record);
  atomic_store(&switches, 0);
  atomic_store(&rateChanges, 0);
  atomic_store(&overloaded, false);
  atomic_store(&reentered, false);
}

Callbacks* hostCallbacks(void) {
  static Callbacks table;
  table = (Callbacks){&onSwitch, &onRateChange, &onMessage, &onSwitchWithTime};
  return &table;
}

Callbacks* hostCallbacksWithoutTimes(void) {
  static Callbacks table;
  table = (Callbacks){&onSwitch, &onRateChange, &onMessage, NULL};
  return &table;
}

unsigned long hostSwitches(void) {
  const unsigned long count = atomic_load(&switches);
  return count < kMostSwitches ? count : kMostSwitches;
}

const Switch* hostSwitch(unsigned long number) { return &record[number]; }

unsigned long hostRateChanges(void) { return atomic_load(&rateChanges); }

bool hostWasReentered(void) { return atomic_load(&reentered); }

bool hostAwait(unsigned long wanted) {
  const uint64_t deadline = systemNowNs() + 5000000000u;
  while (atomic_load(&switches) < wanted) {
    if (!bellWait(deadline)) return atomic_load(&switches) >= wanted;
  }
  return true;
}

bool hostAwaitOverload(void) {
  const uint64_t deadline = systemNowNs() + 5000000000u;
  while (!atomic_load(&overloaded)) {
    if (!bellWait(deadline)) return atomic_load(&overloaded);
  }
  return true;
}

bool hostStaysAt(unsigned long count, unsigned milliseconds) {
  const uint64_t deadline = systemNowNs() + milliseconds * 1000000ull;
  while (atomic_load(&switches) <= count) {
    if (!bellWait(deadline)) return atomic_load(&switches) <= count;
  }
  return false;
}

bool hostThreadsEnd(uint64_t before) {
  const uint64_t deadline = systemNowNs() + 5000000000u;
  while (systemResources().threads > before) {
    if (systemNowNs() > deadline) return false;
    bellWait(systemNowNs() + 2000000u);
  }
  return true;
}
