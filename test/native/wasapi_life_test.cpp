// What becomes of a device while it runs under the WASAPI driver, and what a host is told of it.
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
constexpr std::uint64_t kNightNs = 8 * 3600 * 1'000'000'000ull;

abi::DeviceReport reportOf(WasapiRig& rig) {
  abi::DeviceReport report{};
  CHECK(rig.host.future(abi::selector::kGetDeviceReport, &report) == kSuccess);
  return report;
}

std::string faultOf(WasapiRig& rig) { return reportOf(rig).fault; }

/// Switches go on, the host was asked for a reset once, and `start` says the same as the report.
void checkLost(WasapiRig& rig, const std::string& fault) {
  CHECK(comesTrue([&] { return rig.resets == 1; }));
  CHECK(faultOf(rig) == fault);
  CHECK(fault.size() <= 123);
  rig.host.forget();
  REQUIRE(rig.system.runFor(100 * kPeriodNs));
  CHECK(rig.switches() >= 99);
  CHECK(rig.switches() <= 101);
  CHECK(rig.resets == 1);
  CHECK(rig.host.call(&Table::stop) == kOk);
  CHECK(rig.host.call(&Table::start) != kOk);
  CHECK(rig.host.errorText() == fault);
}

/// What a host does that was asked for a reset and keeps the driver.
void reopen(WasapiRig& rig) {
  CHECK(rig.host.call(&Table::disposeBuffers) == kOk);
  rig.renderDevice->standsStill = false;
  REQUIRE(rig.prepare() == kOk);
  CHECK(faultOf(rig).empty());
  rig.host.forget();
  rig.start();
  REQUIRE(rig.system.runFor(10 * kPeriodNs));
  CHECK(rig.switches() == 11);
  CHECK(faultOf(rig).empty());
}

}  // namespace

TEST_CASE("what the system tells of a device is the reason that a host is told") {
  struct Told {
    drivers::wasapi::Result why;
    const char* fault;
  };
  const Told all[] = {
      {result::kDeviceInvalidated,
       "the device was unplugged, disabled or set up anew: see that it is there, and reset the driver"},
      {result::kDefaultChanged,
       "another device is the default one now: reset the driver, which opens that one"},
      {result::kFormatChanged,
       "the device's format was changed in Sound settings: reset the driver, which opens it anew"},
      {result::kSessionEnded,
       "the user's session was ended or is shown elsewhere: come back to it, and reset the driver"},
      {result::kServiceNotRunning,
       "the Windows Audio service is not running: start it (net start audiosrv), and open the device again"},
      {result::kDeviceInUse,
       "another program has the device for itself: close it, or its sound output, and open the device again"},
  };
  for (const Told& told : all) {
    for (const Direction direction : {Direction::render, Direction::capture}) {
      INFO(told.fault);
      WasapiRig rig{DeviceSettings{}, WasapiRig::capture()};
      rig.run();
      REQUIRE(rig.system.runFor(10 * kPeriodNs));
      CHECK(faultOf(rig).empty());
      (direction == Direction::render ? *rig.renderDevice : *rig.captureDevice).lose(told.why);
      REQUIRE(rig.system.runFor(2 * kPeriodNs));
      checkLost(rig, told.fault);
      rig.captureDevice->standsStill = false;
      // That one has to be found anew.
      if (told.why != result::kDefaultChanged) reopen(rig);
    }
  }
}

