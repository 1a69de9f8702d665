// Sound through the WASAPI driver: which samples arrive where and when, and what two clocks make of them.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "abi/selectors.h"
#include "audio_guard.h"
#include "wasapi_rig.h"

using namespace abi::error;
using abi::Long;
using simulated::Call;
using simulated::DeviceSettings;
using simulated::Direction;

namespace {

constexpr std::size_t kFrames = WasapiRig::kFrames;
constexpr std::uint64_t kPeriodNs = WasapiRig::kPeriodNs;

struct Latencies {
  Long input = -1;
  Long output = -1;
};

Latencies latenciesOf(WasapiRig& rig) {
  Latencies latencies;
  CHECK(rig.host.call(&Table::getLatencies, &latencies.input, &latencies.output) == kOk);
  return latencies;
}

/// Silence for `silent` frames, and then every sample that was played, in order.
void checkPlayed(const simulated::Device& device, std::size_t silent, std::size_t atLeastFrames) {
  const std::vector<std::uint32_t> samples = playedSamples(device);
  REQUIRE(samples.size() >= 2 * (silent + atLeastFrames));
  std::size_t wrong = 0;
  for (std::size_t i = 0; i < samples.size(); ++i)
    wrong += samples[i] != (i < 2 * silent ? 0 : i - 2 * silent + 1) ? 1u : 0u;
  CHECK(wrong == 0);
}

/// Plays a sequence and reads the inputs, and writes down what it has read on the first input.
struct Player {
  explicit Player(WasapiRig& given, bool tells = true) : rig(given), tellsReady(tells) {
    rig.host.onSwitch = [this](std::size_t number, const LoopbackHost::Switch& seen) { take(number, seen); };
  }

  void take(std::size_t number, const LoopbackHost::Switch& seen) {
    const AudioPause pause;
    if (rig.captureDevice) {
      const std::uint32_t* from = rig.samples(0, seen.half);
      heard.insert(heard.end(), from, from + kFrames);
    }
    if (!rig.renderDevice) return;
    rig.play(number * kFrames, seen.half);
    if (tellsReady) rig.host.call(&Table::outputReady);
  }

  WasapiRig& rig;
  const bool tellsReady;
  std::vector<std::uint32_t> heard;
};

/// After silence at the beginning: how often the next sample is not the one after.
std::size_t breaksIn(const std::vector<std::uint32_t>& heard) {
  auto at = std::find_if(heard.begin(), heard.end(), [](std::uint32_t value) { return value != 0; });
  std::size_t breaks = 0;
  for (; at != heard.end() && at + 1 != heard.end(); ++at) breaks += at[1] != at[0] + 2 ? 1u : 0u;
  return breaks;
}

DeviceSettings timed(DeviceSettings settings) {
  settings.doesEvents = false;
  return settings;
}

}  // namespace

TEST_CASE("a host that says when it is ready: every sample is played, one buffer later") {
  WasapiRig rig{DeviceSettings{}};
  const Player player(rig);
  rig.run();
  REQUIRE(rig.system.runFor(100 * kPeriodNs));
  CHECK(rig.switches() == 101);
  CHECK(latenciesOf(rig).output == 480);
  checkPlayed(*rig.renderDevice, 480, 99 * kFrames);
  CHECK(rig.renderDevice->gaps == 0);
  CHECK(rig.renderDevice->mistakes == std::vector<std::string>{});
}

TEST_CASE("a host that does not say so may write until the next switch, and is played two buffers later") {
  WasapiRig rig{DeviceSettings{}};
  // Written at the last moment: the half of the switch before, inside the next one.
  rig.host.onSwitch = [&](std::size_t number, const LoopbackHost::Switch& seen) {
    if (number > 0) CHECK(rig.renderDevice->played.size() > 0);
    rig.play(number * kFrames, seen.half);
  };
  rig.run();
  REQUIRE(rig.system.runFor(100 * kPeriodNs));
  CHECK(latenciesOf(rig).output == 960);
  // As they were said to be before.
  CHECK(rig.latencyChanges == 0);
  checkPlayed(*rig.renderDevice, 960, 98 * kFrames);
  CHECK(rig.renderDevice->gaps == 0);
}

