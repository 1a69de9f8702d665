#include "drivers/wasapi/messenger.h"

#include <atomic>

#include "drivers/shell/module_users.h"
#include "platform/event.h"
#include "platform/library.h"
#include "platform/thread.h"
#include "platform/time.h"

namespace drivers::wasapi {

namespace {

constexpr std::uint64_t kLongestNs = 5'000'000'000;

constexpr unsigned bit(Messenger::Message message) noexcept { return static_cast<unsigned>(message); }

}  // namespace

/// Of the messenger and its thread, which may be the last to leave.
struct Messenger::Shared {
  enum class Phase { waiting, telling, closed };

  explicit Shared(const shell::HostCalls& calls) : host(calls) {}

  const shell::ModuleUser moduleUser;
  const shell::HostCalls host;
  platform::Event wake;
  platform::Event ended;
  std::atomic<unsigned> pending{0};
  /// The thread makes waiting → telling → waiting; the messenger makes it closed, which stays.
  std::atomic<Phase> phase{Phase::waiting};
  std::atomic<platform::ThreadId> thread{platform::kNoThread};
};

Messenger::Messenger(const shell::HostCalls& host)
    : shared_(std::make_shared<Shared>(host)), thread_([shared = shared_] { loop(shared); }) {}

Messenger::~Messenger() {
  const auto before = shared_->phase.exchange(Shared::Phase::closed, std::memory_order_acq_rel);
  shared_->wake.set();
  const bool isTelling = before == Shared::Phase::telling;
  const bool isInside = isTelling && shared_->thread.load() == platform::currentThread();
  const auto ends = [&] { return shared_->ended.waitUntilNs(platform::nowNs() + kLongestNs); };
  // Not only as good as ended: the library may be unloaded next, and the thread runs its code to the last.
  if (!isTelling || (!isInside && ends())) {
    thread_.join();
    return;
  }
  // It leaves when the host has returned, into a library that is still there.
  platform::pinThisLibrary();
  thread_.detach();
}

void Messenger::post(Message message) noexcept {
  shared_->pending.fetch_or(bit(message), std::memory_order_acq_rel);
  shared_->wake.set();
}

void Messenger::loop(const std::shared_ptr<Shared>& shared) noexcept {
  using Phase = Shared::Phase;
  platform::nameThread("bs-wasapi-tell");
  shared->thread.store(platform::currentThread());
  for (;;) {
    shared->wake.waitUntilNs(UINT64_MAX);
    Phase phase = Phase::waiting;
    if (!shared->phase.compare_exchange_strong(phase, Phase::telling)) return;
    const unsigned pending = shared->pending.exchange(0, std::memory_order_acq_rel);
    // The host may have closed it inside the message before.
    const auto is = [&](Message message) {
      return (pending & bit(message)) != 0 && shared->phase.load() == Phase::telling;
    };
    if (is(Message::overload)) shared->host.overload();
    if (is(Message::latencies)) shared->host.latenciesChanged();
    if (is(Message::reset)) shared->host.askForReset();
    phase = Phase::telling;
    if (!shared->phase.compare_exchange_strong(phase, Phase::waiting)) return shared->ended.set();
  }
}

}  // namespace drivers::wasapi
