#include "engine/stream_layout.h"

#include <doctest/doctest.h>

#include "abi/sample_types.h"
#include "rt/stream_counters.h"

namespace type = abi::sample_type;
using engine::layOut;
using engine::RingLayout;
using engine::StreamLayout;
using sample::Format;

namespace {

using Types = std::vector<abi::SampleType>;

/// Nothing overlaps, nothing ends outside, everything lies where its kind may lie.
void checkRing(const RingLayout& ring, std::size_t begin, std::size_t end) {
  if (ring.capacity == 0) return;
  CHECK((ring.capacity & (ring.capacity - 1)) == 0);
  CHECK(ring.writtenOffset >= begin);
  CHECK(ring.writtenOffset % rt::kCacheLine == 0);
  CHECK(ring.readOffset - ring.writtenOffset == rt::kCacheLine);
  CHECK(ring.headersOffset >= ring.readOffset + rt::kCacheLine);
  CHECK(ring.headersOffset % alignof(rt::BlockHeader) == 0);
  CHECK(ring.samplesOffset >= ring.headersOffset + ring.capacity * sizeof(rt::BlockHeader));
  CHECK(ring.samplesOffset % rt::kCacheLine == 0);
  CHECK(ring.samplesOffset + ring.capacity * ring.blockBytes <= end);
  CHECK(ring.blockBytes % 8 == 0);
  std::size_t next = 0;
  for (std::size_t i = 0; i < ring.planes.size(); ++i) {
    CHECK(ring.planes[i].offset % 8 == 0);  // for typed arrays of any element
    CHECK(ring.planes[i].offset >= next);
    next = ring.planes[i].offset + ring.planes[i].bytes;
  }
  CHECK(next <= ring.blockBytes);
}

}  // namespace

TEST_CASE("counters and rings lie side by side") {
  const Types mixed = {type::kInt16Lsb, type::kInt24Lsb, type::kDsdInt8Lsb1, type::kFloat64Lsb};
  for (const Format format : {Format::native, Format::int32, Format::float32}) {
    for (const std::uint32_t frames : {1u, 7u, 64u, 441u, 4096u}) {
      for (const std::uint32_t depth : {0u, 1u, 1000u, 96000u}) {
        for (const Types& inputs : {Types{}, Types{type::kInt24Lsb}, mixed}) {
          for (const Types& outputs : {Types{}, Types{type::kInt16Lsb}, mixed}) {
            const StreamLayout layout = layOut({frames, depth, format, inputs, outputs});
            CHECK(layout.input.planes.size() == inputs.size());
            CHECK(layout.output.planes.size() == outputs.size());
            const bool both = layout.input.capacity != 0 && layout.output.capacity != 0;
            checkRing(layout.input, sizeof(rt::StreamCounters),
                      both ? layout.output.writtenOffset : layout.bytes);
            checkRing(layout.output, sizeof(rt::StreamCounters), layout.bytes);
          }
        }
      }
    }
  }
}

TEST_CASE("a ring holds the depth that is asked for, in whole blocks, and never less than four") {
  const auto capacity = [](std::uint32_t frames, std::uint32_t depth) {
    return layOut({frames, depth, Format::int32, {type::kInt32Lsb}, {}}).input.capacity;
  };
  CHECK(capacity(64, 0) == 4);
  CHECK(capacity(64, 256) == 4);
  CHECK(capacity(64, 257) == 8);
  CHECK(capacity(64, 512) == 8);
  CHECK(capacity(1, 24000) == 32768);
  CHECK(capacity(4096, 1) == 4);
}

TEST_CASE("a direction without channels has no ring") {
  const StreamLayout layout = layOut({64, 0, Format::float32, {}, {}});
  CHECK(layout.bytes == sizeof(rt::StreamCounters));
  CHECK(layout.input.capacity == 0);
  CHECK(layout.output.capacity == 0);
  std::byte nothing;
  CHECK(engine::mapRing(&nothing, layout.input).capacity == 0);
}

