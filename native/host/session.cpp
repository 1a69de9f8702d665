#include "host/session.h"

#include <algorithm>
#include <chrono>
#include <system_error>
#include <thread>
#include <utility>

#include "host/session_command.h"
#include "platform/time.h"

namespace host {

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

std::shared_ptr<Session> Session::create(const std::string& id, SessionListener listener) {
  auto openId = std::make_unique<OpenId>(id);
  engine::CallbackSlot* slot = engine::CallbackSlot::claim();
  if (slot == nullptr) {
    throw Error(
        ErrorCode::invalidState,
        "All " + std::to_string(engine::kCallbackSlots) + " places for open devices are taken. Close one.",
        "open");
  }
  const std::shared_ptr<Session> session(new Session(std::move(listener), *slot));
  session->openId_ = std::move(openId);
  slot->listen(rt::Signal(ringDriver, session.get()));
  try {
    std::thread([session] { session->courierThread(); }).detach();
    std::thread([session] { session->driverThread(); }).detach();
  } catch (const std::system_error& error) {
    session->finish(false, nullptr);
    throw Error(ErrorCode::invalidState,
                std::string("No thread could be started for the device: ") + error.what(), "open");
  }
  // The threads have pointers of their own: this one tells when the last owner has gone.
  return {session.get(), [session](Session*) { session->close(kOrphanLimitNs, [](std::exception_ptr) {}); }};
}

Session::Session(SessionListener listener, engine::CallbackSlot& slot)
    : listener_(std::move(listener)), slot_(slot) {}

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
      if (closing_ && current_ != nullptr && current_->limitNs == UINT64_MAX)
        closeByNs_ = later(command->limitNs);
      queue_.push_back(command);
    }
  }
  if (refusal) return command->done(refusal);
  driverEvent_.set();
  courierEvent_.set();
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

bool Session::isOverdue(std::uint64_t nowNs) const {
  return current_ != nullptr && std::min(current_->deadlineNs, closeByNs_) <= nowNs;
}

/// If the current work is overdue, or always: it and all that waits behind it fail, and the audio thread is
/// kept out from now on.
void Session::poison(bool always) {
  std::deque<std::shared_ptr<Command>> failed;
  {
    const std::lock_guard lock(mutex_);
    if (poisoned_ || driverGone_ || !(always || isOverdue(platform::nowNs()))) return;
    failed.swap(queue_);
    if (current_ != nullptr) failed.push_front(std::exchange(current_, nullptr));
    poisoned_ = true;
    shutting_ = true;
  }
  const bool drained = slot_.shut();
  {
    const std::lock_guard lock(mutex_);
    holdsMemory_ = !drained;
    shutting_ = false;
  }
  changed_.notify_all();
  const std::string operation = failed.empty() ? "an earlier call" : failed.front()->operation;
  for (const std::shared_ptr<Command>& command : failed)
    command->done(std::make_exception_ptr(timedOut(operation)));
  driverEvent_.set();
  courierEvent_.set();
}

}  // namespace host
