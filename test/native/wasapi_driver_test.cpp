// The WASAPI driver by the contract: what it says of itself, and in which order it can be asked.
#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "abi/selectors.h"
#include "drivers/wasapi/instance_name.h"
#include "wasapi_rig.h"

using namespace abi::error;
using abi::Long;
using simulated::Call;
using simulated::DeviceSettings;

namespace {

constexpr std::uint64_t kPeriodNs = WasapiRig::kPeriodNs;

}  // namespace

TEST_CASE("without a device it says so") {
  LoopbackHost host(drivers::wasapi::create());
  CHECK(host.call(&Table::init, nullptr) == 0);
#ifdef _WIN32
  CHECK(host.errorText() == "the driver has to be told its device, such as out-1a2b3c4d: list the drivers");
#else
  CHECK(host.errorText() == "there is no WASAPI on this system, which is a part of Windows");
#endif
}

TEST_CASE("an instance's name is that of its devices") {
  namespace w = drivers::wasapi;
  const std::string out = w::instanceName(simulated::Direction::render, "{0.0.0.00000000}.{1}");
  const std::string in = w::instanceName(simulated::Direction::capture, "{0.0.1.00000000}.{1}");
  CHECK(out.size() == 12);
  CHECK((out + "+" + in).size() <= 31);
  CHECK(out != w::instanceName(simulated::Direction::render, "{0.0.0.00000000}.{2}"));
  CHECK(w::parseInstanceName(out)->render == out);
  CHECK(w::parseInstanceName(out)->capture.empty());
  CHECK(w::parseInstanceName(in)->capture == in);
  CHECK(w::parseInstanceName(out + "+" + in)->render == out);
  CHECK(w::parseInstanceName(out + "+" + in)->capture == in);
  CHECK(w::defaultInstanceName(simulated::Direction::render) == "out-default");
  CHECK(w::parseInstanceName("out-default")->render == "out-default");
  CHECK(w::parseInstanceName("in-default")->capture == "in-default");
  CHECK(w::parseInstanceName(out + "+in-default")->capture == "in-default");
  for (const std::string& wrong :
       {std::string(), std::string("out-defaults"), std::string("default"), std::string("out-"), out + "0",
        out + "+", in + "+" + out, out + "+" + out, std::string("out-1234567G"), std::string("+")}) {
    INFO(wrong);
    CHECK_FALSE(w::parseInstanceName(wrong).has_value());
  }
}

TEST_CASE("what it says of itself") {
  DeviceSettings render;
  render.format.rateHz = 96000;
  render.name = "Speakers (of the desk)";
  WasapiRig rig{render, WasapiRig::capture()};
  CHECK(rig.host.future(abi::selector::kSetInstanceName, "Desk") == kSuccess);
  char name[32];
  rig.host.call(&Table::getDriverName, name);
  CHECK(std::string(name) == "Desk");
  rig.init();
  rig.host.call(&Table::getDriverName, name);
  CHECK(std::string(name) == "Speakers (of the desk) + Simula");
  Long inputs = 0;
  Long outputs = 0;
  CHECK(rig.host.call(&Table::getChannels, &inputs, &outputs) == kOk);
  CHECK(inputs == 2);
  CHECK(outputs == 2);
  double rateHz = 0;
  CHECK(rig.host.call(&Table::getSampleRate, &rateHz) == kOk);
  CHECK(rateHz == 96000);
  abi::ChannelInfo info{};
  info.channel = 1;
  CHECK(rig.host.call(&Table::getChannelInfo, &info) == kOk);
  CHECK(info.type == abi::sample_type::kInt32Lsb);
  CHECK(std::string(info.name) == "Output 2");
  info.channel = 2;
  CHECK(rig.host.call(&Table::getChannelInfo, &info) == kInvalidParameter);
  const Sizes sizes = sizesOf(rig);
  CHECK(sizes.min == 288);
  CHECK(sizes.max == 8192);
  CHECK(sizes.preferred == 960);
  CHECK(sizes.step == 16);
  CHECK(rig.host.future(abi::selector::kCanReportOverload) == kSuccess);
  CHECK(rig.host.future(abi::selector::kCanTimeInfo) == kSuccess);
  CHECK(rig.host.future(abi::selector::kCanTimeCode) == kNotPresent);
  CHECK(rig.host.future(12345) == kInvalidParameter);
  // Nothing of this has taken the device from anybody.
  CHECK(rig.system.callsOf(Call::initialize) == 0);
  CHECK(rig.renderDevice->openClients == 0);
}

