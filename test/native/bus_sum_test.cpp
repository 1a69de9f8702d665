// What several play at once: exact for integers, in double precision for floats, and untouched where only
// one plays.
#include "drivers/loopback/bus_sum.h"

#include <doctest/doctest.h>

#include <cmath>
#include <cstring>
#include <limits>

#include "audio_guard.h"

using drivers::loopback::BusSum;
using drivers::loopback::findSampleLayout;

namespace {

template <class Sample>
std::vector<Sample> sumOf(const char* type, const std::vector<std::vector<Sample>>& voices) {
  const std::size_t bytes = voices[0].size() * sizeof(Sample);
  const auto& layout = *findSampleLayout(type);
  const auto frames = static_cast<abi::Long>(bytes / layout.unitBytes) * layout.unitFrames;
  BusSum sum(layout, frames);
  std::vector<Sample> result(voices[0].size());
  for (int again = 0; again < 2; ++again) {
    sum.clear();
    for (const auto& voice : voices) sum.add(reinterpret_cast<const std::byte*>(voice.data()));
    sum.writeTo(reinterpret_cast<std::byte*>(result.data()));
  }
  return result;
}

using Ints = std::vector<std::int32_t>;
using Bytes = std::vector<std::uint8_t>;
using Floats = std::vector<float>;

constexpr std::int32_t kHigh = std::numeric_limits<std::int32_t>::max();
constexpr std::int32_t kLow = std::numeric_limits<std::int32_t>::min();

}  // namespace

TEST_CASE("integers are added exactly and clamped once, at the end") {
  CHECK(sumOf<std::int32_t>("int32lsb", {{1, -5, kHigh, kLow}, {2, 3, 1, -1}}) == Ints{3, -2, kHigh, kLow});
  CHECK(sumOf<std::int32_t>("int32lsb", {{kHigh, kLow}, {kHigh, kLow}, {-kHigh, kHigh}}) ==
        Ints{kHigh, kLow});
  CHECK(sumOf<std::int32_t>("int32lsb", {{kHigh}, {kHigh}, {-kHigh}, {-7}}) == Ints{kHigh - 7});
}

TEST_CASE("narrow and reversed integers are clamped at their own full scale") {
  CHECK(sumOf<std::uint8_t>("int24lsb",
                            {{0xff, 0xff, 0x7f, 0x01, 0x00, 0x80}, {0x01, 0, 0, 0xff, 0xff, 0xff}}) ==
        Bytes{0xff, 0xff, 0x7f, 0x00, 0x00, 0x80});
  CHECK(sumOf<std::uint8_t>("int16msb", {{0x7f, 0xff, 0x00, 0x10}, {0x00, 0x02, 0xff, 0xf0}}) ==
        Bytes{0x7f, 0xff, 0x00, 0x00});
  CHECK(sumOf<std::int32_t>("int32lsb20", {{0x7ffff, -0x80000, 5}, {1, -1, -9}}) ==
        Ints{0x7ffff, -0x80000, -4});
}

TEST_CASE("floats are added in double precision and not clamped") {
  CHECK(sumOf<float>("float32lsb", {{0.75F, 1e8F}, {0.75F, 1.0F}, {0.0F, -1e8F}}) == Floats{1.5F, 1.0F});
  CHECK(sumOf<double>("float64lsb", {{0.5}, {0.25}}) == std::vector<double>{0.75});
}

TEST_CASE("one alone is passed on byte by byte, silence beside it or not") {
  const float nan = std::nanf("0x1234");
  Floats odd{-0.0F, nan, 3e38F, 1e-40F};
  const Floats alone = sumOf<float>("float32lsb", {{0, 0, 0, 0}, odd, {0, 0, 0, 0}});
  CHECK(std::memcmp(alone.data(), odd.data(), sizeof(float) * odd.size()) == 0);
  CHECK(sumOf<std::int32_t>("int32lsb20", {{0, 0}, {0x40000001, 0x00100000}}) ==
        Ints{0x40000001, 0x00100000});
  CHECK(sumOf<std::int32_t>("int32lsb", {{0, 0}, {0, 0}}) == Ints{0, 0});
}

TEST_CASE("of bits the first that is not silent is heard") {
  CHECK(sumOf<std::uint8_t>("dsdint8msb1", {{0x69, 0x69}, {0xaa, 0x69}, {0x55, 0x55}}) == Bytes{0xaa, 0x69});
  CHECK(sumOf<std::uint8_t>("dsdint8lsb1", {{0x96, 0x96}, {0x96, 0x96}}) == Bytes{0x96, 0x96});
  CHECK(sumOf<std::uint8_t>("dsdint8ner8", {{0, 0}, {1, 2}, {3, 4}}) == Bytes{1, 2});
}
