// Proof, as a parameter, that a function runs inside a driver's callback.
#pragma once

namespace engine {
class CallbackEntry;
}

namespace rt {

/// Only the entry of a callback can make one. A function that takes it cannot be called from anywhere else.
class AudioThread {
 public:
  AudioThread(const AudioThread&) = delete;
  AudioThread& operator=(const AudioThread&) = delete;

 private:
  friend class engine::CallbackEntry;
  friend struct AudioThreadForTests;
  AudioThread() = default;
};

}  // namespace rt
