// Positions, times and latencies by the devices' own clocks, and devices whose clock is not to be believed.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <vector>

#include "abi/selectors.h"
#include "wasapi_rig.h"

using namespace abi::error;
using abi::Long;
using simulated::Call;
using simulated::ClockReading;
using simulated::DeviceSettings;
using simulated::Result;
namespace result = drivers::wasapi::result;

namespace {

constexpr std::uint64_t kPeriodNs = WasapiRig::kPeriodNs;
constexpr std::uint64_t kBeginNs = 1'000'000'000;

struct Stamp {
  std::uint64_t position;
  std::uint64_t timeNs;
  std::uint64_t nowNs;
};

/// What the host is told in each switch, and when.
struct Watcher {
  explicit Watcher(WasapiRig& given) : rig(given) {
    rig.host.onSwitch = [this](std::size_t, const LoopbackHost::Switch& seen) {
      const std::uint64_t nowNs = rig.system.nowNs();
      stamps.push_back({abi::toUint64(seen.time.samplePosition), abi::toUint64(seen.time.systemTime), nowNs});
      // Whoever asks inside the switch hears the same.
      abi::Samples position{};
      abi::TimeStamp time{};
      if (rig.host.call(&Table::getSamplePosition, &position, &time) != kOk) return;
      if (abi::toUint64(position) != stamps.back().position || abi::toUint64(time) != stamps.back().timeNs)
        ++contradictions;
    };
  }

  /// As much as holds whatever a device's clock says.
  void check() const {
    CHECK(contradictions == 0);
    for (std::size_t i = 0; i < stamps.size(); ++i) {
      CHECK(stamps[i].timeNs <= stamps[i].nowNs);
      CHECK(stamps[i].nowNs - stamps[i].timeNs <= 90'000'000);
      if (i == 0) continue;
      CHECK(stamps[i].timeNs > stamps[i - 1].timeNs);
      CHECK(stamps[i].position > stamps[i - 1].position);
    }
  }

  /// How far the worst time is from the line that the device's clock is, once the first ones have shown where
  /// that lies.
  double worstNs(double nsPerFrame) const {
    double worst = 0;
    const Stamp& last = stamps.back();
    for (std::size_t i = 50; i < stamps.size(); ++i) {
      const double sinceNs = static_cast<double>(last.position - stamps[i].position) * nsPerFrame;
      worst = std::max(worst, std::abs(static_cast<double>(last.timeNs - stamps[i].timeNs) - sinceNs));
    }
    return worst;
  }

  WasapiRig& rig;
  std::vector<Stamp> stamps;
  int contradictions = 0;
};

Long outputLatency(WasapiRig& rig) {
  Long input = 0;
  Long output = 0;
  CHECK(rig.host.call(&Table::getLatencies, &input, &output) == kOk);
  return output;
}

/// Every third switch comes up to 4 ms late.
void delaySwitches(WasapiRig& rig) {
  const Call call = rig.renderDevice ? Call::takeBuffer : Call::takePacket;
  for (int turn = 7; turn < 400; turn += 3)
    rig.system.add({call, result::kOk, static_cast<std::uint64_t>(1 + turn % 4) * 1'000'000, turn});
}

DeviceSettings kind(bool hasEvents, double driftPpm, bool plays = true) {
  DeviceSettings settings = plays ? DeviceSettings{} : WasapiRig::capture();
  settings.doesEvents = hasEvents;
  settings.driftPpm = driftPpm;
  return settings;
}

}  // namespace

