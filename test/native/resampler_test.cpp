// The resampler, against what a sine is at the places that it is asked for, worked out in double precision.
#include "sample/resampler.h"

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "drivers/wasapi/clock_follower.h"
#include "drivers/wasapi/sample_values.h"

using sample::Resampler;

namespace {

constexpr double kPi = 3.14159265358979323846;
constexpr std::uint32_t kReach = Resampler::kReachFrames;

/// A sine of `part` times the rate, channel by channel a quarter of a turn later.
double sineAt(double frame, double part, std::uint32_t channel) {
  return 0.9 * std::sin(2 * kPi * (part * frame + channel / 4.0));
}

std::vector<double> sine(std::uint32_t frames, double part, std::uint32_t channels) {
  std::vector<double> values;
  for (std::uint32_t frame = 0; frame < frames; ++frame) {
    for (std::uint32_t channel = 0; channel < channels; ++channel)
      values.push_back(sineAt(frame, part, channel));
  }
  return values;
}

/// In decibels, of `frames` frames, the beginning left out, where the sine is not whole yet.
double signalToNoise(double part, double step, std::uint32_t channels, std::uint32_t frames) {
  Resampler resampler(channels, 2 * frames);
  const std::vector<double> input = sine(frames + frames / 8, part, channels);
  CHECK(resampler.put(input.data(), frames + frames / 8) == frames + frames / 8);
  std::vector<double> output(std::size_t{frames} * channels);
  REQUIRE(resampler.make(output.data(), frames, step));
  double signal = 0;
  double noise = 0;
  for (std::uint32_t frame = 2 * kReach; frame < frames; ++frame) {
    for (std::uint32_t channel = 0; channel < channels; ++channel) {
      const double expected = sineAt(step * frame, part, channel);
      const double error = output[std::size_t{frame} * channels + channel] - expected;
      signal += expected * expected;
      noise += error * error;
    }
  }
  return 10 * std::log10(signal / noise);
}

}  // namespace

TEST_CASE("a sine stays the sine that it is, to far below the lowest of 24 bits") {
  for (const double part : {0.001, 0.0208, 0.1, 0.25, 0.4, 0.4166}) {
    for (const double step : {1.0, 1.001, 0.999, 1.0000317, 1.05}) {
      for (const std::uint32_t channels : {1u, 2u, 3u}) {
        INFO("rate times " << part << ", step " << step << ", channels " << channels);
        // 1.05 moves the upper frequencies to beyond half the rate, where they are no more.
        if (part * step > 0.4167) continue;
        CHECK(signalToNoise(part, step, channels, 8000) > 125);
      }
    }
  }
}

TEST_CASE("what is between two samples depends on the place and not on the calls") {
  const std::vector<double> input = sine(4000, 0.13, 2);
  Resampler whole(2, 5000);
  Resampler parts(2, 700);
  whole.put(input.data(), 4000);
  std::vector<double> expected(2 * 3500);
  REQUIRE(whole.make(expected.data(), 3500, 1.0007));
  std::vector<double> made;
  std::uint32_t done = 0;
  for (std::uint32_t size = 1; made.size() < expected.size(); size = size % 97 + 13) {
    done += parts.put(input.data() + 2 * done, std::min(size, 4000 - done));
    std::vector<double> piece(2 * size);
    if (!parts.make(piece.data(), size, 1.0007)) continue;
    made.insert(made.end(), piece.begin(), piece.end());
  }
  double worst = 0;
  for (std::size_t i = 0; i < expected.size(); ++i) worst = std::max(worst, std::abs(made[i] - expected[i]));
  CHECK(worst < 1e-9);
  CHECK(std::abs(parts.readPosition() - 1.0007 * static_cast<double>(made.size() / 2)) < 1e-6);
}

