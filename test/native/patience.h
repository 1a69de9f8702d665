// How long a test waits for something that has to happen: as long as the slowest machine under a sanitizer
// may need, since only a failing test waits that long.
#pragma once

#include <chrono>
#include <thread>

#include "platform/time.h"

inline constexpr std::chrono::seconds kPatience{60};

inline std::uint64_t patienceEndNs() {
  return platform::nowNs() + static_cast<std::uint64_t>(std::chrono::nanoseconds(kPatience).count());
}

/// Waits for what no event announces. False: in vain.
template <class Condition>
bool comesTrue(Condition condition) {
  const std::uint64_t end = patienceEndNs();
  while (!condition()) {
    if (platform::nowNs() > end) return false;
    std::this_thread::yield();
  }
  return true;
}
