// Follows one clock by another: by how much faster a stream has to be read, so that as much as before is kept
// in hand.
#pragma once

#include <algorithm>

namespace drivers::wasapi {

/// A loop of second order. It is quick at first, when nothing is known of the clocks, and slow later, when
/// all that it would follow is how late somebody was.
///
/// Thread: one at a time. Blocking: wait-free.
class ClockFollower {
 public:
  /// `blockSeconds`: from one step to the next.
  explicit ClockFollower(double blockSeconds) noexcept : blockSeconds_(blockSeconds) {}

  void reset() noexcept { *this = ClockFollower(blockSeconds_); }

  /// How far to go for each frame of the next block. `lateSeconds`: by how much more is in hand than there
  /// should be.
  double step(double lateSeconds) noexcept {
    const double speed = std::clamp(kFirstSpeed / (1 + seconds_), kLastSpeed, kMostInBlock / blockSeconds_);
    seconds_ += blockSeconds_;
    drift_ = std::clamp(drift_ + speed * speed * lateSeconds * blockSeconds_, -kMostDrift, kMostDrift);
    return 1 + drift_ + std::clamp(2 * kDamping * speed * lateSeconds, -kMostHurry, kMostHurry);
  }

 private:
  static constexpr double kFirstSpeed = 3;    ///< radians in a second
  static constexpr double kLastSpeed = 0.06;  ///< the same
  static constexpr double kMostInBlock = 0.2;
  static constexpr double kDamping = 0.8;
  static constexpr double kMostDrift = 0.004;
  static constexpr double kMostHurry = 0.004;  ///< seven hundredths of a semitone

  double blockSeconds_;
  double seconds_ = 0;
  double drift_ = 0;
};

}  // namespace drivers::wasapi
