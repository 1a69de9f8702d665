// Devices that fail, vanish or fall silent under the WASAPI driver, and hosts that are late.
#include <doctest/doctest.h>

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

/// The stream goes on by the clock, silent, and the host is asked for a reset once, which it can do.
void checkGoesOn(WasapiRig& rig) {
  CHECK(comesTrue([&] { return rig.resets > 0; }));
  rig.host.forget();
  REQUIRE(rig.system.runFor(100 * kPeriodNs));
  const auto seen = rig.host.switches();
  CHECK(seen.size() >= 99);
  CHECK(seen.size() <= 101);
  for (std::size_t i = 1; i < seen.size(); ++i) {
    CHECK(seen[i].half == 1 - seen[i - 1].half);
    CHECK(abi::toUint64(seen[i].time.samplePosition) == abi::toUint64(seen[i - 1].time.samplePosition) + 480);
  }
  CHECK(rig.resets == 1);
  CHECK(rig.host.call(&Table::stop) == kOk);
}

}  // namespace

TEST_CASE(
    "whichever call fails at whichever turn: switches go on, a reset is asked for, and then it is well") {
  for (const bool hasEvents : {true, false}) {
    for (const Call call :
         {Call::getPadding, Call::takeBuffer, Call::giveBuffer, Call::takePacket, Call::givePacket}) {
      if (hasEvents && call == Call::getPadding) continue;
      for (const auto error :
           {result::kDeviceInvalidated, result::kBufferError, result::kResourcesInvalidated}) {
        // That there is nothing this time is no failure, unless it stays so.
        const bool isPassed = call == Call::takePacket || (call == Call::takeBuffer && !hasEvents);
        if (error == result::kBufferError && isPassed) continue;
        for (const int turn : {1, 2, 3, 10}) {
          INFO(hasEvents << " " << static_cast<int>(call) << " " << turn);
          DeviceSettings render;
          DeviceSettings capture = WasapiRig::capture();
          render.doesEvents = capture.doesEvents = hasEvents;
          WasapiRig rig{render, capture};
          rig.system.add({call, error, 0, turn, 1'000'000});
          rig.init();
          REQUIRE(rig.prepare() == kOk);
          rig.start();
          REQUIRE(rig.system.runFor(50 * kPeriodNs));
          checkGoesOn(rig);
          // The same buffers lead nowhere; others do once the device is back.
          CHECK(rig.host.call(&Table::start) != kOk);
          CHECK(rig.host.errorText().size() > 20);
          CHECK(rig.host.call(&Table::disposeBuffers) == kOk);
          CHECK(rig.renderDevice->openClients == 0);
          CHECK(rig.captureDevice->openClients == 0);
          CHECK(rig.renderDevice->mistakes == std::vector<std::string>{});
          CHECK(rig.captureDevice->mistakes == std::vector<std::string>{});
        }
      }
    }
  }
}

TEST_CASE("after a failure the same driver opens the device again") {
  WasapiRig rig{DeviceSettings{}};
  rig.system.add({Call::takeBuffer, result::kDeviceInvalidated, 0, 5});
  rig.run();
  REQUIRE(rig.system.runFor(50 * kPeriodNs));
  checkGoesOn(rig);
  CHECK(rig.host.call(&Table::start) == kHwMalfunction);
  CHECK(rig.host.errorText().find("the device was unplugged") == 0);
  CHECK(rig.host.call(&Table::disposeBuffers) == kOk);
  REQUIRE(rig.prepare() == kOk);
  rig.start();
  const std::size_t before = rig.renderDevice->played.size();
  REQUIRE(rig.system.runFor(50 * kPeriodNs));
  CHECK(rig.renderDevice->played.size() == before + 50 * 480 * 8);
  CHECK(rig.resets == 1);
}

