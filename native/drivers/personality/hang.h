// How a driver never returns.
#pragma once

#include <condition_variable>
#include <mutex>

namespace drivers::personality {

/// What it waits with is never destroyed: threads stand here when the process ends.
[[noreturn]] inline void hangForEver() {
  static auto& mutex = *new std::mutex;
  static auto& never = *new std::condition_variable;
  std::unique_lock lock(mutex);
  for (;;) never.wait(lock);
}

}  // namespace drivers::personality
