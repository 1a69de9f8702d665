// Output that is made from input and played a fixed number of buffers later.
#include <doctest/doctest.h>

#include "engine/audio_stream.h"
#include "switch_rig.h"

namespace type = abi::sample_type;
using engine::Processing;
using sample::Format;

namespace {

/// Blocks of four frames, eight in each direction.
engine::StreamPlan plan() { return {4, 32, Format::native, {type::kInt32Lsb}, {type::kInt32Lsb}}; }

SwitchRigOptions delayed(std::uint32_t buffers) { return {true, Processing{buffers, 0}}; }

/// A buffer switch into a buffer that is not silent; what the driver is given to play. 0xee: nothing.
int play(SwitchRig& rig, abi::Long half = 0) {
  rig.soilOutputs();
  rig.driver.bufferSwitch(half);
  const std::byte first = rig.driverOutput(0, static_cast<std::size_t>(half))[0];
  return rig.plays(static_cast<std::size_t>(half), first) ? std::to_integer<int>(first) : -1;
}

}  // namespace

TEST_CASE("what is made from a block is played the delay later, and before it silence that is not missed") {
  for (const int delay : {1, 3}) {
    CAPTURE(delay);
    SwitchRig rig(plan(), delayed(static_cast<std::uint32_t>(delay)));
    rig.stream->run(0x1'0000'0000u - 12);  // the low half of the position is about to wrap
    for (int i = 0; i < 20; ++i) {
      CHECK(play(rig, i % 2) == (i < delay ? 0 : i - delay + 1));
      CHECK(rig.process(static_cast<std::byte>(i + 1)));
    }
    CHECK(rig.counters().missed.get() == 0);
    CHECK(rig.counters().underruns.get() == 0);
    CHECK(rig.wakes == 0);
  }
}

TEST_CASE("output that comes late is missed once and dropped, and the delay stays") {
  for (const int delay : {1, 3}) {
    CAPTURE(delay);
    SwitchRig rig(plan(), delayed(static_cast<std::uint32_t>(delay)));
    rig.stream->run(0);
    for (int i = 0; i < 6; ++i) {
      play(rig);
      rig.process(static_cast<std::byte>(i + 1));
    }
    for (int i = 6; i < 6 + delay; ++i) CHECK(play(rig) == i - delay + 1);  // what is on its way
    CHECK(rig.counters().missed.get() == 0);
    CHECK(play(rig) == 0);  // the block of switch 6 has not been processed
    CHECK(rig.counters().missed.get() == 1);
    CHECK(rig.counters().missedFrames.get() == 4);
    CHECK(rig.counters().lastMissedPosition.get() == static_cast<std::uint64_t>(4 * (6 + delay)));
    CHECK(rig.counters().lossPending == 1);
    CHECK(rig.wakes == 1);
    for (int i = 6; i < 7 + delay; ++i) CHECK(rig.process(static_cast<std::byte>(i + 1)));  // all at once
    for (int i = 7 + delay; i < 20; ++i) {
      CHECK(play(rig) == i - delay + 1);
      CHECK(rig.process(static_cast<std::byte>(i + 1)));
    }
    CHECK(rig.counters().missed.get() == 1);
  }
}

TEST_CASE("after a stop and a start nothing is played that was made from the run before") {
  SwitchRig rig(plan(), delayed(2));
  rig.stream->run(0);
  for (int i = 0; i < 4; ++i) {
    play(rig);
    if (i < 3) rig.process(static_cast<std::byte>(100 + i));
  }
  rig.stream->mute();
  CHECK(play(rig) == 0);
  rig.stream->run(0);
  // The same positions again. One block of the run before is processed only now, another is still queued.
  CHECK(play(rig) == 0);
  CHECK(rig.process(std::byte{103}));
  CHECK(rig.process(std::byte{1}));
  CHECK(play(rig) == 0);
  CHECK(rig.process(std::byte{2}));
  CHECK(play(rig) == 1);
  CHECK(play(rig) == 2);
  CHECK(rig.counters().missed.get() == 0);
  CHECK(play(rig) == 0);
  CHECK(rig.counters().missed.get() == 1);
  CHECK(rig.counters().lastMissedPosition.get() == 16);
}

