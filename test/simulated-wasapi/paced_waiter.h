// The time of a simulated system as hosts need it, who know nothing of the simulation: as the machine's goes,
// as fast as the stream's thread likes, or buffer switch by buffer switch.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>

#include "drivers/loopback/host_calls.h"
#include "simulated_audio.h"

namespace simulated {

enum class Clock { realtime, freerun, step };

/// Stands before the simulation's own waiter of the stream's thread. Lives as long as the devices are in use.
class PacedWaiter final : public drivers::wasapi::Waiter {
 public:
  PacedWaiter(System& system, Clock clock);
  ~PacedWaiter() override;

  std::uint64_t nowNs() const noexcept override;
  drivers::wasapi::Woken waitUntilNs(std::uint64_t deadlineNs) noexcept override;
  void forgetEvent() noexcept override { inner_->forgetEvent(); }
  void wake() noexcept override;
  void* event() noexcept override;

  /// Where time is not the machine's, a host is told so that wants to know, and in free run one that can say
  /// so is waited for, as by the virtual driver. Thread: the host's, while nothing runs.
  void serve(const drivers::loopback::HostCalls& host) { host_.emplace(host); }

  /// With the step clock: lets the thread wait successfully that many times, and returns when it waits for
  /// more, or somebody wakes it. False: it has not come so far within a minute. Thread: the host's.
  bool step(std::uint64_t waits);

 private:
  void keepTime() noexcept;
  bool awaitStep();
  bool awaitProgram();
  bool takeWake();

  System& system_;
  const Clock clock_;
  const std::unique_ptr<drivers::wasapi::Waiter> inner_;
  const std::uint64_t offsetNs_;  ///< of the machine's clock to the simulation's
  std::optional<drivers::loopback::HostCalls> host_;
  std::mutex lock_;  ///< of all below
  std::condition_variable changed_;
  std::uint64_t steps_ = 0;
  std::uint64_t wakes_ = 0;
  bool isWaiting_ = false;
  bool isWoken_ = false;
  bool isOver_ = false;
  std::thread timekeeper_;  ///< the last: it uses the others
};

}  // namespace simulated
