// Finds out whether a driver's callback does what it must not. The whole test program runs with allocation
// functions of its own, and on Linux with a mutex function of its own, that count when they are called inside
// of a callback.
#pragma once

#include <cstdint>

/// While it lives, the calling thread is inside a callback.
class AudioScope {
 public:
  AudioScope() noexcept;
  ~AudioScope();
  AudioScope(const AudioScope&) = delete;
  AudioScope& operator=(const AudioScope&) = delete;
};

/// While it lives, the calling thread has left the callback: a driver of a test may do anything.
class AudioPause {
 public:
  AudioPause() noexcept;
  ~AudioPause();
  AudioPause(const AudioPause&) = delete;
  AudioPause& operator=(const AudioPause&) = delete;

 private:
  int depth_;
};

/// How often memory was asked for or given back inside of a callback since the program started.
std::uint64_t allocationsInAudio() noexcept;

/// How often a mutex was locked there; only counted where `countsLocks`.
std::uint64_t locksInAudio() noexcept;

#if defined(__linux__) && !defined(__SANITIZE_THREAD__)
inline constexpr bool countsLocks = true;
#else
inline constexpr bool countsLocks = false;  // the thread sanitizer has a function of its own in that place
#endif
