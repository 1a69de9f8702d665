#include "engine/stream_layout.h"

#include "rt/stream_counters.h"
#include "sample/converter.h"

namespace engine {
namespace {

/// A channel starts where a typed array of any element size may start.
constexpr std::size_t kChannelAlignment = 8;
/// Below this a ring could not hide that its two sides take turns.
constexpr std::uint32_t kLeastBlocks = 4;

std::size_t roundUp(std::size_t value, std::size_t step) { return (value + step - 1) / step * step; }

std::uint32_t blocksFor(const StreamPlan& plan) {
  const std::uint32_t wanted = (plan.depthFrames + plan.bufferFrames - 1) / plan.bufferFrames;
  std::uint32_t blocks = kLeastBlocks;
  while (blocks < wanted) blocks *= 2;
  return blocks;
}

RingLayout layOutRing(const StreamPlan& plan, const std::vector<abi::SampleType>& channels,
                      std::size_t& end) {
  RingLayout ring;
  if (channels.empty()) return ring;
  ring.capacity = blocksFor(plan);
  for (const abi::SampleType type : channels) {
    const sample::TypeInfo& facts = *sample::findType(type);
    const std::size_t bytes = sample::bytesOf(plan.format, facts, plan.bufferFrames);
    ring.channelOffsets.push_back(ring.blockBytes);
    ring.channelBytes.push_back(bytes);
    const bool native = plan.format == sample::Format::native;
    ring.channelSilence.push_back(native ? std::to_integer<std::size_t>(facts.silence) : 0);
    ring.blockBytes += roundUp(bytes, kChannelAlignment);
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
  layout.input = layOutRing(plan, plan.inputs, layout.bytes);
  layout.output = layOutRing(plan, plan.outputs, layout.bytes);
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
