// A place where threads stop until a test lets them go on.
#pragma once

#include <condition_variable>
#include <mutex>

#include "patience.h"

class Gate {
 public:
  /// Stands here until the gate is open. Thread: any.
  void pass() {
    std::unique_lock<std::mutex> lock(mutex_);
    ++arrived_;
    changed_.notify_all();
    changed_.wait(lock, [this] { return open_; });
  }

  /// From now on nobody stands here any more.
  void open() {
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      open_ = true;
    }
    changed_.notify_all();
  }

  /// Waits until `count` threads have come. False: in vain.
  bool waitForArrivals(int count = 1) {
    std::unique_lock<std::mutex> lock(mutex_);
    return changed_.wait_until(lock, std::chrono::steady_clock::now() + kPatience,
                               [&] { return arrived_ >= count; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  int arrived_ = 0;
  bool open_ = false;
};
