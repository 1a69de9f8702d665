// The state tells whether the waiter sleeps, so that a set that nobody sleeps for costs no system call, and a
// sleep is ended exactly once. Transitions: the waiter makes idle → sleeping, sleeping → idle and set → idle;
// any thread makes anything → set, and wakes the sleeper if it was the one who replaced `kSleeping`.
#ifndef _WIN32

#include "platform/event.h"

#include <ctime>
#include <stdexcept>

#include "platform/time.h"

#ifdef __APPLE__
#include <dispatch/dispatch.h>
#else
#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>
#endif

namespace platform {

namespace {

constexpr std::uint32_t kIdle = 0;
constexpr std::uint32_t kSet = 1;
constexpr std::uint32_t kSleeping = 2;

}  // namespace

#ifdef __APPLE__

namespace {

/// Relative, since the two clocks differ: this one stands still while the machine sleeps.
dispatch_time_t remaining(std::uint64_t deadlineNs) noexcept {
  if (deadlineNs == UINT64_MAX) return DISPATCH_TIME_FOREVER;
  const std::uint64_t now = nowNs();
  return dispatch_time(DISPATCH_TIME_NOW, deadlineNs > now ? static_cast<std::int64_t>(deadlineNs - now) : 0);
}

}  // namespace

Event::Event() : semaphore_(dispatch_semaphore_create(0)) {
  if (semaphore_ == nullptr) throw std::runtime_error("dispatch_semaphore_create");
}

Event::~Event() { dispatch_release(static_cast<dispatch_semaphore_t>(semaphore_)); }

void Event::set() noexcept {
  if (state_.exchange(kSet, std::memory_order_acq_rel) != kSleeping) return;
  dispatch_semaphore_signal(static_cast<dispatch_semaphore_t>(semaphore_));
}

bool Event::waitUntilNs(std::uint64_t deadlineNs) noexcept {
  const auto semaphore = static_cast<dispatch_semaphore_t>(semaphore_);
  std::uint32_t seen = kIdle;
  if (state_.compare_exchange_strong(seen, kSleeping, std::memory_order_acquire)) {
    while (dispatch_semaphore_wait(semaphore, remaining(deadlineNs)) != 0) {
      if (nowNs() < deadlineNs) continue;
      seen = kSleeping;
      if (state_.compare_exchange_strong(seen, kIdle, std::memory_order_relaxed)) return false;
      // Set in the last moment: its signal is under way and must not be left for the next wait.
      dispatch_semaphore_wait(semaphore, DISPATCH_TIME_FOREVER);
      break;
    }
  }
  state_.exchange(kIdle, std::memory_order_acquire);
  return true;
}

#else

namespace {

/// The raw call: neither glibc nor musl wraps it. FUTEX_WAIT_BITSET takes an absolute time of
/// CLOCK_MONOTONIC.
void futexWait(std::atomic<std::uint32_t>* word, std::uint32_t expected, const timespec* deadline) noexcept {
  syscall(SYS_futex, word, FUTEX_WAIT_BITSET_PRIVATE, expected, deadline, nullptr, FUTEX_BITSET_MATCH_ANY);
}

void futexWakeOne(std::atomic<std::uint32_t>* word) noexcept {
  syscall(SYS_futex, word, FUTEX_WAKE_PRIVATE, 1, nullptr, nullptr, 0);
}

}  // namespace

Event::Event() = default;
Event::~Event() = default;

void Event::set() noexcept {
  // Once the state says `kSet` the waiter may return and destroy the event; the kernel looks the address of a
  // wake-up up in a table and does not touch what lies there, so a late one is harmless.
  if (state_.exchange(kSet, std::memory_order_acq_rel) == kSleeping) futexWakeOne(&state_);
}

bool Event::waitUntilNs(std::uint64_t deadlineNs) noexcept {
  timespec deadline;
  deadline.tv_sec = static_cast<time_t>(deadlineNs / 1'000'000'000);
  deadline.tv_nsec = static_cast<long>(deadlineNs % 1'000'000'000);
  std::uint32_t seen = kIdle;
  if (state_.compare_exchange_strong(seen, kSleeping, std::memory_order_acquire)) {
    // Woken, interrupted or too late: the state and the clock say which, the result of the call does not
    // matter.
    while (state_.load(std::memory_order_acquire) == kSleeping) {
      futexWait(&state_, kSleeping, deadlineNs == UINT64_MAX ? nullptr : &deadline);
      if (deadlineNs == UINT64_MAX || nowNs() < deadlineNs) continue;
      seen = kSleeping;
      if (state_.compare_exchange_strong(seen, kIdle, std::memory_order_relaxed)) return false;
    }
  }
  state_.exchange(kIdle, std::memory_order_acquire);
  return true;
}

#endif

}  // namespace platform

#endif
