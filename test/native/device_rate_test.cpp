// Switching the rate of the hardware: asked for, verified, and everything asked again that may depend on it.
#include <doctest/doctest.h>

#include <cmath>

#include "device_rig.h"
#include "failure.h"
#include "platform/time.h"

using host::ErrorCode;

namespace {

abi::Error& answerOf(FakeDriver& fake, Call call) { return fake.answers[static_cast<std::size_t>(call)]; }

}  // namespace

TEST_CASE("a rate is set, verified, and what depends on it is asked for again") {
  DeviceRig rig;
  rig.open();
  rig.fake.onCall = [&](Call call) {
    if (call != Call::setSampleRate) return;
    rig.fake.channels = {1, 1};
    rig.fake.bufferSizes = {32, 512, 128, -1};
  };
  rig.device.setSampleRate(96000);
  CHECK(rig.fake.lastRate == 96000);
  CHECK(rig.fake.inOrder(Call::setSampleRate, Call::getSampleRate));
  CHECK(rig.device.description().sampleRate == 96000);
  CHECK(rig.device.description().inputs.size() == 1);
  CHECK(rig.device.description().bufferSizes.preferred == 128);
}

TEST_CASE("a rate that is set already is left alone") {
  DeviceRig rig;
  rig.open();
  rig.device.setSampleRate(48000);
  rig.fake.rate = 48000.7;  // as measured
  rig.device.setSampleRate(48000);
  CHECK(rig.fake.count(Call::setSampleRate) == 0);
}

TEST_CASE("the rates of film are other rates than those next to them") {
  DeviceRig rig;
  rig.open();
  for (const double rate : {48000 / 1.001, 48000.0, 48000 * 1.001, 44100 / 1.001, 44100.0}) {
    rig.device.setSampleRate(rate);
    CHECK(rig.fake.lastRate == rate);
    CHECK(rig.device.description().sampleRate == rate);
  }
}

TEST_CASE("a driver whose rate is unknown is told one") {
  DeviceRig rig;
  rig.fake.rate = std::nan("");
  rig.open();
  CHECK(rig.device.description().sampleRate == 0);
  rig.device.setSampleRate(44100);
  CHECK(rig.device.description().sampleRate == 44100);
}

TEST_CASE("a driver may take its time to show the new rate") {
  DeviceRig rig;
  rig.fake.ratesUntilApplied = 5;
  rig.open();
  rig.device.setSampleRate(96000);
  CHECK(rig.device.description().sampleRate == 96000);
  CHECK(rig.fake.count(Call::setSampleRate) == 1);
}

TEST_CASE("a rate that is accepted and never applied is an error, well before the time limit") {
  DeviceRig rig;
  rig.fake.ratesUntilApplied = -1;
  rig.open();
  rig.device.limitWork(100'000'000);
  const std::uint64_t begin = platform::nowNs();
  const auto error = failureOf([&] { rig.device.setSampleRate(96000); });
  CHECK(platform::nowNs() - begin >= 50'000'000);
  CHECK(has(error, ErrorCode::sampleRateRefused));
  CHECK(says(error, "accepted 96000 Hz and stayed at 48000 Hz"));
  CHECK_FALSE(error->hasDriverCode());
}

TEST_CASE("a refusal says what the driver offers and where it is") {
  DeviceRig rig;
  rig.open();
  rig.fake.errorText = "locked to the other card";
  answerOf(rig.fake, Call::setSampleRate) = abi::error::kInvalidMode;
  auto error = failureOf([&] { rig.device.setSampleRate(22050.5); });
  CHECK(has(error, ErrorCode::sampleRateRefused));
  CHECK(error->operation() == "setSampleRate");
  CHECK(error->driverCode() == abi::error::kInvalidMode);
  CHECK(error->driverMessage() == "locked to the other card");
  CHECK(says(error, "refused 22050.5 Hz"));
  CHECK(says(error, "44100 Hz, 48000 Hz, 96000 Hz"));
  CHECK(says(error, "runs at 48000 Hz"));
  rig.fake.rates.clear();
  rig.fake.rate = 0;
  error = failureOf([&] { rig.device.setSampleRate(192000); });
  CHECK(says(error, "none of the usual rates"));
  CHECK(says(error, "does not say at which rate it runs"));
}

TEST_CASE("a stream is stopped and disposed of before the rate changes, and not for a list of rates") {
  DeviceRig rig;
  rig.prepare();
  rig.device.start({});
  CHECK(rig.device.canSampleRates({44100, 48000, 1, 96000}) == std::vector<bool>{true, true, false, true});
  CHECK(rig.fake.count(Call::stop) == 0);
  rig.device.setSampleRate(96000);
  CHECK(rig.fake.inOrder(Call::stop, Call::disposeBuffers));
  CHECK(rig.fake.inOrder(Call::disposeBuffers, Call::setSampleRate));
  CHECK(has(failureOf([&] { rig.device.start({}); }), ErrorCode::invalidState));
  rig.prepare();
  rig.device.start({});
}