TEST_CASE("a switch that comes late has the time at which the device was there") {
  std::optional<DeviceSettings> render;
  std::optional<DeviceSettings> capture;
  bool isShared = false;
  double driftPpm = 0;
  // To the unit, which is a frame at the most.
  double toleranceNs = 25'000;
  SUBCASE("events") { render = kind(true, 0); }
  SUBCASE("events, of a fast device") { render = kind(true, driftPpm = 300); }
  SUBCASE("timer") { render = kind(false, 0); }
  SUBCASE("timer, of a slow device") {
    render = kind(false, driftPpm = -300);
    // Looked at in the rhythm of another clock it is seen a little sooner each time.
    toleranceNs = 500'000;
  }
  SUBCASE("recording") { capture = kind(true, driftPpm = 100, false); }
  SUBCASE("both") {
    render = kind(true, 0);
    capture = kind(true, 0, false);
  }
  SUBCASE("shared") {
    render = kind(true, driftPpm = 200);
    isShared = true;
  }
  // Whatever it counts in.
  for (const std::uint64_t units : {1u, 8u, 1000u}) {
    if (render) render->clockUnitsPerFrame = units;
    if (capture) capture->clockUnitsPerFrame = units;
    WasapiRig rig{render, capture};
    if (isShared) CHECK(rig.host.future(abi::selector::kSetSettings, "mode=shared") == kSuccess);
    const Watcher watcher(rig);
    rig.init();
    REQUIRE(rig.prepare() == kOk);
    delaySwitches(rig);
    rig.start();
    REQUIRE(rig.system.runFor(200 * kPeriodNs));
    watcher.check();
    CHECK(watcher.stamps.size() >= 199);
    CHECK(watcher.worstNs(1e9 / 48000 / (1 + driftPpm / 1e6)) < toleranceNs);
    double late = 0;
    for (const Stamp& stamp : watcher.stamps)
      late = std::max(late, static_cast<double>(stamp.nowNs - stamp.timeNs));
    CHECK(late > 2'000'000);
  }
}

TEST_CASE("without a clock of the device a switch has the time at which it came") {
  DeviceSettings settings;
  settings.hasClock = false;
  WasapiRig rig{settings};
  const Watcher watcher(rig);
  rig.init();
  REQUIRE(rig.prepare() == kOk);
  delaySwitches(rig);
  rig.start();
  REQUIRE(rig.system.runFor(200 * kPeriodNs));
  watcher.check();
  for (const Stamp& stamp : watcher.stamps) CHECK(stamp.timeNs == stamp.nowNs);
  CHECK(rig.system.callsOf(Call::readClock) == 0);
  CHECK(rig.renderDevice->mistakes == std::vector<std::string>{});
}

