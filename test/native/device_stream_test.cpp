// The phases of a stream on a device, in the right order and in every wrong one.
#include <doctest/doctest.h>

#include <algorithm>

#include "abi/selectors.h"
#include "device_rig.h"
#include "failure.h"

using host::ErrorCode;

namespace {

abi::Error& answerOf(FakeDriver& fake, Call call) { return fake.answers[static_cast<std::size_t>(call)]; }

bool isSilent(FakeDriver& fake, std::size_t entry) {
  const std::size_t bytes = static_cast<std::size_t>(fake.bufferFrames) * 4;
  return std::all_of(fake.half(entry, 0), fake.half(entry, 0) + bytes,
                     [](std::byte b) { return b == std::byte{0}; }) &&
         std::all_of(fake.half(entry, 1), fake.half(entry, 1) + bytes,
                     [](std::byte b) { return b == std::byte{0}; });
}

}  // namespace

TEST_CASE("buffers are made, the driver is started, stopped, and everything is undone in reverse") {
  DeviceRig rig;
  rig.prepare();
  CHECK(rig.fake.bufferFrames == 256);
  REQUIRE(rig.fake.buffers.size() == 4);
  CHECK(rig.fake.buffers[1].isInput == 1);
  CHECK(rig.fake.buffers[1].channelNum == 1);
  CHECK(rig.fake.buffers[2].isInput == 0);
  CHECK(rig.fake.buffers[2].channelNum == 0);
  CHECK(rig.fake.inOrder(Call::getBufferSize, Call::createBuffers));
  CHECK(rig.fake.inOrder(Call::createBuffers, Call::outputReady));
  CHECK(rig.fake.inOrder(Call::outputReady, Call::getLatencies));  // which it changes
  CHECK(rig.fake.count(Call::outputReady) == 1);
  CHECK(isSilent(rig.fake, 2));
  CHECK(isSilent(rig.fake, 3));
  rig.device.start({});
  CHECK(rig.fake.inOrder(Call::start, Call::getLatencies));
  rig.fake.bufferSwitch(0);
  CHECK(rig.memory->counters().buffers.get() == 1);
  rig.device.stop();
  CHECK(rig.fake.inOrder(Call::start, Call::stop));
  rig.device.dispose();
  rig.device.close();
  CHECK(rig.fake.inOrder(Call::stop, Call::disposeBuffers));
  CHECK(rig.fake.inOrder(Call::disposeBuffers, Call::release));
  for (const Call call :
       {Call::createBuffers, Call::start, Call::stop, Call::disposeBuffers, Call::release}) {
    CHECK(rig.fake.count(call) == 1);
  }
}

TEST_CASE("closing ends whatever phase there is, in order") {
  for (int phase = 0; phase < 3; ++phase) {
    CAPTURE(phase);
    DeviceRig rig;
    rig.open();
    if (phase > 0) rig.prepare();
    if (phase > 1) rig.device.start({});
    rig.device.close();
    rig.device.close();
    CHECK(rig.fake.count(Call::stop) == (phase > 1 ? 1 : 0));
    CHECK(rig.fake.count(Call::disposeBuffers) == (phase > 0 ? 1 : 0));
    CHECK(rig.fake.count(Call::release) == 1);
    CHECK(rig.fake.calls().back() == Call::release);
    if (phase > 0) rig.fake.bufferSwitch(0);  // a driver that calls late finds nobody
  }
}

TEST_CASE("what needs a stream says so when there is none") {
  DeviceRig rig;
  rig.open();
  CHECK(has(failureOf([&] { rig.device.start({}); }), ErrorCode::invalidState));
  CHECK(has(failureOf([&] { rig.device.stop(); }), ErrorCode::invalidState));
  CHECK(has(failureOf([&] { rig.device.dispose(); }), ErrorCode::invalidState));
  CHECK(has(failureOf([&] { rig.device.step(1); }), ErrorCode::invalidState));
  rig.prepare();
  CHECK(has(failureOf([&] { rig.prepare(); }), ErrorCode::invalidState));
  CHECK(has(failureOf([&] { rig.device.step(1); }), ErrorCode::invalidState));
  CHECK(rig.fake.count(Call::createBuffers) == 1);
}

TEST_CASE("starting and stopping twice is starting and stopping once") {
  DeviceRig rig;
  rig.prepare();
  rig.device.stop();
  CHECK(rig.fake.count(Call::stop) == 0);
  rig.device.start({});
  rig.device.start({});
  CHECK(rig.fake.count(Call::start) == 1);
  rig.device.stop();
  rig.device.stop();
  CHECK(rig.fake.count(Call::stop) == 1);
  rig.device.start({500});
  rig.fake.bufferSwitch(0);
  CHECK(rig.memory->counters().position.get() == 756);
}

TEST_CASE("a start's flags are those of its first block and of no other") {
  DeviceRig rig;
  rig.prepare();
  const engine::StreamLayout layout =
      engine::layOut(host::planOf(rig.device.description(), requestFor(rig.device.description())));
  rt::RingReader input(engine::mapRing(rig.memory->data(), layout.input));
  const auto flagsOfSwitch = [&] {
    rig.fake.bufferSwitch(0);
    const std::uint32_t flags = input.tryPeek().header->flags;
    input.release();
    return flags;
  };
  rig.device.start({0, rt::block_flag::kRateChanged | rt::block_flag::kGap});
  CHECK(flagsOfSwitch() == (rt::block_flag::kStart | rt::block_flag::kRateChanged | rt::block_flag::kGap));
  CHECK(flagsOfSwitch() == 0);
  rig.device.start({0, rt::block_flag::kClockChanged});  // it runs already
  CHECK(flagsOfSwitch() == 0);
  rig.device.stop();
  rig.device.start({});
  CHECK(flagsOfSwitch() == rt::block_flag::kStart);
}

