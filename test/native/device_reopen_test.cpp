// A driver that is released and loaded anew, with and without a stream, and what becomes of its settings.
#include <doctest/doctest.h>

#include <utility>

#include "abi/selectors.h"
#include "device_rig.h"
#include "failure.h"
#include "platform/time.h"

using host::ErrorCode;
using host::LifeState;

namespace {

abi::Error& answerOf(FakeDriver& fake, Call call) { return fake.answers[static_cast<std::size_t>(call)]; }

}  // namespace

TEST_CASE("a driver is taken down in order and loaded anew as it was") {
  DeviceRig rig;
  answerOf(rig.fake, Call::future) = abi::error::kSuccess;
  rig.device.open(rig.fake.source(), "clock=step", &rig);
  rig.prepare();
  rig.device.start({});
  rig.fake.texts.clear();
  rig.fake.channels = {4, 4};
  rig.device.reopen();
  CHECK(rig.device.state() == LifeState::open);
  CHECK(rig.fake.inOrder(Call::stop, Call::disposeBuffers));
  CHECK(rig.fake.inOrder(Call::disposeBuffers, Call::release));
  CHECK(rig.fake.inOrder(Call::release, Call::create));
  CHECK(rig.fake.inOrder(Call::create, Call::init));
  CHECK(rig.fake.count(Call::create) == 2);
  CHECK(rig.fake.references() == 1);
  CHECK(rig.fake.texts == std::vector<std::string>{"clock=step"});
  CHECK(rig.fake.systemHandle == &rig);
  CHECK(rig.device.description().inputs.size() == 4);
  rig.prepare();
  rig.device.start({});
  rig.fake.bufferSwitch(0);
  CHECK(rig.memory->counters().buffers.get() == 1);
}

TEST_CASE("a device that is still busy is asked again, with pauses") {
  DeviceRig rig;
  rig.open();
  int refusals = 3;
  rig.fake.onCall = [&](Call call) {
    if (call == Call::create) rig.fake.initAnswer = refusals-- > 0 ? 0 : 1;
  };
  rig.device.reopen();
  CHECK(rig.device.state() == LifeState::open);
  CHECK(rig.fake.count(Call::create) == 5);
  CHECK(rig.fake.count(Call::release) == 4);
}

TEST_CASE("a driver that does not come back closes the device, within its time, and can be opened again") {
  DeviceRig rig;
  rig.prepare();
  rig.device.limitWork(400'000'000);
  rig.fake.initAnswer = 0;
  const std::uint64_t begin = platform::nowNs();
  CHECK(has(failureOf([&] { rig.device.reopen(); }), ErrorCode::driverInitFailed));
  CHECK(platform::nowNs() - begin >= 50'000'000);
  CHECK(rig.device.state() == LifeState::closed);
  CHECK(rig.fake.references() == 0);
  CHECK(has(failureOf([&] { rig.device.reopen(); }), ErrorCode::deviceClosed));
  rig.fake.initAnswer = 1;
  rig.open();
  CHECK(rig.fake.references() == 1);
}

TEST_CASE("a rate that was set is set again, and one that was not is the driver's affair") {
  DeviceRig rig;
  rig.open();
  rig.fake.onCall = [&](Call call) {
    if (call == Call::create) rig.fake.rate = 44100;  // a new instance begins there
  };
  rig.device.reopen();
  CHECK(rig.device.description().sampleRate == 44100);
  CHECK(rig.fake.count(Call::setSampleRate) == 0);
  rig.device.setSampleRate(96000);
  rig.device.reopen();
  CHECK(rig.device.description().sampleRate == 96000);
  CHECK(rig.fake.count(Call::setSampleRate) == 2);
  answerOf(rig.fake, Call::setSampleRate) = abi::error::kInvalidMode;
  rig.device.reopen();  // it comes back without that rate, which is no reason to stay away
  CHECK(rig.device.description().sampleRate == 44100);
  CHECK(rig.device.state() == LifeState::open);
}

TEST_CASE("what the old instance said is not taken for words of the new one") {
  DeviceRig rig;
  rig.prepare();
  rig.fake.message(abi::message::kResetRequest);
  rig.device.reopen();
  CHECK(rig.slot->mailbox().take() == 0);
}

TEST_CASE("after a change of ours the driver is given time to settle") {
  DeviceRig rig;
  const auto isSettling = [&] { return rig.device.settledNs() > platform::nowNs(); };
  std::uint64_t last = 0;
  const auto isLater = [&] { return std::exchange(last, rig.device.settledNs()) < rig.device.settledNs(); };
  CHECK_FALSE(isSettling());
  rig.open();
  CHECK(isLater());
  rig.device.setSampleRate(96000);
  CHECK(isLater());
  rig.prepare();
  CHECK(isLater());
  rig.device.start({});
  CHECK(isLater());
  rig.device.reopen();
  CHECK(isLater());
}

TEST_CASE("a driver that starts up without any channel is not there") {
  DeviceRig rig;
  rig.fake.channels = {0, 0};
  rig.fake.errorText = "no unit found";
  const auto error = failureOf([&] { rig.open(); });
  CHECK(has(error, ErrorCode::driverInitFailed));
  CHECK(says(error, "no unit found"));
  CHECK(rig.fake.references() == 0);
}

TEST_CASE("the watchdog watches while the driver runs, and only then") {
  DeviceRig rig;
  const auto isWatched = [&] { return rig.watchdog.nextLookNs() != UINT64_MAX; };
  rig.prepare();
  CHECK_FALSE(isWatched());
  rig.device.start({});
  CHECK(isWatched());
  rig.device.stop();
  CHECK_FALSE(isWatched());
  rig.device.start({});
  rig.device.reopen();
  CHECK_FALSE(isWatched());
  rig.prepare();
  rig.device.start({});
  rig.device.close();
  CHECK_FALSE(isWatched());
}
