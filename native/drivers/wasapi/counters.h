// What a stream has lost, and how two clocks have gone apart: written by the stream's thread, read by
// anybody.
#pragma once

#include <atomic>
#include <cstdint>
#include <limits>

namespace drivers::wasapi {

/// Only the stream's thread changes it. Blocking: wait-free.
class Count {
 public:
  void add(std::uint64_t amount) noexcept { set(get() + amount); }
  void set(std::uint64_t value) noexcept { value_.store(value, std::memory_order_relaxed); }
  std::uint64_t get() const noexcept { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<std::uint64_t> value_{0};
};

/// A measurement; not a number: none yet. The same.
class Gauge {
 public:
  void set(double value) noexcept { value_.store(value, std::memory_order_relaxed); }
  double get() const noexcept { return value_.load(std::memory_order_relaxed); }

 private:
  static_assert(std::atomic<double>::is_always_lock_free);
  std::atomic<double> value_{std::numeric_limits<double>::quiet_NaN()};
};

struct Counters {
  Count missedSwitches;   ///< periods of the device that passed without one
  Count underruns;        ///< without events: how often the device had nothing left to play
  Count lostPackets;      ///< that the device itself could not keep
  Count repeatedBuffers;  ///< of the input, by silence: the recording device is the slower one
  Count droppedBuffers;   ///< of the input: it is the faster one
  /// By how many parts in a million the recording device is faster than the playing one, in this run.
  Gauge driftPpm;

  /// All that is lost or put in on the way of the input.
  std::uint64_t inputLosses() const noexcept {
    return lostPackets.get() + repeatedBuffers.get() + droppedBuffers.get();
  }
};

}  // namespace drivers::wasapi
