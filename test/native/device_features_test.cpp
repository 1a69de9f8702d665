// What a driver may have or not: asked once, and used only where it is there.
#include <doctest/doctest.h>

#include <cmath>
#include <map>

#include "abi/selectors.h"
#include "device_rig.h"
#include "failure.h"

using host::ErrorCode;
namespace selector = abi::selector;

namespace {

/// A driver that answers `future` as a test says, and keeps what it was told.
struct FeatureRig : DeviceRig {
  FeatureRig() {
    fake.onFuture = [this](abi::Long what, void* opt) {
      if (what == selector::kSetInputMonitor) monitor = *static_cast<abi::InputMonitor*>(opt);
      if (what == selector::kTransport) transport = *static_cast<abi::TransportParameters*>(opt);
      if (what == selector::kGetInternalBufferSamples && answers[what] == abi::error::kSuccess)
        *static_cast<abi::InternalBufferInfo*>(opt) = {11, 22};
      if (what >= selector::kSetInputGain && what <= selector::kGetOutputMeter) {
        controls = *static_cast<abi::ChannelControls*>(opt);
        static_cast<abi::ChannelControls*>(opt)->meter = 0x40000000;
      }
      told.push_back(what);
      const auto answer = answers.find(what);
      return answer == answers.end() ? abi::error::kInvalidParameter : answer->second;
    };
  }
  void can(abi::Long what) { answers[what] = abi::error::kSuccess; }
  std::map<abi::Long, abi::Error> answers;
  std::vector<abi::Long> told;
  abi::InputMonitor monitor = {};
  abi::TransportParameters transport = {};
  abi::ChannelControls controls = {};
};

}  // namespace

TEST_CASE("a driver that knows nothing of it has no features, and is told nothing") {
  FeatureRig rig;
  rig.open();
  const host::Features& features = rig.device.description().features;
  CHECK_FALSE(features.inputMonitor);
  CHECK_FALSE(features.overload);
  CHECK_FALSE(features.internalBuffers);
  rig.told.clear();
  CHECK(has(failureOf([&] { rig.device.setInputMonitor({}); }), ErrorCode::notSupported));
  CHECK(has(failureOf([&] { rig.device.setGain(0, true, 1); }), ErrorCode::notSupported));
  CHECK(has(failureOf([&] { rig.device.setGain(0, false, 1); }), ErrorCode::notSupported));
  CHECK(has(failureOf([&] { rig.device.meter(0, true); }), ErrorCode::notSupported));
  CHECK(has(failureOf([&] { rig.device.meter(0, false); }), ErrorCode::notSupported));
  CHECK(has(failureOf([&] { rig.device.transport({}); }), ErrorCode::notSupported));
  CHECK(has(failureOf([&] { rig.device.enableTimeCode(true); }), ErrorCode::notSupported));
  CHECK(rig.told.empty());
}

TEST_CASE("of an audio device it is asked how it is, and of nothing else") {
  FeatureRig rig;
  abi::DeviceReport report = {};
  rig.fake.onFuture = [&, usual = rig.fake.onFuture](abi::Long what, void* opt) {
    const abi::Error answer = usual(what, opt);
    if (what != selector::kGetDeviceReport) return answer;
    *static_cast<abi::DeviceReport*>(opt) = report;
    return abi::error::kSuccess;
  };
  bool isAudioDevice = true;
  SUBCASE("another driver") { isAudioDevice = false; }
  SUBCASE("an audio device") {}
  host::DriverSource source = rig.fake.source();
  if (isAudioDevice) source.kind = host::DriverKind::wasapi;
  report.isPair = report.isResampled = 1;
  report.driftPpm = std::nan("");
  rig.device.open(source, "", nullptr);
  CHECK(rig.device.description().resamplesInput == isAudioDevice);
  // Its wish to be reset is no echo, however soon it comes.
  CHECK((rig.device.settledNs() == 0) == isAudioDevice);
  CHECK(rig.device.description().fault.empty());
  if (!isAudioDevice) {
    rig.told.clear();
    rig.device.noteResetRequest();
    CHECK(has(failureOf([&] { rig.device.report(); }), ErrorCode::notSupported));
    CHECK(rig.told.empty());
    return;
  }
  CHECK_FALSE(rig.device.report().pair->driftPpm.has_value());
  report = {"the device is gone", 1, 2, 3, 4, 5, 6.5, 1, 0};
  rig.device.noteResetRequest();
  CHECK(rig.device.description().fault == "the device is gone");
  const host::DeviceReport seen = rig.device.report();
  CHECK(seen.fault == "the device is gone");
  CHECK(seen.missedSwitches == 1);
  CHECK(seen.underruns == 2);
  CHECK(seen.lostPackets == 3);
  CHECK(seen.pair->droppedBuffers == 4);
  CHECK(seen.pair->silentBuffers == 5);
  CHECK(seen.pair->driftPpm == 6.5);
  CHECK_FALSE(seen.pair->isResampled);
  // It stays what it was until there is another device, or there are other buffers.
  rig.device.refresh();
  CHECK(rig.device.description().fault == "the device is gone");
  report = {};
  rig.device.reopen();
  CHECK(rig.device.description().fault.empty());
  CHECK_FALSE(rig.device.report().pair.has_value());
}

