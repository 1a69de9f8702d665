// When buffer switches are due: computed, as no machine keeps its own time well enough to measure it.
#include "drivers/loopback/pace.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <vector>

using drivers::loopback::ClockSettings;
using drivers::loopback::DueTimes;
using drivers::loopback::Pace;

namespace {

constexpr std::uint64_t kSecondNs = 1'000'000'000;

ClockSettings clock(double driftPpm, double jitterUs, std::uint64_t seed) {
  ClockSettings settings;
  settings.driftPpm = driftPpm;
  settings.jitterUs = jitterUs;
  settings.seed = seed;
  return settings;
}

/// How late each of `count` switches of 64 frames at 48 kHz is.
std::vector<std::uint64_t> latenesses(double jitterUs, std::uint64_t seed, std::size_t count) {
  DueTimes jittered(clock(0, jitterUs, seed), 48000);
  const Pace exact(48000);
  std::vector<std::uint64_t> result;
  for (std::uint64_t i = 0; i < count; ++i)
    result.push_back(jittered.nextNs(i * 64) - exact.elapsedNs(i * 64));
  return result;
}

}  // namespace

TEST_CASE("a pace is exact for ever, and goes on from where it was when the rate changes") {
  Pace pace(44100);
  CHECK(pace.elapsedNs(0) == 0);
  CHECK(pace.elapsedNs(44100u * 3600 * 24) == kSecondNs * 3600 * 24);
  pace.changeRate(44100, 88200);
  CHECK(pace.elapsedNs(44100) == kSecondNs);
  CHECK(pace.elapsedNs(44100 + 88200) == 2 * kSecondNs);
  pace.changeRate(44100 + 88200, 44100);
  CHECK(pace.elapsedNs(44100 + 88200 + 44100) == 3 * kSecondNs);
}

TEST_CASE("drift is the rate of the driver's clock against the machine's") {
  // What takes an hour at 48 kHz takes that part less of the machine's time.
  for (const double ppm : {0.0, 100.0, -100.0, 0.5, 100000.0, -100000.0}) {
    CAPTURE(ppm);
    DueTimes due(clock(ppm, 0, 0), 48000);
    const double expected = 3600e9 / (1 + ppm / 1e6);
    CHECK(static_cast<double>(due.nextNs(48000u * 3600)) == doctest::Approx(expected).epsilon(1e-12));
  }
  // Also of a rate that the driver takes later.
  DueTimes due(clock(100000, 0, 0), 48000);
  due.changeRate(0, 96000);
  CHECK(static_cast<double>(due.nextNs(105600)) == doctest::Approx(1e9).epsilon(1e-8));
}

TEST_CASE("jitter makes each switch late, uniformly up to its limit, and none later for the one before") {
  const std::vector<std::uint64_t> late = latenesses(500, 7, 100'000);
  CHECK(*std::max_element(late.begin(), late.end()) <= 500'000);
  // Every tenth of the range has about a tenth of them: 10000, give or take 8 standard deviations.
  std::vector<int> tenths(10);
  for (const std::uint64_t ns : late) ++tenths[std::min<std::uint64_t>(9, ns / 50'000)];
  for (const int count : tenths) {
    CHECK(count > 9240);
    CHECK(count < 10760);
  }
}

TEST_CASE("the same seed gives the same latenesses, another one others, and no jitter none") {
  CHECK(latenesses(500, 7, 1000) == latenesses(500, 7, 1000));
  CHECK(latenesses(500, 7, 1000) != latenesses(500, 8, 1000));
  CHECK(latenesses(0, 7, 1000) == std::vector<std::uint64_t>(1000));
}
