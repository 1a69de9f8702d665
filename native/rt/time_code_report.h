// The time code that came with a buffer switch last, for JavaScript to look at whenever it likes.
#pragma once

#include <atomic>
#include <cstdint>
#include <cstring>

#include "rt/annotations.h"

namespace rt {

/// Lies in a stream's shared memory: five 64-bit words, which JavaScript reads in this order. A sequence
/// lock: `sequence_` is odd while the others are being written, and 0 until they have been for the first
/// time.
class TimeCodeReport {
 public:
  /// Thread: audio. Blocking: wait-free. `position`: of the buffer's first frame in the stream; `samples`:
  /// the same frame in time code; `speed`: 1 is the rate's own, 0: unknown; `flags`: the driver's.
  void publish(std::uint64_t position, std::uint64_t samples, double speed,
               std::uint64_t flags) noexcept RT_SAFE {
    std::uint64_t speedBits;
    std::memcpy(&speedBits, &speed, sizeof speedBits);
    const std::uint64_t sequence = sequence_.load(std::memory_order_relaxed);
    sequence_.store(sequence + 1, std::memory_order_relaxed);
    // Release: a reader that sees any of the new words also sees the odd number before them.
    position_.store(position, std::memory_order_release);
    samples_.store(samples, std::memory_order_release);
    speedBits_.store(speedBits, std::memory_order_release);
    flags_.store(flags, std::memory_order_release);
    sequence_.store(sequence + 2, std::memory_order_release);
  }

 private:
  std::atomic<std::uint64_t> sequence_{0};
  std::atomic<std::uint64_t> position_{0};
  std::atomic<std::uint64_t> samples_{0};
  std::atomic<std::uint64_t> speedBits_{0};
  std::atomic<std::uint64_t> flags_{0};
};
static_assert(sizeof(TimeCodeReport) == 5 * 8);

}  // namespace rt