TEST_CASE("a call of the start that fails refuses it, and the next one works") {
  for (const Call call : {Call::start, Call::takeBuffer, Call::giveBuffer}) {
    for (const int turn : {0, 1}) {
      if (call != Call::start && turn > 0) continue;
      INFO(static_cast<int>(call) << " " << turn);
      WasapiRig rig{DeviceSettings{}, WasapiRig::capture()};
      rig.init();
      REQUIRE(rig.prepare() == kOk);
      rig.system.add({call, result::kDeviceInUse, 0, turn});
      CHECK(rig.host.call(&Table::start) == kNotPresent);
      CHECK(rig.host.errorText().find("another program has the device for itself") == 0);
      rig.start();
      REQUIRE(rig.system.runFor(10 * kPeriodNs));
      CHECK(rig.switches() == 11);
      CHECK(rig.renderDevice->gaps == 0);
    }
  }
}

TEST_CASE("a stop that fails stops all the same") {
  WasapiRig rig{DeviceSettings{}, WasapiRig::capture()};
  rig.run();
  rig.system.add({Call::stop, result::kFail, 0, 0, 100});
  rig.system.add({Call::reset, result::kFail, 0, 0, 100});
  REQUIRE(rig.system.runFor(10 * kPeriodNs));
  CHECK(rig.host.call(&Table::stop) == kOk);
  CHECK(rig.host.call(&Table::disposeBuffers) == kOk);
  CHECK(rig.renderDevice->openClients == 0);
}

TEST_CASE("a device whose plug is pulled is given up at once") {
  bool hasEvents = true;
  Direction direction = Direction::render;
  SUBCASE("events, the playing one") {}
  SUBCASE("events, the recording one") { direction = Direction::capture; }
  SUBCASE("timer, the playing one") { hasEvents = false; }
  SUBCASE("timer, the recording one") {
    hasEvents = false;
    direction = Direction::capture;
  }
  DeviceSettings render;
  DeviceSettings capture = WasapiRig::capture();
  render.doesEvents = capture.doesEvents = hasEvents;
  WasapiRig rig{render, capture};
  rig.run();
  REQUIRE(rig.system.runFor(10 * kPeriodNs));
  (direction == Direction::render ? *rig.renderDevice : *rig.captureDevice).unplug();
  REQUIRE(rig.system.runFor(2 * kPeriodNs));
  checkGoesOn(rig);
  CHECK(rig.host.call(&Table::start) == kHwMalfunction);
  CHECK(rig.host.errorText().find("the device was unplugged") == 0);
}

