// One block of samples in memory, as a driver and a ring hold it, and the jobs that move it.
#pragma once

#include <cstddef>
#include <vector>

#include "named.h"
#include "sample/converter.h"
#include "sample/type_info.h"
#include "stopwatch.h"

namespace bench {

/// What is moved, and how it lies in the ring.
struct SampleBlock {
  Named<const sample::TypeInfo*> type;
  Named<sample::Format> format;
  sample::Direction direction;
  Named<sample::Layout> layout;
  std::size_t channels;
  std::size_t frames;

  std::size_t driverElement() const { return type.value->elementBytes; }
  std::size_t ringElement() const { return sample::elementBytes(format.value, *type.value); }
  // Of one channel:
  std::size_t elements() const { return frames / type.value->framesPerElement; }
  std::size_t driverBytes() const { return elements() * driverElement(); }
  std::size_t ringBytes() const { return elements() * ringElement(); }
  /// Read and written, of all channels.
  std::size_t workingSet() const { return channels * (driverBytes() + ringBytes()); }
};

/// Memory that starts at a page, `skew` bytes on: two that are used together differ in their skew, as loads
/// and stores that only differ in their page hold each other up on some processors.
class Arena {
 public:
  Arena(std::size_t bytes, std::size_t skew);
  std::byte* begin() { return begin_; }

 private:
  std::vector<std::byte> memory_;
  std::byte* begin_;
};

/// The memory of one block at a time, and of the `memcpy` beside it.
class BlockMemory {
 public:
  /// Numbers will be in [-`scale`, `scale`).
  BlockMemory(std::size_t mostChannels, std::size_t mostFrames, double scale);

  /// Puts random samples where `block` is read from: numbers, or bits.
  void fill(const SampleBlock& block);

  /// Moves `block` as the engine does: planar by a call for each channel, interleaved by one for all.
  Job converting(const SampleBlock& block, const sample::Conversion& conversion);

  /// `memcpy` in as many calls, reading half of the bytes and writing half, each channel's place like a
  /// driver's.
  Job copying(const SampleBlock& block);

 private:
  void encode(const SampleBlock& block);
  std::vector<std::byte*> driverChannels(const SampleBlock& block);
  std::vector<std::byte*> ringChannels(const SampleBlock& block);

  Arena driver_;
  Arena ring_;
  Arena copyFrom_;
  Arena copyTo_;
  std::vector<double> numbers_;
  std::vector<std::byte> samples_;    ///< `numbers_` as the side that is read holds them
  abi::SampleType samplesType_ = -1;  ///< what is in `samples_`
};

}  // namespace bench
