// Frames against the same samples in channels of their own.
#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "conversion_rig.h"
#include "sample/type_info.h"

using reference::Bytes;
using sample::Conversion;
using sample::Direction;
using sample::Format;
using sample::InstructionSet;

namespace {

struct Case {
  std::string name;
  abi::SampleType driver;
  Format format;
  Direction direction;
  std::size_t driverBytes;
  std::size_t frameBytes;
};

std::vector<Case> cases() {
  std::vector<Case> list;
  for (const Way& way : ways()) {
    const bool in = way.direction == Direction::input;
    list.push_back({way.name, way.driver.type, way.format, way.direction, way.driver.bytes,
                    in ? way.to.bytes : way.from.bytes});
  }
  for (abi::SampleType type = 0; type < 64; ++type) {
    const sample::TypeInfo* info = sample::findType(type);
    if (info == nullptr) continue;
    for (const Format format : {Format::native, Format::dsdLsb, Format::dsdMsb}) {
      for (const Direction direction : {Direction::input, Direction::output}) {
        if (!sample::findConversion(type, format, direction)) continue;
        list.push_back(
            {info->name, type, format, direction, info->elementBytes, sample::elementBytes(format, *info)});
      }
    }
  }
  return list;
}

/// Channels at odd addresses, each to the end of its memory.
struct Channels {
  Channels(std::size_t channels, std::size_t bytes, const Bytes& content) {
    for (std::size_t c = 0; c < channels; ++c) {
      Bytes& channel = memory.emplace_back(1 + bytes, kGuard);
      for (std::size_t i = 0; i < bytes; ++i) channel[1 + i] = content[(c * bytes + i) % content.size()];
    }
    for (Bytes& channel : memory) pointers.push_back(channel.data() + 1);
  }
  std::vector<Bytes> memory;
  std::vector<std::byte*> pointers;
};

/// Element `i` of channel `c` at `first` + `i` * `stride` + `c` * the width.
struct Frames {
  std::size_t first;
  std::size_t stride;
  Bytes memory;
};

/// What there should be, one channel after the other with the scalar conversion.
void convertEach(const Case& item, Channels& channels, Frames& frames, std::size_t count) {
  const Conversion scalar =
      sample::findConversion(item.driver, item.format, item.direction, InstructionSet::scalar);
  Bytes plane(count * item.frameBytes + 1);
  for (std::size_t c = 0; c < channels.pointers.size(); ++c) {
    std::byte* const first = frames.memory.data() + frames.first + c * item.frameBytes;
    const auto move = [&](bool in) {
      for (std::size_t i = 0; i < count; ++i) {
        std::byte* const inPlane = plane.data() + i * item.frameBytes;
        std::byte* const inFrame = first + i * frames.stride;
        std::copy_n(in ? inPlane : inFrame, item.frameBytes, in ? inFrame : inPlane);
      }
    };
    if (item.direction == Direction::input) {
      scalar.planar(channels.pointers[c], plane.data(), count);
      move(true);
    } else {
      move(false);
      scalar.planar(plane.data(), channels.pointers[c], count);
    }
  }
}

}  // namespace

TEST_CASE("frames hold what channels hold, with any number of channels, alone and among others") {
  const Bytes random = reference::anyBits({0, "", 1, 8, false, false}, 65536);
  for (const Case& item : cases()) {
    for (const std::size_t channels : {1u, 2u, 3u, 4u, 5u, 6u, 7u, 8u, 9u}) {
      for (const std::size_t count : {0u, 1u, 7u, 8u, 9u, 33u}) {
        for (const std::size_t others : {0u, 3u}) {
          const std::size_t stride = (channels + others) * item.frameBytes;
          // Not a byte more than the last frame's last sample.
          const std::size_t bytes = count == 0 ? 1 : (count - 1) * stride + channels * item.frameBytes;
          const Frames content{
              1, stride, Bytes(random.begin(), random.begin() + static_cast<std::ptrdiff_t>(1 + bytes))};
          Channels wanted(channels, count * item.driverBytes, random);
          Frames wantedFrames = content;
          convertEach(item, wanted, wantedFrames, count);
          for (const InstructionSet set : instructionSets()) {
            Channels got(channels, count * item.driverBytes, random);
            Frames frames = content;
            sample::findConversion(item.driver, item.format, item.direction, set)
                .interleaved(got.pointers.data(), channels, frames.memory.data() + 1, stride, count);
            if (got.memory == wanted.memory && frames.memory == wantedFrames.memory) continue;
            FAIL_CHECK(item.name << " with " << std::string(nameOf(set)) << ": " << channels
                                 << " channels among " << channels + others << ", " << count << " frames");
          }
        }
      }
    }
  }
}