TEST_CASE("a buffer switch that was not served moves the output with the input") {
  SwitchRig rig(plan(), delayed(1));
  rig.stream->run(0);
  CHECK(play(rig) == 0);
  CHECK(rig.process(std::byte{1}));
  rig.driver.onCall = [&](Call) {
    if (rig.driver.count(Call::outputReady) == 2) rig.driver.bufferSwitch(1);
  };
  CHECK(play(rig) == 1);  // at 4, and 8 comes in between
  CHECK(rig.process(std::byte{2}));
  CHECK(play(rig) == 0);  // what would be played at 12 belongs to 8, which was not served
  CHECK(rig.counters().missed.get() == 1);
  CHECK(rig.counters().lastMissedPosition.get() == 12);
  CHECK(rig.input.tryPeek().header->flags == rt::block_flag::kGap);
  CHECK(rig.process(std::byte{3}));
  CHECK(play(rig) == 3);
  CHECK(rig.counters().missed.get() == 1);
}

TEST_CASE("a stream without inputs has blocks without samples, and they tell of buffer switches") {
  engine::StreamPlan outputsOnly{4, 32, Format::native, {}, {type::kInt32Lsb}};
  outputsOnly.tellsSwitches = true;
  SwitchRig rig(outputsOnly, delayed(1));
  REQUIRE(rig.layout.input.capacity == 8);
  rig.stream->run(40);
  for (int i = 0; i < 20; ++i) {
    CHECK(play(rig) == i);
    const rt::Block block = rig.input.tryPeek();
    REQUIRE(block);
    CHECK(rt::positionOf(*block.header) == static_cast<std::uint64_t>(40 + 4 * i));
    CHECK(block.header->frames == 4);
    CHECK(block.header->run == 1);
    CHECK(rig.process(static_cast<std::byte>(i + 1)));
  }
}

TEST_CASE("a stream without outputs misses none") {
  SwitchRig rig({4, 32, Format::native, {type::kInt32Lsb}, {}}, delayed(1));
  rig.stream->run(0);
  for (int i = 0; i < 8; ++i) rig.driver.bufferSwitch(0);
  CHECK(rig.counters().missed.get() == 0);
}

TEST_CASE("every block says in which run it was made") {
  SwitchRig rig(plan(), delayed(1));
  for (std::uint32_t run = 1; run <= 3; ++run) {
    rig.stream->run(0);
    rig.driver.bufferSwitch(0);
    rig.driver.bufferSwitch(1);
    rig.stream->mute();
    for (int i = 0; i < 2; ++i) {
      REQUIRE(rig.input.tryPeek());
      CHECK(rig.input.tryPeek().header->run == run);
      rig.readInput();
    }
  }
}

TEST_CASE("the bell is rung once per wish, for a block that is there and for room to write one") {
  SwitchRig rig({4, 16, Format::native, {type::kInt32Lsb}, {type::kInt32Lsb}}, delayed(1));
  rig.stream->run(0);
  rig.driver.bufferSwitch(0);
  CHECK(rig.bells == 0);
  for (int i = 1; i <= 3; ++i) {
    rig.counters().bellWanted = 1;
    rig.driver.bufferSwitch(0);
    rig.readInput();
    rig.driver.bufferSwitch(0);
    rig.readInput();
    CHECK(rig.bells == i);
    CHECK(rig.counters().bellWanted == 0);
  }
  CHECK(rig.wakes == 1);  // of what was missed; who waits with an event loop has not asked
}

TEST_CASE("room that comes of dropping what was late rings for who waits for it") {
  SwitchRig rig({4, 16, Format::native, {type::kInt32Lsb}, {type::kInt32Lsb}}, delayed(1));
  rig.stream->run(0);
  for (int i = 0; i < 8; ++i) rig.driver.bufferSwitch(0);
  for (int i = 0; i < 4; ++i) CHECK(rig.queueMade(std::byte{1}, static_cast<std::uint64_t>(4 * i), 1));
  CHECK_FALSE(rig.queueOutput(std::byte{1}));
  // The input ring is full as well: no block that comes in rings it.
  rig.counters().bellWanted = 1;
  rig.driver.bufferSwitch(0);
  CHECK(rig.queueOutput(std::byte{1}));
  CHECK(rig.bells == 1);
}
