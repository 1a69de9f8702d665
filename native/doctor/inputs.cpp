// What is in a driver's input buffers, as far as the sample type says what can be in there.
#include <cmath>
#include <cstring>

#include "doctor/describe.h"
#include "doctor/switches.h"

namespace doctor {
namespace {

namespace type = abi::sample_type;

/// Bits of a sample in a container of 32 that has fewer; 0: another type.
int bitsInContainer(abi::SampleType of) {
  switch (of) {
    case type::kInt32Msb16:
    case type::kInt32Lsb16:
      return 16;
    case type::kInt32Msb18:
    case type::kInt32Lsb18:
      return 18;
    case type::kInt32Msb20:
    case type::kInt32Lsb20:
      return 20;
    case type::kInt32Msb24:
    case type::kInt32Lsb24:
      return 24;
    default:
      return 0;
  }
}

bool isBigEndian(abi::SampleType of) { return of < type::kInt16Lsb; }

/// A word as its bytes lie in memory.
template <class Word>
Word wordAt(const unsigned char* at, bool bigEndian) {
  Word word = 0;
  for (std::size_t i = 0; i < sizeof word; ++i)
    word |= static_cast<Word>(static_cast<Word>(at[bigEndian ? sizeof word - 1 - i : i]) << (8 * i));
  return word;
}

template <class Float, class Word>
Float floatAt(const unsigned char* at, bool bigEndian) {
  const Word word = wordAt<Word>(at, bigEndian);
  Float value;
  std::memcpy(&value, &word, sizeof value);
  return value;
}

/// The bits above a sample repeat its sign.
bool isExtended(std::uint32_t word, int bits) {
  const std::uint32_t above = word >> (bits - 1);
  return above == 0 || above == (0xffffffffu >> (bits - 1));
}

/// Far beyond full scale, which drivers with floats may pass for a moment.
constexpr double kLoudest = 2;

}  // namespace

std::vector<Outcome> judgeInputs(const std::vector<Snippet>& snippets,
                                 const std::vector<abi::SampleType>& types) {
  std::uint64_t words = 0, dirty = 0, floats = 0, wild = 0;
  for (const Snippet& snippet : snippets) {
    if (snippet.channel >= types.size()) continue;
    const abi::SampleType of = types[snippet.channel];
    const bool big = isBigEndian(of);
    if (const int bits = bitsInContainer(of); bits != 0) {
      for (std::size_t i = 0; i + 4 <= snippet.bytes; i += 4, ++words)
        dirty += isExtended(wordAt<std::uint32_t>(snippet.data + i, big), bits) ? 0u : 1u;
    }
    const auto look = [&](double value) {
      ++floats;
      wild += std::fabs(value) <= kLoudest ? 0u : 1u;
    };
    if (of == type::kFloat32Lsb || of == type::kFloat32Msb) {
      for (std::size_t i = 0; i + 4 <= snippet.bytes; i += 4)
        look(floatAt<float, std::uint32_t>(snippet.data + i, big));
    }
    if (of == type::kFloat64Lsb || of == type::kFloat64Msb) {
      for (std::size_t i = 0; i + 8 <= snippet.bytes; i += 8)
        look(floatAt<double, std::uint64_t>(snippet.data + i, big));
    }
  }
  std::vector<Outcome> outcomes;
  if (words > 0) outcomes.push_back({"high-bits", dirty == 0 ? "" : times(dirty, words, "samples")});
  if (floats > 0) outcomes.push_back({"float-values", wild == 0 ? "" : times(wild, floats, "samples")});
  return outcomes;
}

}  // namespace doctor
