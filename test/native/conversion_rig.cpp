#include "conversion_rig.h"

#include <algorithm>

using reference::Bytes;
using reference::Pcm;
using sample::Direction;
using sample::Format;
using sample::InstructionSet;

namespace {

constexpr Format kNumbers[] = {Format::int16, Format::int24, Format::int32, Format::float32, Format::float64};

std::string hex(const std::byte* bytes, std::size_t count) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string text;
  for (std::size_t i = 0; i < count; ++i) {
    const auto value = std::to_integer<unsigned>(bytes[i]);
    text += {kDigits[value / 16], kDigits[value % 16], ' '};
  }
  return text;
}

/// How many bits of a signed integer a type keeps.
unsigned significantBits(const Pcm& type) {
  if (!type.isFloat) return type.bits;
  return type.bytes == 4 ? 24 : 53;
}

std::vector<Way> makeWays() {
  std::vector<Way> list;
  for (const Direction direction : {Direction::input, Direction::output}) {
    const bool in = direction == Direction::input;
    for (const Pcm& driver : reference::pcmTypes()) {
      for (const Format format : kNumbers) {
        const Pcm& other = reference::asPcm(format);
        const Pcm& from = in ? driver : other;
        const Pcm& to = in ? other : driver;
        list.push_back({driver, format, direction, from, to, std::string(from.name) + " to " + to.name});
      }
    }
  }
  return list;
}

}  // namespace

std::vector<InstructionSet> instructionSets() {
  std::vector<InstructionSet> sets;
  for (const InstructionSet set : {InstructionSet::scalar, InstructionSet::sse2, InstructionSet::avx2}) {
    if (set <= sample::bestInstructionSet()) sets.push_back(set);
  }
  return sets;
}

const char* nameOf(InstructionSet set) {
  if (set == InstructionSet::scalar) return "scalar";
  return set == InstructionSet::sse2 ? "sse2" : "avx2";
}

bool Way::isLossless() const {
  if (from.isFloat) return to.isFloat && to.bytes >= from.bytes;
  return significantBits(to) >= from.bits;
}

const std::vector<Way>& ways() {
  static const std::vector<Way> all = makeWays();
  return all;
}

Bytes expected(const Way& way, const Bytes& from, const std::vector<double>& values) {
  if (!way.from.isFloat || !way.to.isFloat || way.from.bytes != way.to.bytes) {
    return reference::encode(way.to, values);
  }
  // The same number: whatever its bits are, the payload of a NaN included.
  Bytes to = from;
  if (way.from.bigEndian == way.to.bigEndian) return to;
  const auto size = static_cast<std::ptrdiff_t>(way.from.bytes);
  for (auto at = to.begin(); at != to.end(); at += size) std::reverse(at, at + size);
  return to;
}

std::string difference(const Way& way, const Bytes& from, const Bytes& wanted, const Bytes& got) {
  if (wanted == got) return {};
  if (wanted.size() != got.size()) return "another length";
  const auto place = std::mismatch(wanted.begin(), wanted.end(), got.begin()).first - wanted.begin();
  const std::size_t i = static_cast<std::size_t>(place) / way.to.bytes;
  return "sample " + std::to_string(i) + ": " + hex(from.data() + i * way.from.bytes, way.from.bytes) +
         "became " + hex(got.data() + i * way.to.bytes, way.to.bytes) + "and not " +
         hex(wanted.data() + i * way.to.bytes, way.to.bytes);
}
