// Two devices with two clocks under the WASAPI driver: what is known of them, and a capture that is
// resampled.
#include <doctest/doctest.h>

#include <cmath>
#include <cstdlib>

#include "abi/selectors.h"
#include "audio_guard.h"
#include "wasapi_rig.h"

using namespace abi::error;
using abi::Long;
using simulated::DeviceSettings;

namespace {

constexpr double kPi = 3.14159265358979323846;
constexpr double kToneHz = 440;
constexpr Long kFrames = 1024;
/// Low, so that an hour is short.
constexpr std::uint32_t kRateHz = 8000;

DeviceSettings slow(DeviceSettings settings, double driftPpm) {
  settings.format = {kRateHz, 1, 32, 32, false, 4, {}};
  settings.driftPpm = driftPpm;
  return settings;
}

std::uint32_t toneAt(std::uint64_t frame, std::uint32_t) {
  const double value = 0.5 * std::sin(2 * kPi * kToneHz / kRateHz * static_cast<double>(frame));
  return static_cast<std::uint32_t>(static_cast<std::int32_t>(value * 2147483647));
}

/// How far what is heard is from a tone that goes on, sample by sample, once the first seconds are over.
struct ToneMeter {
  explicit ToneMeter(double hz) : factor(2 * std::cos(2 * kPi * hz / kRateHz)) {}

  void take(const std::uint32_t* samples, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i, ++taken) {
      const double value = static_cast<std::int32_t>(samples[i]) / 2147483648.0;
      if (taken > 120u * kRateHz) worst = std::max(worst, std::abs(value - factor * before[0] + before[1]));
      peak = std::max(peak, std::abs(value));
      before[1] = before[0];
      before[0] = value;
    }
  }

  const double factor;
  double before[2] = {};
  double worst = 0;
  double peak = 0;
  std::size_t taken = 0;
};

struct ResampledRig : WasapiRig {
  ResampledRig(const DeviceSettings& render, const DeviceSettings& capture) : WasapiRig(render, capture) {
    captureDevice->sound = toneAt;
    REQUIRE(host.future(abi::selector::kSetSettings, "capture=resampled") == kSuccess);
  }
};

}  // namespace

