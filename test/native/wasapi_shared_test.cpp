// Shared mode of the WASAPI driver: only for whoever asks for it, in the mixer's own format and periods.
#include <doctest/doctest.h>

#include "wasapi_shared_rig.h"

using namespace abi::error;
using abi::Long;
using simulated::Call;
using simulated::DeviceSettings;
using simulated::EnginePeriods;
namespace result = drivers::wasapi::result;

TEST_CASE("shared mode has the mixer's type and rate, and its name says that it is shared") {
  DeviceSettings render;
  render.name = "Speakers of a desk with a long name";
  render.takes = [](const simulated::WaveFormat& format) { return format.isFloat; };
  render.format.rateHz = 44100;
  WasapiRig rig{render};
  share(rig);
  char name[32];
  rig.host.call(&Table::getDriverName, name);
  CHECK(std::string(name) == "Speakers of a desk wit (shared)");
  abi::ChannelInfo info{};
  CHECK(rig.host.call(&Table::getChannelInfo, &info) == kOk);
  CHECK(info.type == abi::sample_type::kFloat32Lsb);
  double rateHz = 0;
  CHECK(rig.host.call(&Table::getSampleRate, &rateHz) == kOk);
  CHECK(rateHz == 44100);
  CHECK(rig.host.call(&Table::setSampleRate, 44100.0) == kOk);
  CHECK(rig.host.call(&Table::canSampleRate, 48000.0) == kNoClock);
  CHECK(rig.host.errorText() ==
        "the mixer has one sample rate, which is set in Sound settings; allowed: 44100");
  // One question, of the mixer's own format: exclusive mode was not thought of.
  CHECK(rig.system.callsOf(Call::isFormatSupported) == 1);
  CHECK(rig.system.callsOf(Call::initialize) == 0);
}

TEST_CASE("shared mode is never taken in place of the exclusive one, nor the other way round") {
  DeviceSettings render = flexible();
  bool isShared = false;
  SUBCASE("exclusive mode is refused") {}
  SUBCASE("shared mode is refused") { isShared = true; }
  WasapiRig rig{render};
  if (isShared) CHECK(rig.host.future(abi::selector::kSetSettings, "mode=shared") == kSuccess);
  rig.system.add({isShared ? Call::initializeFlexible : Call::initialize, result::kExclusiveModeNotAllowed, 0,
                  0, 1'000'000});
  rig.init();
  CHECK(rig.prepare() == kNotPresent);
  CHECK(rig.system.callsOf(isShared ? Call::initialize : Call::initializeFlexible) == 0);
  CHECK(rig.renderDevice->openClients == 0);
}

TEST_CASE("what is allowed of the settings of shared mode") {
  WasapiRig rig{DeviceSettings{}};
  const auto refused = [&](const char* text) {
    CHECK(rig.host.future(abi::selector::kSetSettings, text) == kInvalidParameter);
    return rig.host.errorText();
  };
  CHECK(refused("mode=mixed") == "mode=mixed is refused; allowed: exclusive, shared");
  CHECK(refused("mode=shared;mode=shared") ==
        "mode=shared is refused; allowed: type, mode, capture and device, each once");
  CHECK(refused("mode") == "mode is refused; allowed: exclusive, shared");
  CHECK(rig.host.future(abi::selector::kSetSettings, "mode=shared;type=int16lsb") == kSuccess);
  CHECK(rig.host.call(&Table::init, nullptr) == 0);
  CHECK(rig.host.errorText() == "in shared mode the device does not take int16lsb; allowed: float32lsb");
  CHECK(rig.host.future(abi::selector::kSetSettings, "type=float32lsb;mode=shared") == kSuccess);
  rig.init();
}

