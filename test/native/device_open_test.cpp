// Opening a driver: what is asked in which order, what it says of itself, and what is left when it fails.
#include <doctest/doctest.h>

#include "abi/selectors.h"
#include "device_rig.h"
#include "failure.h"

using host::ErrorCode;

namespace {

abi::Error& answerOf(FakeDriver& fake, Call call) { return fake.answers[static_cast<std::size_t>(call)]; }

}  // namespace

TEST_CASE("a driver is asked nothing before init, and everything after it") {
  DeviceRig rig;
  rig.open();
  const std::vector<Call> calls = rig.fake.calls();
  REQUIRE(calls.size() > 2);
  CHECK(calls[0] == Call::create);
  CHECK(calls[1] == Call::init);
  CHECK(rig.fake.systemHandle == rig.apartment.systemHandle());
  for (const Call call : {Call::start, Call::createBuffers, Call::setSampleRate, Call::canSampleRate}) {
    CHECK(rig.fake.count(call) == 0);
  }
  CHECK(rig.fake.texts.empty());
}

TEST_CASE("a device says what its driver says") {
  DeviceRig rig;
  rig.fake.channels = {3, 1};
  rig.fake.clocks = {{4, -1, -1, 1, "Word clock"}};
  rig.open();
  const host::DeviceDescription& device = rig.device.description();
  CHECK(device.name == "Fake Driver");
  CHECK(device.version == 3);
  CHECK(device.inputs.size() == 3);
  CHECK(device.inputs[2].index == 2);
  CHECK(device.inputs[2].group == 1);
  CHECK(device.inputs[2].name == "Channel");
  CHECK(device.inputs[2].type == abi::sample_type::kInt32Lsb);
  CHECK(device.outputs.size() == 1);
  CHECK(device.bufferSizes.min == 64);
  CHECK(device.bufferSizes.max == 1024);
  CHECK(device.bufferSizes.preferred == 256);
  CHECK(device.bufferSizes.granularity == -1);
  CHECK(device.sampleRate == 48000);
  CHECK(device.latencies.output == 200);
  REQUIRE(device.clockSources.size() == 1);
  CHECK(device.clockSources[0].index == 4);
}

TEST_CASE("settings and instance reach the driver before init, and a caller's window after them") {
  DeviceRig rig;
  answerOf(rig.fake, Call::future) = abi::error::kSuccess;
  host::DriverSource source = rig.fake.source();
  source.instance = "Desk";
  std::size_t textsAtInit = 0;
  rig.fake.onCall = [&](Call call) {
    if (call == Call::init) textsAtInit = rig.fake.texts.size();
  };
  rig.device.open(source, "clock=step", &rig);
  CHECK(rig.fake.texts == std::vector<std::string>{"Desk", "clock=step"});
  CHECK(textsAtInit == 2);
  CHECK(rig.fake.systemHandle == &rig);
}

TEST_CASE("a driver that knows nothing of instances is fine, one that does not know this one is not") {
  DeviceRig rig;
  host::DriverSource source = rig.fake.source();
  source.instance = "Desk";
  rig.device.open(source, "", nullptr);
  rig.device.close();
  answerOf(rig.fake, Call::future) = abi::error::kNotPresent;
  const auto error = failureOf([&] { rig.device.open(source, "", nullptr); });
  CHECK(has(error, ErrorCode::driverInitFailed));
  CHECK(says(error, "Desk"));
  CHECK(rig.fake.references() == 0);
  CHECK(rig.fake.count(Call::init) == 1);
}

TEST_CASE("settings that a driver does not take are refused before it is initialised") {
  DeviceRig rig;
  auto error = failureOf([&] { rig.device.open(rig.fake.source(), "rate=1", nullptr); });
  CHECK(has(error, ErrorCode::settingsRefused));
  CHECK(says(error, "takes no settings"));
  answerOf(rig.fake, Call::future) = abi::error::kOk;  // an ordinary call's yes is none here
  rig.fake.errorText = "rate: expected more";
  error = failureOf([&] { rig.device.open(rig.fake.source(), "rate=1", nullptr); });
  CHECK(has(error, ErrorCode::settingsRefused));
  CHECK(says(error, "rate: expected more"));
  CHECK(rig.fake.count(Call::init) == 0);
  CHECK(rig.fake.references() == 0);
}

