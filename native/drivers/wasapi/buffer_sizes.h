// Which buffer sizes a device can do, and what they are in WASAPI's units of time.
#pragma once

#include <cstdint>

#include "drivers/shell/buffer_rule.h"
#include "drivers/wasapi/wave_format.h"

namespace drivers::wasapi {

inline constexpr std::int64_t kHnsPerSecond = 10'000'000;

/// Rounded to the nearest: the system works a size out of the time again, and has to come to the same.
std::int64_t hnsOf(std::uint32_t frames, std::uint32_t rateHz) noexcept;

/// The smallest number of frames that lasts at least so long.
std::uint32_t framesOf(std::int64_t hns, std::uint32_t rateHz) noexcept;

/// Sizes are multiples of this: hardware of the HD Audio kind moves packets of 128 bytes, and some drivers
/// take other sizes without a word and then never ask for more. A power of two, at least 8.
std::uint32_t alignedStep(std::uint32_t frameBytes) noexcept;

/// The periods that a device has named.
struct Periods {
  std::int64_t usualHns = 100'000;
  std::int64_t shortestHns = 30'000;
};

/// What a host is offered before the device was tried: from its shortest period up, the usual one preferred.
/// `step` is that of all devices that run together.
shell::BufferRule offeredSizes(const Periods& periods, std::uint32_t rateHz, std::uint32_t step);

}  // namespace drivers::wasapi
