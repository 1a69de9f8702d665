// At which rate a driver runs, by switches that are made up.
#include "doctor/measured_rate.h"

#include <doctest/doctest.h>

#include <vector>

#include "abi/selectors.h"

using doctor::MeasuredRate;
using doctor::rateByPositions;
using doctor::Switch;

namespace {

constexpr long kFrames = 256;
constexpr double kSaid = 48000;
constexpr std::uint64_t kStartNs = 1'000'000'000;

MeasuredRate rateByArrival(const std::vector<Switch>& switches, long frames, double said) {
  return doctor::rateByArrival(switches, frames, said, kStartNs);
}

/// Switches of a driver that runs at `rate`.
std::vector<Switch> at(double rate, int count) {
  std::vector<Switch> all;
  for (int i = 0; i < count; ++i) {
    Switch one;
    one.ns = kStartNs + static_cast<std::uint64_t>(i * kFrames / rate * 1e9);
    one.hasTime = true;
    one.flags = abi::time_info::kSystemTimeValid | abi::time_info::kSamplePositionValid;
    one.systemNs = one.ns + 77;
    one.position = static_cast<std::uint64_t>(i * kFrames);
    all.push_back(one);
  }
  return all;
}

}  // namespace

TEST_CASE("measured rate: what is said is what is measured") {
  const MeasuredRate rate = rateByArrival(at(kSaid, 100), kFrames, kSaid);
  CHECK(rate.isKnown);
  CHECK(rate.rate == doctest::Approx(kSaid).epsilon(1e-6));
  CHECK_FALSE(rate.isGross());
  const MeasuredRate told = rateByPositions(at(kSaid, 100), kSaid);
  CHECK(told.rate == doctest::Approx(kSaid).epsilon(1e-6));
}

TEST_CASE("measured rate: another usual rate is gross, in both directions, and a crystal is not") {
  CHECK(rateByArrival(at(44100, 100), kFrames, kSaid).isGross());
  CHECK(rateByArrival(at(96000, 100), kFrames, kSaid).isGross());
  const MeasuredRate crystal = rateByArrival(at(kSaid * 1.0003, 100), kFrames, kSaid);
  CHECK(crystal.ppm == doctest::Approx(300).epsilon(0.01));
  CHECK_FALSE(crystal.isGross());
}

TEST_CASE("measured rate: few switches, or no rate to compare with, say nothing") {
  CHECK_FALSE(rateByArrival(at(44100, 7), kFrames, kSaid).isKnown);
  CHECK_FALSE(rateByArrival(at(44100, 100), kFrames, 0).isKnown);
  CHECK_FALSE(rateByArrival({}, kFrames, kSaid).isKnown);
  CHECK(rateByArrival({}, kFrames, kSaid).figures().empty());
  std::vector<Switch> untold = at(kSaid, 100);
  for (Switch& one : untold) one.flags = 0;
  CHECK_FALSE(rateByPositions(untold, kSaid).isKnown);
}

TEST_CASE("measured rate: a machine that has no time for the driver does not make it slow") {
  // Ten buffers are due, are caught up with in no time, and then the machine looks away again: a little
  // longer each time than they last, so that on the whole it is slower by a tenth.
  std::vector<Switch> starved = at(kSaid, 400);
  for (std::size_t i = 0; i < starved.size(); ++i)
    starved[i].ns = kStartNs + i / 10 * 58'600'000 + i % 10 * 20'000;
  const MeasuredRate rate = rateByArrival(starved, kFrames, kSaid);
  CHECK(rate.ppm < -50'000);
  CHECK_FALSE(rate.isProven);
  CHECK_FALSE(rate.isGross());
}

TEST_CASE("measured rate: a driver that catches up is not fast") {
  // It begins half a second late, and then is a tenth faster than it should be: nothing comes before it is
  // due.
  std::vector<Switch> late = at(kSaid * 1.1, 400);
  for (Switch& one : late) one.ns += 500'000'000;
  const MeasuredRate rate = rateByArrival(late, kFrames, kSaid);
  CHECK(rate.ppm == doctest::Approx(100'000).epsilon(0.01));
  CHECK_FALSE(rate.isProven);
  CHECK_FALSE(rate.isGross());
}
