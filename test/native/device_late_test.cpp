// Drivers whose callbacks come late, go on after the end, or never return.
#include <doctest/doctest.h>

#include <algorithm>
#include <thread>

#include "device_rig.h"
#include "failure.h"
#include "gate.h"

using host::ErrorCode;

namespace {

abi::Error& answerOf(FakeDriver& fake, Call call) { return fake.answers[static_cast<std::size_t>(call)]; }

/// Buffer switches without end, on a thread of its own.
class Storm {
 public:
  explicit Storm(FakeDriver& driver)
      : thread_([this, &driver] {
          for (abi::Long i = 0; !over_; ++i) driver.bufferSwitch(i);
        }) {}
  ~Storm() {
    over_ = true;
    thread_.join();
  }
  Storm(const Storm&) = delete;
  Storm& operator=(const Storm&) = delete;

 private:
  std::atomic<bool> over_{false};
  std::thread thread_;
};

}  // namespace

TEST_CASE("a driver may keep the list of buffers that the host gave it") {
  DeviceRig rig;
  rig.prepare();
  bool same = true;
  rig.fake.onCall = [&](Call call) {
    if (call != Call::start && call != Call::disposeBuffers) return;
    for (std::size_t i = 0; i < rig.fake.buffers.size(); ++i) {
      same = same && rig.fake.hostInfos[i].buffers[1] == rig.fake.buffers[i].buffers[1];
    }
  };
  rig.device.start({});
  rig.device.dispose();
  CHECK(same);
}

TEST_CASE("once stop has returned nothing is served any more, although the driver goes on calling") {
  constexpr int kTimes = 100;
  DeviceRig rig;
  rig.prepare();
  const Storm storm(rig.fake);
  bool quiet = true;
  for (int i = 0; i < kTimes && quiet; ++i) {
    const std::uint64_t before = rig.memory->counters().buffers.get();
    rig.device.start({});
    const bool served = comesTrue([&] { return rig.memory->counters().buffers.get() > before; });
    rig.device.stop();
    const std::uint64_t stopped = rig.memory->counters().buffers.get();
    std::this_thread::yield();
    quiet = served && rig.memory->counters().buffers.get() == stopped;
  }
  CHECK(quiet);
}

TEST_CASE("a stream can be prepared and disposed of under a driver that never stops calling") {
  constexpr int kTimes = 100;
  DeviceRig rig;
  rig.prepare();
  rig.device.dispose();
  const Storm storm(rig.fake);
  for (int i = 0; i < kTimes; ++i) {
    rig.prepare();
    rig.device.start({});
    rig.device.dispose();
    rig.memory.reset();
  }
  CHECK(rig.fake.count(Call::disposeBuffers) == kTimes + 1);
}

TEST_CASE("a driver with a callback that never returns is left alone, and so is its memory") {
  DeviceRig rig;
  rig.fake.mayBeLost = true;
  answerOf(rig.fake, Call::outputReady) = abi::error::kOk;
  rig.prepare();
  rig.device.start({});
  Gate gate;
  rig.fake.onCall = [&](Call call) {
    if (call == Call::outputReady) gate.pass();
  };
  std::thread audio([&] { rig.fake.bufferSwitch(0); });
  REQUIRE(gate.waitForArrivals());
  const auto error = failureOf([&] { rig.device.dispose(); });
  CHECK(has(error, ErrorCode::driverTimeout));
  CHECK(rig.device.isLost());
  CHECK(has(failureOf([&] { rig.device.start({}); }), ErrorCode::deviceClosed));
  CHECK(has(failureOf([&] { rig.open(); }), ErrorCode::invalidState));
  rig.device.close();
  CHECK(rig.fake.count(Call::stop) == 1);
  CHECK(rig.fake.count(Call::disposeBuffers) == 0);
  CHECK(rig.fake.count(Call::release) == 0);
  gate.open();
  audio.join();
}

TEST_CASE("closing under a callback that never returns does not release the driver either") {
  DeviceRig rig;
  rig.fake.mayBeLost = true;
  answerOf(rig.fake, Call::outputReady) = abi::error::kOk;
  rig.prepare();
  rig.device.start({});
  Gate gate;
  rig.fake.onCall = [&](Call call) {
    if (call == Call::outputReady) gate.pass();
  };
  std::thread audio([&] { rig.fake.bufferSwitch(0); });
  REQUIRE(gate.waitForArrivals());
  rig.device.close();
  CHECK(rig.device.isLost());
  CHECK(rig.fake.count(Call::release) == 0);
  gate.open();
  audio.join();
}
