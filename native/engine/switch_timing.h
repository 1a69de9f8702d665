// When buffer switches come and how long they take.
#pragma once

#include <cstdint>

#include "rt/annotations.h"
#include "rt/stream_counters.h"

namespace engine {

/// Owned by the audio thread; what it finds goes into the stream's counters.
class SwitchTiming {
 public:
  explicit SwitchTiming(rt::StreamCounters& counters) noexcept : counters_(counters) {}

  /// A buffer switch begins; `first`: there is none before it to count from. Whether it is late; with
  /// `periodNs` 0 the sample rate is unknown, and nothing is late. Thread: audio. Blocking: wait-free.
  bool begin(std::uint64_t nowNs, std::uint64_t periodNs, bool first) noexcept RT_SAFE {
    const std::uint64_t interval = nowNs - lastNs_;
    lastNs_ = nowNs;
    counters_.lastSwitchNs.set(nowNs);
    if (first) return false;
    const std::uint64_t shortest = counters_.shortestIntervalNs.get();
    if (shortest == 0 || interval < shortest) counters_.shortestIntervalNs.set(interval);
    counters_.longestIntervalNs.raiseTo(interval);
    counters_.intervals.add(1);
    counters_.intervalsNs.add(interval);
    const bool realTime = counters_.virtualTime.load(std::memory_order_relaxed) == 0;
    const bool late = realTime && periodNs != 0 && interval > periodNs + periodNs / 2;
    if (late) counters_.late.add(1);
    return late;
  }

  /// The same one ends. Thread: audio. Blocking: wait-free.
  void end(std::uint64_t nowNs) noexcept RT_SAFE {
    const std::uint64_t busy = nowNs - lastNs_;
    counters_.busyNs.add(busy);
    counters_.longestBusyNs.raiseTo(busy);
  }

 private:
  rt::StreamCounters& counters_;
  std::uint64_t lastNs_ = 0;
};

}  // namespace engine
