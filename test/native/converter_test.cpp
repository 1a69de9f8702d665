// Every conversion of samples against the plain arithmetic in sample_reference.h, with every instruction set.
#include "sample/converter.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <string>

#include "conversion_rig.h"
#include "rt/float_mode.h"
#include "sample/type_info.h"

using reference::Bytes;
using reference::Pcm;
using sample::Direction;
using sample::Format;
using sample::InstructionSet;

namespace {

constexpr Format kFormats[] = {Format::native,  Format::int16,   Format::int24,  Format::int32,
                               Format::float32, Format::float64, Format::dsdLsb, Format::dsdMsb};
constexpr Direction kDirections[] = {Direction::input, Direction::output};
constexpr std::size_t kRandomValues = reference::kSanitized ? 100'000 : 10'000'000;

/// Every code of up to 24 bits; of what is wider the edges and many others.
Bytes values(const Pcm& type) {
  if (!type.isFloat && type.bits <= 24) return reference::everyCode(type);
  Bytes list = reference::edges(type);
  const auto append = [&](const Bytes& more) { list.insert(list.end(), more.begin(), more.end()); };
  append(reference::anyBits(type, type.isFloat ? kRandomValues / 2 : kRandomValues));
  if (type.isFloat) append(reference::anyNumbers(type, kRandomValues / 2));
  return list;
}

Bytes converted(const Way& way, InstructionSet set, const Bytes& from) {
  const std::size_t count = from.size() / way.from.bytes;
  Bytes to(count * way.to.bytes, kGuard);
  way.with(set).planar(from.data(), to.data(), count);
  return to;
}

/// Does `work` with each way and the values that belong to it, some of them at a time: so that they stay in
/// the cache.
template <class Work>
void withEveryValue(Work work) {
  constexpr std::size_t kSome = 16384;
  std::set<std::string> done;
  for (const Way& first : ways()) {
    if (!done.insert(first.from.name).second) continue;
    const Bytes all = values(first.from);
    const std::size_t step = kSome * first.from.bytes;
    for (std::size_t at = 0; at < all.size(); at += step) {
      const auto begin = all.begin() + static_cast<std::ptrdiff_t>(at);
      const Bytes some(begin, begin + static_cast<std::ptrdiff_t>(std::min(step, all.size() - at)));
      const std::vector<double> numbers = reference::decode(first.from, some);
      for (const Way& way : ways()) {
        if (way.from.name == first.from.name) work(way, some, numbers);
      }
    }
  }
}

Bytes withoutNan(const Pcm& type, const Bytes& from) {
  const std::vector<double> numbers = reference::decode(type, from);
  Bytes kept;
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    if (std::isnan(numbers[i])) continue;
    const auto at = from.begin() + static_cast<std::ptrdiff_t>(i * type.bytes);
    kept.insert(kept.end(), at, at + static_cast<std::ptrdiff_t>(type.bytes));
  }
  return kept;
}

}  // namespace

TEST_CASE("every conversion gives the nearest code, with every instruction set") {
  withEveryValue([](const Way& way, const Bytes& from, const std::vector<double>& numbers) {
    const Bytes wanted = expected(way, from, numbers);
    for (const InstructionSet set : instructionSets()) {
      INFO(way.name << " with " << std::string(nameOf(set)));
      CHECK(difference(way, from, wanted, converted(way, set, from)) == "");
    }
  });
}

TEST_CASE("the audio thread's float mode changes nothing") {
  for (const Way& way : ways()) {
    if (!way.from.isFloat) continue;
    Bytes from = reference::edges(way.from);
    for (const Bytes& more :
         {reference::anyBits(way.from, 100'000), reference::anyNumbers(way.from, 100'000)}) {
      from.insert(from.end(), more.begin(), more.end());
    }
    const Bytes wanted = expected(way, from, reference::decode(way.from, from));
    for (const InstructionSet set : instructionSets()) {
      INFO(way.name << " with " << std::string(nameOf(set)));
      Bytes got;
      {
        const rt::FloatMode mode;
        got = converted(way, set, from);
      }
      CHECK(difference(way, from, wanted, got) == "");
    }
  }
}

