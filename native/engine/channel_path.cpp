// `take`, `give` and `silence` run on the buffer-switch thread.
#include "engine/channel_path.h"

#include <cstring>

#include "sample/type_info.h"

namespace engine {
namespace {

const std::vector<abi::SampleType>& typesOf(const StreamPlan& plan, sample::Direction direction) {
  return direction == sample::Direction::input ? plan.inputs : plan.outputs;
}

}  // namespace

ChannelPath::ChannelPath(const StreamPlan& plan, sample::Direction direction, const RingLayout& ring,
                         std::size_t first, const std::vector<DoubleBuffer>& buffers) {
  const std::vector<abi::SampleType>& types = typesOf(plan, direction);
  const sample::TypeInfo& type = *sample::findType(types[first]);
  const bool input = direction == sample::Direction::input;
  conversion_ = sample::findConversion(type.type, plan.format, direction);
  blockElementBytes_ = sample::elementBytes(plan.format, type);
  driverElementBytes_ = type.elementBytes;
  count_ = sample::elementsOf(type, plan.bufferFrames);
  silence_ = type.silence;
  if (plan.layout == sample::Layout::planar) {
    offset_ = ring.planes[first].offset;
    stride_ = blockElementBytes_;
  } else {
    offset_ = ring.planes[0].offset + first * blockElementBytes_;
    stride_ = types.size() * blockElementBytes_;
  }
  for (const DoubleBuffer& buffer : buffers) {
    for (const std::size_t half : {0u, 1u}) halves_[half].push_back(buffer.halves[half]);
  }
  if (plan.ditherSeed && conversion_.dithered != nullptr) {
    const auto channel = static_cast<std::uint32_t>(input ? first : plan.inputs.size() + first);
    ditherKey_ = sample::ditherKey(*plan.ditherSeed, channel);
  }
}

void ChannelPath::take(rt::AudioThread&, std::size_t half, std::byte* block,
                       std::uint64_t position) const noexcept RT_SAFE {
  std::byte* const to = block + offset_;
  const std::vector<std::byte*>& channels = halves_[half];
  if (ditherKey_) {
    const sample::Dither dither{*ditherKey_, position};
    conversion_.dithered(channels[0], driverElementBytes_, to, stride_, count_, dither);
  } else if (stride_ == blockElementBytes_) {
    conversion_.planar(channels[0], to, count_);
  } else {
    conversion_.interleaved(channels.data(), channels.size(), to, stride_, count_);
  }
}

void ChannelPath::give(rt::AudioThread&, std::size_t half, std::byte* block,
                       std::uint64_t position) const noexcept RT_SAFE {
  std::byte* const from = block + offset_;
  const std::vector<std::byte*>& channels = halves_[half];
  if (ditherKey_) {
    const sample::Dither dither{*ditherKey_, position};
    conversion_.dithered(from, stride_, channels[0], driverElementBytes_, count_, dither);
  } else if (stride_ == blockElementBytes_) {
    conversion_.planar(from, channels[0], count_);
  } else {
    conversion_.interleaved(channels.data(), channels.size(), from, stride_, count_);
  }
}

void ChannelPath::silence(std::size_t half) const noexcept RT_SAFE {
  for (std::byte* const channel : halves_[half]) {
    std::memset(channel, std::to_integer<int>(silence_), count_ * driverElementBytes_);
  }
}

std::vector<ChannelPath> connect(const StreamPlan& plan, sample::Direction direction, const RingLayout& ring,
                                 const std::vector<DoubleBuffer>& buffers) {
  const std::vector<abi::SampleType>& types = typesOf(plan, direction);
  std::vector<ChannelPath> paths;
  for (std::size_t first = 0, end = 0; first < types.size(); first = end) {
    end = first + 1;
    // Noise is each channel's own.
    const bool noisy =
        plan.ditherSeed && sample::findConversion(types[first], plan.format, direction).dithered != nullptr;
    const bool together = plan.layout == sample::Layout::interleaved && !noisy;
    while (together && end < types.size() && types[end] == types[first]) ++end;
    const auto begin = buffers.begin();
    paths.emplace_back(plan, direction, ring, first,
                       std::vector<DoubleBuffer>(begin + static_cast<std::ptrdiff_t>(first),
                                                 begin + static_cast<std::ptrdiff_t>(end)));
  }
  return paths;
}

}  // namespace engine
