// At which rate a driver really runs, whatever it says.
//
// A buffer switch comes at its time or later, as a busy machine delays it, and not before: of several in a
// row the least late one tells the time best. A window has three legs of the same length, and its rate is
// that between the least late buffer switch of the first and that of the last.
#pragma once

#include <atomic>
#include <cstdint>

#include "rt/annotations.h"

namespace engine {

/// What a driver says of its rate, and what was measured of it last.
struct Pace {
  double saidHz = 0;          ///< 0: nobody knows
  double measuredHz = 0;      ///< 0: there was no window yet
  std::uint32_t windows = 0;  ///< how many there were: another number is another measurement
};

/// Owned by the audio thread; what it finds may be read by any.
class PaceMeter {
 public:
  /// A leg takes that long, and has that many buffer switches, at the least.
  static constexpr std::uint64_t kLegNs = 400'000'000;
  static constexpr std::uint32_t kLegSwitches = 8;
  static constexpr std::uint32_t kLegs = 3;

  /// A run begins. Its first leg is not looked at: drivers call before their hardware runs. Thread: audio.
  /// Blocking: wait-free.
  void begin() noexcept RT_SAFE {
    switches_ = 0;
    leg_ = 0;
    isSettled_ = false;
  }

  /// A buffer switch at `position`, in frames. `nsPerFrame`: by the rate that the driver says; 0: unknown.
  /// True at the end of a window. Thread: audio. Blocking: wait-free.
  bool count(std::uint64_t nowNs, std::uint64_t position, double nsPerFrame) noexcept RT_SAFE {
    if (switches_ == 0) {
      legBegin_ = {nowNs, position};
      best_ = legBegin_;
      leastLateNs_ = 0;
    } else if (const double lateNs = lateness({nowNs, position}, nsPerFrame); lateNs < leastLateNs_) {
      best_ = {nowNs, position};
      leastLateNs_ = lateNs;
    }
    ++switches_;
    return switches_ >= kLegSwitches && nowNs - legBegin_.timeNs >= kLegNs && endLeg();
  }

  /// Thread: any. Blocking: wait-free.
  double measuredHz() const noexcept RT_SAFE { return measuredHz_.load(std::memory_order_relaxed); }
  std::uint32_t windows() const noexcept RT_SAFE { return windows_.load(std::memory_order_acquire); }

 private:
  struct Point {
    std::uint64_t timeNs = 0;
    std::uint64_t position = 0;
  };

  /// Against the leg's first buffer switch: numbers that small are exact.
  double lateness(const Point& point, double nsPerFrame) const noexcept RT_SAFE {
    return static_cast<double>(point.timeNs - legBegin_.timeNs) -
           static_cast<double>(point.position - legBegin_.position) * nsPerFrame;
  }

  bool endLeg() noexcept RT_SAFE {
    switches_ = 0;
    if (!isSettled_) {
      isSettled_ = true;
      return false;
    }
    if (leg_++ == 0) first_ = best_;
    if (leg_ < kLegs) return false;
    leg_ = 0;
    const auto frames = static_cast<double>(best_.position - first_.position);
    const auto ns = static_cast<double>(best_.timeNs - first_.timeNs);
    measuredHz_.store(frames * 1e9 / ns, std::memory_order_relaxed);
    windows_.store(windows_.load(std::memory_order_relaxed) + 1, std::memory_order_release);
    return true;
  }

  // Audio thread only.
  Point legBegin_;
  Point best_;   ///< the least late one of this leg
  Point first_;  ///< that of the first leg
  double leastLateNs_ = 0;
  std::uint32_t switches_ = 0;  ///< in this leg
  std::uint32_t leg_ = 0;
  bool isSettled_ = false;

  // Shared: written by audio. The count comes after the number.
  std::atomic<double> measuredHz_{0};
  std::atomic<std::uint32_t> windows_{0};
  static_assert(std::atomic<double>::is_always_lock_free);
};

}  // namespace engine
