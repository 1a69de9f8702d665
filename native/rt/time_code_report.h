// The time code that came with a buffer switch last, for JavaScript to look at whenever it likes.
#pragma once

#include <atomic>
#include <cstdint>
#include <cstring>

#include "rt/annotations.h"

namespace rt {

struct TimeCode {
  std::uint64_t position;  ///< of the buffer's first frame in the stream
  std::uint64_t samples;   ///< of the same frame in time code
  double speed;            ///< 1: the rate's own
  std::uint64_t flags;     ///< the driver's
};

/// Lies in a stream's shared memory: five 64-bit words, which JavaScript reads in this order; for tests the
/// reader exists here as well. A sequence lock: `sequence_` is odd while the others are being written, and 0
/// until they have been for the first time.
class TimeCodeReport {
 public:
  /// Thread: audio. Blocking: wait-free.
  void publish(const TimeCode& code) noexcept RT_SAFE {
    std::uint64_t speedBits;
    std::memcpy(&speedBits, &code.speed, sizeof speedBits);
    const std::uint64_t sequence = sequence_.load(std::memory_order_relaxed);
    sequence_.store(sequence + 1, std::memory_order_relaxed);
    // Release: a reader that sees any of the new words also sees the odd number before them.
    position_.store(code.position, std::memory_order_release);
    samples_.store(code.samples, std::memory_order_release);
    speedBits_.store(speedBits, std::memory_order_release);
    flags_.store(code.flags, std::memory_order_release);
    sequence_.store(sequence + 2, std::memory_order_release);
  }

  /// False: there was none yet, or it is being written. Thread: any. Blocking: wait-free.
  bool tryRead(TimeCode& code) const noexcept {
    const std::uint64_t sequence = sequence_.load(std::memory_order_acquire);
    code.position = position_.load(std::memory_order_acquire);
    code.samples = samples_.load(std::memory_order_acquire);
    const std::uint64_t speedBits = speedBits_.load(std::memory_order_acquire);
    code.flags = flags_.load(std::memory_order_acquire);
    std::memcpy(&code.speed, &speedBits, sizeof speedBits);
    return sequence != 0 && sequence % 2 == 0 && sequence_.load(std::memory_order_relaxed) == sequence;
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
