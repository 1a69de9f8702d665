#include "engine/stream_layout.h"

#include "rt/stream_counters.h"
#include "sample/type_info.h"

namespace engine {
namespace {

/// A plane starts where a typed array of any element size may start.
constexpr std::size_t kPlaneAlignment = 8;
/// Below this a ring could not hide that its two sides take turns.
constexpr std::uint32_t kLeastBlocks = 4;

std::size_t roundUp(std::size_t value, std::size_t step) { return (value + step - 1) / step * step; }

std::uint32_t blocksFor(const StreamPlan& plan) {
  const std::uint32_t wanted = (plan.depthFrames + plan.bufferFrames - 1) / plan.bufferFrames;
  std::uint32_t blocks = kLeastBlocks;
  while (blocks < wanted) blocks *= 2;
  return blocks;
}

RingLayout layOutRing(const StreamPlan& plan, const std::vector<abi::SampleType>& channels, std::size_t& end,
                      bool always) {
  RingLayout ring;
  if (channels.empty() && !always) return ring;
  ring.capacity = blocksFor(plan);
  // Interleaved: all of them in the first one's plane.
  const bool planar = plan.layout == sample::Layout::planar;
  const std::size_t channelsInPlane = planar ? 1 : channels.size();
  for (std::size_t i = 0; i < channels.size(); i += channelsInPlane) {
    const sample::TypeInfo& type = *sample::findType(channels[i]);
    const std::size_t bytes = channelsInPlane * sample::elementsOf(type, plan.bufferFrames) *
                              sample::elementBytes(plan.format, type);
    const std::byte silence = sample::silenceOf(plan.format, type);
    ring.planes.push_back({ring.blockBytes, bytes, std::to_integer<std::size_t>(silence)});
    ring.blockBytes += roundUp(bytes, kPlaneAlignment);
  }
  end = roundUp(end, rt::kCacheLine);
  ring.writtenOffset = end + offsetof(rt::RingIndices, written);
  ring.readOffset = end + offsetof(rt::RingIndices, read);
  ring.headersOffset = end + sizeof(rt::RingIndices);
  ring.samplesOffset = roundUp(ring.headersOffset + ring.capacity * sizeof(rt::BlockHeader), rt::kCacheLine);
  end = ring.samplesOffset + ring.capacity * ring.blockBytes;
  return ring;
}

}  // namespace

StreamLayout layOut(const StreamPlan& plan) {
  StreamLayout layout;
  layout.bytes = sizeof(rt::StreamCounters);
  layout.input = layOutRing(plan, plan.inputs, layout.bytes, plan.tellsSwitches);
  layout.output = layOutRing(plan, plan.outputs, layout.bytes, false);
  return layout;
}

rt::RingMemory mapRing(std::byte* base, const RingLayout& layout) noexcept {
  rt::RingMemory memory;
  if (layout.capacity == 0) return memory;
  memory.indices = reinterpret_cast<rt::RingIndices*>(base + layout.writtenOffset);
  memory.headers = reinterpret_cast<rt::BlockHeader*>(base + layout.headersOffset);
  memory.samples = base + layout.samplesOffset;
  memory.capacity = layout.capacity;
  memory.blockBytes = layout.blockBytes;
  return memory;
}

}  // namespace engine
