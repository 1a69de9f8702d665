#include "sample/dither.h"

#include <doctest/doctest.h>

#include <cmath>
#include <cstring>

#include "conversion_rig.h"

using reference::Bytes;
using sample::Direction;
using sample::Dither;
using sample::Format;

namespace {

constexpr std::size_t kSamples = 200'000;

Bytes constant(double value, std::size_t count) {
  Bytes bytes(count * sizeof value);
  for (std::size_t i = 0; i < count; ++i) std::memcpy(bytes.data() + i * sizeof value, &value, sizeof value);
  return bytes;
}

std::vector<std::int16_t> dithered(double value, Dither dither, std::size_t count) {
  const auto to16 = sample::findConversion(abi::sample_type::kInt16Lsb, Format::float64, Direction::output);
  const Bytes from = constant(value, count);
  std::vector<std::int16_t> codes(count);
  to16.dithered(from.data(), 8, reinterpret_cast<std::byte*>(codes.data()), 2, count, dither);
  return codes;
}

}  // namespace

TEST_CASE("noise is triangular, of one step to either side, and its own in every channel") {
  const Dither left{sample::ditherKey(0, 0), 0};
  const Dither right{sample::ditherKey(0, 1), 0};
  double sum = 0;
  double squares = 0;
  double product = 0;
  double following = 0;
  for (std::size_t i = 0; i < kSamples; ++i) {
    const double value = sample::noise(left, i);
    REQUIRE(value > -1);
    REQUIRE(value < 1);
    sum += value;
    squares += value * value;
    product += value * sample::noise(right, i);
    following += value * sample::noise(left, i + 1);
  }
  // Its variance is 1/6 and each bound is more than six times the spread that chance has here.
  CHECK(std::fabs(sum / kSamples) < 0.006);
  CHECK(std::fabs(squares / kSamples - 1.0 / 6) < 0.004);
  CHECK(std::fabs(product / kSamples) < 0.003);
  CHECK(std::fabs(following / kSamples) < 0.003);
}

TEST_CASE("the error of rounding neither shifts the mean nor changes its power with the signal") {
  for (const double fraction : {0.0, 0.25, 0.5, 0.7}) {
    CAPTURE(fraction);
    const double signal = 1000 + fraction;
    double sum = 0;
    double squares = 0;
    for (const std::int16_t code : dithered(signal / 32768, {sample::ditherKey(7, 0), 0}, kSamples)) {
      sum += code - signal;
      squares += (code - signal) * (code - signal);
    }
    CHECK(std::fabs(sum / kSamples) < 0.008);
    CHECK(std::fabs(squares / kSamples - 0.25) < 0.006);
  }
}

TEST_CASE("the same seed gives the same samples wherever a block begins") {
  const std::uint64_t key = sample::ditherKey(42, 3);
  const auto whole = dithered(0.1, {key, 0}, 1000);
  for (const std::size_t start : {1u, 64u, 999u}) {
    const auto rest = dithered(0.1, {key, start}, 1000 - start);
    CHECK(std::equal(rest.begin(), rest.end(), whole.begin() + static_cast<std::ptrdiff_t>(start)));
  }
  CHECK(whole != dithered(0.1, {sample::ditherKey(43, 3), 0}, 1000));
  CHECK(whole != dithered(0.1, {sample::ditherKey(42, 4), 0}, 1000));
}

TEST_CASE("there is noise where a sample is rounded to an integer, and nowhere else") {
  for (const Way& way : ways()) {
    CAPTURE(way.name);
    const bool rounds = !way.to.isFloat && (way.from.isFloat || way.from.bits > way.to.bits);
    for (const sample::InstructionSet set : instructionSets()) {
      CHECK((way.with(set).dithered != nullptr) == rounds);
    }
  }
}

TEST_CASE("full scale stays within range, and what is not a number is silent") {
  const Dither dither{sample::ditherKey(1, 0), 0};
  for (const std::int16_t code : dithered(1.0, dither, 1000)) CHECK(code >= 32766);
  for (const std::int16_t code : dithered(-1.0, dither, 1000)) CHECK(code <= -32766);
  for (const std::int16_t code : dithered(std::nan(""), dither, 100)) CHECK(code == 0);
}