TEST_CASE("a stream that tells of buffer switches has input blocks even without input channels") {
  engine::StreamPlan plan{64, 512, Format::float32, {}, {type::kInt32Lsb}};
  plan.tellsSwitches = true;
  for (const sample::Layout channels : {sample::Layout::planar, sample::Layout::interleaved}) {
    plan.layout = channels;
    const StreamLayout layout = layOut(plan);
    CHECK(layout.input.capacity == 8);
    CHECK(layout.input.planes.empty());
    CHECK(layout.input.blockBytes == 0);
    checkRing(layout.input, sizeof(rt::StreamCounters), layout.output.writtenOffset);
    checkRing(layout.output, layout.input.samplesOffset, layout.bytes);
  }
  plan.inputs = {type::kInt32Lsb};
  const StreamLayout telling = layOut(plan);
  plan.tellsSwitches = false;
  CHECK(telling.bytes == layOut(plan).bytes);  // where there are channels it changes nothing
  plan.outputs = {};
  plan.tellsSwitches = true;
  CHECK(layOut(plan).output.capacity == 0);
}

TEST_CASE("a plane takes what its samples take, and its silence is that of the format") {
  const auto bytesOf = [](const RingLayout& ring) {
    std::vector<std::size_t> bytes;
    for (const engine::Plane& plane : ring.planes) bytes.push_back(plane.bytes);
    return bytes;
  };
  const Types types = {type::kInt24Lsb, type::kDsdInt8Msb1, type::kFloat64Lsb, type::kDsdInt8Lsb1};
  const RingLayout native = layOut({100, 0, Format::native, types, {}}).input;
  CHECK(bytesOf(native) == std::vector<std::size_t>{300, 13, 800, 13});
  CHECK(native.planes[0].silence == 0);
  CHECK(native.planes[1].silence == 0x69);
  CHECK(native.planes[3].silence == 0x96);
  const Types numbers = {type::kInt24Lsb, type::kFloat64Lsb};
  const RingLayout converted = layOut({100, 0, Format::float32, numbers, {}}).input;
  CHECK(bytesOf(converted) == std::vector<std::size_t>{400, 400});
  const Types dsd = {type::kDsdInt8Lsb1, type::kDsdInt8Msb1};
  const RingLayout bits = layOut({128, 0, Format::dsdMsb, dsd, {}}).input;
  CHECK(bytesOf(bits) == std::vector<std::size_t>{16, 16});
  CHECK(bits.planes[0].silence == 0x69);
}

TEST_CASE("interleaved channels share a plane") {
  const Types types = {type::kInt24Lsb, type::kFloat64Lsb, type::kInt16Msb};
  engine::StreamPlan plan{100, 0, Format::int24, types, {type::kInt16Lsb}};
  plan.layout = sample::Layout::interleaved;
  const StreamLayout layout = layOut(plan);
  REQUIRE(layout.input.planes.size() == 1);
  CHECK(layout.input.planes[0].bytes == 900);
  CHECK(layout.input.blockBytes == 904);
  REQUIRE(layout.output.planes.size() == 1);
  CHECK(layout.output.planes[0].bytes == 300);
  checkRing(layout.input, sizeof(rt::StreamCounters), layout.output.writtenOffset);
}

TEST_CASE("a ring is found where its layout says") {
  const StreamLayout layout = layOut({64, 0, Format::int32, {type::kInt32Lsb}, {type::kInt32Lsb}});
  alignas(rt::kCacheLine) static std::byte memory[16384];
  REQUIRE(sizeof memory >= layout.bytes);
  for (const RingLayout& ring : {layout.input, layout.output}) {
    const rt::RingMemory mapped = engine::mapRing(memory, ring);
    CHECK(reinterpret_cast<std::byte*>(&mapped.indices->written) == memory + ring.writtenOffset);
    CHECK(reinterpret_cast<std::byte*>(&mapped.indices->read) == memory + ring.readOffset);
    CHECK(reinterpret_cast<std::byte*>(mapped.headers) == memory + ring.headersOffset);
    CHECK(mapped.samples == memory + ring.samplesOffset);
    CHECK(mapped.capacity == ring.capacity);
    CHECK(mapped.blockBytes == ring.blockBytes);
  }
}
