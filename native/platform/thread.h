// What a thread of ours says to the system about itself.
#pragma once

namespace platform {

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
