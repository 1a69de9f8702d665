#include "engine/switch_timing.h"

#include <doctest/doctest.h>

using engine::SwitchTiming;

TEST_CASE("intervals lie between the beginnings of buffer switches, and a run's first begins none") {
  rt::StreamCounters counters;
  SwitchTiming timing(counters);
  CHECK_FALSE(timing.begin(1000, 0, true));
  timing.end(1500);
  CHECK(counters.lastSwitchNs.get() == 1000);
  CHECK(counters.intervals.get() == 0);
  CHECK(counters.shortestIntervalNs.get() == 0);
  timing.begin(2000, 0, false);
  timing.begin(2700, 0, false);
  timing.begin(4000, 0, false);
  CHECK(counters.lastSwitchNs.get() == 4000);
  timing.begin(1'000'000, 0, true);  // the pause before is nobody's interval
  timing.begin(1'000'900, 0, false);
  CHECK(counters.intervals.get() == 4);
  CHECK(counters.intervalsNs.get() == 1000 + 700 + 1300 + 900);
  CHECK(counters.shortestIntervalNs.get() == 700);
  CHECK(counters.longestIntervalNs.get() == 1300);
}

TEST_CASE("busy is the time from a buffer switch's beginning to its end") {
  rt::StreamCounters counters;
  SwitchTiming timing(counters);
  const std::uint64_t busy[] = {30, 500, 0, 499};
  std::uint64_t now = 1000;
  for (const std::uint64_t each : busy) {
    timing.begin(now, 0, now == 1000);
    timing.end(now + each);
    now += 1000;
  }
  CHECK(counters.busyNs.get() == 1029);
  CHECK(counters.longestBusyNs.get() == 500);
}

TEST_CASE("late is what comes over half a period after its time") {
  rt::StreamCounters counters;
  SwitchTiming timing(counters);
  CHECK_FALSE(timing.begin(100'000, 1000, true));
  CHECK_FALSE(timing.begin(101'500, 1000, false));
  CHECK(timing.begin(103'001, 1000, false));
  CHECK_FALSE(timing.begin(103'002, 1000, false));
  CHECK_FALSE(timing.begin(900'000, 1000, true));
  CHECK(counters.late.get() == 1);
}

TEST_CASE("nothing is late in virtual time, nor where the sample rate is unknown") {
  rt::StreamCounters counters;
  SwitchTiming known(counters);
  known.begin(0, 1000, true);
  counters.virtualTime = 1;
  CHECK_FALSE(known.begin(1'000'000, 1000, false));
  counters.virtualTime = 0;
  CHECK(known.begin(2'000'000, 1000, false));
  SwitchTiming unknown(counters);
  unknown.begin(0, 0, true);
  CHECK_FALSE(unknown.begin(1'000'000'000'000, 0, false));
  CHECK(counters.late.get() == 1);
  CHECK(counters.intervals.get() == 3);  // which are measured all the same
}
