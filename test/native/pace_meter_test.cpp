// What is measured of a driver's pace, with the test as the clock.
#include "engine/pace_meter.h"

#include <doctest/doctest.h>

#include <cmath>
#include <functional>

using engine::PaceMeter;

namespace {

constexpr std::uint64_t kMs = 1'000'000;
constexpr std::uint64_t kSecond = 1000 * kMs;

/// A driver that runs at `hz` and says `saidHz`.
struct Rig {
  Rig(double runsAtHz, double saysHz, std::uint64_t bufferFrames = 480)
      : hz(runsAtHz), saidHz(saysHz), frames(bufferFrames) {}

  const double hz;
  const double saidHz;
  const std::uint64_t frames;
  std::uint64_t count = 0;
  std::uint64_t beginNs = 12345 * kSecond;
  PaceMeter meter;

  /// `lateNs` tells by how much the buffer switch with a number is late. How many windows ended.
  int pass(double seconds, const std::function<double(std::uint64_t)>& lateNs) {
    int windows = 0;
    const auto end = count + static_cast<std::uint64_t>(seconds * hz / static_cast<double>(frames));
    for (; count < end; ++count) {
      const double dueNs = static_cast<double>(count * frames) * 1e9 / hz;
      const auto now = beginNs + static_cast<std::uint64_t>(dueNs + lateNs(count));
      if (meter.count(now, count * frames, saidHz == 0 ? 0 : 1e9 / saidHz)) ++windows;
    }
    return windows;
  }
};

const auto kOnTime = [](std::uint64_t) { return 0.0; };

/// Up to `most` ns late, without a pattern, and every eighth on time.
auto jitter(double most) {
  return [most](std::uint64_t n) {
    const std::uint64_t noise = (n * 2654435761u) >> 7;
    return n % 8 == 5 ? 0.0 : most * static_cast<double>(noise % 1000) / 1000;
  };
}

}  // namespace

TEST_CASE("a rate is measured once a window, whatever the driver says of it") {
  for (const double said : {48000.0, 96000.0, 44100.0, 0.0}) {
    CAPTURE(said);
    Rig rig{48000, said};
    rig.meter.begin();
    CHECK(rig.meter.measuredHz() == 0);
    CHECK(rig.pass(1.5, kOnTime) == 0);
    CHECK(rig.pass(0.2, kOnTime) == 1);
    CHECK(std::fabs(rig.meter.measuredHz() - 48000) < 0.01);
    CHECK(rig.pass(12.3, kOnTime) == 10);  // of three legs each, and a leg is 41 periods of 10 ms
    CHECK(rig.meter.windows() == 11);
  }
}

TEST_CASE("lateness of a busy machine does not change what is measured") {
  Rig rig{48000, 48000};
  rig.meter.begin();
  for (int i = 0; i < 20; ++i) {
    rig.pass(1.2, jitter(40e6));
    if (rig.meter.windows() > 0) CHECK(std::fabs(rig.meter.measuredHz() - 48000) < 1);
  }
  CHECK(rig.meter.windows() > 15);
}

TEST_CASE("a rate that is not what the driver says is found among late buffer switches") {
  Rig rig{48000, 96000};
  rig.meter.begin();
  rig.pass(60, jitter(5e6));
  CHECK(rig.meter.windows() > 45);
  CHECK(std::fabs(rig.meter.measuredHz() - 48000) < 480);
}

TEST_CASE("buffer switches before the hardware runs are left out") {
  Rig rig{48000, 48000};
  rig.meter.begin();
  // Two at once, half a second early.
  rig.pass(8, [](std::uint64_t n) { return n < 2 ? -static_cast<double>(n) * 10e6 : 500e6; });
  CHECK(rig.meter.windows() > 4);
  CHECK(std::fabs(rig.meter.measuredHz() - 48000) < 0.1);
}

TEST_CASE("large buffers take longer to measure, and small ones are measured as well") {
  Rig large{48000, 48000, 65536};
  large.meter.begin();
  CHECK(large.pass(30, kOnTime) == 0);
  CHECK(large.pass(20, kOnTime) == 1);
  CHECK(std::fabs(large.meter.measuredHz() - 48000) < 0.01);
  Rig small{192000, 192000, 16};
  small.meter.begin();
  CHECK(small.pass(2, kOnTime) == 1);
  CHECK(std::fabs(small.meter.measuredHz() - 192000) < 0.1);
}

TEST_CASE("another run is measured anew") {
  Rig rig{48000, 48000};
  rig.meter.begin();
  rig.pass(1.2, kOnTime);
  rig.beginNs += 100 * kSecond;
  rig.meter.begin();
  CHECK(rig.pass(1.5, kOnTime) == 0);
  CHECK(rig.pass(0.2, kOnTime) == 1);
  CHECK(std::fabs(rig.meter.measuredHz() - 48000) < 0.01);
}
