// Chooses how samples get from a driver's buffer into a ring and back.
#pragma once

#include <cstddef>

#include "abi/sample_types.h"
#include "rt/annotations.h"
#include "sample/format.h"

namespace sample {

/// Converts `count` samples of one channel. The two places do not overlap and need no alignment.
/// Thread: audio. Blocking: wait-free.
using Converter = void (*)(const std::byte* from, std::byte* to, std::size_t count) noexcept;

/// What the host needs to know of a driver's sample type.
struct TypeInfo {
  abi::SampleType type;
  const char* name;        ///< as the public API says it, such as "int24lsb"
  unsigned bitsPerSample;  ///< in memory; 1 for DSD with eight samples a byte
  std::byte silence;       ///< the byte that is repeated for silence
};

/// The facts about `type`, or nullptr where it is none of the contract's.
const TypeInfo* findType(abi::SampleType type) noexcept;

/// How many bytes `frames` samples of `type` take.
std::size_t bytesOf(const TypeInfo& type, std::size_t frames) noexcept;

/// How many bytes `frames` samples take in a ring of `format`.
std::size_t bytesOf(Format format, const TypeInfo& type, std::size_t frames) noexcept;

/// The converter between `type` and `format`; nullptr where there is none. `native` copies bytes: its
/// converter counts bytes and not samples.
Converter findConverter(abi::SampleType type, Format format, Direction direction) noexcept;

}  // namespace sample
