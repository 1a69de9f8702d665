// What several play on one channel at once, added up.
//
// One that is silent counts for nothing, and one alone is passed on byte by byte. Integers are added exactly
// and clamped once, at the end; floats are added in double precision in the order of places and rounded once.
// One-bit samples cannot be added: the lowest place that is not silent is heard.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "drivers/loopback/sample_layout.h"
#include "sample/converter.h"

namespace drivers::loopback {

/// Thread: one at a time. Blocking: wait-free; allocates in its constructor only.
class BusSum {
 public:
  BusSum(const SampleLayout& sample, abi::Long frames);

  /// Nothing was added.
  void clear() noexcept { voices_ = 0; }
  /// `samples`: as many as there are frames. Where they are silent nothing happens.
  void add(const std::byte* samples) noexcept;
  void writeTo(std::byte* samples) noexcept;

 private:
  bool isSilent(const std::byte* samples) const noexcept;
  void accumulate(const std::byte* samples) noexcept;

  const std::size_t bytes_;
  const std::size_t count_;
  const std::byte silence_;
  const bool isFloat_;
  sample::Converter widen_ = nullptr;  ///< nullptr: these samples cannot be added
  sample::Converter narrow_ = nullptr;
  int voices_ = 0;
  std::vector<std::byte> first_;  ///< of the voices, as it is
  std::vector<std::int64_t> integers_;
  std::vector<double> floats_;
  std::vector<std::int32_t> wide_;  ///< one voice, on the way from or to the sum
  std::vector<double> wideFloats_;
};

}  // namespace drivers::loopback
