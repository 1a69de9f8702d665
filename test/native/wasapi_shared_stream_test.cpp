// Sound through the WASAPI driver in shared mode: as far as the driver goes every sample, in step with the
// mixer.
#include <doctest/doctest.h>

#include <algorithm>

#include "wasapi_shared_rig.h"

using namespace abi::error;
using abi::Long;
using simulated::Call;
using simulated::DeviceSettings;
namespace result = drivers::wasapi::result;

namespace {

constexpr std::uint64_t kPeriodNs = WasapiRig::kPeriodNs;

/// Plays numbered samples and says when they are ready; writes down what comes in.
void play(WasapiRig& rig, Long frames, std::vector<std::uint32_t>& heard) {
  rig.host.onSwitch = [&rig, &heard, frames](std::size_t number, const LoopbackHost::Switch& seen) {
    if (rig.captureDevice) {
      const std::uint32_t* const from = rig.samples(0, seen.half);
      heard.insert(heard.end(), from, from + frames);
    }
    if (!rig.renderDevice) return;
    rig.play(number * static_cast<std::size_t>(frames), seen.half, frames);
    rig.host.call(&Table::outputReady);
  };
}

/// How many samples are others than silence at first, and then each that was played.
std::size_t wrongSamples(const simulated::Device& device, std::size_t silentFrames) {
  const std::vector<std::uint32_t> samples = playedSamples(device);
  std::size_t wrong = 0;
  for (std::size_t i = 0; i < samples.size(); ++i)
    wrong += samples[i] != (i < 2 * silentFrames ? 0 : i - 2 * silentFrames + 1) ? 1u : 0u;
  return wrong;
}

/// After silence at the beginning: how often the next sample is not the one after.
std::size_t gapsIn(const std::vector<std::uint32_t>& heard) {
  auto at = std::find_if(heard.begin(), heard.end(), [](std::uint32_t value) { return value != 0; });
  if (at == heard.end()) return heard.size();
  std::size_t gaps = 0;
  for (; at + 1 != heard.end(); ++at) gaps += at[1] != at[0] + 2 ? 1u : 0u;
  return gaps;
}

}  // namespace

TEST_CASE("shared mode plays and records every sample, in the period that was asked for or in several") {
  DeviceSettings render;
  DeviceSettings capture = WasapiRig::capture();
  Long frames = 480;
  bool isSet = false;
  SUBCASE("the only period") {}
  SUBCASE("four periods") { frames = 1920; }
  SUBCASE("the shortest period") {
    frames = 144;
    isSet = true;
  }
  SUBCASE("the usual one of several") { isSet = true; }
  SUBCASE("more than the longest") { frames = 1008; }
  SUBCASE("devices in hurry") {
    render.driftPpm = capture.driftPpm = 900;
    isSet = true;
  }
  if (isSet || frames == 1008) render.enginePeriods = capture.enginePeriods = kLowLatency;
  for (const bool records : {false, true}) {
    WasapiRig rig = records ? WasapiRig{render, capture} : WasapiRig{render};
    std::vector<std::uint32_t> heard;
    share(rig);
    REQUIRE(rig.prepare(frames) == kOk);
    play(rig, frames, heard);
    rig.start();
    REQUIRE(rig.system.runFor(2'000'000'000));
    CHECK(rig.system.callsOf(isSet ? Call::initialize : Call::initializeFlexible) == 0);
    CHECK(rig.system.callsOf(Call::setEvent) == (records ? 2 : 1));
    CHECK(playedSamples(*rig.renderDevice).size() > 2 * 90'000);
    CHECK(wrongSamples(*rig.renderDevice, static_cast<std::size_t>(2 * frames)) == 0);
    CHECK(rig.renderDevice->gaps == 0);
    CHECK(rig.counters().underruns.get() == 0);
    if (records) CHECK(gapsIn(heard) == 0);
    // Two are queued, and the switch is when the first of them is played.
    Long input = 0;
    Long output = 0;
    CHECK(rig.host.call(&Table::getLatencies, &input, &output) == kOk);
    CHECK(output == frames);
    CHECK(rig.host.call(&Table::stop) == kOk);
    CHECK(rig.renderDevice->mistakes == std::vector<std::string>{});
  }
}

TEST_CASE("shared mode records alone") {
  WasapiRig rig{std::nullopt, flexible(WasapiRig::capture())};
  std::vector<std::uint32_t> heard;
  share(rig);
  REQUIRE(rig.prepare(240) == kOk);
  play(rig, 240, heard);
  rig.start();
  REQUIRE(rig.system.runFor(1'000'000'000));
  CHECK(heard.size() >= 47'000);
  CHECK(gapsIn(heard) == 0);
  CHECK(rig.captureDevice->overflows == 0);
}

TEST_CASE("a period that cannot be set nor told: more buffers are queued than last for the usual one") {
  DeviceSettings settings = flexible();
  settings.lockedPeriod = 240;
  WasapiRig rig{settings};
  std::vector<std::uint32_t> heard;
  share(rig);
  rig.system.add({Call::getCurrentPeriod, result::kFail});
  REQUIRE(rig.prepare(144) == kOk);
  play(rig, 144, heard);
  rig.start();
  REQUIRE(rig.system.runFor(1'000'000'000));
  CHECK(wrongSamples(*rig.renderDevice, 5 * 144) == 0);
  CHECK(rig.renderDevice->gaps == 0);
}

TEST_CASE("a recording device beside a playing one need not have its period") {
  DeviceSettings capture = flexible(WasapiRig::capture());
  capture.lockedPeriod = 192;
  WasapiRig rig{flexible(), capture};
  std::vector<std::uint32_t> heard;
  share(rig);
  REQUIRE(rig.prepare(480) == kOk);
  play(rig, 480, heard);
  rig.start();
  REQUIRE(rig.system.runFor(1'000'000'000));
  CHECK(gapsIn(heard) == 0);
  CHECK(rig.captureDevice->overflows == 0);
}

TEST_CASE("in shared mode a host that is late lets the device run dry, once, and goes on in step") {
  WasapiRig rig{flexible()};
  share(rig);
  REQUIRE(rig.prepare() == kOk);
  rig.host.onSwitch = [&](std::size_t number, const LoopbackHost::Switch&) {
    if (number == 20) rig.system.spend(5 * kPeriodNs);
  };
  rig.start();
  REQUIRE(rig.system.runFor(100 * kPeriodNs));
  CHECK(rig.counters().underruns.get() == 1);
  CHECK(comesTrue([&] { return rig.overloads == 1; }));
  CHECK(rig.resets == 0);
}

TEST_CASE("in shared mode an event that is lost is not missed for long") {
  WasapiRig rig{flexible()};
  share(rig);
  REQUIRE(rig.prepare() == kOk);
  rig.start();
  REQUIRE(rig.system.runFor(10 * kPeriodNs));
  rig.renderDevice->losesEvents = true;
  REQUIRE(rig.system.runFor(50 * kPeriodNs));
  CHECK(rig.switches() >= 55);
  CHECK(rig.resets == 0);
}
