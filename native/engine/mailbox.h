// What a driver told its host, and what is to be seen of it, for the control half to look at later. A
// callback only drops it here.
#pragma once

#include <atomic>
#include <cstdint>
#include <cstring>

#include "rt/annotations.h"

namespace engine {

namespace notice {
inline constexpr std::uint32_t kResetRequest = 1;
inline constexpr std::uint32_t kResyncRequest = 2;
inline constexpr std::uint32_t kLatenciesChanged = 4;
inline constexpr std::uint32_t kOverload = 8;
inline constexpr std::uint32_t kSampleRateChanged = 16;
inline constexpr std::uint32_t kClockSourceChanged = 32;
// Not the driver's words, but what can be seen from outside:
inline constexpr std::uint32_t kSilent = 64;    ///< it was started and has never switched buffers
inline constexpr std::uint32_t kStalled = 128;  ///< it has stopped to switch buffers
inline constexpr std::uint32_t kStorm = 256;    ///< it switches buffers much faster than its rate allows
inline constexpr std::uint32_t kOffRate = 512;  ///< it runs at another rate than it says
}  // namespace notice

/// Any thread posts, one thread takes. Several posts of one kind before a take are one.
class Mailbox {
 public:
  /// Thread: any. Blocking: wait-free.
  void post(std::uint32_t notices) noexcept RT_SAFE { notices_.fetch_or(notices, std::memory_order_release); }

  /// The driver runs at `rate` now; 0: it has lost its clock. The notice comes after it. Thread: any.
  /// Blocking: wait-free.
  void setSampleRate(double rate) noexcept RT_SAFE {
    std::uint64_t bits;
    std::memcpy(&bits, &rate, sizeof bits);
    rateBits_.store(bits, std::memory_order_relaxed);
  }

  /// All notices since the last call. Thread: control. Blocking: wait-free.
  std::uint32_t take() noexcept { return notices_.exchange(0, std::memory_order_acquire); }

  /// The rate of the last `setSampleRate`. Thread: control. Blocking: wait-free.
  double sampleRate() const noexcept {
    const std::uint64_t bits = rateBits_.load(std::memory_order_relaxed);
    double rate;
    std::memcpy(&rate, &bits, sizeof rate);
    return rate;
  }

 private:
  std::atomic<std::uint32_t> notices_{0};
  std::atomic<std::uint64_t> rateBits_{0};
};

}  // namespace engine
