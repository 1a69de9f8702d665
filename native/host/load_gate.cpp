#include "host/load_gate.h"

#include <chrono>
#include <condition_variable>
#include <mutex>

namespace host {
namespace {

using Clock = std::chrono::steady_clock;

/// Never destroyed: a thread may still stand here when the process ends.
struct Gate {
  std::mutex mutex;
  std::condition_variable opened;
  std::uint64_t tickets = 0;
  std::uint64_t holder = 0;  ///< a ticket; 0: the gate is open
  Clock::time_point since;   ///< when the holder went in
};

Gate& gate() {
  static auto& instance = *new Gate;
  return instance;
}

}  // namespace

LoadGate::LoadGate(std::uint64_t limitNs) noexcept {
  Gate& shared = gate();
  const std::chrono::nanoseconds limit(limitNs);
  std::unique_lock lock(shared.mutex);
  ticket_ = ++shared.tickets;
  // Looked at anew each time: another waiter may have taken over meanwhile.
  while (shared.holder != 0 && Clock::now() < shared.since + limit) {
    shared.opened.wait_until(lock, shared.since + limit);
  }
  shared.holder = ticket_;
  shared.since = Clock::now();
}

LoadGate::~LoadGate() {
  Gate& shared = gate();
  {
    const std::lock_guard lock(shared.mutex);
    if (shared.holder != ticket_) return;  // somebody has taken over
    shared.holder = 0;
  }
  shared.opened.notify_all();
}

}  // namespace host