TEST_CASE("a driver may call back before start returns, and those buffers count") {
  DeviceRig rig;
  rig.prepare();
  rig.fake.onCall = [&](Call call) {
    if (call == Call::start) rig.fake.bufferSwitch(0);
  };
  rig.device.start({});
  CHECK(rig.memory->counters().buffers.get() == 1);
}

TEST_CASE("a driver may call back while it makes its buffers, stops and disposes of them") {
  DeviceRig rig;
  rig.fake.onCall = [&](Call call) {
    const bool early = call == Call::createBuffers;
    if (!early && call != Call::stop && call != Call::disposeBuffers) return;
    if (early) rig.fake.callbacks = rig.slot->callbacks();
    CHECK(rig.fake.message(abi::message::kSupportsTimeInfo) == 1);
    rig.fake.bufferSwitch(1);
  };
  rig.prepare();
  rig.device.start({});
  rig.device.stop();
  rig.device.dispose();
  CHECK(rig.memory->counters().buffers.get() == 0);
}

TEST_CASE("output is silent before the start and after the stop, whatever was played") {
  DeviceRig rig;
  rig.prepare();
  rig.device.start({});
  std::fill_n(rig.fake.half(2, 0), 1024, std::byte{7});
  std::fill_n(rig.fake.half(3, 1), 1024, std::byte{7});
  rig.device.stop();
  CHECK(isSilent(rig.fake, 2));
  CHECK(isSilent(rig.fake, 3));
}

TEST_CASE("a start that fails leaves the stream prepared and mute") {
  DeviceRig rig;
  rig.prepare();
  answerOf(rig.fake, Call::start) = abi::error::kHwMalfunction;
  CHECK(has(failureOf([&] { rig.device.start({}); }), ErrorCode::driverFailed));
  rig.fake.bufferSwitch(0);
  CHECK(rig.memory->counters().buffers.get() == 0);
  rig.device.stop();
  CHECK(rig.fake.count(Call::stop) == 0);
  answerOf(rig.fake, Call::start) = abi::error::kOk;
  rig.device.start({});
  rig.fake.bufferSwitch(0);
  CHECK(rig.memory->counters().buffers.get() == 1);
}

TEST_CASE("after an unplugged cable every call fails and the end goes on all the same") {
  DeviceRig rig;
  rig.prepare();
  rig.device.start({});
  rig.fake.answers.fill(abi::error::kNotPresent);
  rig.device.stop();
  rig.device.dispose();
  rig.device.close();
  CHECK(rig.fake.references() == 0);
}

TEST_CASE("buffers that could not be made are given back, and can be tried again") {
  DeviceRig rig;
  rig.open();
  answerOf(rig.fake, Call::createBuffers) = abi::error::kInvalidMode;
  CHECK(has(failureOf([&] { rig.prepare(); }), ErrorCode::driverFailed));
  CHECK(rig.fake.inOrder(Call::createBuffers, Call::disposeBuffers));
  CHECK(has(failureOf([&] { rig.device.dispose(); }), ErrorCode::invalidState));
  answerOf(rig.fake, Call::createBuffers) = abi::error::kOk;
  rig.prepare();
  rig.device.dispose();
  CHECK(rig.fake.count(Call::disposeBuffers) == 2);
}

TEST_CASE(
    "a size that is not offered, a channel that is not there and a foreign format are refused in time") {
  DeviceRig rig;
  rig.open();
  host::StreamRequest request = requestFor(rig.device.description());
  rig.fake.bufferSizes = {128, 128, 128, 0};  // moved by the user since
  auto error = failureOf([&] { rig.prepare(request); });
  CHECK(has(error, ErrorCode::bufferSizeRefused));
  CHECK(says(error, "128 frames only"));
  request.bufferSize = 128;
  request.inputs = {0, 2};
  CHECK(has(failureOf([&] { rig.prepare(request); }), ErrorCode::invalidState));
  request.inputs = {-1};
  CHECK(has(failureOf([&] { rig.prepare(request); }), ErrorCode::invalidState));
  request.inputs = {1};
  CHECK(has(failureOf([&] { rig.device.prepare(request); }), ErrorCode::invalidState));  // no memory for it
  for (const abi::SampleType type : {abi::sample_type::kDsdInt8Lsb1, abi::SampleType{99}}) {
    rig.fake.type = type;
    rig.device.refresh();
    CHECK(has(failureOf([&] { rig.prepare(request); }), ErrorCode::formatUnsupported));
  }
  CHECK(rig.fake.count(Call::createBuffers) == 0);
  rig.fake.type = abi::sample_type::kDsdInt8Lsb1;
  rig.device.refresh();
  request.format = sample::Format::native;
  rig.prepare(request);
  CHECK(rig.fake.half(1, 0)[15] == std::byte{0x96});
}

TEST_CASE("outputReady is asked for once, and called in each switch only where the driver said yes") {
  for (const bool wants : {false, true}) {
    DeviceRig rig;
    answerOf(rig.fake, Call::outputReady) = wants ? abi::error::kOk : abi::error::kNotPresent;
    rig.prepare();
    rig.device.start({});
    rig.fake.bufferSwitch(0);
    rig.fake.bufferSwitch(1);
    CHECK(rig.fake.count(Call::outputReady) == (wants ? 3 : 1));
  }
}

TEST_CASE("only a driver that says so can be stepped") {
  DeviceRig rig;
  rig.prepare();
  rig.device.start({});
  CHECK(has(failureOf([&] { rig.device.step(1); }), ErrorCode::invalidState));
  answerOf(rig.fake, Call::future) = abi::error::kSuccess;
  rig.device.step(1);
}
