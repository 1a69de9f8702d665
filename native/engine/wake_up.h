// Measures how long the program was asleep although there was a block for it.
#pragma once

#include <cstddef>
#include <cstdint>

#include "engine/stream_layout.h"

namespace engine {

/// The program runs, because a buffer switch wanted it to: notes how long ago the oldest unread block of
/// `input` was made. Does nothing when there is none. Thread: the one that reads the input.
void noteWakeUp(std::byte* memory, const RingLayout& input, std::uint64_t nowNs) noexcept;

}  // namespace engine
