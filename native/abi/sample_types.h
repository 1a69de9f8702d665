// How a sample lies in a driver's buffer. The suffix is the byte order: LSB is little-endian, MSB big-endian.
#pragma once

#include "abi/types.h"

namespace abi::sample_type {

inline constexpr SampleType kInt16Msb = 0;
inline constexpr SampleType kInt24Msb = 1;  ///< packed, 3 bytes
inline constexpr SampleType kInt32Msb = 2;
inline constexpr SampleType kFloat32Msb = 3;
inline constexpr SampleType kFloat64Msb = 4;

// 32-bit containers whose low 16, 18, 20 or 24 bits hold the sample.
inline constexpr SampleType kInt32Msb16 = 8;
inline constexpr SampleType kInt32Msb18 = 9;
inline constexpr SampleType kInt32Msb20 = 10;
inline constexpr SampleType kInt32Msb24 = 11;

inline constexpr SampleType kInt16Lsb = 16;
inline constexpr SampleType kInt24Lsb = 17;  ///< packed, 3 bytes
inline constexpr SampleType kInt32Lsb = 18;
inline constexpr SampleType kFloat32Lsb = 19;
inline constexpr SampleType kFloat64Lsb = 20;

inline constexpr SampleType kInt32Lsb16 = 24;
inline constexpr SampleType kInt32Lsb18 = 25;
inline constexpr SampleType kInt32Lsb20 = 26;
inline constexpr SampleType kInt32Lsb24 = 27;

inline constexpr SampleType kDsdInt8Lsb1 =
    32;  ///< 1 bit per sample, 8 per byte, first sample in the lowest bit
inline constexpr SampleType kDsdInt8Msb1 =
    33;  ///< 1 bit per sample, 8 per byte, first sample in the highest bit
inline constexpr SampleType kDsdInt8Ner8 = 40;  ///< 1 sample per byte, no endianness

/// Eight samples share a byte.
constexpr bool isOneBit(SampleType type) noexcept { return type == kDsdInt8Lsb1 || type == kDsdInt8Msb1; }

constexpr bool isDsd(SampleType type) noexcept { return isOneBit(type) || type == kDsdInt8Ner8; }

}  // namespace abi::sample_type
