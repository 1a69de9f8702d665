// When a driver's wish to be reset is passed on.
//
// Drivers say it several times in a row, from whichever thread, and also as an echo of what the host has just
// done to them. So it counts once, some time after it was first said, and not at all while the driver settles
// after a change of ours: what is really wrong then is said again, or shows in buffer switches that do not
// come.
#pragma once

#include <cstdint>

#include "engine/mailbox.h"

namespace host {

/// Thread: one.
class ResetRequests {
 public:
  static constexpr std::uint64_t kDebounceNs = 250'000'000;

  /// Which of `notices` are to be told now. `settledNs`: when the last change of ours is over.
  std::uint32_t sift(std::uint32_t notices, std::uint64_t nowNs, std::uint64_t settledNs) noexcept {
    const bool isSettled = nowNs >= settledNs;
    if ((notices & engine::notice::kResetRequest) != 0) {
      notices &= ~engine::notice::kResetRequest;
      if (isSettled && dueNs_ == kNever) dueNs_ = nowNs + kDebounceNs;
    }
    if (nowNs < dueNs_) return notices;
    dueNs_ = kNever;
    return isSettled ? notices | engine::notice::kResetRequest : notices;
  }

  /// When to look again although there is no notice; UINT64_MAX: never.
  std::uint64_t dueNs() const noexcept { return dueNs_; }

 private:
  static constexpr std::uint64_t kNever = UINT64_MAX;
  std::uint64_t dueNs_ = kNever;
};

}  // namespace host