TEST_CASE("a device that is not what it was: the format in the settings is the reason where that is known") {
  WasapiRig rig{DeviceSettings{}};
  rig.run();
  REQUIRE(rig.system.runFor(10 * kPeriodNs));
  rig.renderDevice->noteCause(result::kFormatChanged);
  REQUIRE(rig.system.runFor(100 * kPeriodNs));
  // Not every stream ends by it.
  CHECK(rig.resets == 0);
  CHECK(faultOf(rig).empty());
  rig.system.add({Call::takeBuffer, result::kDeviceInvalidated, 0, 0, 1'000});
  REQUIRE(rig.system.runFor(2 * kPeriodNs));
  checkLost(rig, "the device's format was changed in Sound settings: reset the driver, which opens it anew");
  // Told after the call has failed it is as good.
  drivers::wasapi::LossReport losses;
  CHECK(losses.explain(result::kDeviceInvalidated) == result::kDeviceInvalidated);
  losses.noteCause(result::kFormatChanged);
  CHECK(losses.explain(result::kDeviceInvalidated) == result::kFormatChanged);
  CHECK(losses.explain(result::kSilentDevice) == result::kSilentDevice);
  losses.note(result::kDeviceInvalidated);
  CHECK(losses.explain(result::kDeviceInvalidated) == result::kDeviceInvalidated);
  losses.note(result::kSessionEnded);
  CHECK(losses.explain(result::kDeviceInvalidated) == result::kSessionEnded);
  losses.clear();
  CHECK(losses.explain(result::kDeviceInvalidated) == result::kDeviceInvalidated);
}

TEST_CASE(
    "somebody else has taken the device when it is opened again, and the host is told who stands in the "
    "way") {
  WasapiRig rig{DeviceSettings{}};
  rig.run();
  rig.renderDevice->lose(result::kDeviceInvalidated);
  REQUIRE(rig.system.runFor(10 * kPeriodNs));
  CHECK(rig.host.call(&Table::stop) == kOk);
  CHECK(rig.host.call(&Table::disposeBuffers) == kOk);
  rig.system.add({Call::initialize, result::kDeviceInUse, 0, 0, 2});
  CHECK(rig.prepare() == kNotPresent);
  CHECK(rig.host.errorText().find("another program has the device for itself: close it") == 0);
  // Once that one has let go of it.
  rig.renderDevice->standsStill = false;
  REQUIRE(rig.prepare() == kOk);
  rig.start();
  REQUIRE(rig.system.runFor(10 * kPeriodNs));
  CHECK(rig.renderDevice->gaps == 0);
}

TEST_CASE("a night's sleep: the system has taken the device away") {
  WasapiRig rig{DeviceSettings{}, WasapiRig::capture()};
  rig.run();
  REQUIRE(rig.system.runFor(10 * kPeriodNs));
  for (simulated::Device* device : {&*rig.renderDevice, &*rig.captureDevice}) device->standsStill = true;
  rig.system.sleepFor(kNightNs);
  for (const Call call : {Call::takeBuffer, Call::takePacket})
    rig.system.add({call, result::kResourcesInvalidated, 0, 0, 1'000'000});
  rig.renderDevice->wakeUp();
  REQUIRE(rig.system.runFor(2 * kPeriodNs));
  checkLost(rig, "the system took the device's resources away, as it does when it sleeps: reset the driver");
}

TEST_CASE("a night's sleep after which the device is silent") {
  bool plays = true;
  bool hasEvents = true;
  SUBCASE("playing, events") {}
  SUBCASE("playing, timer") { hasEvents = false; }
  SUBCASE("recording, events") { plays = false; }
  DeviceSettings settings = plays ? DeviceSettings{} : WasapiRig::capture();
  settings.doesEvents = hasEvents;
  WasapiRig rig = plays ? WasapiRig{settings} : WasapiRig{std::nullopt, settings};
  rig.run();
  REQUIRE(rig.system.runFor(10 * kPeriodNs));
  (plays ? *rig.renderDevice : *rig.captureDevice).standsStill = true;
  REQUIRE(rig.system.runFor(kPeriodNs));
  rig.system.sleepFor(kNightNs);
  REQUIRE(rig.system.runFor(3'000'000'000));
  checkLost(rig,
            "the computer has slept, and the device does not go on: reset the driver, which opens it anew");
}

TEST_CASE(
    "a night's sleep after which the device goes on: what went by is counted, and no more switches come") {
  WasapiRig rig{DeviceSettings{}};
  rig.run();
  REQUIRE(rig.system.runFor(10 * kPeriodNs));
  rig.renderDevice->standsStill = true;
  rig.system.sleepFor(kNightNs);
  rig.renderDevice->wakeUp();
  const std::size_t before = rig.switches();
  REQUIRE(rig.system.runFor(10 * kPeriodNs));
  CHECK(rig.switches() - before <= 11);
  CHECK(rig.resets == 0);
  const std::uint64_t missed = rig.counters().missedSwitches.get();
  CHECK(missed + 2 >= kNightNs / kPeriodNs);
  CHECK(missed <= kNightNs / kPeriodNs + 2);
  CHECK(comesTrue([&] { return rig.overloads == 1; }));
}

TEST_CASE("a night's sleep of a host whose device is lost already: it is not made up for") {
  WasapiRig rig{DeviceSettings{}};
  rig.run();
  rig.renderDevice->unplug();
  REQUIRE(rig.system.runFor(10 * kPeriodNs));
  rig.system.sleepFor(kNightNs);
  rig.host.forget();
  REQUIRE(rig.system.runFor(100 * kPeriodNs));
  CHECK(rig.switches() >= 99);
  CHECK(rig.switches() <= 102);
  CHECK(rig.counters().missedSwitches.get() >= kNightNs / kPeriodNs - 2);
  // Position and time go together as before.
  const auto seen = rig.host.switches();
  const std::uint64_t played = abi::toUint64(seen.back().time.samplePosition);
  CHECK(played / 480 + 2 >= (kNightNs + 110 * kPeriodNs) / kPeriodNs);
}

TEST_CASE("a device that asks far too seldom is opened anew, and one that is late once is not") {
  WasapiRig rig{DeviceSettings{}};
  rig.run();
  REQUIRE(rig.system.runFor(10 * kPeriodNs));
  rig.renderDevice->eventEvery = 3;
  REQUIRE(rig.system.runFor(20 * kPeriodNs));
  CHECK(rig.resets == 0);
  CHECK(rig.counters().missedSwitches.get() >= 10);
  rig.renderDevice->eventEvery = 1;
  REQUIRE(rig.system.runFor(20 * kPeriodNs));
  rig.renderDevice->eventEvery = 3;
  REQUIRE(rig.system.runFor(45 * kPeriodNs));
  checkLost(
      rig,
      "the device asks for sound too seldom: reset the driver, and choose a larger buffer if that does not "
      "help");
}

TEST_CASE("a host that is late every time is not taken for a device that is") {
  WasapiRig rig{DeviceSettings{}};
  rig.host.onSwitch = [&](std::size_t number, const LoopbackHost::Switch&) {
    if (number > 0 && number < 60) rig.system.spend(5 * kPeriodNs / 2);
  };
  rig.run();
  REQUIRE(rig.system.runFor(200 * kPeriodNs));
  CHECK(rig.resets == 0);
  CHECK(rig.counters().missedSwitches.get() > 50);
}

TEST_CASE("a report before there is a device is refused, and has what was counted") {
  WasapiRig rig{DeviceSettings{}, WasapiRig::capture()};
  abi::DeviceReport report{};
  CHECK(rig.host.future(abi::selector::kGetDeviceReport, &report) == kInvalidMode);
  CHECK(rig.host.future(abi::selector::kGetDeviceReport) == kInvalidParameter);
  rig.captureDevice->settings.driftPpm = 500;
  rig.run();
  REQUIRE(rig.system.runFor(100 * kPeriodNs));
  report = reportOf(rig);
  CHECK(std::string(report.fault).empty());
  CHECK(report.isPair == 1);
  CHECK(report.isResampled == 0);
  REQUIRE(rig.system.runFor(60'000'000'000));
  rig.renderDevice->losesEvents = true;
  REQUIRE(rig.system.runFor(3 * kPeriodNs));
  rig.renderDevice->losesEvents = false;
  REQUIRE(rig.system.runFor(10 * kPeriodNs));
  report = reportOf(rig);
  CHECK(report.driftPpm > 490);
  CHECK(report.driftPpm < 510);
  CHECK(report.droppedBuffers == rig.counters().droppedBuffers.get());
  CHECK(report.droppedBuffers > 0);
  CHECK(report.missedSwitches == 3);
}
