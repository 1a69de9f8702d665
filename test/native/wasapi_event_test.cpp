// Exclusive mode with events as Windows does it: the halves of a buffer in turn, one call for each event.
#include <doctest/doctest.h>

#include <algorithm>
#include <thread>

#include "abi/selectors.h"
#include "wasapi_rig.h"

using namespace abi::error;
using abi::Long;
using simulated::Call;
using simulated::DeviceSettings;
using simulated::Direction;
namespace result = drivers::wasapi::result;

namespace {

constexpr std::uint64_t kPeriodNs = WasapiRig::kPeriodNs;
const std::vector<std::string> kNone;

/// The switch of that number takes so many periods.
void holdUp(WasapiRig& rig, std::size_t which, double periods) {
  rig.host.onSwitch = [&rig, which, periods](std::size_t number, const LoopbackHost::Switch&) {
    if (number == which)
      rig.system.spend(static_cast<std::uint64_t>(periods * static_cast<double>(kPeriodNs)));
  };
}

/// After silence at the beginning: how often the next sample of a channel is not the one after.
std::size_t breaksIn(const std::vector<std::uint32_t>& heard) {
  auto at = std::find_if(heard.begin(), heard.end(), [](std::uint32_t value) { return value != 0; });
  std::size_t breaks = heard.end() - at < 2 ? 1u : 0u;
  for (; at != heard.end() && at + 1 != heard.end(); ++at) breaks += at[1] != at[0] + 2 ? 1u : 0u;
  return breaks;
}

void listen(WasapiRig& rig, std::vector<std::uint32_t>& heard) {
  rig.host.onSwitch = [&rig, &heard](std::size_t, const LoopbackHost::Switch& seen) {
    const std::uint32_t* const from = rig.samples(0, seen.half);
    heard.insert(heard.end(), from, from + WasapiRig::kFrames);
  };
}

std::string faultOf(WasapiRig& rig) {
  abi::DeviceReport report{};
  CHECK(rig.host.future(abi::selector::kGetDeviceReport, &report) == kSuccess);
  return report.fault;
}

}  // namespace

TEST_CASE("recording alone: one packet for each event, none without one, in each stream") {
  DeviceSettings settings = WasapiRig::capture();
  SUBCASE("a device that hands out the last packet once more") {}
  SUBCASE("a device that refuses") { settings.refusesEarly = true; }
  WasapiRig rig{std::nullopt, settings};
  std::vector<std::uint32_t> heard;
  listen(rig, heard);
  rig.init();
  REQUIRE(rig.prepare() == kOk);
  for (int again = 0; again < 3; ++again) {
    heard.clear();
    rig.start();
    REQUIRE(rig.system.runFor(100 * kPeriodNs));
    CHECK(rig.host.call(&Table::stop) == kOk);
    CHECK(heard.size() >= 99 * 480);
    CHECK(breaksIn(heard) == 0);
  }
  CHECK(rig.captureDevice->mistakes == kNone);
  CHECK(rig.counters().inputLosses() == 0);
}

TEST_CASE("recording alone: what a late host has missed is counted, and the position goes on by it") {
  WasapiRig rig{std::nullopt, WasapiRig::capture()};
  holdUp(rig, 20, 3.5);
  rig.run();
  REQUIRE(rig.system.runFor(100 * kPeriodNs));
  CHECK(rig.counters().missedSwitches.get() == 2);
  CHECK(rig.counters().lostPackets.get() == 1);
  CHECK(comesTrue([&] { return rig.overloads > 0; }));
  const auto seen = rig.host.switches();
  CHECK(abi::toUint64(seen.back().time.samplePosition) == 99 * 480);
  CHECK(rig.captureDevice->mistakes == kNone);
}

TEST_CASE("a recording device beside a playing one has no event to answer, and room for several periods") {
  for (const double delay : {0.0, 0.3, 0.99}) {
    WasapiRig rig{DeviceSettings{}, WasapiRig::capture()};
    std::vector<std::uint32_t> heard;
    listen(rig, heard);
    rig.init();
    REQUIRE(rig.prepare() == kOk);
    CHECK(rig.captureDevice->request().pace == drivers::wasapi::Pace::timer);
    CHECK(rig.renderDevice->request().pace == drivers::wasapi::Pace::event);
    // Wherever its periods lie in those of the other.
    const auto delayNs = static_cast<std::uint64_t>(delay * static_cast<double>(kPeriodNs));
    rig.system.add({Call::start, result::kOk, delayNs, 0, 1, Direction::render});
    // And however the switches come.
    for (int turn = 7; turn < 300; turn += 3)
      rig.system.add({Call::takeBuffer, result::kOk, static_cast<std::uint64_t>(turn % 5) * 1'500'000, turn});
    rig.start();
    REQUIRE(rig.system.runFor(300 * kPeriodNs));
    CHECK(breaksIn(heard) == 0);
    CHECK(rig.counters().inputLosses() == 0);
    CHECK(rig.captureDevice->mistakes == kNone);
    CHECK(rig.renderDevice->mistakes == kNone);
  }
}