TEST_CASE("resampled: two clocks a thousandth apart, and nothing is lost or put in") {
  double ppm = 0;
  bool tellsTimes = true;
  bool hasEvents = true;
  SUBCASE("faster") { ppm = 1000; }
  SUBCASE("slower") { ppm = -1000; }
  SUBCASE("without times") {
    ppm = 300;
    tellsTimes = false;
  }
  SUBCASE("without events") {
    ppm = -300;
    hasEvents = false;
  }
  DeviceSettings render = slow({}, 0);
  DeviceSettings capture = slow(WasapiRig::capture(), ppm);
  capture.tellsTimes = tellsTimes;
  render.doesEvents = capture.doesEvents = hasEvents;
  ResampledRig rig{render, capture};
  ToneMeter meter(kToneHz * (1 + ppm / 1e6));
  rig.host.onSwitch = [&](std::size_t, const LoopbackHost::Switch& seen) {
    const AudioPause pause;
    meter.take(rig.samples(0, seen.half), kFrames);
  };
  rig.run(kFrames);
  // An hour is worth its time on a machine of one's own.
  const char* const given = std::getenv("BUFFERSWITCH_CLOCK_MINUTES");
  const std::uint64_t minutes = given == nullptr ? 6 : std::strtoull(given, nullptr, 10);
  for (std::uint64_t minute = 0; minute < minutes; ++minute) {
    REQUIRE(rig.system.runFor(60'000'000'000));
    rig.renderDevice->played.clear();
    rig.host.forget();
  }
  CHECK(rig.counters().inputLosses() == 0);
  CHECK(rig.overloads == 0);
  CHECK(rig.captureDevice->overflows == 0);
  CHECK(std::abs(rig.counters().driftPpm.get() - ppm) < (tellsTimes ? 2 : 500));
  CHECK(meter.peak > 0.49);
  CHECK(meter.peak < 0.51);
  // A sample that is missing would be a hundred times as much, and who looks by the clock is late by parts of
  // a period.
  CHECK(meter.worst < (tellsTimes && hasEvents ? 1e-5 : 1e-3));
}

TEST_CASE("resampled: the latency is what is said") {
  DeviceSettings render = slow({}, 0);
  ResampledRig rig{render, slow(WasapiRig::capture(), 0)};
  rig.captureDevice->sound = [](std::uint64_t frame, std::uint32_t) {
    return static_cast<std::uint32_t>(frame << 8);
  };
  double ageFrames = 0;
  std::uint64_t startNs = 0;
  rig.host.onSwitch = [&](std::size_t number, const LoopbackHost::Switch& seen) {
    const AudioPause pause;
    if (number < 20) return;
    const double now = static_cast<double>(rig.system.nowNs() - startNs) * kRateHz / 1e9;
    ageFrames = now - rig.samples(0, seen.half)[0] / 256.0;
  };
  rig.init();
  REQUIRE(rig.prepare(kFrames) == kOk);
  startNs = rig.system.nowNs();
  rig.start();
  REQUIRE(rig.system.runFor(5'000'000'000));
  Long input = 0;
  Long output = 0;
  CHECK(rig.host.call(&Table::getLatencies, &input, &output) == kOk);
  CHECK(std::abs(ageFrames - static_cast<double>(input)) < 2);
}

TEST_CASE("resampled: a host that is very late loses something, which is counted, and goes on") {
  ResampledRig rig{slow({}, 0), slow(WasapiRig::capture(), 200)};
  rig.host.onSwitch = [&](std::size_t number, const LoopbackHost::Switch&) {
    const AudioPause pause;
    if (number == 100) rig.system.spend(1'500'000'000);
  };
  rig.run(kFrames);
  REQUIRE(rig.system.runFor(60'000'000'000));
  const std::uint64_t losses = rig.counters().inputLosses();
  CHECK(losses > 0);
  CHECK(losses < 10);
  REQUIRE(rig.system.runFor(60'000'000'000));
  CHECK(rig.counters().inputLosses() == losses);
}

TEST_CASE("resampled: a recording device that falls silent is given up") {
  ResampledRig rig{slow({}, 0), slow(WasapiRig::capture(), 0)};
  rig.run(kFrames);
  REQUIRE(rig.system.runFor(5'000'000'000));
  rig.captureDevice->standsStill = true;
  REQUIRE(rig.system.runFor(4'000'000'000));
  CHECK(comesTrue([&] { return rig.resets == 1; }));
}

TEST_CASE("resampled: the stream's thread neither asks for memory nor takes a lock") {
  ResampledRig rig{slow({}, 0), slow(WasapiRig::capture(), 500)};
  std::optional<AudioScope> scope;
  std::uint64_t allocations = 0;
  std::uint64_t locks = 0;
  rig.host.onSwitch = [&](std::size_t number, const LoopbackHost::Switch&) {
    if (number == 0) {
      allocations = allocationsInAudio();
      locks = locksInAudio();
      scope.emplace();
    }
    if (number == 50) {
      scope.reset();
      allocations = allocationsInAudio() - allocations;
      locks = locksInAudio() - locks;
    }
  };
  rig.run(kFrames);
  REQUIRE(rig.system.runFor(10'000'000'000));
  REQUIRE(rig.switches() > 51);
  // The host of this test writes down each switch.
  CHECK(allocations <= 51);
  CHECK(locks <= 2 * 51);
}

TEST_CASE("resampled is for two devices, and a setting that there is no other of") {
  WasapiRig rig{DeviceSettings{}};
  CHECK(rig.host.future(abi::selector::kSetSettings, "capture=slow") == kInvalidParameter);
  CHECK(rig.host.errorText() == "capture=slow is refused; allowed: exact, resampled");
  CHECK(rig.host.future(abi::selector::kSetSettings, "capture") == kInvalidParameter);
  CHECK(rig.host.future(abi::selector::kSetSettings, "capture=exact;capture=exact") == kInvalidParameter);
  CHECK(rig.host.future(abi::selector::kSetSettings, "capture=exact;type=int32lsb") == kSuccess);
  CHECK(rig.host.future(abi::selector::kSetSettings, "capture=resampled") == kSuccess);
  CHECK(rig.host.call(&Table::init, nullptr) == 0);
  CHECK(rig.host.errorText() == "capture=resampled is for two devices: name a playing and a recording one");
}
