// A running stream: the buffer-switch thread and what it does.
//
// The device says when it is time for a switch: by its event, or by how full its buffer is. A playing device
// leads a recording one. When a device fails, the switches go on by the clock, with silence, and the host is
// asked for a reset: no host is left waiting for a switch that does not come.
#pragma once

#include <atomic>
#include <cstdint>
#include <optional>
#include <thread>

#include "drivers/shell/position_report.h"
#include "drivers/wasapi/capture_side.h"
#include "drivers/wasapi/device_clock.h"
#include "drivers/wasapi/messenger.h"
#include "drivers/wasapi/render_side.h"
#include "platform/event.h"
#include "platform/thread.h"

namespace drivers::wasapi {

/// What a run is made of. All of it has to outlive the run.
struct RunParts {
  Buffers& buffers;
  const shell::HostCalls& host;
  Messenger& messenger;
  shell::PositionReport& report;
  Counters& counters;
  std::atomic<bool>& outputReady;  ///< set by the host, inside a switch or after it
  std::atomic<Result>& failure;    ///< of the device, by this run
  /// How many frames of a playing device come before those that are written, by its own clock; negative: as
  /// far as that is not known. By this run.
  std::atomic<abi::Long>& ahead;
  Waiter& waiter;
  abi::Long toldAhead;  ///< what the host has been told of `ahead`
  bool resamplesCapture;
  bool expectsDirect;  ///< the host has been told latencies by which output is taken within its switch
  const Endpoint* renderDevice;   ///< or nullptr
  const Endpoint* captureDevice;  ///< or nullptr
  OpenClient* render;             ///< or nullptr
  OpenClient* capture;            ///< or nullptr, but one there is
};

/// Made, launched and destroyed by the control thread. The destructor waits for the thread to leave its last
/// callback, so it must not run on that thread.
class Run {
 public:
  /// A device that has nothing to say for so long is gone, whatever its driver pretends.
  static constexpr std::uint64_t kSilenceNs = 2'000'000'000;

  explicit Run(const RunParts& parts);
  ~Run();
  Run(const Run&) = delete;
  Run& operator=(const Run&) = delete;

  /// Starts the thread, and that the devices, the recording one first. Throws where one does not start. Once
  /// the run is where calls from inside callbacks look for it, not before.
  void launch();

  /// After the current callback, if there is one, no other comes. Thread: any. Blocking: short.
  void requestStop() noexcept;
  bool stopRequested() const noexcept { return stopRequested_.load(std::memory_order_acquire); }

  /// Whether the caller is inside a callback. Thread: any.
  bool isOwnThread() const noexcept {
    return threadId_.load(std::memory_order_relaxed) == platform::currentThread();
  }

  /// Whether a switch's output is taken as soon as it is there, and not when the next one begins. Thread:
  /// any.
  bool isDirect() const noexcept { return way_.load(std::memory_order_relaxed) == Way::direct; }

 private:
  /// When the output of a switch goes to the device. The first switch decides: a host that says inside it
  /// that its output is ready will do so in each.
  enum class Way { open, direct, afterwards };

  void enter() noexcept;
  Result startDevices() noexcept;
  void endDevices() noexcept;
  void loop() noexcept;
  /// Waits until there is something to be done. An error: the device is gone.
  Result await() noexcept;
  Result await(std::uint64_t deadlineNs, bool& isSet) noexcept;
  Result collect() noexcept;
  Result awaitEvent() noexcept;
  Result awaitRoom() noexcept;
  Result awaitRecording() noexcept;
  void awaitClock() noexcept;
  bool isTooSlow(std::uint64_t waitedNs) noexcept;
  Result doSwitch() noexcept;
  void tellOfLosses() noexcept;
  void callHost() noexcept;
  void measureAhead() noexcept;
  Result restart() noexcept;
  std::uint64_t missedPeriods(std::uint64_t nowNs) noexcept;
  void skip(std::uint64_t switches) noexcept;
  void give(Result failure) noexcept;
  std::uint64_t durationNs(std::uint64_t frames) const noexcept;

  // Set once
  const RunParts parts_;
  std::optional<RenderSide> render_;
  std::optional<CaptureSide> capture_;
  const std::uint32_t frames_;
  const double rateHz_;
  const std::uint64_t periodNs_;

  // The stream's thread
  DeviceClock clock_;  ///< of the device that leads
  abi::Long half_ = 0;
  std::uint64_t position_ = 0;
  std::uint64_t dueNs_ = 0;  ///< by the device's own time, or the clock's once the device has failed
  std::uint64_t toldLosses_ = 0;
  int slowEvents_ = 0;
  bool isLost_ = false;
  bool hasMeasured_ = false;
  bool hasRestarted_ = false;  ///< the device, and its first event has not come yet
  bool wasDry_ = true;         ///< the buffer of a device without events, when it was looked at last

  // Shared
  std::atomic<bool> stopRequested_{false};
  std::atomic<Way> way_{Way::open};
  std::atomic<platform::ThreadId> threadId_{
      platform::kNoThread};  ///< written by the thread itself before all callbacks

  platform::Event started_;  ///< or not: set once, and behind it
  Result startResult_ = result::kOk;

  // Control thread
  std::thread thread_;
};

}  // namespace drivers::wasapi
