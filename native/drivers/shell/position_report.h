// Where the stream is, for getSamplePosition: asked from inside callbacks and from anywhere else at any time.
#pragma once

#include <atomic>
#include <cstdint>

namespace drivers::shell {

/// A sequence lock: `sequence_` is odd while the pair is being written.
///
/// Thread: `publish` from one at a time; `setAdvancing` and `read` from any.
/// Blocking: `publish` is wait-free; `read` repeats when it meets a write, which is once per buffer.
class PositionReport {
 public:
  struct Pair {
    std::uint64_t position;
    std::uint64_t timeNs;
  };

  void setAdvancing(bool advancing) noexcept { advancing_.store(advancing, std::memory_order_release); }

  void publish(Pair pair) noexcept {
    const std::uint32_t sequence = sequence_.load(std::memory_order_relaxed);
    sequence_.store(sequence + 1, std::memory_order_relaxed);
    // Release: a reader that sees either half of the new pair also sees the odd number before it.
    position_.store(pair.position, std::memory_order_release);
    timeNs_.store(pair.timeNs, std::memory_order_release);
    sequence_.store(sequence + 2, std::memory_order_release);
  }

  /// False: the stream is not running.
  bool read(Pair& pair) const noexcept {
    if (!advancing_.load(std::memory_order_acquire)) return false;
    for (;;) {
      const std::uint32_t before = sequence_.load(std::memory_order_acquire);
      pair.position = position_.load(std::memory_order_acquire);
      pair.timeNs = timeNs_.load(std::memory_order_acquire);
      if (before % 2 == 0 && sequence_.load(std::memory_order_relaxed) == before) return true;
    }
  }

 private:
  std::atomic<bool> advancing_{false};
  std::atomic<std::uint32_t> sequence_{0};
  std::atomic<std::uint64_t> position_{0};
  std::atomic<std::uint64_t> timeNs_{0};
};

}  // namespace drivers::shell
