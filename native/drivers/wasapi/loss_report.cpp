#include "drivers/wasapi/loss_report.h"

#include "drivers/wasapi/endpoint.h"

namespace drivers::wasapi {

void LossReport::attach(Waiter& waiter) noexcept {
  const std::lock_guard<std::mutex> lock(lock_);
  waiter_ = &waiter;
}

void LossReport::detach() noexcept {
  const std::lock_guard<std::mutex> lock(lock_);
  waiter_ = nullptr;
}

void LossReport::note(Result why) noexcept {
  loss_.store(why, std::memory_order_release);
  const std::lock_guard<std::mutex> lock(lock_);
  if (waiter_ != nullptr) waiter_->wake();
}

void LossReport::clear() noexcept {
  Result loss = loss_.load(std::memory_order_acquire);
  while (loss != result::kDefaultChanged &&
         !loss_.compare_exchange_weak(loss, result::kOk, std::memory_order_acq_rel)) {
  }
  cause_.store(result::kOk, std::memory_order_release);
}

Result LossReport::explain(Result failure) const noexcept {
  if (failure != result::kDeviceInvalidated) return failure;
  const Result loss = this->loss();
  const Result cause = cause_.load(std::memory_order_acquire);
  // A device that is gone has a reason of its own.
  if (loss != result::kOk && loss != result::kDeviceInvalidated) return loss;
  return loss == result::kOk && cause != result::kOk ? cause : failure;
}

}  // namespace drivers::wasapi
