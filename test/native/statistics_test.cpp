// Numbers about many numbers: by hand where that is possible.
#include "doctor/statistics.h"

#include <doctest/doctest.h>

#include <cmath>
#include <random>
#include <vector>

using doctor::fitLine;
using doctor::histogramOf;
using doctor::intervalsOf;
using doctor::Line;
using doctor::Spread;
using doctor::spreadOf;

TEST_CASE("statistics: intervals are the differences, and none is negative") {
  CHECK(intervalsOf({}).empty());
  CHECK(intervalsOf({7}).empty());
  CHECK(intervalsOf({10, 15, 15, 12, 20}) == std::vector<std::uint64_t>{5, 0, 0, 8});
}

TEST_CASE("statistics: percentiles are values that occur") {
  const Spread none = spreadOf({});
  CHECK(none.p50 == 0);
  CHECK(none.max == 0);
  const Spread one = spreadOf({42});
  CHECK(one.p50 == 42);
  CHECK(one.p99 == 42);
  std::vector<std::uint64_t> hundred;
  for (std::uint64_t i = 100; i > 0; --i) hundred.push_back(i);
  const Spread spread = spreadOf(hundred);
  CHECK(spread.p50 == 50);
  CHECK(spread.p99 == 99);
  CHECK(spread.max == 100);
  // Two of three are not above the second.
  CHECK(spreadOf({1, 5, 9}).p50 == 5);
}

TEST_CASE("statistics: a histogram has every value, those above its end in the last part") {
  CHECK(histogramOf({0, 1, 9, 10, 19, 20, 1000}, 20, 2) == std::vector<std::size_t>{3, 4});
  CHECK(histogramOf({}, 20, 3) == std::vector<std::size_t>{0, 0, 0});
  CHECK(histogramOf({5}, 0, 2) == std::vector<std::size_t>{0, 0});
  CHECK(histogramOf({5}, 10, 0).empty());
}

TEST_CASE("statistics: points on a line give that line, far from zero too") {
  std::vector<double> x, y;
  for (int i = 0; i < 1000; ++i) {
    x.push_back(1e6 + i);
    y.push_back(4e9 + 48000.5 * i);
  }
  const Line line = fitLine(x, y);
  CHECK(line.slope == doctest::Approx(48000.5).epsilon(1e-9));
  CHECK(line.standardError < 1e-3);
}

TEST_CASE("statistics: what cannot be fitted has no slope") {
  CHECK(fitLine({}, {}).slope == 0);
  CHECK(fitLine({1}, {1}).slope == 0);
  CHECK(fitLine({1, 1, 1}, {1, 2, 3}).slope == 0);
  CHECK(fitLine({0, 1}, {0, 3}).slope == doctest::Approx(3));
  CHECK(fitLine({0, 1}, {0, 3}).standardError == 0);
}

TEST_CASE("statistics: the standard error is what the textbook says") {
  // y = 2x with the residuals 1, -1, -1, 1: they have no slope. Their squares are 4, so that the variance is
  // 4 / 2, and the squares of x about its mean are 5.
  const Line line = fitLine({0, 1, 2, 3}, {1, 1, 3, 7});
  CHECK(line.slope == doctest::Approx(2));
  CHECK(line.standardError == doctest::Approx(std::sqrt(2.0 / 5.0)));
}

TEST_CASE("statistics: one late switch among many hardly moves a rate, and widens what it may be off by") {
  std::vector<double> seconds, frames;
  for (int i = 0; i < 500; ++i) {
    seconds.push_back(i * 256 / 48000.0);
    frames.push_back(i * 256.0);
  }
  const Line even = fitLine(seconds, frames);
  seconds[250] += 0.03;
  const Line uneven = fitLine(seconds, frames);
  CHECK(std::fabs(uneven.slope / even.slope - 1) < 100e-6);
  CHECK(uneven.standardError > even.standardError);
}

TEST_CASE("statistics: a machine that is late for a while does not make a slope look surer than it is") {
  // Each switch is nine tenths as late as the one before it, and as much again at random.
  std::mt19937 random(1);
  int missed = 0;
  for (int trial = 0; trial < 1000; ++trial) {
    std::vector<double> seconds, frames;
    double late = 0;
    for (int i = 0; i < 100; ++i) {
      late = 0.9 * late + static_cast<double>(random() % 2001) / 1000 - 1;
      seconds.push_back(i * 256 / 48000.0 + late * 1e-4);
      frames.push_back(i * 256.0);
    }
    const Line line = fitLine(seconds, frames);
    if (std::fabs(line.slope - 48000) > 3 * line.standardError) ++missed;
  }
  CHECK(missed < 60);  // nearly half of them where neighbours count in full
}
