// The one wait there is inside a buffer switch, where a stream asks for it: with a deadline, always.
#pragma once

#include <cstdint>

#include "rt/annotations.h"

namespace rt {

/// Waits until it is ended by somebody or the monotonic clock shows `deadlineNs`, whichever comes first. Ends
/// that come before the wait count for it.
class BoundedWait {
 public:
  using Function = void (*)(void* context, std::uint64_t deadlineNs) noexcept;

  BoundedWait() = default;
  BoundedWait(Function function, void* context) noexcept : function_(function), context_(context) {}

  /// Without a function it returns at once.
  void until(std::uint64_t deadlineNs) const noexcept RT_SAFE {
    if (function_ != nullptr) function_(context_, deadlineNs);
  }

 private:
  Function function_ = nullptr;
  void* context_ = nullptr;
};

}  // namespace rt