TEST_CASE("too early, too late and twice is refused, and nothing comes of it") {
  WasapiRig rig{DeviceSettings{}};
  CHECK(rig.host.call(&Table::start) == kInvalidMode);
  CHECK(rig.host.call(&Table::disposeBuffers) == kInvalidMode);
  abi::Samples position{};
  abi::TimeStamp time{};
  CHECK(rig.host.call(&Table::getSamplePosition, &position, &time) == kSpNotAdvancing);
  rig.init();
  CHECK(rig.host.call(&Table::init, nullptr) == 0);
  CHECK(rig.host.call(&Table::start) == kInvalidMode);
  CHECK(rig.host.createBuffers({}, {0, 0}, 480) == kInvalidParameter);
  CHECK(rig.host.createBuffers({}, {2}, 480) == kInvalidParameter);
  CHECK(rig.host.createBuffers({0}, {}, 480) == kInvalidParameter);
  CHECK(rig.host.createBuffers({}, {0}, 481) == kInvalidParameter);
  CHECK(rig.host.createBuffers({}, {}, 480) == kInvalidParameter);
  CHECK(rig.system.callsOf(Call::initialize) == 0);
  CHECK(rig.prepare() == kOk);
  CHECK(rig.prepare() == kInvalidMode);
  CHECK(rig.host.call(&Table::stop) == kInvalidMode);
  rig.start();
  CHECK(rig.host.call(&Table::start) == kInvalidMode);
  CHECK(rig.host.call(&Table::setSampleRate, 44100.0) == kInvalidMode);
  CHECK(rig.host.call(&Table::stop) == kOk);
  CHECK(rig.host.call(&Table::stop) == kInvalidMode);
  CHECK(rig.host.call(&Table::disposeBuffers) == kOk);
  CHECK(rig.host.call(&Table::disposeBuffers) == kInvalidMode);
  CHECK(rig.renderDevice->openClients == 0);
}

