// What the audio thread counts for others to read at any time.
#pragma once

#include <atomic>
#include <cstdint>

#include "rt/annotations.h"

namespace rt {

/// A count. Where only one thread changes it, that costs a plain load and store and no locked instruction.
class Counter {
 public:
  /// Thread: the owner. Blocking: wait-free.
  void add(std::uint64_t amount) noexcept RT_SAFE {
    value_.store(value_.load(std::memory_order_relaxed) + amount, std::memory_order_relaxed);
  }
  /// Thread: the owner. Blocking: wait-free.
  void set(std::uint64_t value) noexcept RT_SAFE { value_.store(value, std::memory_order_relaxed); }
  /// Thread: any; for a count that several threads change. Blocking: wait-free.
  void addShared(std::uint64_t amount) noexcept RT_SAFE {
    value_.fetch_add(amount, std::memory_order_relaxed);
  }
  /// Thread: any; the value may be a buffer old. Blocking: wait-free.
  std::uint64_t get() const noexcept RT_SAFE { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<std::uint64_t> value_{0};
};
static_assert(std::atomic<std::uint64_t>::is_always_lock_free && sizeof(Counter) == 8);

/// Lies at the start of a stream's shared memory. The first group is written by the audio thread and read by
/// JavaScript as 64-bit words in this order; the second holds 32-bit words that both write.
struct StreamCounters {
  Counter buffers;    ///< buffer switches that were served
  Counter position;   ///< frames since start, at the end of the last buffer switch
  Counter underruns;  ///< times that output had nothing to play
  Counter underrunFrames;
  Counter overruns;  ///< times that input found the ring full
  Counter overrunFrames;
  Counter reentries;     ///< buffer switches that came while another was being served, and were not
  Counter lastSwitchNs;  ///< when the last buffer switch began

  /// 1: JavaScript wants to be woken by the next buffer switch. Set by JavaScript, taken back by the audio
  /// thread.
  alignas(kCacheLine) std::atomic<std::uint32_t> wakeWanted{0};
  /// 1: an underrun or overrun has been signalled and not been looked at. Cleared by JavaScript.
  std::atomic<std::uint32_t> lossPending{0};
  /// 1: JavaScript means to have output queued, so an empty ring is an underrun. Written by JavaScript.
  std::atomic<std::uint32_t> outputWanted{0};
};

}  // namespace rt