TEST_CASE("a clock that lies is found out, and disturbs nothing") {
  std::function<Result(ClockReading&)> lie;
  bool isAskedOn = false;
  int readings = 0;
  SUBCASE("it fails") {
    lie = [](ClockReading&) { return result::kDeviceInvalidated; };
  }
  SUBCASE("it stands still from the beginning") {
    isAskedOn = true;
    lie = [](ClockReading& reading) {
      reading.units = 0;
      return result::kOk;
    };
  }
  SUBCASE("it stands still after a while") {
    isAskedOn = true;
    lie = [](ClockReading& reading) {
      reading.units = std::min<std::uint64_t>(reading.units, 20'000);
      return result::kOk;
    };
  }
  SUBCASE("it goes back again and again") {
    lie = [&readings](ClockReading& reading) {
      reading.units += 1'000'000 - static_cast<std::uint64_t>(++readings % 2) * 500'000;
      return result::kOk;
    };
  }
  SUBCASE("it is four times as fast as it says") {
    lie = [](ClockReading& reading) {
      reading.units *= 4;
      return result::kOk;
    };
  }
  SUBCASE("it is four times as slow") {
    isAskedOn = true;
    lie = [](ClockReading& reading) {
      reading.units /= 4;
      return result::kOk;
    };
  }
  SUBCASE("its time is of the future") {
    lie = [](ClockReading& reading) {
      reading.timeNs += 5'000'000;
      return result::kOk;
    };
  }
  SUBCASE("its time is of long ago") {
    lie = [](ClockReading& reading) {
      reading.timeNs = 5;
      return result::kOk;
    };
  }
  SUBCASE("it jumps with each reading") {
    lie = [&readings](ClockReading& reading) {
      reading.units += static_cast<std::uint64_t>(++readings) * 48'000;
      return result::kOk;
    };
  }
  SUBCASE("it pauses for a while") {
    isAskedOn = true;
    lie = [](ClockReading& reading) {
      if (reading.units > 2'400) reading.units = std::max<std::uint64_t>(reading.units, 14'400) - 12'000;
      return result::kOk;
    };
  }
  SUBCASE("it is never exact") {
    isAskedOn = true;
    lie = [](ClockReading&) { return result::kFalse; };
  }
  bool hasEvents = true;
  for (const bool events : {true, false}) {
    hasEvents = events;
    readings = 0;
    WasapiRig rig{kind(hasEvents, 0)};
    rig.renderDevice->bendsClock = lie;
    const Watcher watcher(rig);
    rig.run();
    REQUIRE(rig.system.runFor(300 * kPeriodNs));
    watcher.check();
    CHECK(watcher.stamps.size() >= 299);
    CHECK(rig.resets == 0);
    CHECK(rig.overloads == 0);
    // Where it cannot be believed the buffers are all that is known.
    CHECK(outputLatency(rig) == (hasEvents ? 960 : 1920));
    CHECK(rig.latencyChanges == 0);
    const int calls = rig.system.callsOf(Call::readClock);
    CHECK((isAskedOn ? calls >= 250 : calls < 60));
  }
}

TEST_CASE("a clock that jumps once is believed again") {
  WasapiRig rig{kind(true, 0)};
  int readings = 0;
  rig.renderDevice->bendsClock = [&](ClockReading& reading) {
    if (++readings > 50) reading.units += 96'000;
    return result::kOk;
  };
  const Watcher watcher(rig);
  rig.init();
  REQUIRE(rig.prepare() == kOk);
  delaySwitches(rig);
  rig.start();
  REQUIRE(rig.system.runFor(200 * kPeriodNs));
  watcher.check();
  std::uint64_t latestNs = 0;
  for (std::size_t i = 100; i < watcher.stamps.size(); ++i)
    latestNs = std::max(latestNs, watcher.stamps[i].nowNs - watcher.stamps[i].timeNs);
  CHECK(latestNs > 2'000'000);
}

TEST_CASE("what lies behind the buffer is a part of the latency, once the clock has shown it") {
  bool hasEvents = true;
  SUBCASE("events") {}
  SUBCASE("timer") { hasEvents = false; }
  DeviceSettings settings = kind(hasEvents, 0);
  settings.clockDelayNs = 20'000'000;
  WasapiRig rig{settings};
  const Watcher watcher(rig);
  rig.run();
  const Long before = outputLatency(rig);
  REQUIRE(rig.system.runFor(100 * kPeriodNs));
  watcher.check();
  CHECK(comesTrue([&] { return rig.latencyChanges == 1; }));
  CHECK(std::abs(outputLatency(rig) - before - 960) <= 1);
  // It is the device's: the next stream begins with it, and tells nobody again.
  CHECK(rig.host.call(&Table::stop) == kOk);
  CHECK(std::abs(outputLatency(rig) - before - 960) <= 1);
  rig.start();
  REQUIRE(rig.system.runFor(100 * kPeriodNs));
  CHECK(rig.latencyChanges == 1);
  CHECK(rig.host.call(&Table::stop) == kOk);
  // Of another rate, or of other buffers, nothing is known yet.
  CHECK(rig.host.call(&Table::setSampleRate, 96000.0) == kOk);
  CHECK(outputLatency(rig) == before);
  CHECK(rig.host.call(&Table::disposeBuffers) == kOk);
  REQUIRE(rig.prepare() == kOk);
  CHECK(outputLatency(rig) == before);
}

TEST_CASE("a device that fails: positions and times go on by the clock of the machine") {
  WasapiRig rig{kind(true, 0)};
  rig.system.add({Call::takeBuffer, result::kDeviceInvalidated, 0, 50, 1'000'000});
  const Watcher watcher(rig);
  rig.run();
  REQUIRE(rig.system.runFor(100 * kPeriodNs));
  watcher.check();
  CHECK(comesTrue([&] { return rig.resets == 1; }));
  CHECK(watcher.stamps.size() >= 99);
  CHECK(watcher.stamps.back().timeNs >= kBeginNs + 98 * kPeriodNs);
}
