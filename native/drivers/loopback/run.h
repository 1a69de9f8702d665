// A running stream: the buffer-switch thread and what it does.
#pragma once

#include <atomic>
#include <memory>
#include <thread>

#include "drivers/loopback/buffers.h"
#include "drivers/loopback/clock.h"
#include "drivers/loopback/far_side.h"
#include "drivers/loopback/host_calls.h"
#include "drivers/loopback/position_report.h"
#include "platform/thread.h"

namespace drivers::loopback {

/// Made, launched and destroyed by the control thread. The destructor waits for the thread to leave its last
/// callback, so it must not run on that thread.
class Run {
 public:
  /// What it refers to has to outlive it.
  /// `rateHz`: that the host knows of.
  Run(Buffers& buffers, const HostCalls& host, PositionReport& report, std::shared_ptr<Clock> clock,
      double rateHz, ClockKind kind, FarSide* farSide, Bus* bus);
  ~Run();
  Run(const Run&) = delete;
  Run& operator=(const Run&) = delete;

  /// Starts the thread. Once the run is where calls from inside callbacks look for it, not before.
  void launch();

  /// After the current callback, if there is one, no other comes. Thread: any. Blocking: short.
  void requestStop() noexcept;
  bool stopRequested() const noexcept { return stopRequested_.load(std::memory_order_acquire); }

  /// Whether the caller is inside a callback. Thread: any.
  bool isOwnThread() const noexcept {
    return threadId_.load(std::memory_order_relaxed) == platform::currentThread();
  }

 private:
  void loop() noexcept;
  void switches() noexcept;
  bool awaitProgram() const noexcept;
  double rateAfter(std::uint64_t position, double rateHz) noexcept;
  void tellOfOthers(double& rateHz) noexcept;

  // Set once
  Buffers& buffers_;
  const HostCalls& host_;
  PositionReport& report_;
  const std::shared_ptr<Clock> clock_;
  const double rateHz_;
  const ClockKind kind_;
  FarSide* const farSide_;  ///< or nullptr
  Bus* const bus_;          ///< or nullptr; started before this is made

  // Buffer-switch thread
  abi::Long toldFrames_ = 0;

  // Shared
  std::atomic<bool> stopRequested_{false};
  std::atomic<platform::ThreadId> threadId_{
      platform::kNoThread};  ///< written by the thread itself before all callbacks

  // Control thread
  std::thread thread_;
};

}  // namespace drivers::loopback
