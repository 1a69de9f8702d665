// When work that goes on and on should let its event loop have a turn. Asked in native code, as reading a
// clock in JavaScript makes garbage.
#pragma once

#include <cstdint>

#include "platform/time.h"

namespace addon {

class Turns {
 public:
  explicit constexpr Turns(std::uint64_t everyNs) noexcept : everyNs_(everyNs) {}

  /// True once in that time. Thread: one.
  bool isDue() noexcept {
    const std::uint64_t now = platform::nowNs();
    if (now - lastNs_ < everyNs_) return false;
    lastNs_ = now;
    return true;
  }

 private:
  const std::uint64_t everyNs_;
  std::uint64_t lastNs_ = 0;
};

}  // namespace addon