TEST_CASE("what a format can carry comes back as it was") {
  for (const Way& in : ways()) {
    if (in.direction != Direction::input || !in.isLossless()) continue;
    Bytes from = reference::edges(in.driver);
    const Bytes random = reference::anyBits(in.driver, 100'000);
    from.insert(from.end(), random.begin(), random.end());
    // What lies above a code is not part of it, and comes back as its sign.
    if (!in.driver.isFloat) from = reference::encode(in.driver, reference::decode(in.driver, from));
    // A float of another width is still not a number, but the processor may have touched its payload.
    if (in.driver.isFloat && in.driver.bytes != in.to.bytes) from = withoutNan(in.driver, from);
    for (const InstructionSet set : instructionSets()) {
      INFO(in.name << " and back with " << std::string(nameOf(set)));
      const Way out{in.driver, in.format, Direction::output, in.to, in.from, ""};
      CHECK((converted(out, set, converted(in, set, from)) == from));
    }
  }
}

TEST_CASE("each instruction set has conversions of its own") {
  std::set<sample::Converter> converters;
  std::set<sample::Interleaver> interleavers;
  for (const InstructionSet set : instructionSets()) {
    const sample::Conversion conversion = ways().front().with(set);
    converters.insert(conversion.planar);
    interleavers.insert(conversion.interleaved);
  }
  CHECK(converters.size() == instructionSets().size());
  CHECK(interleavers.size() == instructionSets().size());
}

TEST_CASE("numbers can be had as numbers, bits as bits, and bytes always") {
  for (const InstructionSet set : instructionSets()) {
    for (abi::SampleType driver = -1; driver < 64; ++driver) {
      for (const Format format : kFormats) {
        for (const Direction direction : kDirections) {
          CAPTURE(driver);
          CAPTURE(static_cast<int>(format));
          const bool known = sample::findType(driver) != nullptr;
          const bool dsd = driver == 32 || driver == 33;
          const bool bits = format == Format::dsdLsb || format == Format::dsdMsb;
          const bool possible = format == Format::native ? known : known && driver != 40 && dsd == bits;
          const sample::Conversion conversion = sample::findConversion(driver, format, direction, set);
          CHECK((conversion.planar != nullptr) == possible);
          CHECK((conversion.interleaved != nullptr) == possible);
        }
      }
    }
  }
}

TEST_CASE("any address and any length will do, and nothing else is touched") {
  for (const Way& way : ways()) {
    const Bytes random = reference::anyBits(way.from, 80);
    for (const std::size_t count : {0u, 1u, 2u, 3u, 5u, 7u, 8u, 9u, 15u, 16u, 17u, 31u, 32u, 33u, 63u, 65u}) {
      const Bytes from(random.begin(), random.begin() + static_cast<std::ptrdiff_t>(count * way.from.bytes));
      const Bytes wanted = expected(way, from, reference::decode(way.from, from));
      for (const InstructionSet set : instructionSets()) {
        for (std::size_t offset = 0; offset < 64; ++offset) {
          // To the end of its memory, so that a sanitizer sees what is read behind it.
          Bytes source(offset % 8 + from.size());
          source.reserve(1);  // nothing at all still has an address
          std::copy(from.begin(), from.end(), source.begin() + static_cast<std::ptrdiff_t>(offset % 8));
          Bytes to(64 + wanted.size(), kGuard);
          way.with(set).planar(source.data() + offset % 8, to.data() + offset / 8, count);
          Bytes whole(64 + wanted.size(), kGuard);
          std::copy(wanted.begin(), wanted.end(), whole.begin() + static_cast<std::ptrdiff_t>(offset / 8));
          if (to == whole) continue;
          FAIL_CHECK(way.name << " with " << std::string(nameOf(set)) << ": count " << count
                              << ", from address " << offset % 8 << " to address " << offset / 8);
        }
      }
    }
  }
}

TEST_CASE("native hands over the driver's bytes, whatever their type") {
  const Bytes from = reference::anyBits({0, "", 1, 8, false, false}, 800);
  for (const InstructionSet set : instructionSets()) {
    for (abi::SampleType driver = 0; driver < 64; ++driver) {
      const sample::TypeInfo* info = sample::findType(driver);
      if (info == nullptr) continue;
      for (const Direction direction : kDirections) {
        CAPTURE(driver);
        for (const std::size_t count : {0u, 1u, 7u, 98u}) {
          Bytes to(800, kGuard);
          sample::findConversion(driver, Format::native, direction, set)
              .planar(from.data() + 1, to.data() + 1, count);
          Bytes wanted(800, kGuard);
          std::copy_n(from.begin() + 1, count * info->elementBytes, wanted.begin() + 1);
          CHECK((to == wanted));
        }
      }
    }
  }
}

TEST_CASE("DSD keeps its bits, in the order that is asked for") {
  namespace type = abi::sample_type;
  const Bytes from = reference::anyBits({0, "", 1, 8, false, false}, 1000);
  Bytes reversed;
  for (const std::byte byte : from) {
    unsigned mirrored = 0;
    for (unsigned bit = 0; bit < 8; ++bit) {
      if ((std::to_integer<unsigned>(byte) >> bit & 1u) != 0) mirrored |= 0x80u >> bit;
    }
    reversed.push_back(static_cast<std::byte>(mirrored));
  }
  for (const InstructionSet set : instructionSets()) {
    for (const abi::SampleType driver : {type::kDsdInt8Lsb1, type::kDsdInt8Msb1}) {
      for (const Format format : {Format::dsdLsb, Format::dsdMsb}) {
        for (const Direction direction : kDirections) {
          const bool same = (driver == type::kDsdInt8Lsb1) == (format == Format::dsdLsb);
          Bytes to(1000, kGuard);
          sample::findConversion(driver, format, direction, set).planar(from.data(), to.data(), 1000);
          CHECK((to == (same ? from : reversed)));
        }
      }
    }
  }
}
