// What the WASAPI driver asks of a device and what it leaves unasked.
#include <doctest/doctest.h>

#include <algorithm>

#include "drivers/wasapi/negotiation.h"
#include "drivers/wasapi/open_client.h"
#include "gate.h"
#include "wasapi_rig.h"

using namespace abi::error;
using abi::Long;
using simulated::Call;
using simulated::DeviceSettings;
using simulated::Direction;
using simulated::WaveFormat;
namespace w = drivers::wasapi;
namespace result = drivers::wasapi::result;

namespace {

constexpr std::uint64_t kPeriodNs = WasapiRig::kPeriodNs;

}  // namespace

TEST_CASE("no device is asked for less than its shortest period") {
  bool hasEvents = true;
  SUBCASE("events") {}
  SUBCASE("timer") { hasEvents = false; }
  simulated::System system;
  DeviceSettings settings;
  settings.doesEvents = hasEvents;
  simulated::Device device(system, settings);
  const auto waiter = system.makeWaiter();
  const WaveFormat format{48000, 2, 32, 24, false, 3, {}};
  const auto endpoint = device.endpoint();
  const w::OpenClient open = w::openExclusive(*endpoint, format, 16, {100'000, 30'000}, waiter->event());
  CHECK(open.bufferFrames == 144);
  CHECK(system.callsOf(Call::initialize) == (hasEvents ? 1 : 2));
}

TEST_CASE("formats: exclusive, extensible first, and plain for 16 bits in up to two channels alone") {
  simulated::System system;
  DeviceSettings settings;
  settings.format = {48000, 6, 32, 24, false, 0x3f, {}};
  std::vector<WaveFormat> asked;
  settings.takes = [&](const WaveFormat& format) {
    asked.push_back(format);
    return false;
  };
  simulated::Device device(system, settings);
  CHECK_THROWS(w::probeFormats(*device.endpoint()));
  std::size_t plain = 0;
  for (std::size_t i = 0; i < asked.size(); ++i) {
    if (asked[i].header != w::FormatHeader::plain) continue;
    ++plain;
    CHECK(asked[i].containerBits == 16);
    CHECK(asked[i].channels <= 2);
    WaveFormat extensible = asked[i - 1];
    CHECK(extensible.header == w::FormatHeader::extensible);
    CHECK(extensible.rateHz == asked[i].rateHz);
  }
  CHECK(plain == 2 * std::size(w::kRatesHz));
  // The shared mode takes what its mixer does.
  CHECK(asked.size() == static_cast<std::size_t>(system.callsOf(Call::isFormatSupported)));
}

TEST_CASE("the loudspeakers of the mixer's format are tried beside those of the device's own") {
  simulated::System system;
  DeviceSettings settings;
  settings.format = {48000, 2, 32, 24, false, 0x30, {}};
  settings.mixMask = 0x600;
  std::uint32_t only = 0;
  SUBCASE("the mixer's") { only = 0x600; }
  SUBCASE("the device's own") { only = 0x30; }
  settings.takes = [only](const WaveFormat& format) { return format.channelMask == only; };
  simulated::Device device(system, settings);
  CHECK(w::probeFormats(*device.endpoint())[0].find(48000)->channelMask == only);
}

TEST_CASE("what a device does is asked once, and not again for a rate") {
  WasapiRig rig{DeviceSettings{}, WasapiRig::capture()};
  rig.init();
  const int asked = rig.system.callsOf(Call::isFormatSupported);
  CHECK(asked > 0);
  for (const double rateHz : {44100.0, 48000.0, 96000.0, 12345.0})
    rig.host.call(&Table::canSampleRate, rateHz);
  CHECK(rig.host.call(&Table::setSampleRate, 96000.0) == kOk);
  CHECK(rig.system.callsOf(Call::isFormatSupported) == asked);
  CHECK(rig.system.callsOf(Call::initialize) == 0);
}

TEST_CASE("what a user can do something about has a sentence of its own") {
  for (const w::Result why : {result::kExclusiveModeNotAllowed,
                              result::kDeviceInUse,
                              result::kDeviceInvalidated,
                              result::kResourcesInvalidated,
                              result::kUnsupportedFormat,
                              result::kServiceNotRunning,
                              result::kEndpointCreateFailed,
                              result::kAccessDenied,
                              result::kCpuUsageExceeded,
                              result::kBufferSizeNotAligned,
                              result::kBufferSizeError,
                              result::kInvalidDevicePeriod,
                              result::kOutOfMemory,
                              result::kNotFound,
                              result::kEnginePeriodicityLocked,
                              result::kEngineFormatLocked,
                              result::kSilentDevice,
                              result::kSlowDevice,
                              result::kDefaultChanged,
                              result::kFormatChanged,
                              result::kSessionEnded,
                              result::kClockJumped,
                              result::kExclusiveModeOnly}) {
    INFO(why);
    const std::string text = w::describe(why, "IAudioClient::Start");
    CHECK(text.find("0x") == std::string::npos);
    // What is wrong, and what to do.
    CHECK(text.find(": ") != std::string::npos);
    CHECK(text.size() <= 123);
  }
  // The hosts' own words for it.
  CHECK(w::errorOf(result::kDeviceInUse) == kNotPresent);
  CHECK(w::errorOf(result::kUnsupportedFormat) == kNoClock);
  CHECK(w::errorOf(result::kBufferSizeNotAligned) == kInvalidMode);
  CHECK(w::errorOf(result::kOutOfMemory) == kNoMemory);
}

