// What a thread of ours says to the system about itself.
#pragma once

#include <cstdint>

namespace platform {

using ThreadId = std::uintptr_t;
inline constexpr ThreadId kNoThread = 0;

/// The calling thread's, which no other has while it lives. The system's own: what the standard library
/// remembers of a thread that it has not made, some of them do not give back when they are unloaded.
/// Thread: any. Blocking: wait-free.
ThreadId currentThread() noexcept;

/// The system's own number of the calling thread, which the next one does not get at once, as it gets the
/// other. Thread: any. Blocking: one system call at the most.
std::uint64_t systemThread() noexcept;

/// Names the calling thread for debuggers; at most 15 characters are kept everywhere.
void nameThread(const char* name) noexcept;

/// While it lives, the calling thread runs with the priority of professional audio: MMCSS "Pro Audio" on
/// Windows, a real-time policy elsewhere. Where the system refuses, the thread stays as it is and `granted`
/// is false.
class AudioPriority {
 public:
  AudioPriority() noexcept;
  ~AudioPriority();
  AudioPriority(const AudioPriority&) = delete;
  AudioPriority& operator=(const AudioPriority&) = delete;
  bool granted() const noexcept { return granted_; }

 private:
#ifdef _WIN32
  void* task_ = nullptr;
#else
  int previousPolicy_ = 0;
  int previousPriority_ = 0;
#endif
  bool granted_ = false;
};

}  // namespace platform
