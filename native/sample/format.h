// The formats in which a stream hands samples over. Numbers are little-endian and full scale is a power of
// two.
#pragma once

#include <cstddef>
#include <cstdint>

namespace sample {

enum class Format : std::uint8_t {
  native,  ///< the driver's own bytes
  int16,
  int24,    ///< packed, 3 bytes
  int32,    ///< left-justified: a 24-bit code is shifted up by 8, a 16-bit code by 16
  float32,  ///< full scale is [-1, 1)
  float64,
  dsdLsb,  ///< eight 1-bit samples a byte, the first in the lowest bit
  dsdMsb,  ///< eight 1-bit samples a byte, the first in the highest bit
};

/// How the channels of a block lie: one after the other, or frame by frame.
enum class Layout : std::uint8_t { planar, interleaved };

/// Which way samples go, seen from the program.
enum class Direction : std::uint8_t { input, output };

}  // namespace sample
