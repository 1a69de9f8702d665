// The far side of a virtual driver: what a test sees of a host that uses it, and does to it, while the host
// has nothing but an ordinary driver.
//
// It is there before the driver and after it. A driver finds the one that has the name which the host gives
// its instance, and does without where there is none.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "drivers/loopback/cable.h"
#include "drivers/loopback/call_log.h"
#include "drivers/loopback/clock.h"
#include "drivers/loopback/faults.h"
#include "drivers/loopback/position_report.h"
#include "drivers/loopback/settings.h"

namespace drivers::loopback {

class FarSide {
 public:
  /// `text`: what the driver is to be, which a host then need not know. `settings`: what that means.
  FarSide(std::string text, const Settings& settings, const CableOptions& options)
      : settingsText(std::move(text)),
        isVirtual(settings.clock.kind != ClockKind::realtime),
        cable(settings, options) {}
  FarSide(const FarSide&) = delete;
  FarSide& operator=(const FarSide&) = delete;

  const std::string settingsText;
  const bool isVirtual;  ///< its time is not the machine's
  Cable cable;
  CallLog calls;
  Faults faults;
  std::atomic<bool> isUnplugged{false};

  // --- The driver's time

  std::optional<Moment> now() const noexcept {
    PositionReport::Pair pair;
    if (!report_.read(pair)) return std::nullopt;
    return Moment{pair.position, pair.timeNs};
  }
  PositionReport& report() noexcept { return report_; }

  /// Of the stream that runs, or none.
  void useClock(std::shared_ptr<Clock> clock) {
    const std::lock_guard<std::mutex> lock(clockLock_);
    clock_ = std::move(clock);
  }
  /// None: no stream is running. Thread: any but a callback's. Blocking: until the switches are over.
  std::optional<StepResult> step(std::uint64_t switches) {
    std::shared_ptr<Clock> clock;
    {
      const std::lock_guard<std::mutex> lock(clockLock_);
      clock = clock_;
    }
    if (clock == nullptr) return std::nullopt;
    return clock->step(switches);
  }

  // --- A rate that the driver has taken by itself; 0: none

  /// Thread: buffer-switch, or control.
  void takeRate(double rateHz) noexcept { ownRateHz_.store(rateHz, std::memory_order_relaxed); }
  double ownRateHz() const noexcept { return ownRateHz_.load(std::memory_order_relaxed); }

 private:
  PositionReport report_;
  std::atomic<double> ownRateHz_{0};
  std::mutex clockLock_;  ///< never held while waiting
  std::shared_ptr<Clock> clock_;
};

/// From now on drivers with that name find it, until it is withdrawn. False: the name is taken.
bool announceFarSide(const std::string& instance, const std::shared_ptr<FarSide>& farSide);
void withdrawFarSide(const std::string& instance);
/// nullptr: there is none.
std::shared_ptr<FarSide> findFarSide(const std::string& instance);

}  // namespace drivers::loopback