TEST_CASE("a driver that does not start up is released, with its reason or without one") {
  DeviceRig rig;
  rig.fake.initAnswer = 0;
  auto error = failureOf([&] { rig.open(); });
  CHECK(has(error, ErrorCode::driverInitFailed));
  CHECK(error->operation() == "init");
  CHECK(says(error, "gave no reason"));
  rig.fake.initAnswer = -1;
  rig.fake.errorText = "in use";
  error = failureOf([&] { rig.open(); });
  CHECK(says(error, "in use"));
  CHECK(error->driverMessage() == "in use");
  CHECK(rig.fake.references() == 0);
  CHECK(rig.fake.count(Call::release) == 2);
  CHECK(rig.fake.count(Call::getDriverName) == 0);
}

TEST_CASE("a driver that cannot be loaded, or not be asked, leaves nothing behind") {
  DeviceRig rig;
  rig.fake.canBeCreated = false;
  CHECK(has(failureOf([&] { rig.open(); }), ErrorCode::driverLoadFailed));
  rig.fake.canBeCreated = true;
  answerOf(rig.fake, Call::getChannelInfo) = abi::error::kNotPresent;
  CHECK(has(failureOf([&] { rig.open(); }), ErrorCode::driverFailed));
  CHECK(rig.fake.references() == 0);
  host::DriverSource unknown;
  unknown.id = "no-such-driver";
  CHECK(has(failureOf([&] { rig.device.open(unknown, "", nullptr); }), ErrorCode::driverLoadFailed));
  answerOf(rig.fake, Call::getChannelInfo) = abi::error::kOk;
  rig.open();  // and it can be tried again
  CHECK(rig.fake.references() == 1);
}

TEST_CASE("an open device cannot be opened over") {
  DeviceRig rig;
  rig.open();
  CHECK(has(failureOf([&] { rig.open(); }), ErrorCode::invalidState));
  CHECK(rig.fake.count(Call::create) == 1);
  CHECK(rig.fake.references() == 1);
}

TEST_CASE("before it is opened and after it was closed, a device does nothing") {
  DeviceRig rig;
  for (int i = 0; i < 2; ++i) {
    CHECK(has(failureOf([&] { rig.device.refresh(); }), ErrorCode::deviceClosed));
    CHECK(has(failureOf([&] { rig.device.refreshLatencies(); }), ErrorCode::deviceClosed));
    CHECK(has(failureOf([&] { rig.device.canSampleRates({48000}); }), ErrorCode::deviceClosed));
    CHECK(has(failureOf([&] { rig.device.setSampleRate(48000); }), ErrorCode::deviceClosed));
    CHECK(has(failureOf([&] { rig.device.prepare({}); }), ErrorCode::deviceClosed));
    CHECK(has(failureOf([&] { rig.device.start({}); }), ErrorCode::deviceClosed));
    CHECK(has(failureOf([&] { rig.device.stop(); }), ErrorCode::deviceClosed));
    CHECK(has(failureOf([&] { rig.device.dispose(); }), ErrorCode::deviceClosed));
    CHECK(has(failureOf([&] { rig.device.step(1); }), ErrorCode::deviceClosed));
    rig.device.close();
    if (i == 0) {
      rig.open();
      rig.device.close();
    }
  }
  CHECK(rig.fake.count(Call::release) == 1);
}

TEST_CASE("a driver with a great many channels is described as far as anyone counts") {
  DeviceRig rig;
  rig.fake.channels = {10000, 0};
  rig.open();
  CHECK(rig.device.description().inputs.size() == 4096);
  CHECK(rig.device.description().inputs.back().index == 4095);
  CHECK(rig.device.description().outputs.empty());
}
