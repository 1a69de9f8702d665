// Makes two threads of a test meet in every state: each, between its steps, goes on at once, spins, yields or
// pauses, as its random numbers say.
//
// A pause lasts so many steps of the other thread and not a time, so the other one gets as far in it under a
// sanitizer as without, and can fill or empty a ring of any size. Whoever pauses still counts its looks at
// the other as steps, so two pauses end each other.
//
// How far a run gets is a matter of the machine and of who else is on it. So a run has a time, not a number
// of steps, and goes on beyond it only until it has seen what it must.
//
// Every order here is relaxed: a schedule that synchronised its threads would hide a missing order between
// them from the thread sanitizer.
#pragma once

#include <atomic>
#include <cstdint>
#include <cstdlib>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "patience.h"
#include "rt/annotations.h"

/// How long a run takes at least.
inline constexpr std::uint64_t kRunNs = 40'000'000;

/// The seeds to run with: those that always run, or the one in the environment.
inline std::vector<std::uint32_t> scheduleSeeds() {
  const char* wanted = std::getenv("BUFFERSWITCH_SCHEDULE_SEED");
  if (wanted == nullptr) return {1, 2};
  return {static_cast<std::uint32_t>(std::strtoul(wanted, nullptr, 0))};
}

/// For the message of a failed test.
inline std::string howToRepeat(std::uint32_t seed) {
  return "repeat with BUFFERSWITCH_SCHEDULE_SEED=" + std::to_string(seed);
}

/// What two threads of a run know of each other.
class Encounter {
 public:
  /// Both are to stop: a thread has failed, or all is done. Thread: any. Blocking: wait-free.
  void stop() noexcept { stopped_.store(true, std::memory_order_relaxed); }
  bool stopped() const noexcept { return stopped_.load(std::memory_order_relaxed); }

  /// A run may end if it has seen enough. Thread: any. Blocking: wait-free.
  bool isOld() const noexcept { return platform::nowNs() > oldNs_; }

 private:
  friend class RandomSchedule;
  struct Side {
    alignas(rt::kCacheLine) std::atomic<std::uint32_t> steps{0};
  };
  Side sides_[2];
  std::atomic<bool> stopped_{false};
  const std::uint64_t oldNs_ = platform::nowNs() + kRunNs;
  const std::uint64_t endNs_ = patienceEndNs();
};

/// The pace of one of the two threads.
class RandomSchedule {
 public:
  /// `longest`: a pause lasts at most so many steps of the other thread. `side`: 0 or 1.
  RandomSchedule(Encounter& encounter, std::size_t side, std::uint32_t seed, std::uint32_t longest)
      : encounter_(encounter),
        own_(encounter.sides_[side].steps),
        other_(encounter.sides_[1 - side].steps),
        random_(seed * 2 + static_cast<std::uint32_t>(side)),
        longest_(longest) {}

  /// False: the threads are to stop, or have taken longer than anything may.
  bool goesOn() {
    if (++asked_ % 64 == 0 && platform::nowNs() > encounter_.endNs_) encounter_.stop();
    return !encounter_.stopped();
  }

  /// What passes before the next step.
  void dawdle() {
    countStep();
    if (burst_ > 0) {
      --burst_;
      return;
    }
    switch (below(4)) {
      case 0:
        burst_ = below(2 * longest_);
        break;
      case 1:
        for (std::uint32_t turns = below(200); turns > 0; --turns) countStep();
        break;
      case 2:
        std::this_thread::yield();
        break;
      default:
        pause(below(longest_) + 1);
    }
  }

  std::uint32_t below(std::uint32_t limit) { return static_cast<std::uint32_t>(random_() % limit); }

 private:
  void countStep() noexcept {
    own_.store(own_.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
  }

  void pause(std::uint32_t steps) {
    const std::uint32_t first = other_.load(std::memory_order_relaxed);
    for (std::uint32_t looks = 1; other_.load(std::memory_order_relaxed) - first < steps && goesOn();
         ++looks) {
      countStep();
      // Seldom: on a busy machine it may take milliseconds until this thread is back.
      if (looks % 64 == 0) std::this_thread::yield();
    }
  }

  Encounter& encounter_;
  std::atomic<std::uint32_t>& own_;
  const std::atomic<std::uint32_t>& other_;
  std::mt19937 random_;
  const std::uint32_t longest_;
  std::uint32_t burst_ = 0;  ///< steps to go at once
  std::uint32_t asked_ = 0;
};
