// When a stream was where: by the device's own clock, as far as it can be believed.
//
// A thread that waits for a device wakes up a little late, each time by another little. The device's clock
// tells when it had really got so far. But it is a driver that tells, and there are such whose clock stands
// still, goes back, or counts in other units than it says. What it says is taken where it agrees with the
// clock of the machine, and else the machine's is.
#pragma once

#include <cstdint>
#include <optional>

#include "drivers/wasapi/open_client.h"

namespace drivers::wasapi {

/// Thread: the stream's. Blocking: as the device's calls, which do not wait for it.
class DeviceClock {
 public:
  /// Of the device of `open`. `mostNs`: no switch comes so late. Both others have to outlive it.
  DeviceClock(const OpenClient& open, const Waiter& waiter, std::uint64_t mostNs) noexcept;

  /// When the device had got to `position`, the first frame of a switch that begins now. Not in the future,
  /// and later than whatever it has said before.
  std::uint64_t timeOf(std::uint64_t position) noexcept;

  /// By how many nanoseconds the switch at `position`, which is to begin now, is late; nothing as for `lead`.
  /// What was read is that of the `timeOf` that follows.
  std::optional<double> lateNs(std::uint64_t position) noexcept;

  /// The device was started again, at the switch that begins at `position`.
  void restart(std::uint64_t position) noexcept;

  /// By how many frames the device was further than a switch's position when that switch was due; nothing
  /// where its clock has not been believed all along, or has not agreed with itself for a few switches.
  std::optional<double> lead() const noexcept;

 private:
  struct Reading {
    double frames;
    std::uint64_t timeNs;
  };

  /// A look at both clocks.
  struct Look {
    bool isUseful = false;
    std::uint64_t nowNs = 0;
    Reading reading{};
  };

  Look look() noexcept;
  bool read(std::uint64_t& nowNs, Reading& reading) noexcept;
  double lateNs(std::uint64_t position, std::uint64_t nowNs, const Reading& reading) const noexcept;
  std::uint64_t judge(std::uint64_t position, std::uint64_t nowNs, const Reading& reading) noexcept;
  void anchor(std::uint64_t position, std::uint64_t nowNs, const Reading& reading) noexcept;

  Client& client_;
  const Waiter& waiter_;
  const double framesPerUnit_;
  const double rateHz_;
  const std::uint64_t mostNs_;
  std::uint64_t base_ = 0;  ///< the position at which the device was started
  std::optional<Look> look_;
  ClockReading last_;
  std::uint64_t lastNs_ = 0;  ///< that was said
  double lead_ = 0;           ///< frames of the device at a switch, beyond the switch's position
  int agreed_ = 0;            ///< readings since the last anchor
  int movedAt_ = 0;           ///< which of them was the last that found it too late
  int lies_ = 0;
  bool isAnchored_ = false;
};

}  // namespace drivers::wasapi
