#include "host/load_gate.h"

#include <chrono>
#include <condition_variable>
#include <mutex>

namespace host {
namespace {

constexpr std::chrono::seconds kLimit{3};

/// Never destroyed: a thread may still stand here when the process ends.
struct Gate {
  std::mutex mutex;
  std::condition_variable opened;
  bool closed = false;
};

Gate& gate() {
  static auto& instance = *new Gate;
  return instance;
}

}  // namespace

LoadGate::LoadGate() noexcept {
  Gate& shared = gate();
  std::unique_lock lock(shared.mutex);
  held_ = shared.opened.wait_for(lock, kLimit, [&] { return !shared.closed; });
  if (held_) shared.closed = true;
}

LoadGate::~LoadGate() {
  if (!held_) return;
  Gate& shared = gate();
  {
    const std::lock_guard lock(shared.mutex);
    shared.closed = false;
  }
  shared.opened.notify_one();
}

}  // namespace host
