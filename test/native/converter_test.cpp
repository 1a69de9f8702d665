// Every conversion of samples against the plain arithmetic in sample_reference.h.
#include "sample/converter.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <string>

#include "sample_reference.h"

using reference::Bytes;
using reference::Pcm;
using sample::Direction;
using sample::Format;

namespace {

constexpr Format kFormats[] = {Format::native, Format::int16,   Format::int24,
                               Format::int32,  Format::float32, Format::float64};
constexpr Direction kDirections[] = {Direction::input, Direction::output};
constexpr std::size_t kRandomValues = 1'000'000;
constexpr auto kGuard = std::byte{0xa5};

struct Pair {
  Pcm driver;
  Format format;
  Direction direction;
  sample::Converter convert;
  Pcm from;
  Pcm to;
  std::string name;
};

/// Every conversion there is; bytes that are only copied are not among them.
std::vector<Pair> pairs() {
  std::vector<Pair> list;
  for (const Pcm& driver : reference::pcmTypes()) {
    for (const Format format : kFormats) {
      if (format == Format::native) continue;
      for (const Direction direction : kDirections) {
        const sample::Converter convert = sample::findConverter(driver.type, format, direction);
        if (convert == nullptr) continue;
        const bool in = direction == Direction::input;
        const Pcm& other = reference::asPcm(format);
        const Pcm& from = in ? driver : other;
        const Pcm& to = in ? other : driver;
        list.push_back(
            {driver, format, direction, convert, from, to, std::string(from.name) + " to " + to.name});
      }
    }
  }
  return list;
}

Bytes values(const Pcm& type) {
  if (!type.isFloat && type.bits <= 24) return reference::everyCode(type);
  Bytes list = reference::edges(type);
  const Bytes random = reference::anyBits(type, kRandomValues);
  list.insert(list.end(), random.begin(), random.end());
  return list;
}

Bytes converted(const Pair& pair, const Bytes& from) {
  const std::size_t count = from.size() / pair.from.bytes;
  Bytes to(count * pair.to.bytes, kGuard);
  pair.convert(from.data(), to.data(), count);
  return to;
}

std::string hex(const std::byte* bytes, std::size_t count) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string text;
  for (std::size_t i = 0; i < count; ++i) {
    const auto value = std::to_integer<unsigned>(bytes[i]);
    text += {kDigits[value / 16], kDigits[value % 16], ' '};
  }
  return text;
}

/// The first difference in words; empty: none.
std::string findDifference(const Pair& pair, const Bytes& from, const Bytes& to) {
  std::byte expected[8];
  for (std::size_t i = 0; i * pair.to.bytes < to.size(); ++i) {
    const std::byte* source = from.data() + i * pair.from.bytes;
    const std::byte* result = to.data() + i * pair.to.bytes;
    if (pair.from.isFloat && pair.to.isFloat && pair.from.bytes == pair.to.bytes) {
      // The same number: whatever its bits are, the payload of a NaN included.
      std::copy(source, source + pair.from.bytes, expected);
      if (pair.from.bigEndian != pair.to.bigEndian) std::reverse(expected, expected + pair.from.bytes);
    } else {
      reference::encode(pair.to, reference::decode(pair.from, source), expected);
    }
    if (std::equal(expected, expected + pair.to.bytes, result)) continue;
    return hex(source, pair.from.bytes) + "became " + hex(result, pair.to.bytes) + "and not " +
           hex(expected, pair.to.bytes);
  }
  return {};
}

/// How many bits of a signed integer a format keeps.
unsigned significantBits(const Pcm& type) {
  if (!type.isFloat) return type.bits;
  return type.bytes == 4 ? 24 : 53;
}

/// Whether `format` carries every code of `driver`.
bool isLossless(const Pcm& driver, Format format) {
  const Pcm& ring = reference::asPcm(format);
  if (driver.isFloat) return ring.isFloat && ring.bytes >= driver.bytes;
  return significantBits(ring) >= driver.bits;
}

Bytes withoutNan(const Pcm& type, const Bytes& from) {
  Bytes kept;
  for (std::size_t i = 0; i < from.size(); i += type.bytes) {
    if (std::isnan(reference::decode(type, from.data() + i))) continue;
    kept.insert(kept.end(), from.begin() + static_cast<std::ptrdiff_t>(i),
                from.begin() + static_cast<std::ptrdiff_t>(i + type.bytes));
  }
  return kept;
}

}  // namespace

TEST_CASE("every conversion gives the nearest code") {
  for (const Pair& pair : pairs()) {
    CAPTURE(pair.name);
    const Bytes from = values(pair.from);
    CHECK(findDifference(pair, from, converted(pair, from)) == "");
  }
}

TEST_CASE("what a format can carry comes back as it was") {
  for (const Pair& in : pairs()) {
    if (in.direction != Direction::input || !isLossless(in.driver, in.format)) continue;
    CAPTURE(in.name);
    Bytes from = values(in.driver);
    // A float of another width is still not a number, but the processor may have touched its payload.
    if (in.driver.isFloat && in.driver.bytes != in.to.bytes) from = withoutNan(in.driver, from);
    const Pair out{in.driver,
                   in.format,
                   Direction::output,
                   sample::findConverter(in.driver.type, in.format, Direction::output),
                   in.to,
                   in.from,
                   ""};
    REQUIRE((out.convert != nullptr));
    CHECK((converted(out, converted(in, from)) == from));
  }
}

