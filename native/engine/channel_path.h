// The way of samples between a driver's double buffers and a block of a ring.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "abi/sample_types.h"
#include "engine/stream_layout.h"
#include "rt/annotations.h"
#include "rt/audio_thread.h"
#include "sample/converter.h"

namespace engine {

/// Both halves of one channel's buffer.
struct DoubleBuffer {
  std::byte* halves[2];
};

/// One channel, or several of one sample type whose samples lie side by side in the frames of a block.
class ChannelPath {
 public:
  /// For the channels of `plan` from `first` on, as many as `buffers` has. Thread: control.
  ChannelPath(const StreamPlan& plan, sample::Direction direction, const RingLayout& ring, std::size_t first,
              const std::vector<DoubleBuffer>& buffers);

  /// From the driver to the block, whose first frame has this position. Thread: audio. Blocking: wait-free.
  void take(rt::AudioThread& thread, std::size_t half, std::byte* block,
            std::uint64_t position) const noexcept RT_SAFE;
  /// From the block to the driver.
  void give(rt::AudioThread& thread, std::size_t half, std::byte* block,
            std::uint64_t position) const noexcept RT_SAFE;
  /// Silence in the driver's buffers. Thread: audio, or control while no callback runs. Blocking: wait-free.
  void silence(std::size_t half) const noexcept RT_SAFE;

 private:
  std::vector<std::byte*> halves_[2];  ///< the driver's, one each channel
  std::size_t offset_;  ///< bytes from the start of a block to the first channel's first sample
  std::size_t stride_;  ///< bytes from one element of a channel to the next, in a block
  std::size_t blockElementBytes_;
  std::size_t driverElementBytes_;
  std::size_t count_;  ///< elements of each channel
  std::byte silence_;
  sample::Conversion conversion_;
  std::optional<std::uint64_t> ditherKey_;
};

/// The paths of all channels of a direction, which have `buffers` in the order of `plan`. Thread: control.
std::vector<ChannelPath> connect(const StreamPlan& plan, sample::Direction direction, const RingLayout& ring,
                                 const std::vector<DoubleBuffer>& buffers);

}  // namespace engine
