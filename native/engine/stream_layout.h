// How one stream's counters and rings lie in the memory that JavaScript shares.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "abi/sample_types.h"
#include "rt/block_ring.h"
#include "sample/format.h"

namespace engine {

/// What a stream carries.
struct StreamPlan {
  std::uint32_t bufferFrames = 0;
  std::uint32_t depthFrames = 0;  ///< each ring holds at least this many frames
  sample::Format format = sample::Format::float32;
  std::vector<abi::SampleType> inputs;   ///< the driver's sample type of each input channel
  std::vector<abi::SampleType> outputs;  ///< the same of each output channel
  sample::Layout layout = sample::Layout::planar;
  std::optional<std::uint32_t> ditherSeed = std::nullopt;  ///< noise before samples are rounded to integers
  bool tellsSwitches = false;  ///< there are input blocks even without input channels: empty ones
};

/// Samples that JavaScript sees as one array: those of a channel, or of all channels frame by frame.
struct Plane {
  std::size_t offset;  ///< bytes from the start of a block
  std::size_t bytes;
  std::size_t silence;  ///< the byte that is repeated for silence
};

/// One direction. Offsets are bytes from the start of the shared memory. All zero where there are no
/// channels.
struct RingLayout {
  std::uint32_t capacity = 0;  ///< blocks, a power of two
  std::size_t writtenOffset = 0;
  std::size_t readOffset = 0;
  std::size_t headersOffset = 0;
  std::size_t samplesOffset = 0;
  std::size_t blockBytes = 0;
  std::vector<Plane> planes;
};

struct StreamLayout {
  std::size_t bytes = 0;
  RingLayout input;
  RingLayout output;
};

/// Lays out `plan`. Its sample types are known ones, of a direction all alike where it is interleaved and
/// native, and `bufferFrames` is positive.
/// Thread: any. Blocking: allocates.
StreamLayout layOut(const StreamPlan& plan);

/// The ring of `layout` in the memory at `base`.
rt::RingMemory mapRing(std::byte* base, const RingLayout& layout) noexcept;

}  // namespace engine
