// Samples of several channels on their way between two threads: all channels are as far as each other.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <vector>

namespace drivers::loopback {

/// A ring per channel, of bytes, with one pair of indices. One thread writes, one reads.
///
/// Channels get their memory when they are first needed, before either side uses it; one without memory
/// carries silence.
class SampleRings {
 public:
  SampleRings(std::size_t channels, std::size_t bytes, std::byte silence)
      : rings_(channels), bytes_(bytes), silence_(silence) {}

  std::size_t channels() const noexcept { return rings_.size(); }
  std::byte silence() const noexcept { return silence_; }

  /// Gives a channel its memory, with silence for what is in the rings already. Thread: one at a time, none
  /// reading or writing.
  void open(std::size_t channel) {
    if (rings_[channel] != nullptr) return;
    rings_[channel].reset(new std::byte[bytes_]);
    std::memset(rings_[channel].get(), std::to_integer<int>(silence_), bytes_);
  }
  bool isOpen(std::size_t channel) const noexcept { return rings_[channel] != nullptr; }

  // --- Writer: bytes into each channel, then all at once. Blocking: wait-free.

  std::size_t room() const noexcept {
    return bytes_ - static_cast<std::size_t>(written_.load(std::memory_order_relaxed) -
                                             read_.load(std::memory_order_acquire));
  }
  /// `from` null: silence.
  void put(std::size_t channel, const std::byte* from, std::size_t count) noexcept {
    std::byte* const ring = rings_[channel].get();
    if (ring == nullptr || count == 0) return;
    const auto start = static_cast<std::size_t>(written_.load(std::memory_order_relaxed) % bytes_);
    const std::size_t first = std::min(count, bytes_ - start);
    if (from == nullptr) {
      std::memset(ring + start, std::to_integer<int>(silence_), first);
      std::memset(ring, std::to_integer<int>(silence_), count - first);
      return;
    }
    std::memcpy(ring + start, from, first);
    std::memcpy(ring, from + first, count - first);
  }
  void publish(std::size_t count) noexcept {
    written_.store(written_.load(std::memory_order_relaxed) + count, std::memory_order_release);
  }

  // --- Reader: bytes out of each channel, then all at once. Blocking: wait-free.

  std::size_t ready() const noexcept {
    return static_cast<std::size_t>(written_.load(std::memory_order_acquire) -
                                    read_.load(std::memory_order_relaxed));
  }
  void get(std::size_t channel, std::byte* to, std::size_t count) const noexcept {
    const std::byte* const ring = rings_[channel].get();
    if (count == 0) return;
    if (ring == nullptr) {
      std::memset(to, std::to_integer<int>(silence_), count);
      return;
    }
    const auto start = static_cast<std::size_t>(read_.load(std::memory_order_relaxed) % bytes_);
    const std::size_t first = std::min(count, bytes_ - start);
    std::memcpy(to, ring + start, first);
    std::memcpy(to + first, ring, count - first);
  }
  void drop(std::size_t count) noexcept {
    read_.store(read_.load(std::memory_order_relaxed) + count, std::memory_order_release);
  }

 private:
  std::vector<std::unique_ptr<std::byte[]>> rings_;
  const std::size_t bytes_;
  const std::byte silence_;
  std::atomic<std::uint64_t> written_{0};
  std::atomic<std::uint64_t> read_{0};
};

}  // namespace drivers::loopback
