// What is known of a driver's sample types: names, widths, silence.
#pragma once

#include <cstddef>

#include "abi/sample_types.h"
#include "sample/format.h"

namespace sample {

/// What the host needs to know of a driver's sample type. An element is the smallest piece that is moved: a
/// sample, or a byte with eight 1-bit samples.
struct TypeInfo {
  abi::SampleType type;
  const char* name;              ///< as the public API says it, such as "int24lsb"
  std::size_t elementBytes;      ///< in the driver's memory
  std::size_t framesPerElement;  ///< 8 where a byte holds eight samples
  std::byte silence;             ///< the byte that is repeated for silence
};

/// The facts about `type`, or nullptr where it is none of the contract's.
const TypeInfo* findType(abi::SampleType type) noexcept;

/// How many bytes an element takes in `format`.
std::size_t elementBytes(Format format, const TypeInfo& type) noexcept;

/// The byte that is repeated for silence in `format`.
std::byte silenceOf(Format format, const TypeInfo& type) noexcept;

/// How many elements hold `frames` frames.
std::size_t elementsOf(const TypeInfo& type, std::size_t frames) noexcept;

}  // namespace sample
