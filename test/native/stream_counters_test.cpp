// What JavaScript relies on: it reads this memory as words, by position.
#include "rt/stream_counters.h"

#include <doctest/doctest.h>

#include <cstddef>
#include <cstring>
#include <iterator>
#include <new>
#include <thread>

#include "rt/bounded_wait.h"
#include "rt/signal.h"

TEST_CASE("the counters are 64-bit words in the order in which JavaScript names them") {
  alignas(rt::StreamCounters) std::byte memory[sizeof(rt::StreamCounters)];
  auto* counters = new (memory) rt::StreamCounters;
  rt::Counter* const inOrder[] = {
      &counters->buffers,
      &counters->position,
      &counters->underruns,
      &counters->underrunFrames,
      &counters->lastUnderrunPosition,
      &counters->overruns,
      &counters->overrunFrames,
      &counters->lastOverrunPosition,
      &counters->missed,
      &counters->missedFrames,
      &counters->lastMissedPosition,
      &counters->reentries,
      &counters->discardedFrames,
      &counters->late,
      &counters->duplicates,
      &counters->gapFrames,
      &counters->lastSwitchNs,
      &counters->busyNs,
      &counters->longestBusyNs,
      &counters->intervals,
      &counters->intervalsNs,
      &counters->shortestIntervalNs,
      &counters->longestIntervalNs,
      &counters->measuredMicroHz,
  };
  std::uint64_t value = 0x0102'0304'0506'0708u;
  for (rt::Counter* counter : inOrder) counter->set(value++);
  std::uint64_t words[std::size(inOrder)];
  std::memcpy(words, memory, sizeof words);
  for (std::size_t i = 0; i < std::size(words); ++i) CHECK(words[i] == 0x0102'0304'0506'0708u + i);
}

TEST_CASE("what JavaScript writes does not share a cache line with what the audio thread counts") {
  CHECK(offsetof(rt::StreamCounters, wakeWanted) == 2 * rt::kCacheLine);
  CHECK(offsetof(rt::StreamCounters, lossPending) % 4 == 0);
  CHECK(sizeof(rt::StreamCounters) % rt::kCacheLine == 0);
}

TEST_CASE("a count that several threads raise misses none") {
  constexpr int kTimes = 20000;
  rt::Counter counter;
  const auto raise = [&] {
    for (int i = 0; i < kTimes; ++i) counter.addShared(3);
  };
  std::thread other(raise);
  raise();
  other.join();
  CHECK(counter.get() == 2 * 3 * kTimes);
  counter.add(1);
  CHECK(counter.get() == 2 * 3 * kTimes + 1);
}

TEST_CASE("a count that is raised to a value never sinks") {
  rt::Counter counter;
  for (const std::uint64_t value : {5u, 3u, 5u, 9u, 0u}) counter.raiseTo(value);
  CHECK(counter.get() == 9);
  counter.set(2);
  CHECK(counter.get() == 2);
}

TEST_CASE("a wait without a function is none, and one with a function is told the deadline") {
  rt::BoundedWait().until(UINT64_MAX);
  std::uint64_t seen = 0;
  const rt::BoundedWait wait(
      [](void* to, std::uint64_t deadlineNs) noexcept { *static_cast<std::uint64_t*>(to) = deadlineNs; },
      &seen);
  wait.until(1234);
  CHECK(seen == 1234);
}

TEST_CASE("a signal without a function is silent") {
  rt::Signal().ring();
  int rung = 0;
  const rt::Signal signal([](void* count) noexcept { ++*static_cast<int*>(count); }, &rung);
  signal.ring();
  signal.ring();
  CHECK(rung == 2);
}

TEST_CASE("a time code is read as it was written, or not at all") {
  rt::TimeCodeReport report;
  rt::TimeCode code;
  CHECK_FALSE(report.tryRead(code));
  constexpr std::uint64_t kTimes = 50000;
  std::thread writer([&] {
    for (std::uint64_t i = 1; i <= kTimes; ++i) report.publish({i, 2 * i, static_cast<double>(i), i & 0xff});
  });
  std::uint64_t torn = 0;
  for (std::uint64_t last = 0; last < kTimes;) {
    if (!report.tryRead(code)) continue;
    const bool isWhole = code.samples == 2 * code.position && code.flags == (code.position & 0xff) &&
                         code.speed == static_cast<double>(code.position);
    if (!isWhole) ++torn;
    last = code.position;
  }
  writer.join();
  CHECK(torn == 0);
}