TEST_CASE("that there is no buffer this time is no failure, unless it stays so") {
  DeviceSettings render;
  DeviceSettings capture = WasapiRig::capture();
  bool plays = true;
  bool records = true;
  SUBCASE("both") {}
  SUBCASE("playing") { records = false; }
  SUBCASE("playing, without events") {
    render.doesEvents = false;
    records = false;
  }
  SUBCASE("recording") { plays = false; }
  WasapiRig rig{plays ? std::optional(render) : std::nullopt,
                records ? std::optional(capture) : std::nullopt};
  const Call call = plays ? Call::takeBuffer : Call::takePacket;
  rig.system.add({call, result::kBufferError, 0, 20, 2});
  if (plays && records) rig.system.add({Call::takePacket, result::kBufferError, 0, 20, 2});
  rig.run();
  REQUIRE(rig.system.runFor(100 * kPeriodNs));
  CHECK(faultOf(rig).empty());
  CHECK(rig.switches() >= 95);
  rig.system.add({call, result::kBufferError, 0, 0, 1'000'000});
  REQUIRE(rig.system.runFor(2'500'000'000));
  CHECK(comesTrue([&] { return rig.resets == 1; }));
}

TEST_CASE("a stop between a buffer that was taken and its sound leaves nothing behind") {
  std::size_t which = 0;
  SUBCASE("in the first switch") {}
  SUBCASE("in one of a host that says when it is ready") { which = 5; }
  WasapiRig rig{DeviceSettings{}};
  rig.init();
  REQUIRE(rig.prepare() == kOk);
  for (int again = 0; again < 3; ++again) {
    rig.host.forget();
    std::atomic<bool> hasStopped{false};
    rig.host.onSwitch = [&](std::size_t number, const LoopbackHost::Switch&) {
      rig.host.call(&Table::outputReady);
      if (number != which) return;
      CHECK(rig.host.call(&Table::stop) == kOk);
      hasStopped = true;
    };
    rig.start();
    rig.system.letRun(20 * kPeriodNs);
    CHECK(comesTrue([&] { return hasStopped.load(); }));
  }
  CHECK(rig.host.call(&Table::disposeBuffers) == kOk);
  CHECK(rig.renderDevice->mistakes == kNone);
}

TEST_CASE("a buffer that cannot be given back is given back silent, as a whole") {
  WasapiRig rig{DeviceSettings{}};
  rig.run();
  REQUIRE(rig.system.runFor(10 * kPeriodNs));
  rig.system.add({Call::giveBuffer, result::kInvalidSize});
  REQUIRE(rig.system.runFor(10 * kPeriodNs));
  CHECK(comesTrue([&] { return rig.resets == 1; }));
  CHECK(rig.host.call(&Table::disposeBuffers) == kOk);
  CHECK(rig.renderDevice->mistakes == kNone);
}

TEST_CASE("after periods that were missed the halves are in step again, however many they were") {
  for (const double periods : {2.5, 3.5, 4.5, 5.5}) {
    WasapiRig rig{DeviceSettings{}};
    holdUp(rig, 30, periods);
    rig.run();
    REQUIRE(rig.system.runFor(40 * kPeriodNs));
    const int gaps = rig.renderDevice->gaps;
    CHECK(rig.counters().missedSwitches.get() == static_cast<std::uint64_t>(periods - 1));
    REQUIRE(rig.system.runFor(60 * kPeriodNs));
    CHECK(rig.renderDevice->gaps == gaps);
    CHECK(rig.renderDevice->overwrites == 0);
    CHECK(rig.renderDevice->starts == 2);
    CHECK(rig.renderDevice->mistakes == kNone);
    CHECK(comesTrue([&] { return rig.overloads == 1; }));
    CHECK(rig.resets == 0);
  }
}

TEST_CASE("a switch that is late by less than a period is none that was missed") {
  DeviceSettings settings;
  std::uint64_t missed = 0;
  SUBCASE("by the device's own clock") {}
  SUBCASE("by the machine's it is as good as one") {
    settings.hasClock = false;
    missed = 1;
  }
  WasapiRig rig{settings};
  holdUp(rig, 50, 1.9);
  rig.run();
  REQUIRE(rig.system.runFor(100 * kPeriodNs));
  CHECK(rig.counters().missedSwitches.get() == missed);
  CHECK(rig.renderDevice->starts == 1 + static_cast<int>(missed));
  CHECK(rig.renderDevice->overwrites == 0);
}

TEST_CASE("once a stream is lost the device that is still there is silent") {
  DeviceSettings render;
  SUBCASE("events") {}
  SUBCASE("timer") { render.doesEvents = false; }
  WasapiRig rig{render, WasapiRig::capture()};
  rig.run();
  REQUIRE(rig.system.runFor(10 * kPeriodNs));
  rig.captureDevice->unplug();
  REQUIRE(rig.system.runFor(2 * kPeriodNs));
  CHECK(comesTrue([&] { return rig.resets == 1; }));
  const std::size_t played = rig.renderDevice->played.size();
  REQUIRE(rig.system.runFor(50 * kPeriodNs));
  CHECK_FALSE(rig.renderDevice->isRunning());
  CHECK(rig.renderDevice->played.size() == played);
  CHECK(rig.switches() >= 60);
  CHECK(rig.host.call(&Table::stop) == kOk);
  CHECK(rig.system.callsOf(Call::stop) == 2);
}

TEST_CASE("who is woken takes no buffer, as long as the device has not asked for one") {
  bool plays = true;
  SUBCASE("playing") {}
  SUBCASE("recording") { plays = false; }
  WasapiRig rig{plays ? std::optional(DeviceSettings{}) : std::nullopt,
                plays ? std::nullopt : std::optional(WasapiRig::capture())};
  rig.run();
  simulated::Device& device = plays ? *rig.renderDevice : *rig.captureDevice;
  for (int i = 0; i < 20; ++i) {
    REQUIRE(rig.system.runFor(kPeriodNs / 2));
    rig.waiter->wake();
  }
  REQUIRE(rig.system.runFor(50 * kPeriodNs));
  CHECK(rig.switches() >= 60);
  CHECK(rig.switches() <= 61);
  CHECK(device.mistakes == kNone);
  CHECK(device.overwrites == 0);
}

TEST_CASE("a stream does not begin with an event of the one before") {
  WasapiRig rig{DeviceSettings{}};
  rig.run();
  for (int again = 0; again < 3; ++again) {
    REQUIRE(rig.system.runFor(10 * kPeriodNs));
    CHECK(rig.host.call(&Table::stop) == kOk);
    rig.start();
  }
  REQUIRE(rig.system.runFor(10 * kPeriodNs));
  CHECK(rig.renderDevice->mistakes == kNone);
}

TEST_CASE("the devices are started by the thread that serves them") {
  WasapiRig rig{DeviceSettings{}, WasapiRig::capture()};
  std::thread::id serves;
  rig.host.onSwitch = [&](std::size_t, const LoopbackHost::Switch&) { serves = std::this_thread::get_id(); };
  rig.run();
  REQUIRE(rig.system.runFor(10 * kPeriodNs));
  const bool isSame = rig.renderDevice->startThread == serves && rig.captureDevice->startThread == serves;
  CHECK(isSame);
}

TEST_CASE("with events what sounds is a part of the latency, whatever the device's clock says") {
  WasapiRig rig{DeviceSettings{}};
  // It counts what the hardware has fetched.
  rig.renderDevice->bendsClock = [](simulated::ClockReading& reading) {
    reading.units += 240;
    return result::kOk;
  };
  rig.host.onSwitch = [&](std::size_t, const LoopbackHost::Switch&) { rig.host.call(&Table::outputReady); };
  rig.run();
  REQUIRE(rig.system.runFor(100 * kPeriodNs));
  Long input = 0;
  Long output = 0;
  CHECK(rig.host.call(&Table::getLatencies, &input, &output) == kOk);
  CHECK(output == 480);
}

TEST_CASE("a recording device that never begins is given up") {
  DeviceSettings capture = WasapiRig::capture();
  WasapiRig rig{DeviceSettings{}, capture};
  rig.captureDevice->standsStill = true;
  rig.run();
  REQUIRE(rig.system.runFor(9'900'000'000));
  CHECK(rig.resets == 0);
  REQUIRE(rig.system.runFor(200'000'000));
  CHECK(comesTrue([&] { return rig.resets == 1; }));
}

TEST_CASE("another default device between the driver's start and its stream is told") {
  WasapiRig rig{DeviceSettings{}};
  rig.init();
  rig.renderDevice->lose(result::kDefaultChanged);
  rig.renderDevice->standsStill = false;
  REQUIRE(rig.prepare() == kOk);
  rig.start();
  REQUIRE(rig.system.runFor(10 * kPeriodNs));
  CHECK(comesTrue([&] { return rig.resets == 1; }));
  CHECK(faultOf(rig).find("another device is the default one now") == 0);
}
