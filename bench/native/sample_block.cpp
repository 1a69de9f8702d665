#include "sample_block.h"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <random>
#include <utility>

namespace bench {
namespace {

namespace type = abi::sample_type;
using sample::Direction;
using sample::Format;
using sample::Layout;

constexpr std::size_t kPage = 4096;
constexpr std::size_t kDriverAlignment = 64;  ///< of each channel's half in a driver
constexpr std::size_t kRingAlignment =
    8;  ///< of each channel in a planar ring, as engine/stream_layout has it
constexpr std::size_t kNumbers = 16384;
constexpr std::size_t kWidestElement = 8;

std::size_t roundUp(std::size_t value, std::size_t step) { return (value + step - 1) / step * step; }

/// The sample type that lies in memory as `format` does.
abi::SampleType typeOf(Format format, const sample::TypeInfo& driver) {
  switch (format) {
    case Format::int16:
      return type::kInt16Lsb;
    case Format::int24:
      return type::kInt24Lsb;
    case Format::int32:
      return type::kInt32Lsb;
    case Format::float32:
      return type::kFloat32Lsb;
    case Format::float64:
      return type::kFloat64Lsb;
    default:
      return driver.type;
  }
}

std::vector<std::byte*> places(std::byte* begin, std::size_t count, std::size_t step) {
  std::vector<std::byte*> result;
  for (std::size_t i = 0; i < count; ++i) result.push_back(begin + i * step);
  return result;
}

using Copy = void* (*)(void*, const void*, std::size_t);
/// What the compiler cannot see through, so that it leaves every copy where it is.
volatile Copy theCopy = std::memcpy;

}  // namespace

Arena::Arena(std::size_t bytes, std::size_t skew) : memory_(bytes + 2 * kPage) {
  const auto start = reinterpret_cast<std::uintptr_t>(memory_.data());
  begin_ = memory_.data() + (roundUp(start, kPage) - start) + skew;
}

BlockMemory::BlockMemory(std::size_t mostChannels, std::size_t mostFrames, double scale)
    : driver_(mostChannels * roundUp(mostFrames * kWidestElement, kDriverAlignment), 0),
      ring_(mostChannels * roundUp(mostFrames * kWidestElement, kRingAlignment), 1024),
      copyFrom_(mostChannels * roundUp(mostFrames * kWidestElement, kDriverAlignment), 2048),
      copyTo_(mostChannels * roundUp(mostFrames * kWidestElement, kDriverAlignment), 3072) {
  std::mt19937 random(1);
  for (std::size_t i = 0; i < kNumbers; ++i) {
    numbers_.push_back((static_cast<double>(random()) / 2147483648.0 - 1) * scale);
  }
}

/// Makes `samples_` those for `block`.
void BlockMemory::encode(const SampleBlock& block) {
  const bool input = block.direction == Direction::input;
  const abi::SampleType side = input ? block.type.value->type : typeOf(block.format.value, *block.type.value);
  if (side == samplesType_) return;
  samplesType_ = side;
  samples_.resize(kNumbers * kWidestElement);
  const sample::Conversion conversion =
      sample::findConversion(side, Format::float64, Direction::output, sample::InstructionSet::scalar);
  if (conversion) {
    conversion.planar(reinterpret_cast<const std::byte*>(numbers_.data()), samples_.data(), kNumbers);
  } else {
    std::mt19937 random(2);
    for (std::byte& byte : samples_) byte = static_cast<std::byte>(random() & 0xffu);
  }
}

void BlockMemory::fill(const SampleBlock& block) {
  encode(block);
  const bool input = block.direction == Direction::input;
  const std::size_t element = input ? block.driverElement() : block.ringElement();
  std::size_t next = 0;
  const auto put = [&](std::byte* to, std::size_t elements) {
    while (elements > 0) {
      const std::size_t some = std::min(elements, kNumbers - next);
      std::memcpy(to, samples_.data() + next * element, some * element);
      to += some * element;
      elements -= some;
      next = (next + some) % kNumbers;
    }
  };
  if (!input && block.layout.value == Layout::interleaved) {
    put(ring_.begin(), block.channels * block.elements());
    return;
  }
  for (std::byte* channel : input ? driverChannels(block) : ringChannels(block)) {
    put(channel, block.elements());
  }
}

std::vector<std::byte*> BlockMemory::driverChannels(const SampleBlock& block) {
  return places(driver_.begin(), block.channels, roundUp(block.driverBytes(), kDriverAlignment));
}

std::vector<std::byte*> BlockMemory::ringChannels(const SampleBlock& block) {
  return places(ring_.begin(), block.channels, roundUp(block.ringBytes(), kRingAlignment));
}

Job BlockMemory::converting(const SampleBlock& block, const sample::Conversion& conversion) {
  const std::size_t count = block.elements();
  if (block.layout.value == Layout::interleaved) {
    const std::size_t stride = block.channels * block.ringElement();
    return [convert = conversion.interleaved, channels = driverChannels(block), frames = ring_.begin(),
            stride, count](unsigned times) {
      for (; times > 0; --times) convert(channels.data(), channels.size(), frames, stride, count);
    };
  }
  std::vector<std::byte*> from = driverChannels(block);
  std::vector<std::byte*> to = ringChannels(block);
  if (block.direction == Direction::output) std::swap(from, to);
  return [convert = conversion.planar, from, to, count](unsigned times) {
    for (; times > 0; --times) {
      for (std::size_t c = 0; c < from.size(); ++c) convert(from[c], to[c], count);
    }
  };
}

Job BlockMemory::copying(const SampleBlock& block) {
  const std::size_t calls = block.layout.value == Layout::interleaved ? 1 : block.channels;
  const std::size_t bytes = block.workingSet() / 2 / calls;
  const std::size_t step = roundUp(bytes, kDriverAlignment);
  return [copy = Copy{theCopy}, from = places(copyFrom_.begin(), calls, step),
          to = places(copyTo_.begin(), calls, step), bytes](unsigned times) {
    for (; times > 0; --times) {
      for (std::size_t c = 0; c < from.size(); ++c) copy(to[c], from[c], bytes);
    }
  };
}

}  // namespace bench
