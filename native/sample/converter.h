// Chooses how samples get from a driver's buffer into a block of a ring and back.
#pragma once

#include <cstddef>

#include "abi/sample_types.h"
#include "rt/annotations.h"
#include "sample/dither.h"
#include "sample/format.h"
#include "sample/instruction_set.h"

namespace sample {

/// Converts `count` elements of one channel. The two places do not overlap and need no alignment.
/// Thread: audio. Blocking: wait-free.
using Converter = void (*)(const std::byte* from, std::byte* to, std::size_t count) noexcept;

/// Converts between the buffers of `channelCount` channels and frames in a block: element i of channel c lies
/// at `frames` + i * `stride` + c * the format's bytes. Input reads the channels and writes the frames,
/// output the reverse. Nothing overlaps, nothing needs alignment, and what lies between in the frames is left
/// alone. Thread: audio. Blocking: wait-free.
using Interleaver = void (*)(std::byte* const* channels, std::size_t channelCount, std::byte* frames,
                             std::size_t stride, std::size_t count) noexcept;

/// As `Converter`, from every `fromStep`th byte to every `toStep`th, with noise before the rounding.
/// Thread: audio. Blocking: wait-free.
using Ditherer = void (*)(const std::byte* from, std::size_t fromStep, std::byte* to, std::size_t toStep,
                          std::size_t count, Dither dither) noexcept;

/// The ways between one sample type and one format, in one direction.
struct Conversion {
  Converter planar = nullptr;
  Interleaver interleaved = nullptr;
  Ditherer dithered = nullptr;  ///< nullptr also where nothing is rounded to an integer
  explicit operator bool() const noexcept { return planar != nullptr; }
};

/// The conversion between `type` and `format`; empty where there is none: between numbers and DSD.
/// Thread: any. Blocking: wait-free.
Conversion findConversion(abi::SampleType type, Format format, Direction direction,
                          InstructionSet set = bestInstructionSet()) noexcept;

}  // namespace sample
