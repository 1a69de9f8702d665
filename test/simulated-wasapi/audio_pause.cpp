// In the native tests what the simulation does on the stream's thread is not counted. Here nobody counts.
#include "audio_guard.h"

AudioPause::AudioPause() noexcept : depth_(0) {}
AudioPause::~AudioPause() = default;
