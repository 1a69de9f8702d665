// What the conversions are measured against: one plain description of every sample type and arithmetic that
// is slow, exact and shares nothing with the code under test.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <vector>

#include "abi/sample_types.h"
#include "sample/format.h"

namespace reference {

struct Pcm {
  abi::SampleType type;
  const char* name;
  std::size_t bytes;
  unsigned bits;  ///< that hold the sample, the lowest ones of the container
  bool bigEndian;
  bool isFloat;
};

/// Every type but DSD.
const std::vector<Pcm>& pcmTypes();

/// `format` as a type; not `native`.
const Pcm& asPcm(sample::Format format);

/// The number that the bytes stand for, full scale being [-1, 1). Exact: a double holds every one of them.
double decode(const Pcm& type, const std::byte* from);

/// Writes the code nearest to `value`, of two equally near ones the even one; outside: the last one; NaN: 0.
void encode(const Pcm& type, double value, std::byte* to);

/// One value after the other, each as `type` lies in memory.
using Bytes = std::vector<std::byte>;

/// All there are, of a type of at most 24 bits.
Bytes everyCode(const Pcm& type);

/// Where a conversion may go wrong: ends, halves between two codes of a narrower type, what is not a number.
Bytes edges(const Pcm& type);

/// `count` patterns of bits. The same ones each time.
Bytes anyBits(const Pcm& type, std::size_t count);

}  // namespace reference