TEST_CASE("what a device says that it takes beyond its buffer is a part of the latencies") {
  DeviceSettings render;
  DeviceSettings capture = WasapiRig::capture();
  Long input[2];
  Long output[2];
  for (const int i : {0, 1}) {
    render.latencyHns = capture.latencyHns = i * 25'000;
    WasapiRig rig{render, capture};
    rig.init();
    REQUIRE(rig.prepare() == kOk);
    CHECK(rig.host.call(&Table::getLatencies, &input[i], &output[i]) == kOk);
  }
  CHECK(input[1] - input[0] == 120);
  CHECK(output[1] - output[0] == 120);
}

TEST_CASE("a size that a device refuses leaves the others") {
  WasapiRig rig{DeviceSettings{}};
  rig.init();
  rig.system.add({Call::initialize, result::kBufferSizeError});
  CHECK(rig.prepare(960) == kInvalidMode);
  CHECK(rig.host.errorText() == "the device does not do a buffer size of 960: choose the preferred one");
  CHECK(sizesOf(rig).max == 8192);
  CHECK(rig.prepare(sizesOf(rig).preferred) == kOk);
}

TEST_CASE("a host that is long in a message holds up no switch") {
  WasapiRig rig{DeviceSettings{}};
  Gate gate;
  const auto usual = rig.host.onMessage;
  rig.host.onMessage = [&](Long selector, Long value) -> Long {
    if (selector == abi::message::kOverload) gate.pass();
    return usual(selector, value);
  };
  rig.host.onSwitch = [&](std::size_t number, const LoopbackHost::Switch&) {
    if (number == 5) rig.system.spend(4 * kPeriodNs);
  };
  rig.run();
  REQUIRE(rig.system.runFor(100 * kPeriodNs));
  CHECK(rig.switches() >= 97);
  gate.open();
  CHECK(comesTrue([&] { return rig.overloads == 1; }));
}

TEST_CASE("what was recorded before the playing device had started is not handed over") {
  DeviceSettings capture = WasapiRig::capture();
  capture.doesEvents = false;
  WasapiRig rig{DeviceSettings{}, capture};
  rig.system.add({Call::start, result::kOk, 200'000'000, 0, 1, Direction::render});
  std::uint64_t startNs = 0;
  double worstAge = 0;
  rig.host.onSwitch = [&](std::size_t, const LoopbackHost::Switch& seen) {
    const std::uint32_t first = rig.samples(0, seen.half)[0];
    if (first == 0) return;
    const double nowFrames = static_cast<double>(rig.system.nowNs() - startNs) * 48000 / 1e9;
    worstAge = std::max(worstAge, nowFrames - first / 2);
  };
  rig.init();
  REQUIRE(rig.prepare() == kOk);
  startNs = rig.system.nowNs();
  rig.start();
  REQUIRE(rig.system.runFor(100 * kPeriodNs));
  Long input = 0;
  Long output = 0;
  CHECK(rig.host.call(&Table::getLatencies, &input, &output) == kOk);
  CHECK(worstAge > 0);
  CHECK(worstAge <= static_cast<double>(input) + 480);
}

TEST_CASE("a recording device may be late by as much as is kept in hand") {
  DeviceSettings capture = WasapiRig::capture();
  // More than the period of ten milliseconds at the end, and less than two.
  capture.driftPpm = -900;
  WasapiRig rig{DeviceSettings{}, capture};
  rig.run();
  REQUIRE(rig.system.runFor(15'000'000'000));
  CHECK(rig.counters().inputLosses() == 0);
}

TEST_CASE(
    "every failure that there is, of each call of the opening: a refusal is a sentence, and nothing is "
    "kept") {
  for (std::uint32_t low = 1; low < 0x2b; ++low) {
    for (const w::Result error :
         {result::of(0x88890000u | low), low == 1 ? result::kAccessDenied : result::kFail}) {
      for (int call = 0; call < simulated::kCalls; ++call) {
        WasapiRig rig{DeviceSettings{}, WasapiRig::capture()};
        rig.system.add({static_cast<Call>(call), error, 0, 0, 1'000});
        INFO(error << " " << call);
        if (rig.host.call(&Table::init, nullptr) == 1 && rig.prepare() == kOk &&
            rig.host.call(&Table::start) == kOk) {
          CHECK(rig.system.runFor(5 * kPeriodNs));
          CHECK(rig.switches() > 0);
          CHECK(rig.host.call(&Table::stop) == kOk);
        } else {
          CHECK(rig.host.errorText().size() > 20);
          CHECK(rig.host.errorText().size() <= 123);
        }
        rig.host.call(&Table::disposeBuffers);
        CHECK(rig.renderDevice->openClients + rig.captureDevice->openClients == 0);
        CHECK(rig.renderDevice->mistakes.empty());
        CHECK(rig.captureDevice->mistakes.empty());
      }
    }
  }
}

/// What only a stream in shared mode asks: test/native/wasapi_shared_test.cpp.
bool isOfSharedMode(Call call) {
  return call == Call::getEnginePeriods || call == Call::getCurrentPeriod || call == Call::initializeFlexible;
}

TEST_CASE("each call is made in a life, and each can fail in it: with events, and without") {
  for (const bool hasEvents : {true, false}) {
    for (int call = 0; call < simulated::kCalls; ++call) {
      const auto name = static_cast<Call>(call);
      if (name == (hasEvents ? Call::getPadding : Call::setEvent) || isOfSharedMode(name)) continue;
      INFO(hasEvents << " " << call);
      DeviceSettings render;
      DeviceSettings capture = WasapiRig::capture();
      render.doesEvents = capture.doesEvents = hasEvents;
      WasapiRig rig{render, capture};
      rig.system.add({name, result::kOk, 1, 0, 1});
      rig.run();
      REQUIRE(rig.system.runFor(10 * kPeriodNs));
      CHECK(rig.host.call(&Table::stop) == kOk);
      CHECK(rig.system.faults() == 1);
    }
  }
}