TEST_CASE("switches come with halves in turn, positions and times, and none after the stop") {
  WasapiRig rig{DeviceSettings{}};
  rig.run();
  REQUIRE(rig.system.runFor(50 * kPeriodNs));
  const auto seen = rig.host.switches();
  REQUIRE(seen.size() == 51);
  for (std::size_t i = 0; i < seen.size(); ++i) {
    CHECK(seen[i].half == static_cast<Long>(i % 2));
    REQUIRE(seen[i].hasTime);
    CHECK(abi::toUint64(seen[i].time.samplePosition) == i * 480);
    CHECK(abi::toUint64(seen[i].time.systemTime) == 1'000'000'000 + i * kPeriodNs);
    CHECK(seen[i].time.sampleRate == 48000);
  }
  CHECK(rig.host.call(&Table::stop) == kOk);
  rig.host.mayBeCalled = false;
  rig.host.forget();
  CHECK(rig.renderDevice->mistakes.empty());
  // Again, with the same client, from the beginning.
  rig.host.mayBeCalled = true;
  rig.start();
  REQUIRE(rig.system.runFor(10 * kPeriodNs));
  CHECK(rig.host.switches().at(0).half == 0);
  CHECK(abi::toUint64(rig.host.switches().at(0).time.samplePosition) == 0);
  CHECK(rig.renderDevice->starts == 2);
  CHECK(rig.system.callsOf(Call::initialize) == 1);
  CHECK(rig.system.callsOf(Call::setEvent) == 1);
  CHECK(rig.renderDevice->gaps == 0);
}

TEST_CASE("a stop from inside a switch: no other comes, and the stream can start again") {
  WasapiRig rig{DeviceSettings{}};
  std::atomic<bool> stopped{false};
  rig.host.onSwitch = [&](std::size_t number, const LoopbackHost::Switch&) {
    if (number != 3 || stopped.exchange(true)) return;
    CHECK(rig.host.call(&Table::disposeBuffers) == kInvalidMode);
    CHECK(rig.host.call(&Table::stop) == kOk);
  };
  rig.run();
  rig.system.letRun(10 * kPeriodNs);
  CHECK(rig.host.waitForSwitches(4));
  CHECK(comesTrue([&] { return stopped.load(); }));
  rig.host.mayBeCalled = false;
  CHECK(rig.host.call(&Table::disposeBuffers) == kOk);
  CHECK(rig.switches() == 4);
  CHECK(rig.renderDevice->openClients == 0);
  rig.host.mayBeCalled = true;
  CHECK(rig.prepare() == kOk);
  rig.start();
  REQUIRE(rig.system.runFor(10 * kPeriodNs));
  CHECK(rig.switches() > 10);
}

TEST_CASE("rates: those of the device, and the client is opened anew") {
  DeviceSettings settings;
  settings.takes = [](const simulated::WaveFormat& format) {
    return format.rateHz == 44100 || format.rateHz == 48000 || format.rateHz == 96000;
  };
  WasapiRig rig{settings};
  rig.init();
  for (const double rateHz :
       {0.0, -44100.0, 44100.5, 192000.0, 1e300, std::nan(""), std::numeric_limits<double>::infinity()}) {
    CHECK(rig.host.call(&Table::canSampleRate, rateHz) == kNoClock);
    CHECK(rig.host.call(&Table::setSampleRate, rateHz) == kNoClock);
  }
  CHECK(rig.host.errorText() == "the device does not do that sample rate; allowed: 44100, 48000, 96000");
  CHECK(rig.host.call(&Table::canSampleRate, 44100.0) == kOk);
  CHECK(rig.host.call(&Table::setSampleRate, 96000.0) == kOk);
  CHECK(sizesOf(rig).preferred == 960);
  CHECK(rig.prepare() == kOk);
  // With buffers: another client, the old one first given back.
  CHECK(rig.host.call(&Table::setSampleRate, 44100.0) == kOk);
  CHECK(rig.system.callsOf(Call::initialize) == 2);
  CHECK(rig.renderDevice->openClients == 1);
  rig.start();
  REQUIRE(rig.system.runFor(1'000'000'000));
  CHECK(rig.host.switches().at(0).time.sampleRate == 44100);
  CHECK(rig.switches() == 1 + 44100 / 480);
  CHECK(rig.renderDevice->mistakes.empty());
}

TEST_CASE("a rate that does not come off leaves the old one") {
  WasapiRig rig{DeviceSettings{}};
  rig.init();
  REQUIRE(rig.prepare() == kOk);
  SUBCASE("the device refuses it") {
    rig.system.add({Call::initialize, drivers::wasapi::result::kUnsupportedFormat});
    CHECK(rig.host.call(&Table::setSampleRate, 44100.0) == kNoClock);
  }
  SUBCASE("its buffers do not fit") { CHECK(rig.host.call(&Table::setSampleRate, 192000.0) == kInvalidMode); }
  double rateHz = 0;
  CHECK(rig.host.call(&Table::getSampleRate, &rateHz) == kOk);
  CHECK(rateHz == 48000);
  rig.start();
  REQUIRE(rig.system.runFor(10 * kPeriodNs));
  CHECK(rig.switches() == 11);
  SUBCASE("and where that is gone too, start says so") {
    CHECK(rig.host.call(&Table::stop) == kOk);
    rig.system.add({Call::activate, drivers::wasapi::result::kDeviceInvalidated, 0, 0, 99});
    CHECK(rig.host.call(&Table::setSampleRate, 44100.0) == kHwMalfunction);
    CHECK(rig.host.call(&Table::start) == kHwMalfunction);
    CHECK(rig.host.errorText().find("the device was unplugged") == 0);
  }
}

TEST_CASE("a device that does another size than asked for is opened with that one") {
  DeviceSettings settings;
  settings.multiple = 8;
  WasapiRig rig{settings};
  rig.init();
  CHECK(rig.prepare(480) == kInvalidMode);
  CHECK(rig.host.errorText() == "the device does not do a buffer size of 480; allowed: only 3840");
  CHECK(rig.renderDevice->openClients == 0);
  const Sizes sizes = sizesOf(rig);
  CHECK(sizes.min == 3840);
  CHECK(sizes.max == 3840);
  CHECK(sizes.preferred == 3840);
  CHECK(sizes.step == 0);
  CHECK(rig.prepare(480) == kInvalidParameter);
}

TEST_CASE("a device that aligns otherwise: the host takes the size that is offered then") {
  DeviceSettings settings;
  settings.alignedTo = 448;
  WasapiRig rig{settings};
  rig.init();
  CHECK(rig.prepare(480) == kInvalidMode);
  CHECK(sizesOf(rig).preferred == 896);
  CHECK(rig.prepare(896) == kOk);
  rig.start();
  REQUIRE(rig.system.runFor(1'000'000'000));
  CHECK(rig.switches() == 1 + 48000 / 896);
}

TEST_CASE("settings: the sample type, where the device takes it") {
  DeviceSettings render;
  render.takes = [](const simulated::WaveFormat& format) {
    return !format.isFloat && format.containerBits != 24;
  };
  WasapiRig rig{render};
  const auto refused = [&](const char* text) {
    CHECK(rig.host.future(abi::selector::kSetSettings, text) == kInvalidParameter);
    return rig.host.errorText();
  };
  CHECK(refused("rate=48000") == "rate=48000 is refused; allowed: type, mode, capture and device, each once");
  CHECK(refused("type=int8") == "type=int8 is refused; allowed: int16lsb, int24lsb, int32lsb, float32lsb");
  CHECK(refused("type=int16lsb;type=int16lsb") ==
        "type=int16lsb is refused; allowed: type, mode, capture and device, each once");
  CHECK(rig.host.future(abi::selector::kSetSettings, "type=int24lsb") == kSuccess);
  CHECK(rig.host.call(&Table::init, nullptr) == 0);
  CHECK(rig.host.errorText() == "the device does not take int24lsb; allowed: int32lsb, int16lsb");
  CHECK(rig.host.future(abi::selector::kSetSettings, "type=int16lsb") == kSuccess);
  rig.init();
  abi::ChannelInfo info{};
  CHECK(rig.host.call(&Table::getChannelInfo, &info) == kOk);
  CHECK(info.type == abi::sample_type::kInt16Lsb);
  CHECK(rig.host.future(abi::selector::kSetSettings, "") == kInvalidMode);
}

TEST_CASE("devices that have nothing in common are not opened together") {
  DeviceSettings render;
  render.takes = [](const simulated::WaveFormat& format) { return format.containerBits == 16; };
  DeviceSettings capture = WasapiRig::capture();
  capture.takes = [](const simulated::WaveFormat& format) { return format.containerBits == 24; };
  WasapiRig rig{render, capture};
  CHECK(rig.host.call(&Table::init, nullptr) == 0);
  CHECK(rig.host.errorText() ==
        "the two devices have no sample type and rate in common: open one of them alone");
}
