// One channel's way from output to input: what is written comes out of it exactly `delay` bytes later.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <vector>

namespace drivers::loopback {

/// A ring as long as the delay. The place that is read next is also the place that is written next, since
/// what was written there a delay ago has just been read: so each block is read first and written second.
///
/// Thread: one at a time. Blocking: wait-free; allocates in its constructor only.
class DelayLine {
 public:
  DelayLine(std::size_t delayBytes, std::byte silence) : ring_(delayBytes, silence), silence_(silence) {}

  /// The next `count` bytes to come out, at most as many as the delay. `write` has to follow.
  void read(std::byte* to, std::size_t count) const noexcept {
    const std::size_t first = std::min(count, ring_.size() - next_);
    std::memcpy(to, ring_.data() + next_, first);
    std::memcpy(to + first, ring_.data(), count - first);
  }

  /// The bytes to go in, as many as were read.
  void write(const std::byte* from, std::size_t count) noexcept {
    const std::size_t first = std::min(count, ring_.size() - next_);
    std::memcpy(ring_.data() + next_, from, first);
    std::memcpy(ring_.data(), from + first, count - first);
    next_ = first < count ? count - first : (next_ + first) % ring_.size();
  }

  /// As after construction: nothing but silence inside.
  void clear() noexcept {
    std::fill(ring_.begin(), ring_.end(), silence_);
    next_ = 0;
  }

 private:
  std::vector<std::byte> ring_;
  std::byte silence_;
  std::size_t next_ = 0;
};

}  // namespace drivers::loopback
