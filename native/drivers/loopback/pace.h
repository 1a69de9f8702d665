// When buffer switches are due: from positions to times.
#pragma once

#include <cstdint>

#include "drivers/loopback/settings.h"

namespace drivers::loopback {

/// Thread: one at a time. Blocking: wait-free.
class Pace {
 public:
  explicit Pace(double rateHz) noexcept : rateHz_(rateHz) {}

  /// Since position 0. From the last change of rate, not from switch to switch: rounding never adds up.
  std::uint64_t elapsedNs(std::uint64_t position) const noexcept {
    return sinceNs_ + static_cast<std::uint64_t>(static_cast<double>(position - since_) * 1e9 / rateHz_);
  }

  /// What comes after `position` has another rate; what came before keeps its time.
  void changeRate(std::uint64_t position, double rateHz) noexcept {
    sinceNs_ = elapsedNs(position);
    since_ = position;
    rateHz_ = rateHz;
  }

 private:
  double rateHz_;
  std::uint64_t since_ = 0;
  std::uint64_t sinceNs_ = 0;
};

/// How late each switch is: up to so many nanoseconds, uniformly distributed, by a sequence that a seed
/// determines. Thread: one at a time. Blocking: wait-free.
class Jitter {
 public:
  Jitter(std::uint64_t mostNs, std::uint64_t seed) noexcept : mostNs_(mostNs), state_(seed) {}

  std::uint64_t nextNs() noexcept {
    if (mostNs_ == 0) return 0;
    // A counter mixed by the constants of SplitMix64 (Steele, Lea and Flood, 2014), the same on every
    // machine; 53 bits of it are as many as a double holds.
    state_ += 0x9e3779b97f4a7c15u;
    std::uint64_t mixed = state_;
    mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9u;
    mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111ebu;
    mixed ^= mixed >> 31;
    const double part = static_cast<double>(mixed >> 11) / 9007199254740992.0;
    return static_cast<std::uint64_t>(part * static_cast<double>(mostNs_ + 1));
  }

 private:
  const std::uint64_t mostNs_;
  std::uint64_t state_;
};

/// When the buffer switches of the real-time clock are due, since the first was.
/// Thread: one at a time. Blocking: wait-free.
class DueTimes {
 public:
  DueTimes(const ClockSettings& settings, double rateHz) noexcept
      : drift_(1 + settings.driftPpm / 1e6),
        pace_(rateHz * drift_),
        jitter_(static_cast<std::uint64_t>(settings.jitterUs * 1e3), settings.seed) {}

  /// Of the next switch, which is at `position`. How late one is has no effect on those after it.
  std::uint64_t nextNs(std::uint64_t position) noexcept {
    return pace_.elapsedNs(position) + jitter_.nextNs();
  }

  void changeRate(std::uint64_t position, double rateHz) noexcept {
    pace_.changeRate(position, rateHz * drift_);
  }

 private:
  const double drift_;
  Pace pace_;
  Jitter jitter_;
};

}  // namespace drivers::loopback
