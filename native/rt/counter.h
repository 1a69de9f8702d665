// A number that one thread counts and others read at any time.
#pragma once

#include <atomic>
#include <cstdint>

#include "rt/annotations.h"

namespace rt {

/// Where only one thread changes it, that costs a plain load and store and no locked instruction.
class Counter {
 public:
  /// Thread: the owner. Blocking: wait-free.
  void add(std::uint64_t amount) noexcept RT_SAFE { set(get() + amount); }
  /// Thread: the owner. Blocking: wait-free.
  void set(std::uint64_t value) noexcept RT_SAFE { value_.store(value, std::memory_order_relaxed); }
  /// Thread: the owner. Blocking: wait-free.
  void raiseTo(std::uint64_t value) noexcept RT_SAFE {
    if (value > get()) set(value);
  }
  /// Thread: any; for a count that several threads change. Blocking: wait-free.
  void addShared(std::uint64_t amount) noexcept RT_SAFE {
    value_.fetch_add(amount, std::memory_order_relaxed);
  }
  /// Thread: any; the value may be a buffer old. Blocking: wait-free.
  std::uint64_t get() const noexcept RT_SAFE { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<std::uint64_t> value_{0};
};
static_assert(std::atomic<std::uint64_t>::is_always_lock_free && sizeof(Counter) == 8);

}  // namespace rt