TEST_CASE("buffer sizes of shared mode are the periods that the mixer can work in, and longer ones") {
  DeviceSettings settings;
  Sizes expected{480, 8160, 480, 480};
  SUBCASE("it has one period") {}
  SUBCASE("it has several") {
    settings.enginePeriods = kLowLatency;
    expected = {144, 8160, 480, 48};
  }
  SUBCASE("only one after all") { settings.enginePeriods = EnginePeriods{480, 480, 480, 480}; }
  SUBCASE("no step") { settings.enginePeriods = EnginePeriods{480, 0, 144, 480}; }
  SUBCASE("none at all") { settings.enginePeriods = EnginePeriods{0, 0, 0, 0}; }
  SUBCASE("the shortest is the longest") { settings.enginePeriods = EnginePeriods{480, 48, 960, 480}; }
  SUBCASE("the usual one is between two steps") { settings.enginePeriods = EnginePeriods{480, 32, 144, 480}; }
  SUBCASE("a period longer than all that is offered") {
    settings.usualHns = 5'000'000;
    expected = {8192, 8192, 8192, 0};
  }
  WasapiRig rig{settings};
  share(rig);
  const Sizes offer = sizesOf(rig);
  CHECK(offer.min == expected.min);
  CHECK(offer.max == expected.max);
  CHECK(offer.preferred == expected.preferred);
  CHECK(offer.step == expected.step);
  CHECK(rig.prepare(offer.preferred) == kOk);
}

TEST_CASE("a period that another program has set: the host is offered that one") {
  DeviceSettings settings = flexible();
  settings.lockedPeriod = 240;
  WasapiRig rig{settings};
  share(rig);
  SUBCASE("another than the host's") {
    CHECK(rig.prepare(144) == kInvalidMode);
    CHECK(rig.host.errorText() == "the device does not do a buffer size of 144; allowed: only 240");
    CHECK(rig.renderDevice->openClients == 0);
    CHECK(sizesOf(rig).preferred == 240);
    CHECK(rig.prepare(240) == kOk);
  }
  SUBCASE("the host's") { CHECK(rig.prepare(240) == kOk); }
  SUBCASE("a buffer of several periods needs none of its own") { CHECK(rig.prepare(960) == kOk); }
}

TEST_CASE("devices that are mixed at different rates are not opened together") {
  DeviceSettings capture = WasapiRig::capture();
  capture.format.rateHz = 44100;
  WasapiRig rig{DeviceSettings{}, capture};
  CHECK(rig.host.future(abi::selector::kSetSettings, "mode=shared") == kSuccess);
  CHECK(rig.host.call(&Table::init, nullptr) == 0);
  CHECK(rig.host.errorText() ==
        "the two devices are mixed in different formats: give them the same in Sound settings");
}

TEST_CASE("what goes wrong in shared mode is said") {
  WasapiRig rig{flexible()};
  CHECK(rig.host.future(abi::selector::kSetSettings, "mode=shared") == kSuccess);
  SUBCASE("a mixer without a format of ours") {
    rig.system.add({Call::getMixFormat, result::kUnsupportedFormat});
    CHECK(rig.host.call(&Table::init, nullptr) == 0);
  }
  SUBCASE("it does not mix in its own format") {
    rig.system.add({Call::isFormatSupported, result::kFalse});
    CHECK(rig.host.call(&Table::init, nullptr) == 0);
    CHECK(rig.host.errorText().find("the system does not mix for this device") == 0);
  }
  SUBCASE("the format was changed meanwhile") {
    rig.init();
    rig.system.add({Call::initializeFlexible, result::kUnsupportedFormat});
    CHECK(rig.prepare() == kHwMalfunction);
    CHECK(rig.host.errorText() == "the format of the device was changed in Sound settings: reset the driver");
  }
  SUBCASE("another program has the device for itself") {
    rig.init();
    rig.system.add({Call::initializeFlexible, result::kDeviceInUse});
    CHECK(rig.prepare() == kNotPresent);
    CHECK(rig.host.errorText().find("another program has the device for itself") == 0);
  }
  SUBCASE("it cannot be opened in several periods") {
    rig.init();
    rig.system.add({Call::initialize, result::kServiceNotRunning});
    CHECK(rig.prepare(4800) == kNotPresent);
    CHECK(rig.host.errorText().find("the Windows Audio service is not running") == 0);
  }
  CHECK(rig.renderDevice->openClients == 0);
}
