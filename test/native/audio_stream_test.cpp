// The way of samples through a buffer switch.
#include "engine/audio_stream.h"

#include <doctest/doctest.h>

#include <cstring>
#include <set>

#include "platform/time.h"
#include "switch_rig.h"

namespace type = abi::sample_type;
using Bytes = std::vector<std::byte>;
using sample::Format;

namespace {

template <class T>
Bytes bytesOf(const std::vector<T>& values) {
  Bytes bytes(values.size() * sizeof(T));
  std::memcpy(bytes.data(), values.data(), bytes.size());
  return bytes;
}

std::uint64_t positionOf(const rt::Block& block) {
  return block.header->positionLow | std::uint64_t{block.header->positionHigh} << 32;
}

std::uint64_t timeOf(const rt::Block& block) {
  return block.header->timeLow | std::uint64_t{block.header->timeHigh} << 32;
}

}  // namespace

TEST_CASE("a block holds every channel, converted, with its position and its time") {
  SwitchRig rig({3, 12, Format::float32, {type::kInt16Lsb, type::kInt32Lsb, type::kFloat32Lsb}, {}});
  rig.stream->run(0x1'0000'0000u - 3);  // the low half of the position is about to wrap
  rig.setDriverInput(0, 1, bytesOf<std::int16_t>({0x4000, -0x8000, 1}));
  rig.setDriverInput(1, 1, bytesOf<std::int32_t>({INT32_MIN, 0x2000'0000, 0}));
  rig.setDriverInput(2, 1, bytesOf<float>({0.5f, -2.0f, 1e-30f}));
  const std::uint64_t before = platform::nowNs();
  rig.driver.bufferSwitch(1);
  const std::uint64_t after = platform::nowNs();
  rig.driver.bufferSwitch(0);

  rt::Block block = rig.input.tryPeek();
  REQUIRE(block);
  CHECK((SwitchRig::channelOf(rig.layout.input, block, 0) == bytesOf<float>({0.5f, -1.0f, 1 / 32768.0f})));
  CHECK((SwitchRig::channelOf(rig.layout.input, block, 1) == bytesOf<float>({-1.0f, 0.25f, 0.0f})));
  CHECK((SwitchRig::channelOf(rig.layout.input, block, 2) == bytesOf<float>({0.5f, -2.0f, 1e-30f})));
  CHECK(positionOf(block) == 0x1'0000'0000u - 3);
  CHECK(timeOf(block) >= before);
  CHECK(timeOf(block) <= after);
  CHECK(block.header->frames == 3);
  CHECK(block.header->flags == rt::block_flag::kStart);
  rig.input.release();

  block = rig.input.tryPeek();
  REQUIRE(block);
  CHECK(
      (SwitchRig::channelOf(rig.layout.input, block, 1) == bytesOf<float>({0, 0, 0})));  // of the other half
  CHECK(positionOf(block) == 0x1'0000'0000u);
  CHECK(block.header->flags == 0);
  CHECK(rig.counters().buffers.get() == 2);
  CHECK(rig.counters().position.get() == 0x1'0000'0003u);
  CHECK(rig.counters().lastSwitchNs.get() == timeOf(block));
}

TEST_CASE("native blocks hold the driver's bytes, of channels of different widths") {
  SwitchRig rig({3, 12, Format::native, {type::kInt24Lsb, type::kFloat64Msb, type::kDsdInt8Msb1}, {}});
  rig.stream->run(0);
  Bytes counted;
  for (unsigned i = 0; i < 24; ++i) counted.push_back(static_cast<std::byte>(i + 1));
  rig.setDriverInput(0, 0, {counted.begin(), counted.begin() + 9});
  rig.setDriverInput(1, 0, counted);
  rig.setDriverInput(2, 0, {std::byte{0x77}});
  rig.driver.bufferSwitch(0);
  const rt::Block block = rig.input.tryPeek();
  REQUIRE(block);
  CHECK((SwitchRig::channelOf(rig.layout.input, block, 0) == Bytes(counted.begin(), counted.begin() + 9)));
  CHECK((SwitchRig::channelOf(rig.layout.input, block, 1) == counted));
  CHECK((SwitchRig::channelOf(rig.layout.input, block, 2) == Bytes{std::byte{0x77}}));
}

TEST_CASE("interleaved frames hold every channel, whatever types the driver's channels have") {
  engine::StreamPlan plan{2, 8, Format::int32, {}, {}};
  plan.layout = sample::Layout::interleaved;
  plan.inputs = {type::kInt16Lsb, type::kInt24Lsb, type::kInt24Lsb, type::kFloat32Msb};
  plan.outputs = {type::kInt16Msb, type::kInt32Lsb};
  SwitchRig rig(plan);
  rig.stream->run(0);
  rig.setDriverInput(0, 0, bytesOf<std::int16_t>({1, -1}));
  rig.setDriverInput(1, 0, bytesOf<std::uint8_t>({0x56, 0x34, 0x12, 0xff, 0xff, 0xff}));
  rig.setDriverInput(2, 0, bytesOf<std::uint8_t>({1, 0, 0, 2, 0, 0}));
  rig.setDriverInput(3, 0, bytesOf<std::uint8_t>({0x3f, 0, 0, 0, 0xbf, 0, 0, 0}));  // 0.5 and -0.5
  const rt::Block queued = rig.output.tryClaim();
  const std::int32_t frames[] = {0x12340000, 7, -65536, -7};
  std::memcpy(queued.samples, frames, sizeof frames);
  rig.output.publish();
  rig.driver.bufferSwitch(0);
  const rt::Block block = rig.input.tryPeek();
  REQUIRE(block);
  CHECK((
      SwitchRig::channelOf(rig.layout.input, block, 0) ==
      bytesOf<std::int32_t>({0x10000, 0x12345600, 0x100, 0x40000000, -0x10000, -0x100, 0x200, -0x40000000})));
  CHECK((rig.driverOutput(0, 0) == bytesOf<std::uint8_t>({0x12, 0x34, 0xff, 0xff})));
  CHECK((rig.driverOutput(1, 0) == bytesOf<std::int32_t>({7, -7})));
}

TEST_CASE("output goes into the half that the driver names, each channel into its own buffer") {
  SwitchRig rig({2, 8, Format::int32, {}, {type::kInt24Lsb, type::kInt32Lsb}});
  rig.stream->run(0);
  rig.soilOutputs();
  const rt::Block block = rig.output.tryClaim();
  const std::int32_t samples[2][2] = {{0x11223300, -256}, {7, INT32_MIN}};
  for (std::size_t i = 0; i < 2; ++i) {
    std::memcpy(block.samples + rig.layout.output.planes[i].offset, samples[i], sizeof samples[i]);
  }
  rig.output.publish();
  rig.driver.bufferSwitch(1);
  const Bytes soiled6(6, std::byte{0xee});
  CHECK((rig.driverOutput(0, 0) == soiled6));
  CHECK((rig.driverOutput(0, 1) == bytesOf<std::uint8_t>({0x33, 0x22, 0x11, 0xff, 0xff, 0xff})));
  CHECK((rig.driverOutput(1, 1) == bytesOf<std::int32_t>({7, INT32_MIN})));
  rig.driver.bufferSwitch(0);  // nothing is queued any more
  CHECK((rig.driverOutput(0, 0) == Bytes(6, std::byte{0})));
}

TEST_CASE("output comes out in the order in which it was queued, none twice and none left out") {
  SwitchRig rig({2, 16, Format::native, {}, {type::kInt16Lsb}});
  rig.stream->run(0);
  REQUIRE(rig.layout.output.capacity == 8);
  std::uint8_t queued = 0;
  std::uint8_t played = 0;
  for (int round = 0; round < 10; ++round) {
    while (rig.queueOutput(static_cast<std::byte>(queued + 1))) ++queued;
    for (int i = 0; i < 5; ++i) {
      rig.driver.bufferSwitch(played % 2);
      CHECK((rig.driverOutput(0, played % 2) == Bytes(4, static_cast<std::byte>(played + 1))));
      ++played;
    }
  }
  CHECK(queued - played == 3);
}

TEST_CASE("a full input ring drops the new block, counts it and marks the next one that gets in") {
  SwitchRig rig({4, 16, Format::int32, {type::kInt32Lsb}, {}});
  rig.stream->run(100);
  for (int i = 0; i < 6; ++i) {
    rig.setDriverInput(0, 0, bytesOf<std::int32_t>({i, i, i, i}));
    rig.driver.bufferSwitch(0);
  }
  CHECK(rig.counters().overruns.get() == 2);
  CHECK(rig.counters().overrunFrames.get() == 8);
  CHECK(rig.counters().position.get() == 124);  // time has passed all the same
  for (int i = 0; i < 4; ++i) {
    const rt::Block block = rig.input.tryPeek();
    REQUIRE(block);
    CHECK((SwitchRig::channelOf(rig.layout.input, block, 0) == bytesOf<std::int32_t>({i, i, i, i})));
    CHECK(block.header->flags == (i == 0 ? rt::block_flag::kStart : 0));
    rig.input.release();
  }
  rig.driver.bufferSwitch(0);
  rig.driver.bufferSwitch(0);
  const rt::Block marked = rig.input.tryPeek();
  REQUIRE(marked);
  CHECK(marked.header->flags == rt::block_flag::kGap);
  CHECK(positionOf(marked) == 124);
  rig.input.release();
  CHECK(rig.input.tryPeek().header->flags == 0);
}

TEST_CASE("without output silence is played, and it is an underrun only if something was to be played") {
  SwitchRig rig({8, 32, Format::native, {}, {type::kInt32Lsb, type::kDsdInt8Lsb1}});
  rig.stream->run(0);
  rig.soilOutputs();
  rig.driver.bufferSwitch(0);
  CHECK((rig.driverOutput(0, 0) == Bytes(32, std::byte{0})));
  CHECK((rig.driverOutput(1, 0) == Bytes(1, std::byte{0x96})));
  CHECK((rig.driverOutput(0, 1) == Bytes(32, std::byte{0xee})));
  CHECK(rig.counters().underruns.get() == 0);
  CHECK(rig.wakes == 0);
  rig.counters().outputWanted = 1;
  rig.driver.bufferSwitch(1);
  rig.driver.bufferSwitch(0);
  CHECK((rig.driverOutput(0, 1) == Bytes(32, std::byte{0})));
  CHECK(rig.counters().underruns.get() == 2);
  CHECK(rig.counters().underrunFrames.get() == 16);
  CHECK(rig.queueOutput(std::byte{1}));
  rig.driver.bufferSwitch(1);
  CHECK(rig.counters().underruns.get() == 2);
}
