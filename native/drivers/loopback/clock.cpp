#include "drivers/loopback/clock.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <limits>
#include <mutex>

#include "drivers/loopback/pace.h"
#include "platform/event.h"
#include "platform/thread.h"
#include "platform/time.h"

namespace drivers::loopback {

namespace {

/// Keeps the exact average rate: what comes late is followed by what has become due meanwhile, without a
/// pause.
class RealTimeClock final : public Clock {
 public:
  RealTimeClock(const ClockSettings& settings, double rateHz) : due_(settings, rateHz) {}

  bool awaitSwitch(std::uint64_t& position) noexcept override {
    if (position == 0) startNs_ = platform::nowNs();
    const std::uint64_t dueNs = startNs_ + due_.nextNs(position);
    while (!stopped_.load(std::memory_order_acquire)) {
      if (platform::nowNs() >= dueNs) return true;
      wake_.waitUntilNs(dueNs);
    }
    return false;
  }

  std::uint64_t timeNs(std::uint64_t) const noexcept override { return platform::nowNs(); }
  void changeRate(std::uint64_t position, double rateHz) noexcept override {
    due_.changeRate(position, rateHz);
  }

  void stop() noexcept override {
    stopped_.store(true, std::memory_order_release);
    wake_.set();
  }

 private:
  // Buffer-switch thread only
  DueTimes due_;
  std::uint64_t startNs_ = 0;

  std::atomic<bool> stopped_{false};
  platform::Event wake_;
};

/// Time is the position, whatever the machine's clock says.
class VirtualClock : public Clock {
 public:
  explicit VirtualClock(double rateHz) : pace_(rateHz) {}
  std::uint64_t timeNs(std::uint64_t position) const noexcept final { return pace_.elapsedNs(position); }
  void changeRate(std::uint64_t position, double rateHz) noexcept final {
    pace_.changeRate(position, rateHz);
  }

 private:
  Pace pace_;
};

class FreeRunClock final : public VirtualClock {
 public:
  using VirtualClock::VirtualClock;

  bool awaitSwitch(std::uint64_t&) noexcept override { return !stopped_.load(std::memory_order_acquire); }
  void stop() noexcept override { stopped_.store(true, std::memory_order_release); }

 private:
  std::atomic<bool> stopped_{false};
};

class StepClock final : public VirtualClock {
 public:
  using VirtualClock::VirtualClock;

  bool awaitSwitch(std::uint64_t&) noexcept override {
    std::unique_lock<std::mutex> lock(lock_);
    switchThread_ = platform::currentThread();
    changed_.wait(lock, [this] { return stopped_ || done_ < granted_; });
    if (!stopped_) return true;
    // Only now: whoever waits for a step returns after the last callback, not during it.
    ended_ = true;
    changed_.notify_all();
    return false;
  }

  void switchDone() noexcept override {
    const std::lock_guard<std::mutex> lock(lock_);
    ++done_;
    if (done_ == granted_ || steppers_ > 1) changed_.notify_all();
  }

  void stop() noexcept override {
    const std::lock_guard<std::mutex> lock(lock_);
    stopped_ = true;
    changed_.notify_all();
  }

  StepResult step(std::uint64_t switches) override {
    std::unique_lock<std::mutex> lock(lock_);
    if (switchThread_ == platform::currentThread()) return StepResult::insideCallback;
    granted_ += std::min(switches, std::numeric_limits<std::uint64_t>::max() - granted_);
    const std::uint64_t target = granted_;
    ++steppers_;
    changed_.notify_all();
    changed_.wait(lock, [&] { return ended_ || done_ >= target; });
    --steppers_;
    return done_ >= target ? StepResult::done : StepResult::stopped;
  }

 private:
  std::mutex lock_;  ///< guards all below
  std::condition_variable changed_;
  platform::ThreadId switchThread_ = platform::kNoThread;
  std::uint64_t granted_ = 0;
  std::uint64_t done_ = 0;
  int steppers_ = 0;
  bool stopped_ = false;
  bool ended_ = false;
};

}  // namespace

StepResult Clock::step(std::uint64_t) { return StepResult::notAStepClock; }

std::shared_ptr<Clock> makeClock(const ClockSettings& settings, double rateHz) {
  switch (settings.kind) {
    case ClockKind::realtime:
      return std::make_shared<RealTimeClock>(settings, rateHz);
    case ClockKind::freerun:
    case ClockKind::rush:
      return std::make_shared<FreeRunClock>(rateHz);
    case ClockKind::step:
      break;
  }
  return std::make_shared<StepClock>(rateHz);
}

}  // namespace drivers::loopback
