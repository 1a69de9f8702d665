// What is to go wrong at a buffer switch, told by one thread to the one that switches buffers.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <mutex>
#include <optional>

namespace drivers::loopback {

enum class FaultKind { reset, resync, latencies, overload, rateChange, duplicate, skip, stall };

struct Fault {
  FaultKind kind;
  std::uint64_t at;  ///< the first buffer switch at this position or after it; 0: the next one
  double rateHz;     ///< of a change of rate
};

class Faults {
 public:
  /// False: too many are waiting. Thread: any. Blocking: a lock, which no buffer switch takes.
  bool add(const Fault& fault) {
    const std::lock_guard<std::mutex> lock(lock_);
    for (Place& place : places_) {
      if (place.number.load(std::memory_order_acquire) != kFree) continue;
      place.fault = fault;
      place.number.store(++last_, std::memory_order_release);
      waiting_.fetch_add(1, std::memory_order_release);
      return true;
    }
    return false;
  }

  /// The next that is due at `position`, in the order in which they were added.
  /// Thread: buffer-switch. Blocking: wait-free.
  std::optional<Fault> take(std::uint64_t position) noexcept {
    if (waiting_.load(std::memory_order_acquire) == 0) return std::nullopt;
    Place* first = nullptr;
    std::uint64_t lowest = 0;
    for (Place& place : places_) {
      const std::uint64_t number = place.number.load(std::memory_order_acquire);
      if (number == kFree || place.fault.at > position || (first != nullptr && number > lowest)) continue;
      first = &place;
      lowest = number;
    }
    if (first == nullptr) return std::nullopt;
    const Fault fault = first->fault;
    first->number.store(kFree, std::memory_order_release);
    waiting_.fetch_sub(1, std::memory_order_relaxed);
    return fault;
  }

 private:
  static constexpr std::uint64_t kFree = 0;
  struct Place {
    std::atomic<std::uint64_t> number{kFree};
    Fault fault{};
  };

  std::mutex lock_;  ///< of those who add
  std::uint64_t last_ = 0;
  std::array<Place, 64> places_;
  std::atomic<int> waiting_{0};
};

}  // namespace drivers::loopback
