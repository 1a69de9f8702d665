// Why a device is lost, as the system tells it: by threads of its own, and often before a call fails.
#pragma once

#include <atomic>
#include <mutex>

#include "drivers/wasapi/result.h"

namespace drivers::wasapi {

class Waiter;

/// One of a device's. Made before the device is watched, and may be held by who is told later than that.
class LossReport {
 public:
  /// From now on `waiter` is woken by a loss. Thread: control.
  void attach(Waiter& waiter) noexcept;
  /// The waiter is not touched after this. Thread: control. Blocking: a wake-up that is under way.
  void detach() noexcept;

  /// The device is lost. Thread: any. Blocking: short.
  void note(Result why) noexcept;
  /// Nothing is lost yet; but where a call says only that the device is not what it was, this is why. Thread:
  /// any. Blocking: wait-free.
  void noteCause(Result why) noexcept { cause_.store(why, std::memory_order_release); }
  /// The device could be had again. That another one is the default stays true: this one is not what was
  /// asked for. Thread: any. Blocking: wait-free.
  void clear() noexcept;

  /// `result::kOk`: it is not lost. Thread: any. Blocking: wait-free.
  Result loss() const noexcept { return loss_.load(std::memory_order_acquire); }
  /// What is known behind the failure of a call. Thread: any. Blocking: wait-free.
  Result explain(Result failure) const noexcept;

 private:
  std::atomic<Result> loss_{result::kOk};
  std::atomic<Result> cause_{result::kOk};
  std::mutex lock_;
  Waiter* waiter_ = nullptr;  ///< guarded by `lock_`
};

}  // namespace drivers::wasapi
