// What decides when the next buffer switch is due, and what time it is there.
#pragma once

#include <cstdint>
#include <memory>

#include "drivers/loopback/settings.h"

namespace drivers::loopback {

enum class StepResult { done, stopped, insideCallback, notAStepClock };

/// Made for one run. The buffer-switch thread waits on it; any other thread may stop it or let it step.
class Clock {
 public:
  Clock() = default;
  virtual ~Clock() = default;
  Clock(const Clock&) = delete;
  Clock& operator=(const Clock&) = delete;

  /// Waits until the switch at `position` is due, or a later one where some were missed: `position` is then
  /// that one's. False: the clock was stopped, and there is no further switch. Thread: buffer-switch, between
  /// callbacks. Blocking: blocks, but never longer than `stop` lets it.
  virtual bool awaitSwitch(std::uint64_t& position) noexcept = 0;

  /// The time of a switch that is due now. Thread: buffer-switch. Blocking: wait-free.
  virtual std::uint64_t timeNs(std::uint64_t position) const noexcept = 0;

  /// The rate of what comes after `position`, which is due already. Thread: buffer-switch, between callbacks.
  virtual void changeRate(std::uint64_t position, double rateHz) noexcept = 0;

  /// The host has returned from the switch. Thread: buffer-switch.
  virtual void switchDone() noexcept {}

  /// Thread: any, callbacks included. Blocking: short.
  virtual void stop() noexcept = 0;

  /// Lets the next `switches` happen and waits for them. Thread: any. Blocking: blocks.
  virtual StepResult step(std::uint64_t switches);
};

std::shared_ptr<Clock> makeClock(const ClockSettings& settings, double rateHz);

}  // namespace drivers::loopback