TEST_CASE("zero is an ordinary call's yes, and none here") {
  FeatureRig rig;
  for (abi::Long what = 0; what < 20; ++what) rig.answers[what] = abi::error::kOk;
  rig.answers[selector::kCanReportOverload] = abi::error::kOk;
  rig.open();
  CHECK_FALSE(rig.device.description().features.inputGain);
  CHECK_FALSE(rig.device.description().features.overload);
}

TEST_CASE("each feature is asked for by its own number") {
  const std::pair<abi::Long, bool host::Features::*> features[] = {
      {selector::kCanInputMonitor, &host::Features::inputMonitor},
      {selector::kCanInputGain, &host::Features::inputGain},
      {selector::kCanInputMeter, &host::Features::inputMeter},
      {selector::kCanOutputGain, &host::Features::outputGain},
      {selector::kCanOutputMeter, &host::Features::outputMeter},
      {selector::kCanTransport, &host::Features::transport},
      {selector::kCanTimeInfo, &host::Features::timeInfo},
      {selector::kCanTimeCode, &host::Features::timeCode},
      {selector::kCanReportOverload, &host::Features::overload},
  };
  for (const auto& [number, chosen] : features) {
    FeatureRig rig;
    rig.can(number);
    rig.open();
    for (const auto& [other, feature] : features)
      CHECK(rig.device.description().features.*feature == (feature == chosen));
  }
}

TEST_CASE("what a feature is told arrives, in the driver's range") {
  FeatureRig rig;
  for (abi::Long what = selector::kEnableTimeCodeRead; what <= selector::kCanOutputMeter; ++what)
    rig.can(what);
  rig.can(selector::kGetInternalBufferSamples);
  rig.open();
  REQUIRE(rig.device.description().features.internalBuffers);
  CHECK(rig.device.description().features.internalBuffers->output == 22);
  rig.device.setInputMonitor({1, 2, 1, true, 0});
  CHECK(rig.monitor.input == 1);
  CHECK(rig.monitor.output == 2);
  CHECK(rig.monitor.gain == 0x7fffffff);
  CHECK(rig.monitor.state == 1);
  CHECK(rig.monitor.pan == 0);
  rig.device.setGain(1, true, 0.25);
  CHECK(rig.told.back() == selector::kSetInputGain);
  CHECK(rig.controls.channel == 1);
  CHECK(rig.controls.isInput == 1);
  CHECK(rig.controls.gain == 0x20000000);
  rig.device.setGain(0, false, 2);
  CHECK(rig.told.back() == selector::kSetOutputGain);
  CHECK(rig.controls.gain == 0x7fffffff);
  CHECK(rig.device.meter(0, true) == doctest::Approx(0.5));
  CHECK(rig.told.back() == selector::kGetInputMeter);
  rig.device.meter(0, false);
  CHECK(rig.told.back() == selector::kGetOutputMeter);
  rig.device.transport({abi::transport::kLocate, 0x100000002, 3});
  CHECK(rig.transport.command == abi::transport::kLocate);
  CHECK(abi::toUint64(rig.transport.samplePosition) == 0x100000002);
  CHECK(rig.transport.track == 3);
  rig.device.enableTimeCode(true);
  CHECK(rig.told.back() == selector::kEnableTimeCodeRead);
  rig.device.enableTimeCode(false);
  CHECK(rig.told.back() == selector::kDisableTimeCodeRead);
}

TEST_CASE("a driver that fails at a feature says with what") {
  FeatureRig rig;
  rig.can(selector::kCanInputGain);
  rig.open();
  rig.answers[selector::kSetInputGain] = abi::error::kInvalidMode;
  const auto error = failureOf([&] { rig.device.setGain(0, true, 1); });
  CHECK(has(error, ErrorCode::driverFailed));
  CHECK(error->driverCode() == abi::error::kInvalidMode);
  rig.answers[selector::kSetInputGain] = abi::error::kNotPresent;  // and said before that it could
  CHECK(has(failureOf([&] { rig.device.setGain(0, true, 1); }), ErrorCode::notSupported));
}

TEST_CASE("the control panel is the driver's, and what it changed is asked for") {
  FeatureRig rig;
  rig.open();
  rig.fake.onCall = [&](Call call) {
    if (call == Call::controlPanel) rig.fake.bufferSizes = {32, 64, 32, -1};
  };
  rig.device.openControlPanel();
  CHECK(rig.device.description().bufferSizes.preferred == 32);
  rig.fake.answers[static_cast<std::size_t>(Call::controlPanel)] = abi::error::kNotPresent;
  CHECK(has(failureOf([&] { rig.device.openControlPanel(); }), ErrorCode::notSupported));
  rig.fake.answers[static_cast<std::size_t>(Call::controlPanel)] = abi::error::kHwMalfunction;
  CHECK(has(failureOf([&] { rig.device.openControlPanel(); }), ErrorCode::driverFailed));
}