TEST_CASE("with too little nothing is read, and what does not fit is left out") {
  Resampler resampler(1, 100);
  std::vector<double> values(300, 0.5);
  CHECK_FALSE(resampler.make(values.data(), 1, 1));
  CHECK(resampler.put(values.data(), kReach) == kReach);
  CHECK_FALSE(resampler.make(values.data(), 1, 1));
  CHECK(resampler.readPosition() == 0);
  CHECK(resampler.put(values.data(), 1) == 1);
  CHECK(resampler.make(values.data(), 1, 1));
  CHECK(resampler.readPosition() == 1);
  const std::uint32_t fitted = resampler.put(values.data(), 300);
  CHECK(fitted >= 100 - kReach);
  CHECK(fitted < 300);
  CHECK(resampler.writtenFrames() == kReach + 1 + fitted);
}

TEST_CASE("another place is read from there, and never one that is not held") {
  const std::vector<double> input = sine(1000, 0.05, 1);
  Resampler resampler(1, 2000);
  resampler.put(input.data(), 1000);
  resampler.seek(400.25);
  CHECK(resampler.readPosition() == 400.25);
  double value = 0;
  REQUIRE(resampler.make(&value, 1, 1));
  CHECK(std::abs(value - sineAt(400.25, 0.05, 0)) < 1e-6);
  resampler.seek(-5);
  CHECK(resampler.readPosition() == 401);
  resampler.seek(1e9);
  CHECK(resampler.readPosition() <= 1000 + kReach);
  CHECK_FALSE(resampler.make(&value, 1, 1));
  resampler.clear();
  CHECK(resampler.readPosition() == 0);
  resampler.put(input.data(), 1000);
  // Over what comes before the first frame.
  for (std::uint32_t frame = 0; frame <= kReach; ++frame) REQUIRE(resampler.make(&value, 1, 1));
  CHECK(std::abs(value - sineAt(kReach, 0.05, 0)) < 1e-6);
}

TEST_CASE("samples become numbers and the same samples again") {
  using drivers::wasapi::loadSample;
  using drivers::wasapi::storeSample;
  for (const std::size_t bytes : {2u, 3u, 4u}) {
    for (std::uint32_t i = 0; i < 4000; ++i) {
      const std::uint32_t value = i < 2 ? 0x80000000u - i : i * 2654435761u;
      std::byte sample[4] = {};
      for (std::size_t at = 0; at < bytes; ++at) sample[at] = static_cast<std::byte>(value >> (8 * at));
      std::byte again[4] = {};
      storeSample(loadSample(sample, bytes, false), again, bytes, false);
      CHECK(std::memcmp(sample, again, bytes) == 0);
    }
    // Too loud is as loud as can be.
    std::byte sample[4];
    storeSample(1.5, sample, bytes, false);
    CHECK(loadSample(sample, bytes, false) == 1 - std::ldexp(1.0, 1 - static_cast<int>(8 * bytes)));
    storeSample(-1.5, sample, bytes, false);
    CHECK(loadSample(sample, bytes, false) == -1);
  }
  std::byte sample[4];
  storeSample(1.5, sample, 4, true);
  CHECK(loadSample(sample, 4, true) == 1.5);
}

TEST_CASE("the follower comes to the other clock's pace, and is not carried away by who is late") {
  for (const double ppm : {1000.0, -1000.0, 35.0, 0.0}) {
    for (const double blockSeconds : {0.0015, 0.01, 0.18, 1.0}) {
      INFO(ppm << " ppm, blocks of " << blockSeconds << " s");
      drivers::wasapi::ClockFollower follower(blockSeconds);
      double late = 0;
      double worst = 0;
      double step = 1;
      std::uint32_t random = 1;
      for (double seconds = 0; seconds < 600; seconds += blockSeconds) {
        random = random * 1664525 + 1013904223;
        const double jitter = (random >> 16) / 65536.0 * 0.001;
        step = follower.step(late + jitter);
        late += (1 + ppm / 1e6 - step) * blockSeconds;
        worst = std::max(worst, std::abs(late));
      }
      CHECK(worst < 0.004);
      CHECK(std::abs((step - 1) * 1e6 - ppm) < 100);
    }
  }
}
