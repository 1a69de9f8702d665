// When a stream is muted, what it tells, and whom it wakes.
#include <doctest/doctest.h>

#include <algorithm>
#include <thread>

#include "engine/audio_stream.h"
#include "patience.h"
#include "platform/event.h"
#include "switch_rig.h"

namespace type = abi::sample_type;
using Bytes = std::vector<std::byte>;
using sample::Format;

namespace {

/// Four blocks of four frames in each direction.
engine::StreamPlan smallPlan() { return {4, 16, Format::int32, {type::kInt32Lsb}, {type::kInt32Lsb}}; }

const Bytes kSilence(16, std::byte{0});

}  // namespace

TEST_CASE("a stream that was not started plays silence and leaves its rings and counters alone") {
  SwitchRig rig(smallPlan());
  REQUIRE(rig.queueOutput(std::byte{1}));
  rig.counters().wakeWanted = 1;
  rig.counters().outputWanted = 1;
  rig.soilOutputs();
  rig.driver.bufferSwitch(0);
  rig.driver.bufferSwitch(1);
  CHECK((rig.driverOutput(0, 0) == kSilence));
  CHECK((rig.driverOutput(0, 1) == kSilence));
  CHECK_FALSE(rig.input.tryPeek());
  CHECK(rig.counters().buffers.get() == 0);
  CHECK(rig.counters().underruns.get() == 0);
  CHECK(rig.counters().wakeWanted == 1);
  CHECK(rig.wakes == 0);
  rig.stream->run(0);
  rig.driver.bufferSwitch(0);
  CHECK((rig.driverOutput(0, 0) == Bytes(16, std::byte{1})));  // it was still queued
}

TEST_CASE("muting ends a run, the next run says where it starts") {
  SwitchRig rig(smallPlan());
  rig.stream->run(0);
  rig.driver.bufferSwitch(0);
  rig.driver.bufferSwitch(1);
  rig.stream->mute();
  rig.driver.bufferSwitch(0);
  rig.stream->run(1000);
  rig.driver.bufferSwitch(1);
  rig.driver.bufferSwitch(0);
  const std::uint32_t positions[] = {0, 4, 1000, 1004};
  const std::uint32_t flags[] = {rt::block_flag::kStart, 0, rt::block_flag::kStart, 0};
  for (int i = 0; i < 4; ++i) {
    const rt::Block block = rig.input.tryPeek();
    REQUIRE(block);
    CHECK(block.header->positionLow == positions[i]);
    CHECK(block.header->flags == flags[i]);
    rig.input.release();
  }
  CHECK(rig.counters().buffers.get() == 4);
  CHECK(rig.counters().position.get() == 1008);
}

TEST_CASE("silencing the outputs reaches both halves of every channel") {
  SwitchRig rig({8, 32, Format::native, {}, {type::kInt16Lsb, type::kDsdInt8Msb1}});
  rig.soilOutputs();
  rig.stream->silenceOutputs();
  for (std::size_t half = 0; half < 2; ++half) {
    CHECK((rig.driverOutput(0, half) == kSilence));
    CHECK((rig.driverOutput(1, half) == Bytes{std::byte{0x69}}));
  }
}

TEST_CASE("one wish to be woken is one wake-up, however many buffers pass") {
  SwitchRig rig({4, 64, Format::int32, {type::kInt32Lsb}, {}});
  rig.stream->run(0);
  rig.driver.bufferSwitch(0);
  CHECK(rig.wakes == 0);
  rig.counters().wakeWanted = 1;
  for (int i = 0; i < 3; ++i) rig.driver.bufferSwitch(0);
  CHECK(rig.wakes == 1);
  CHECK(rig.counters().wakeWanted == 0);
  rig.counters().wakeWanted = 1;
  rig.driver.bufferSwitch(0);
  CHECK(rig.wakes == 2);
}

TEST_CASE("losses ring once until somebody has looked") {
  SwitchRig rig(smallPlan());
  rig.stream->run(0);
  rig.counters().outputWanted = 1;
  for (int i = 0; i < 10; ++i) rig.driver.bufferSwitch(i % 2);  // underruns, and overruns from the fifth on
  CHECK(rig.counters().underruns.get() == 10);
  CHECK(rig.counters().overruns.get() == 6);
  CHECK(rig.wakes == 1);
  CHECK(rig.counters().lossPending == 1);
  rig.counters().lossPending = 0;
  rig.driver.bufferSwitch(0);
  CHECK(rig.wakes == 2);
}

TEST_CASE("a driver that wants to know when output is written is told once in every buffer switch") {
  SwitchRig rig(smallPlan());
  const auto told = [&rig](abi::Long half) {
    const std::size_t before = rig.driver.count(Call::outputReady);
    rig.driver.bufferSwitch(half);
    return rig.driver.count(Call::outputReady) - before;
  };
  CHECK(told(0) == 1);  // before the start
  rig.stream->run(0);
  CHECK(told(1) == 1);  // with nothing to play
  REQUIRE(rig.queueOutput(std::byte{5}));
  Bytes written;
  rig.driver.onCall = [&](Call) { written = rig.driverOutput(0, 0); };
  CHECK(told(0) == 1);
  CHECK((written == Bytes(16, std::byte{5})));      // after, not before
  for (int i = 0; i < 8; ++i) CHECK(told(1) == 1);  // with the input ring full
  rig.stream->mute();
  CHECK(told(0) == 1);
}

TEST_CASE("a driver that does not want to know is not told") {
  SwitchRig rig(smallPlan(), {false});
  rig.stream->run(0);
  rig.driver.bufferSwitch(0);
  CHECK(rig.driver.count(Call::outputReady) == 0);
}

TEST_CASE("whoever asks to be woken and then finds nothing is not left asleep") {
  constexpr int kBlocks = 20000;
  SwitchRig rig(smallPlan());
  platform::Event news;
  std::atomic<int> taken{0};
  rig.stream->run(0);
  std::thread audio([&] {
    for (int i = 0; i < kBlocks; ++i) {
      rig.driver.bufferSwitch(i % 2);
      if (rig.wakes.exchange(0) > 0) news.set();
      // No later buffer switch makes up for a lost wake-up.
      if (!comesTrue([&] { return taken > i; })) return;
    }
  });
  bool left = false;
  for (int i = 0; i < kBlocks && !left; ++i) {
    while (!rig.input.tryPeek() && !left) {
      rig.counters().wakeWanted.exchange(1);
      if (!rig.input.tryPeek()) left = !news.waitUntilNs(patienceEndNs());
    }
    if (!left) rig.input.release();
    ++taken;
  }
  audio.join();
  CHECK_FALSE(left);
  CHECK(taken == kBlocks);
}
