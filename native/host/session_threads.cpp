// What the two threads of a session do.
#include <algorithm>
#include <mutex>
#include <utility>
#include <vector>

#include "host/session_command.h"
#include "platform/thread.h"
#include "platform/time.h"

namespace host {
namespace {

/// Keeps a session that a callback may still ring. Destroyed never.
void keepForEver(std::shared_ptr<Session> session) {
  static auto& mutex = *new std::mutex;
  static auto& all = *new std::vector<std::shared_ptr<Session>>;
  const std::lock_guard lock(mutex);
  all.push_back(std::move(session));
}

}  // namespace

void Session::ringCourier(void* self) noexcept {
  auto* session = static_cast<Session*>(self);
  session->audioRang_.store(true, std::memory_order_release);
  session->courierEvent_.set();
}

void Session::ringDriver(void* self) noexcept { static_cast<Session*>(self)->driverEvent_.set(); }

// ---- the driver thread

void Session::driverThread() {
  platform::nameThread("bsw-driver");
  bool lost = false;
  std::exception_ptr crash;
  {
    platform::Apartment apartment;
    Device device(apartment, slot_, rt::Signal(ringCourier, this), watchdog_);
    while (serve(device)) apartment.waitUntilNs(driverEvent_, resets_.dueNs());
    device.close();
    lost = device.isLost();
    crash = device.crash();
  }
  finish(lost, crash);
}

/// Does what there is to do. False: the session is over.
bool Session::serve(Device& device) {
  while (const std::shared_ptr<Command> command = nextCommand(device)) {
    perform(device, *command);
    if (command->last) return false;
  }
  const std::lock_guard lock(mutex_);
  return !poisoned_;
}

/// The next work, with its clock running; what the driver told comes last, and is watched like everything
/// else.
std::shared_ptr<Session::Command> Session::nextCommand(Device& device) {
  const std::lock_guard lock(mutex_);
  if (poisoned_) return nullptr;
  if (queue_.empty()) {
    const std::uint32_t notices = resets_.sift(slot_.mailbox().take(), platform::nowNs(), device.settledNs());
    if (notices == 0) return nullptr;
    queue_.push_back(std::make_shared<Command>(
        Command{"getLatencies", lastLimitNs_, [this, notices](Device& told) { announce(told, notices); },
                [](std::exception_ptr) {}}));
  }
  closeByNs_ = UINT64_MAX;
  current_ = std::move(queue_.front());
  queue_.pop_front();
  // The end may have been asked for before this: it is the last in the queue.
  if (closing_ && current_->limitNs == UINT64_MAX && !queue_.empty())
    closeByNs_ = later(queue_.back()->limitNs);
  lastLimitNs_ = current_->limitNs;
  current_->deadlineNs = later(current_->limitNs);
  courierEvent_.set();
  return current_;
}

/// Does one piece of work and reports it. The last one is watched, and reported, until all is over.
void Session::perform(Device& device, Command& command) {
  std::exception_ptr failure;
  try {
    device.limitWork(command.limitNs);
    command.work(device);
  } catch (...) {
    failure = std::current_exception();
  }
  courierEvent_.set();  // buffer switches may be due from now on
  if (command.last) return;
  {
    const std::lock_guard lock(mutex_);
    if (current_.get() != &command) return;  // it was reported as overdue
    current_.reset();
  }
  command.done(failure);
}

void Session::announce(Device& device, std::uint32_t notices) {
  std::optional<double> rate;
  try {
    if ((notices & engine::notice::kClockSourceChanged) != 0) device.noteClockSource();
    if ((notices & engine::notice::kLatenciesChanged) != 0) device.refreshLatencies();
    if ((notices & engine::notice::kResetRequest) != 0) device.noteResetRequest();
    if ((notices & engine::notice::kSampleRateChanged) != 0)
      rate = device.noteSampleRate(slot_.mailbox().sampleRate());
    if ((notices & engine::notice::kOffRate) != 0) {
      if (!rate) rate = device.noteSilentChange();
      if (rate) notices = (notices & ~engine::notice::kOffRate) | engine::notice::kSampleRateChanged;
    }
  } catch (const Error&) {
    // The driver does not answer, or is gone: what it told is news all the same.
  }
  if (!rate) notices &= ~engine::notice::kSampleRateChanged;  // drivers announce the rate that they have
  if (notices == 0) return;
  if ((notices & engine::notice::kOffRate) != 0) rate = slot_.pace().measuredHz;
  listener_.onNotice(notices, rate.value_or(0), device.description());
}

/// The driver is released, or `lost` in a callback that never returned: then it stays open for this process.
void Session::finish(bool lost, const std::exception_ptr& crash) {
  std::shared_ptr<Command> end;
  {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return !shutting_; });
    driverGone_ = true;
    end = std::exchange(current_, nullptr);
  }
  const bool drained = slot_.release();
  if (lost || !drained) keepForEver(shared_from_this());
  {
    const std::lock_guard lock(mutex_);
    holdsMemory_ = holdsMemory_ || !drained;
    if (!lost) openId_.reset();
  }
  if (end) end->done(lost ? std::make_exception_ptr(timedOut("a buffer switch")) : crash);
  {
    const std::lock_guard lock(mutex_);
    driverFinished_ = true;
  }
  changed_.notify_all();
  courierEvent_.set();
}

// ---- the courier thread

void Session::watchDriver() {
  std::uint32_t seen = 0;
  switch (watchdog_.look(platform::nowNs(), {slot_.switches(), slot_.isTimeVirtual(), slot_.pace()})) {
    case Watchdog::Verdict::fine:
      return;
    case Watchdog::Verdict::silent:
      seen = engine::notice::kSilent;
      break;
    case Watchdog::Verdict::stalled:
      seen = engine::notice::kStalled;
      break;
    case Watchdog::Verdict::storm:
      seen = engine::notice::kStorm;
      slot_.mute();  // what it brings is no sound
      break;
    case Watchdog::Verdict::offRate:
      seen = engine::notice::kOffRate;
      break;
  }
  slot_.mailbox().post(seen);
  driverEvent_.set();
}

void Session::courierThread() {
  platform::nameThread("bsw-courier");
  for (;;) {
    std::uint64_t deadline = UINT64_MAX;
    {
      const std::lock_guard lock(mutex_);
      if (driverFinished_ || poisoned_) break;  // a poisoned driver thread may never come back
      if (current_ != nullptr) deadline = std::min(current_->deadlineNs, closeByNs_);
    }
    courierEvent_.waitUntilNs(std::min(deadline, watchdog_.nextLookNs()));
    poison(false);  // looks at the clock itself: the doorbell may ring without end
    watchDriver();
    if (audioRang_.exchange(false, std::memory_order_acquire)) listener_.onWake();
  }
  {
    const std::lock_guard lock(mutex_);
    courierFinished_ = true;
  }
  changed_.notify_all();
}

}  // namespace host