TEST_CASE("a device that falls silent is given up after two seconds") {
  bool plays = true;
  bool hasEvents = true;
  SUBCASE("events, playing") {}
  SUBCASE("events, recording") { plays = false; }
  SUBCASE("timer, playing") { hasEvents = false; }
  SUBCASE("timer, recording") { plays = hasEvents = false; }
  DeviceSettings settings = plays ? DeviceSettings{} : WasapiRig::capture();
  settings.doesEvents = hasEvents;
  WasapiRig rig = plays ? WasapiRig{settings} : WasapiRig{std::nullopt, settings};
  simulated::Device& device = plays ? *rig.renderDevice : *rig.captureDevice;
  rig.run();
  REQUIRE(rig.system.runFor(10 * kPeriodNs));
  device.standsStill = true;
  const std::size_t before = rig.switches();
  REQUIRE(rig.system.runFor(1'900'000'000));
  // What it had is used up.
  CHECK(rig.switches() <= before + 4);
  CHECK(rig.resets == 0);
  REQUIRE(rig.system.runFor(200'000'000));
  checkGoesOn(rig);
  CHECK(rig.host.call(&Table::start) == kHwMalfunction);
  CHECK(rig.host.errorText().find("the device has stopped to ask for sound") == 0);
}

TEST_CASE("a recording device beside a playing one that falls silent is given up too") {
  WasapiRig rig{DeviceSettings{}, WasapiRig::capture()};
  rig.run();
  REQUIRE(rig.system.runFor(100 * kPeriodNs));
  rig.captureDevice->standsStill = true;
  REQUIRE(rig.system.runFor(1'900'000'000));
  CHECK(rig.resets == 0);
  CHECK(rig.counters().repeatedBuffers.get() > 180);
  REQUIRE(rig.system.runFor(300'000'000));
  checkGoesOn(rig);
  CHECK(rig.host.call(&Table::disposeBuffers) == kOk);
  CHECK(rig.renderDevice->mistakes == std::vector<std::string>{});
}

TEST_CASE("an event that is lost is a gap, counted, and told as an overload") {
  WasapiRig rig{DeviceSettings{}};
  rig.run();
  REQUIRE(rig.system.runFor(10 * kPeriodNs));
  rig.renderDevice->losesEvents = true;
  REQUIRE(rig.system.runFor(3 * kPeriodNs));
  rig.renderDevice->losesEvents = false;
  REQUIRE(rig.system.runFor(10 * kPeriodNs));
  CHECK(rig.counters().missedSwitches.get() == 3);
  CHECK(rig.renderDevice->gaps == 3);
  CHECK(comesTrue([&] { return rig.overloads == 1; }));
  CHECK(rig.resets == 0);
  const auto seen = rig.host.switches();
  REQUIRE(seen.size() == 21);
  CHECK(abi::toUint64(seen.back().time.samplePosition) == 23 * 480);
}

TEST_CASE("a host that is late: what went by is counted and skipped, and nothing else is disturbed") {
  WasapiRig rig{DeviceSettings{}};
  double periods = 0;
  std::uint64_t missed = 0;
  double laterPeriods = 0;
  SUBCASE("not too late") { periods = 0.6; }
  SUBCASE("by a period") {
    periods = 1.5;
    missed = 0;
  }
  SUBCASE("by three") {
    periods = 3.5;
    missed = 2;
    // The device begins anew where it is then, and not in the rhythm of before.
    laterPeriods = 0.5;
  }
  rig.host.onSwitch = [&](std::size_t number, const LoopbackHost::Switch&) {
    if (number == 5) rig.system.spend(static_cast<std::uint64_t>(periods * static_cast<double>(kPeriodNs)));
  };
  rig.run();
  REQUIRE(rig.system.runFor(100 * kPeriodNs));
  CHECK(rig.counters().missedSwitches.get() == missed);
  const double left = 101 - static_cast<double>(missed) - laterPeriods;
  CHECK(rig.switches() == static_cast<std::size_t>(left));
  CHECK(comesTrue([&] { return rig.overloads == (missed > 0 ? 1 : 0); }));
  const auto seen = rig.host.switches();
  CHECK(abi::toUint64(seen.back().time.samplePosition) == (rig.switches() - 1 + missed) * 480);
  // Two halves that are filled in turn go on in step.
  CHECK(rig.renderDevice->overwrites == 0);
}

TEST_CASE("without events a host that is late lets the device run dry, once") {
  DeviceSettings settings;
  settings.doesEvents = false;
  WasapiRig rig{settings};
  rig.host.onSwitch = [&](std::size_t number, const LoopbackHost::Switch&) {
    if (number == 20) rig.system.spend(10 * kPeriodNs);
  };
  rig.run();
  REQUIRE(rig.system.runFor(100 * kPeriodNs));
  CHECK(rig.counters().underruns.get() == 1);
  CHECK(comesTrue([&] { return rig.overloads == 1; }));
  CHECK(rig.renderDevice->gaps > 0);
}

TEST_CASE("a host that tears down inside the reset request") {
  WasapiRig rig{DeviceSettings{}, WasapiRig::capture()};
  bool letsGo = false;
  SUBCASE("and lets go of the driver") { letsGo = true; }
  SUBCASE("and keeps it") {}
  std::atomic<bool> done{false};
  const auto usual = rig.host.onMessage;
  rig.host.onMessage = [&](Long selector, Long value) -> Long {
    const Long answer = usual(selector, value);
    if (selector != abi::message::kResetRequest) return answer;
    CHECK(rig.host.call(&Table::stop) == kOk);
    CHECK(rig.host.call(&Table::disposeBuffers) == kOk);
    if (letsGo) {
      rig.host.call(&Table::release);
      rig.host.letGo();
    }
    // The last of all: the test may end.
    done = true;
    return answer;
  };
  rig.system.add({Call::takeBuffer, result::kDeviceInvalidated, 0, 5});
  rig.run();
  rig.system.letRun(50 * kPeriodNs);
  CHECK(comesTrue([&] { return done.load(); }));
  CHECK(comesTrue([&] { return rig.renderDevice->openClients == 0; }));
}

TEST_CASE("a device that is slow in its calls holds up nothing but itself") {
  WasapiRig rig{DeviceSettings{}};
  rig.run();
  rig.system.add({Call::takeBuffer, result::kOk, 3 * kPeriodNs, 5});
  REQUIRE(rig.system.runFor(100 * kPeriodNs));
  CHECK(rig.resets == 0);
  CHECK(rig.counters().missedSwitches.get() >= 2);
  CHECK(rig.switches() >= 97);
}

namespace {

/// What became of a call: a refusal has a reason.
void judge(WasapiRig& rig, abi::Error answer) {
  if (answer == kOk) return;
  const std::string text = rig.host.errorText();
  CHECK(text.size() > 20);
  CHECK(text.size() <= 123);
}

/// In which ways devices are opened.
enum class Opening { events, timer, shared, sharedFlexible };

WasapiRig rigOf(Opening opening) {
  DeviceSettings render;
  DeviceSettings capture = WasapiRig::capture();
  render.doesEvents = capture.doesEvents = opening != Opening::timer;
  if (opening == Opening::sharedFlexible)
    render.enginePeriods = capture.enginePeriods = simulated::EnginePeriods{480, 48, 144, 480};
  return WasapiRig{render, capture};
}

/// A whole life, in which whatever is refused is asked for no further.
void live(WasapiRig& rig, Opening opening) {
  if (opening >= Opening::shared) rig.host.future(abi::selector::kSetSettings, "mode=shared");
  if (rig.host.call(&Table::init, nullptr) == 0) return judge(rig, kNotPresent);
  const abi::Error prepared = rig.prepare();
  judge(rig, prepared);
  if (prepared != kOk) return;
  judge(rig, rig.host.call(&Table::setSampleRate, 44100.0));
  for (int again = 0; again < 2; ++again) {
    const abi::Error started = rig.host.call(&Table::start);
    judge(rig, started);
    if (started != kOk) continue;
    rig.host.forget();
    CHECK(rig.system.runFor(100 * kPeriodNs));
    // By the device or by the clock, but never none.
    CHECK(rig.switches() >= 60);
    CHECK(rig.host.call(&Table::stop) == kOk);
  }
  CHECK(rig.host.call(&Table::disposeBuffers) == kOk);
}

}  // namespace

TEST_CASE("whichever call fails or is slow, at whichever turn, once or for ever: a life ends as it should") {
#ifdef __SANITIZE_THREAD__
  const std::vector<int> turns{1};  // the same threads as at any other
#else
  const std::vector<int> turns{0, 1, 9, 40};
#endif
  for (const Opening opening : {Opening::events, Opening::timer, Opening::shared, Opening::sharedFlexible}) {
    for (int call = 0; call < simulated::kCalls; ++call) {
      for (const auto error : {result::kOk, result::kDeviceInvalidated, result::kBufferSizeNotAligned,
                               result::kBufferTooLarge}) {
        for (const int turn : turns) {
          for (const int times : {1, 1'000'000}) {
            // Slow for ever is no life.
            if (error == result::kOk && times > 1) continue;
            INFO(static_cast<int>(opening) << " " << call << " " << error << " " << turn << " " << times);
            WasapiRig rig = rigOf(opening);
            rig.system.add({static_cast<Call>(call), error, 5 * kPeriodNs / 2, turn, times});
            live(rig, opening);
            CHECK(rig.renderDevice->openClients == 0);
            CHECK(rig.captureDevice->openClients == 0);
            CHECK(rig.renderDevice->mistakes == std::vector<std::string>{});
            CHECK(rig.captureDevice->mistakes == std::vector<std::string>{});
          }
        }
      }
    }
  }
}
