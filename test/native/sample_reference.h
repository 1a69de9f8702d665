// What the conversions are measured against: one plain description of every sample type and arithmetic that
// is exact and shares nothing with the code under test.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "abi/sample_types.h"
#include "sample/format.h"

namespace reference {

/// Whether a sanitizer looks at every step: then some values have to do, as each takes many times as long.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr bool kSanitized = true;
#else
inline constexpr bool kSanitized = false;
#endif

struct Pcm {
  abi::SampleType type;
  const char* name;  ///< the same pointer for the same type
  std::size_t bytes;
  unsigned bits;  ///< that hold the sample, the lowest ones of the container
  bool bigEndian;
  bool isFloat;
};

/// Every type but DSD.
const std::vector<Pcm>& pcmTypes();

/// `format` as a type; a format of numbers.
const Pcm& asPcm(sample::Format format);

/// One value after the other, each as its type lies in memory.
using Bytes = std::vector<std::byte>;

/// The numbers that the bytes stand for, full scale being [-1, 1). Exact: a double holds every one of them.
std::vector<double> decode(const Pcm& type, const Bytes& from);

/// The code nearest to each value, of two equally near ones the even one; outside: the last one; NaN: 0.
Bytes encode(const Pcm& type, const std::vector<double>& values);

/// All there are, of a type of at most 24 bits.
Bytes everyCode(const Pcm& type);

/// Where a conversion may go wrong: ends, halves between two codes of a narrower type, what is not a number.
Bytes edges(const Pcm& type);

/// `count` patterns of bits. The same ones each time.
Bytes anyBits(const Pcm& type, std::size_t count);

/// `count` floats in [-1, 1), large and small ones. The same ones each time.
Bytes anyNumbers(const Pcm& type, std::size_t count);

}  // namespace reference