TEST_CASE("every sample type but DSD can be had in every format") {
  for (const Pcm& driver : reference::pcmTypes()) {
    for (const Format format : kFormats) {
      for (const Direction direction : kDirections) {
        CHECK((sample::findConverter(driver.type, format, direction) != nullptr));
      }
    }
  }
}

TEST_CASE("a format is there in both directions or in neither") {
  for (abi::SampleType driver = -1; driver < 64; ++driver) {
    CAPTURE(driver);
    for (const Format format : kFormats) {
      CHECK((sample::findConverter(driver, format, Direction::input) == nullptr) ==
            (sample::findConverter(driver, format, Direction::output) == nullptr));
    }
    CHECK((sample::findConverter(driver, Format::native, Direction::input) == nullptr) ==
          (sample::findType(driver) == nullptr));
  }
}

TEST_CASE("any address and any length will do, and nothing else is touched") {
  for (const Pair& pair : pairs()) {
    CAPTURE(pair.name);
    const Bytes random = reference::anyBits(pair.from, 80);
    for (std::size_t count : {0u, 1u, 2u, 3u, 5u, 7u, 8u, 9u, 15u, 16u, 17u, 31u, 32u, 33u, 63u, 65u}) {
      for (std::size_t offset = 0; offset < 64; ++offset) {
        Bytes from(offset % 8 + count * pair.from.bytes);
        from.reserve(1);  // nothing at all still has an address
        std::copy_n(random.begin(), from.size(), from.begin());
        const Bytes before = from;
        Bytes to(64 + count * pair.to.bytes, kGuard);
        pair.convert(from.data() + offset % 8, to.data() + offset / 8, count);
        const auto first = to.begin() + static_cast<std::ptrdiff_t>(offset / 8);
        const auto end = first + static_cast<std::ptrdiff_t>(count * pair.to.bytes);
        const auto isGuard = [](std::byte byte) { return byte == kGuard; };
        const bool clean = std::all_of(to.begin(), first, isGuard) && std::all_of(end, to.end(), isGuard);
        const Bytes source(from.begin() + static_cast<std::ptrdiff_t>(offset % 8), from.end());
        if (clean && from == before && findDifference(pair, source, Bytes(first, end)).empty()) continue;
        FAIL_CHECK("count " << count << ", from address " << offset % 8 << " to address " << offset / 8);
      }
    }
  }
}

TEST_CASE("native hands over the driver's bytes, whatever their type") {
  const Bytes from = reference::anyBits({0, "", 1, 8, false, false}, 100);
  for (abi::SampleType driver = 0; driver < 64; ++driver) {
    for (const Direction direction : kDirections) {
      const sample::Converter copy = sample::findConverter(driver, Format::native, direction);
      if (copy == nullptr) continue;
      CAPTURE(driver);
      for (const std::size_t count : {0u, 1u, 7u, 98u}) {
        Bytes to(100, kGuard);
        copy(from.data() + 1, to.data() + 1, count);
        Bytes expected(100, kGuard);
        std::copy_n(from.begin() + 1, count, expected.begin() + 1);
        CHECK((to == expected));
      }
    }
  }
}

TEST_CASE("every sample type of the contract is known, with its width and its silence") {
  std::set<std::string> names;
  for (const Pcm& pcm : reference::pcmTypes()) {
    const sample::TypeInfo* info = sample::findType(pcm.type);
    REQUIRE(info != nullptr);
    CAPTURE(pcm.name);
    CHECK(std::string(info->name) == pcm.name);
    CHECK(info->bitsPerSample == pcm.bytes * 8);
    CHECK(info->silence == std::byte{0});
    names.insert(info->name);
  }
  CHECK(names.size() == 18);
  int known = 0;
  for (abi::SampleType type = -100; type < 1000; ++type) known += sample::findType(type) != nullptr ? 1 : 0;
  CHECK(known == 21);
  // Idle DSD is a pattern with as many ones as zeros.
  CHECK(sample::findType(abi::sample_type::kDsdInt8Lsb1)->silence == std::byte{0x69});
  CHECK(sample::findType(abi::sample_type::kDsdInt8Msb1)->bitsPerSample == 1);
  CHECK(sample::findType(abi::sample_type::kDsdInt8Ner8)->bitsPerSample == 8);
}

TEST_CASE("frames are counted in bytes, of a driver and of a ring") {
  const sample::TypeInfo& packed = *sample::findType(abi::sample_type::kInt24Lsb);
  CHECK(sample::bytesOf(packed, 0) == 0);
  CHECK(sample::bytesOf(packed, 441) == 1323);
  CHECK(sample::bytesOf(Format::native, packed, 441) == 1323);
  CHECK(sample::bytesOf(Format::int32, packed, 441) == 1764);
  CHECK(sample::bytesOf(Format::float32, packed, 441) == 1764);
  const sample::TypeInfo& dsd = *sample::findType(abi::sample_type::kDsdInt8Lsb1);
  CHECK(sample::bytesOf(dsd, 8) == 1);
  CHECK(sample::bytesOf(dsd, 9) == 2);  // a byte that has begun is there as a whole
  CHECK(sample::bytesOf(Format::native, dsd, 64) == 8);
}
