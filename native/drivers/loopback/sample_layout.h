// What the virtual driver has to know of a sample type. It moves bytes and never looks at a value.
#pragma once

#include <cstddef>
#include <string_view>

#include "abi/types.h"

namespace drivers::loopback {

struct SampleLayout {
  std::string_view name;  ///< as the settings spell it
  abi::SampleType type;
  std::size_t unitBytes;  ///< the smallest piece that can be moved
  abi::Long unitFrames;   ///< frames in it: eight where a byte holds eight 1-bit samples
  std::byte silence;      ///< every byte of silence

  /// `frames` is a multiple of `unitFrames`.
  std::size_t bytes(abi::Long frames) const noexcept {
    return static_cast<std::size_t>(frames / unitFrames) * unitBytes;
  }
};

/// nullptr where no type has that name.
const SampleLayout* findSampleLayout(std::string_view name) noexcept;

}  // namespace drivers::loopback