TEST_CASE("a rate that the driver announces is news when it is another than before") {
  DeviceRig rig;
  rig.open();
  CHECK_FALSE(rig.device.noteSampleRate(48000));
  CHECK_FALSE(rig.device.noteSampleRate(44100));  // it says so, and has the old one
  rig.fake.rate = 44100;
  rig.fake.bufferSizes = {32, 512, 128, -1};
  CHECK(rig.device.noteSampleRate(44100) == 44100);
  CHECK(rig.device.description().sampleRate == 44100);
  CHECK(rig.device.description().bufferSizes.preferred == 128);
  CHECK_FALSE(rig.device.noteSampleRate(44100));
  CHECK_FALSE(rig.device.noteSampleRate(44100.4));
}

TEST_CASE("a lost clock is news, and so is its coming back with the same rate") {
  DeviceRig rig;
  rig.open();
  CHECK(rig.device.noteSampleRate(0) == 0);
  CHECK_FALSE(rig.device.noteSampleRate(0));
  CHECK(rig.device.noteSampleRate(48000) == 48000);
  CHECK_FALSE(rig.device.noteSampleRate(48000));
}

TEST_CASE("a driver that switches only while it runs gets buffers for a moment") {
  DeviceRig rig;
  rig.fake.ratesUntilApplied = -1;
  rig.open();
  rig.device.limitWork(600'000'000);
  rig.fake.onCall = [&](Call call) {
    if (call == Call::stop) rig.fake.rate = rig.fake.lastRate;
  };
  rig.device.setSampleRate(96000);
  CHECK(rig.device.description().sampleRate == 96000);
  CHECK(rig.fake.inOrder(Call::createBuffers, Call::start));
  CHECK(rig.fake.inOrder(Call::stop, Call::disposeBuffers));
  CHECK(rig.fake.count(Call::release) == 0);
}

TEST_CASE("a driver that switches only when it is loaded is loaded anew") {
  DeviceRig rig;
  rig.fake.ratesUntilApplied = -1;
  rig.open();
  rig.device.limitWork(600'000'000);
  rig.fake.onCall = [&](Call call) {
    if (call == Call::create) rig.fake.rate = rig.fake.lastRate;
  };
  rig.device.setSampleRate(96000);
  CHECK(rig.device.description().sampleRate == 96000);
  CHECK(rig.fake.count(Call::create) == 2);
  CHECK(rig.device.state() == host::LifeState::open);
}

TEST_CASE("a driver without a clock is given the first that it lists, and no other is touched") {
  DeviceRig rig;
  rig.fake.clocks = {{4, -1, -1, 0, "Word clock"}, {5, -1, -1, 0, "Optical"}};
  rig.open();
  answerOf(rig.fake, Call::setSampleRate) = abi::error::kNoClock;
  rig.fake.onCall = [&](Call call) {
    if (call == Call::setClockSource) answerOf(rig.fake, Call::setSampleRate) = abi::error::kOk;
  };
  rig.device.setSampleRate(96000);
  CHECK(rig.device.description().sampleRate == 96000);
  CHECK(rig.fake.count(Call::setClockSource) == 1);
  rig.fake.clocks[0].isCurrentSource = 1;
  answerOf(rig.fake, Call::setSampleRate) = abi::error::kNoClock;
  CHECK(has(failureOf([&] { rig.device.setSampleRate(44100); }), ErrorCode::sampleRateRefused));
  CHECK(rig.fake.count(Call::setClockSource) == 1);
}

TEST_CASE("a clock is chosen among those that the driver lists") {
  DeviceRig rig;
  rig.fake.clocks = {{4, -1, -1, 1, "Word clock"}, {5, -1, -1, 0, "Optical"}};
  rig.prepare();
  rig.device.start({});
  rig.fake.onCall = [&](Call call) {
    if (call != Call::setClockSource) return;
    rig.fake.clocks[0].isCurrentSource = 0;
    rig.fake.clocks[1].isCurrentSource = 1;
  };
  rig.device.setClockSource(5);
  CHECK(rig.device.description().clockSources[1].current);
  CHECK(rig.fake.count(Call::stop) == 0);
  const auto error = failureOf([&] { rig.device.setClockSource(1); });
  CHECK(has(error, ErrorCode::notSupported));
  CHECK(says(error, "4 (Word clock), 5 (Optical)"));
  CHECK(rig.fake.count(Call::setClockSource) == 1);
}
