#include "paced_waiter.h"

#include <utility>

#include "patience.h"

namespace simulated {

namespace {

constexpr std::uint64_t kTickNs = 500'000;
/// Longer than any test.
constexpr std::uint64_t kForeverNs = 1'000'000'000'000'000;

}  // namespace

PacedWaiter::PacedWaiter(System& system, Clock clock)
    : system_(system),
      clock_(clock),
      inner_(system.makeWaiter()),
      offsetNs_(platform::nowNs() - system.nowNs()) {
  if (clock == Clock::realtime) {
    timekeeper_ = std::thread([this] { keepTime(); });
  } else {
    system.letRun(kForeverNs);
  }
}

PacedWaiter::~PacedWaiter() {
  {
    const std::lock_guard<std::mutex> lock(lock_);
    isOver_ = true;
  }
  changed_.notify_all();
  if (timekeeper_.joinable()) timekeeper_.join();
}

/// The devices go on whether or not anybody waits for them.
void PacedWaiter::keepTime() noexcept {
  std::unique_lock<std::mutex> lock(lock_);
  while (!isOver_) {
    const std::uint64_t wantedNs = platform::nowNs() - offsetNs_;
    const std::uint64_t nowNs = system_.nowNs();
    if (wantedNs > nowNs) system_.spend(wantedNs - nowNs);
    system_.letRun(0);  // whoever waits looks again
    changed_.wait_for(lock, std::chrono::nanoseconds(kTickNs), [&] { return isOver_; });
  }
}

std::uint64_t PacedWaiter::nowNs() const noexcept {
  return clock_ == Clock::realtime ? platform::nowNs() : inner_->nowNs() + offsetNs_;
}

drivers::wasapi::Woken PacedWaiter::waitUntilNs(std::uint64_t deadlineNs) noexcept {
  using drivers::wasapi::Woken;
  if (host_) host_->tellVirtualTime(clock_ != Clock::realtime);
  if (clock_ == Clock::step && !awaitStep()) return Woken::byCall;
  if (clock_ == Clock::freerun && !awaitProgram()) return Woken::byCall;
  return inner_->waitUntilNs(deadlineNs > offsetNs_ ? deadlineNs - offsetNs_ : 0);
}

/// False: somebody wakes the thread before.
bool PacedWaiter::awaitStep() {
  std::unique_lock<std::mutex> lock(lock_);
  isWaiting_ = true;
  changed_.notify_all();
  changed_.wait(lock, [&] { return isWoken_ || steps_ > 0; });
  isWaiting_ = false;
  if (isWoken_) return isWoken_ = false;
  --steps_;
  return true;
}

/// The same.
bool PacedWaiter::awaitProgram() {
  while (!takeWake()) {
    if (!host_ || !host_->canAwaitProgram() || host_->awaitProgram()) return true;
  }
  return false;
}

bool PacedWaiter::takeWake() {
  const std::lock_guard<std::mutex> lock(lock_);
  return std::exchange(isWoken_, false);
}

void PacedWaiter::wake() noexcept {
  if (clock_ != Clock::step) inner_->wake();
  if (clock_ == Clock::realtime) return;
  const std::lock_guard<std::mutex> lock(lock_);
  isWoken_ = true;
  ++wakes_;
  changed_.notify_all();
}

void* PacedWaiter::event() noexcept { return inner_->event(); }

bool PacedWaiter::step(std::uint64_t waits) {
  std::unique_lock<std::mutex> lock(lock_);
  const std::uint64_t wakes = wakes_;
  steps_ += waits;
  changed_.notify_all();
  const bool came =
      changed_.wait_for(lock, kPatience, [&] { return wakes_ != wakes || (steps_ == 0 && isWaiting_); });
  steps_ = 0;
  return came;
}

}  // namespace simulated