TEST_CASE("latencies that turn out to be others are told") {
  WasapiRig rig{DeviceSettings{}};
  bool asksFirst = false;
  SUBCASE("a host that says when it is ready, without a question before") {}
  SUBCASE("a host that asks whether it may, and does not") { asksFirst = true; }
  const Player player(rig, !asksFirst);
  rig.init();
  if (asksFirst) CHECK(rig.host.call(&Table::outputReady) == kOk);
  REQUIRE(rig.prepare() == kOk);
  CHECK(latenciesOf(rig).output == (asksFirst ? 480 : 960));
  rig.start();
  REQUIRE(rig.system.runFor(10 * kPeriodNs));
  CHECK(comesTrue([&] { return rig.latencyChanges == 1; }));
  CHECK(latenciesOf(rig).output == (asksFirst ? 960 : 480));
}

TEST_CASE("without events: every sample is played, after as much as is said") {
  DeviceSettings settings = timed({});
  bool tells = true;
  SUBCASE("a buffer as it was asked for") {}
  SUBCASE("a longer one") { settings.timerFrames = 3840; }
  SUBCASE("one that is no multiple") { settings.timerFrames = 1500; }
  SUBCASE("a host that does not say that it is ready") { tells = false; }
  SUBCASE("a device in hurry") { settings.driftPpm = 1000; }
  WasapiRig rig{settings};
  const Player player(rig, tells);
  rig.run();
  REQUIRE(rig.system.runFor(1'000'000'000));
  CHECK(rig.renderDevice->gaps == 0);
  CHECK(rig.counters().underruns.get() == 0);
  const std::size_t fits =
      std::min<std::size_t>(settings.timerFrames == 0 ? 1920 : settings.timerFrames, 1920);
  const std::size_t filled = fits / kFrames * kFrames + (tells ? 0 : kFrames);
  checkPlayed(*rig.renderDevice, filled, 40000);
  // The first switch is due once the device has played one: that much less lies before what it writes.
  CHECK(latenciesOf(rig).output == static_cast<Long>(filled - kFrames));
  CHECK(rig.renderDevice->mistakes == std::vector<std::string>{});
}

TEST_CASE("recording alone: every sample arrives, with events and without") {
  DeviceSettings settings = WasapiRig::capture();
  SUBCASE("events") {}
  SUBCASE("timer") { settings = timed(settings); }
  WasapiRig rig{std::nullopt, settings};
  const Player player(rig);
  rig.run();
  REQUIRE(rig.system.runFor(1'000'000'000));
  CHECK(player.heard.size() >= 99 * kFrames);
  CHECK(player.heard.at(0) == 1);
  CHECK(breaksIn(player.heard) == 0);
  CHECK(rig.captureDevice->overflows == 0);
  CHECK(latenciesOf(rig).output == 0);
  CHECK(latenciesOf(rig).input == 480);
}

TEST_CASE("both at once, the recording device first: every sample arrives, and the latency is what is said") {
  DeviceSettings render;
  DeviceSettings capture = WasapiRig::capture();
  SUBCASE("events") {}
  SUBCASE("no events in either") {
    render = timed(render);
    capture = timed(capture);
  }
  SUBCASE("no events where it records") { capture = timed(capture); }
  SUBCASE("no events where it plays") { render = timed(render); }
  WasapiRig rig{render, capture};
  const Player player(rig);
  std::uint64_t firstFrame = 0;
  std::uint64_t startNs = 0;
  rig.init();
  REQUIRE(rig.prepare() == kOk);
  startNs = rig.system.nowNs();
  std::uint64_t firstNs = 0;
  rig.host.onSwitch = [&, take = rig.host.onSwitch](std::size_t number, const LoopbackHost::Switch& seen) {
    if (firstNs == 0 && rig.samples(0, seen.half)[0] != 0) {
      firstNs = rig.system.nowNs();
      firstFrame = rig.samples(0, seen.half)[0] / 2;
    }
    take(number, seen);
  };
  rig.start();
  REQUIRE(rig.system.runFor(2'000'000'000));
  CHECK(rig.system.startOrder == std::vector<Direction>{Direction::capture, Direction::render});
  CHECK(breaksIn(player.heard) == 0);
  CHECK(rig.renderDevice->gaps == 0);
  CHECK(rig.captureDevice->overflows == 0);
  CHECK(rig.counters().droppedBuffers.get() == 0);
  CHECK(rig.counters().repeatedBuffers.get() == 0);
  // How old the first sample was, as it arrived.
  const double ageNs = static_cast<double>(firstNs - startNs) - static_cast<double>(firstFrame) * 1e9 / 48000;
  CHECK(std::abs(ageNs * 48000 / 1e9 - static_cast<double>(latenciesOf(rig).input)) <= 480);
}

TEST_CASE("two clocks: whole buffers are dropped or silent, counted, and the drift is known") {
  double ppm = 0;
  SUBCASE("faster") { ppm = 400; }
  SUBCASE("slower") { ppm = -400; }
  DeviceSettings capture = WasapiRig::capture();
  capture.driftPpm = ppm;
  WasapiRig rig{DeviceSettings{}, capture};
  const Player player(rig);
  rig.run();
  REQUIRE(rig.system.runFor(120'000'000'000));
  // 400 of a million are 48 ms in two minutes, or 4.8 buffers.
  const std::uint64_t slips = rig.counters().droppedBuffers.get() + rig.counters().repeatedBuffers.get();
  CHECK(slips >= 2);
  CHECK(slips <= 6);
  CHECK((rig.counters().droppedBuffers.get() > 0) == (ppm > 0));
  CHECK(std::abs(rig.counters().driftPpm.get() - ppm) < 5);
  // Each is told, unless one message was still under way.
  CHECK(comesTrue([&] { return rig.overloads > 0; }));
  CHECK(static_cast<std::uint64_t>(rig.overloads) <= slips);
  // To the silence and back.
  CHECK(breaksIn(player.heard) <= slips * (kFrames + 1));
  CHECK(rig.renderDevice->gaps == 0);
}

TEST_CASE("24-bit samples and outputs that nobody has asked for") {
  DeviceSettings settings;
  settings.takes = [](const simulated::WaveFormat& format) { return format.containerBits == 24; };
  settings.format.channels = 4;
  WasapiRig rig{settings};
  rig.init();
  REQUIRE(rig.host.createBuffers({}, {2}, 512) == kOk);
  rig.host.onSwitch = [&](std::size_t, const LoopbackHost::Switch& seen) {
    auto* const bytes = static_cast<std::uint8_t*>(rig.host.buffers[0].buffers[seen.half]);
    for (std::size_t i = 0; i < 512 * 3; ++i) bytes[i] = static_cast<std::uint8_t>(i % 3 + 7);
  };
  rig.start();
  REQUIRE(rig.system.runFor(100'000'000));
  const std::vector<std::byte>& played = rig.renderDevice->played;
  std::size_t wrong = 0;
  REQUIRE(played.size() > 4 * 512 * 12);
  for (std::size_t i = 2 * 512 * 12; i < played.size(); ++i) {
    const std::size_t inFrame = i % 12;
    const std::size_t expected = inFrame / 3 == 2 ? inFrame % 3 + 7 : 0;
    wrong += std::to_integer<std::size_t>(played[i]) != expected ? 1u : 0u;
  }
  CHECK(wrong == 0);
}

TEST_CASE("the stream's thread neither asks for memory nor takes a lock") {
  bool isTimed = false;
  SUBCASE("events") {}
  SUBCASE("timer") { isTimed = true; }
  DeviceSettings render;
  DeviceSettings capture = WasapiRig::capture();
  render.doesEvents = capture.doesEvents = !isTimed;
  WasapiRig rig{render, capture};
  std::optional<AudioScope> scope;
  std::uint64_t allocations = 0;
  std::uint64_t locks = 0;
  rig.host.onSwitch = [&](std::size_t number, const LoopbackHost::Switch&) {
    // From the first switch to the last the thread counts as inside a callback.
    if (number == 0) {
      allocations = allocationsInAudio();
      locks = locksInAudio();
      scope.emplace();
    }
    // One that is late, so that messages are posted.
    if (number == 20) {
      const AudioPause pause;
      rig.system.spend(5 * kPeriodNs);
    }
    if (number == 50) {
      scope.reset();
      allocations = allocationsInAudio() - allocations;
      locks = locksInAudio() - locks;
    }
  };
  rig.run();
  REQUIRE(rig.system.runFor(100 * kPeriodNs));
  REQUIRE(rig.switches() > 51);
  // The host of this test writes down each switch.
  const std::uint64_t own = 51;
  CHECK(allocations <= own);
  CHECK(locks <= 2 * own);
}
