#include "host/session.h"

#include <chrono>
#include <thread>
#include <utility>

#include "host/error.h"
#include "platform/thread.h"
#include "platform/time.h"

namespace host {

/// One piece of work on its way. Whoever takes it out of the session, under its mutex, calls `done` after
/// that.
struct Session::Command {
  const char* operation;
  std::uint64_t limitNs;
  Work work;
  Done done;
  bool last = false;                      ///< the end of the session
  std::uint64_t deadlineNs = UINT64_MAX;  ///< set when its turn comes
};

namespace {

Error timedOut(const std::string& operation) {
  return {ErrorCode::driverTimeout,
          "The driver did not return from " + operation +
              " in time. This device is lost for now; others are not affected. Reconnect the interface or "
              "restart the "
              "program.",
          operation};
}

std::uint64_t later(std::uint64_t limitNs) {
  const std::uint64_t now = platform::nowNs();
  return limitNs > UINT64_MAX - now ? UINT64_MAX : now + limitNs;
}

}  // namespace

std::shared_ptr<Session> Session::create(const std::string& id, SessionListener listener) {
  auto openId = std::make_unique<OpenId>(id);
  engine::CallbackSlot* slot = engine::CallbackSlot::claim();
  if (slot == nullptr) {
    throw Error(
        ErrorCode::invalidState,
        "All " + std::to_string(engine::kCallbackSlots) + " places for open devices are taken. Close one.",
        "open");
  }
  std::shared_ptr<Session> session(new Session(id, std::move(listener), *slot));
  session->openId_ = std::move(openId);
  slot->listen(rt::Signal(ringDriver, session.get()));
  std::thread([session] { session->driverThread(); }).detach();
  std::thread([session] { session->courierThread(); }).detach();
  return session;
}

Session::Session(const std::string& id, SessionListener listener, engine::CallbackSlot& slot)
    : id_(id), listener_(std::move(listener)), slot_(slot) {}

Session::~Session() = default;

void Session::run(const char* operation, std::uint64_t limitNs, Work work, Done done) {
  queue(std::make_shared<Command>(Command{operation, limitNs, std::move(work), std::move(done)}));
}

void Session::close(std::uint64_t limitNs, Done done) {
  const auto end = [](Device& device) { device.close(); };  // throws nothing
  auto command = std::make_shared<Command>(Command{"close", limitNs, end, std::move(done)});
  command->last = true;
  queue(std::move(command));
}

void Session::queue(const std::shared_ptr<Command>& command) {
  std::exception_ptr refusal;
  {
    const std::lock_guard lock(mutex_);
    if (poisoned_) {
      refusal = std::make_exception_ptr(timedOut("an earlier call"));
    } else if (closing_) {
      refusal = std::make_exception_ptr(
          Error(ErrorCode::deviceClosed, "The device is closed.", command->operation));
    } else {
      closing_ = command->last;
      queue_.push_back(command);
    }
  }
  if (refusal) return command->done(refusal);
  driverEvent_.set();
}

bool Session::waitClosed(std::uint64_t deadlineNs) {
  std::unique_lock lock(mutex_);
  // Nobody waits for a driver that does not come back.
  const auto finished = [&] { return courierFinished_ && (driverFinished_ || poisoned_); };
  const std::uint64_t now = platform::nowNs();
  if (deadlineNs <= now) return finished();
  return changed_.wait_for(lock, std::chrono::nanoseconds(deadlineNs - now), finished);
}

bool Session::holdsMemory() {
  const std::lock_guard lock(mutex_);
  return holdsMemory_;
}

void Session::ringCourier(void* self) noexcept {
  auto* session = static_cast<Session*>(self);
  session->audioRang_.store(true, std::memory_order_release);
  session->courierEvent_.set();
}

void Session::ringDriver(void* self) noexcept { static_cast<Session*>(self)->driverEvent_.set(); }

// ---- the driver thread

void Session::driverThread() {
  platform::nameThread("bsw-driver");
  Done farewell;
  {
    platform::Apartment apartment;
    Device device(apartment, slot_, rt::Signal(ringCourier, this));
    for (bool open = true; open;) {
      apartment.waitUntilNs(driverEvent_, UINT64_MAX);
      while (const std::shared_ptr<Command> command = nextCommand()) {
        if (Done done = perform(device, command)) farewell = std::move(done);
      }
      announceNotices(device);
      const std::lock_guard lock(mutex_);
      open = !(poisoned_ || (closing_ && queue_.empty()));
    }
    device.close();
  }
  slot_.release();  // or retires it, when the driver still holds it
  {
    const std::lock_guard lock(mutex_);
    openId_.reset();
    driverFinished_ = true;
  }
  if (farewell) farewell(nullptr);
  changed_.notify_all();
  courierEvent_.set();
}

std::shared_ptr<Session::Command> Session::nextCommand() {
  const std::lock_guard lock(mutex_);
  if (queue_.empty() || poisoned_) return nullptr;
  current_ = std::move(queue_.front());
  queue_.pop_front();
  current_->deadlineNs = later(current_->limitNs);
  courierEvent_.set();
  return current_;
}

/// Does one piece of work and reports it. The last one is reported by the caller, when all is over.
Session::Done Session::perform(Device& device, const std::shared_ptr<Command>& command) {
  std::exception_ptr failure;
  try {
    command->work(device);
  } catch (...) {
    failure = std::current_exception();
  }
  Done done;
  {
    const std::lock_guard lock(mutex_);
    if (current_ == command) {
      current_.reset();
      done = std::move(command->done);
    }
  }
  if (command->last) return done;
  if (done) done(failure);  // else the courier has reported it as overdue
  return {};
}

void Session::announceNotices(Device& device) {
  const std::uint32_t notices = slot_.mailbox().take();
  if (notices == 0) return;
  try {
    if ((notices & engine::notice::kLatenciesChanged) != 0) device.refreshLatencies();
  } catch (const Error&) {
    return;  // closed in the meantime
  }
  listener_.onNotice(notices, slot_.mailbox().sampleRate(), device.description());
}

// ---- the courier thread

void Session::courierThread() {
  platform::nameThread("bsw-courier");
  for (;;) {
    std::uint64_t deadline = UINT64_MAX;
    {
      const std::lock_guard lock(mutex_);
      if (driverFinished_) break;
      if (current_ != nullptr) deadline = current_->deadlineNs;
    }
    if (!courierEvent_.waitUntilNs(deadline)) poison();
    if (audioRang_.exchange(false, std::memory_order_acquire)) listener_.onWake();
    const std::lock_guard lock(mutex_);
    if (poisoned_) break;  // the driver thread may never come back
  }
  {
    const std::lock_guard lock(mutex_);
    courierFinished_ = true;
  }
  changed_.notify_all();
}

/// The current work is overdue: it and all that waits behind it fail, and the audio thread is kept out from
/// now on.
void Session::poison() {
  std::deque<std::shared_ptr<Command>> lost;
  {
    const std::lock_guard lock(mutex_);
    if (current_ == nullptr || current_->deadlineNs > platform::nowNs()) return;  // it ended in the meantime
    lost.swap(queue_);
    lost.push_front(std::move(current_));
    current_.reset();
    poisoned_ = true;
  }
  const bool drained = slot_.detach();
  {
    const std::lock_guard lock(mutex_);
    holdsMemory_ = !drained;
  }
  const std::string operation = lost.front()->operation;
  for (const std::shared_ptr<Command>& command : lost)
    command->done(std::make_exception_ptr(timedOut(operation)));
  driverEvent_.set();
}

}  // namespace host
