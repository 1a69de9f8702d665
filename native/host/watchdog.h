// Whether a driver that was started goes on switching buffers, at about the pace that it should.
//
// It looks only at numbers that it is given, so that a test can be the clock. Time in which nobody looked is
// not held against the driver: the machine may have slept, or had no processor to spare.
#pragma once

#include <cstdint>
#include <mutex>

#include "engine/pace_meter.h"

namespace host {

class Watchdog {
 public:
  enum class Verdict {
    fine,
    silent,   ///< it was started and has never switched buffers
    stalled,  ///< it has stopped to switch buffers
    storm,    ///< it switches buffers much faster than its rate allows
    offRate,  ///< it keeps the pace of another rate than it says
  };

  /// What the driver has done so far.
  struct Pulse {
    std::uint64_t switches = 0;
    bool isVirtual = false;  ///< its time is its own: it owes nobody a pace, or any switch at all
    engine::Pace pace = {};  ///< how fast they came
  };

  /// The first buffer switch has to come within this time.
  static constexpr std::uint64_t kFirstNs = 3'000'000'000;
  /// The next ones within the stall limit, and never sooner than that many periods.
  static constexpr std::uint64_t kPeriods = 8;
  static constexpr std::uint64_t kStallNs = 1'000'000'000;
  /// A clock may be that much faster than it says, for ever.
  static constexpr std::uint64_t kTolerancePercent = 25;
  /// How far a driver may catch up after a pause, and how far it may then run ahead of the clock.
  static constexpr std::uint64_t kCatchUpNs = 2'000'000'000;
  static constexpr std::uint64_t kAheadNs = 1'000'000'000;

  /// From here on a rate is another one. Clocks differ by less, and by more where they are pulled up or down
  /// on purpose: so it has to be one of the usual rates, as close as that, that is run at instead.
  static constexpr double kOffRatePart = 0.02;
  static constexpr double kSameRatePart = 0.01;

  /// From now on buffer switches are due, `periodNs` apart; 0: nobody knows how far, and none is too early.
  /// `pulse`: the driver's now. Thread: any.
  void arm(std::uint64_t periodNs, std::uint64_t nowNs, Pulse pulse, std::uint64_t stallNs = kStallNs);

  /// None is due any more. Thread: any.
  void disarm();

  /// When `look` wants to be called next; UINT64_MAX: never. Thread: any.
  std::uint64_t nextLookNs();

  /// What there is to say now; each fault is told once until the driver is back at its pace. Thread: any.
  Verdict look(std::uint64_t nowNs, Pulse pulse);

 private:
  void schedule(std::uint64_t nowNs);
  std::uint64_t limitNs() const;
  void count(std::uint64_t elapsedNs, std::uint64_t switches);
  bool isOffRate(const engine::Pace& pace);

  std::mutex mutex_;  ///< of all that follows
  bool armed_ = false;
  bool begun_ = false;  ///< there was a first buffer switch
  Verdict told_ = Verdict::fine;
  std::uint64_t periodNs_ = 0;
  std::uint64_t stallNs_ = kStallNs;
  std::uint64_t lastSwitches_ = 0;
  std::uint64_t lastLookNs_ = 0;
  std::uint64_t nextLookNs_ = UINT64_MAX;
  std::uint64_t idleNs_ = 0;   ///< watched, without a buffer switch
  std::int64_t creditNs_ = 0;  ///< how much time the driver has not used up by buffer switches
  std::uint32_t windows_ = 0;  ///< measurements of its pace so far
  double otherHz_ = 0;      ///< the rate that the last of them found in place of what it says; 0: it is right
  bool isOffRate_ = false;  ///< two in a row did
};

}  // namespace host
