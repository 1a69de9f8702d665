#include "drivers/loopback/bus_sum.h"

#include <algorithm>
#include <cstring>
#include <limits>

#include "abi/sample_types.h"

namespace drivers::loopback {

namespace {

namespace type = abi::sample_type;
using sample::Direction;
using sample::Format;

bool isFloatType(abi::SampleType sample) {
  return sample == type::kFloat32Lsb || sample == type::kFloat64Lsb || sample == type::kFloat32Msb ||
         sample == type::kFloat64Msb;
}

std::byte* bytesOf(void* numbers) noexcept { return static_cast<std::byte*>(numbers); }
const std::byte* bytesOf(const void* numbers) noexcept { return static_cast<const std::byte*>(numbers); }

}  // namespace

BusSum::BusSum(const SampleLayout& sample, abi::Long frames)
    : bytes_(sample.bytes(frames)),
      count_(static_cast<std::size_t>(frames)),
      silence_(sample.silence),
      isFloat_(isFloatType(sample.type)),
      first_(bytes_) {
  if (type::isDsd(sample.type)) return;
  const Format format = isFloat_ ? Format::float64 : Format::int32;
  widen_ = sample::findConversion(sample.type, format, Direction::input).planar;
  narrow_ = sample::findConversion(sample.type, format, Direction::output).planar;
  if (isFloat_) {
    floats_.resize(count_);
    wideFloats_.resize(count_);
  } else {
    integers_.resize(count_);
    wide_.resize(count_);
  }
}

bool BusSum::isSilent(const std::byte* samples) const noexcept {
  // Every byte is like the first, and the first is silence.
  return samples[0] == silence_ && std::memcmp(samples, samples + 1, bytes_ - 1) == 0;
}

void BusSum::add(const std::byte* samples) noexcept {
  if (isSilent(samples)) return;
  ++voices_;
  if (voices_ == 1) {
    std::memcpy(first_.data(), samples, bytes_);
    return;
  }
  if (widen_ == nullptr) return;
  if (voices_ == 2) {
    std::fill(integers_.begin(), integers_.end(), 0);
    std::fill(floats_.begin(), floats_.end(), 0.0);
    accumulate(first_.data());
  }
  accumulate(samples);
}

void BusSum::accumulate(const std::byte* samples) noexcept {
  if (isFloat_) {
    widen_(samples, bytesOf(wideFloats_.data()), count_);
    for (std::size_t i = 0; i < count_; ++i) floats_[i] += wideFloats_[i];
  } else {
    widen_(samples, bytesOf(wide_.data()), count_);
    for (std::size_t i = 0; i < count_; ++i) integers_[i] += wide_[i];
  }
}

void BusSum::writeTo(std::byte* samples) noexcept {
  if (voices_ == 0) {
    std::memset(samples, std::to_integer<int>(silence_), bytes_);
  } else if (voices_ == 1 || widen_ == nullptr) {
    std::memcpy(samples, first_.data(), bytes_);
  } else if (isFloat_) {
    narrow_(bytesOf(static_cast<const void*>(floats_.data())), samples, count_);
  } else {
    constexpr std::int64_t kLow = std::numeric_limits<std::int32_t>::min();
    constexpr std::int64_t kHigh = std::numeric_limits<std::int32_t>::max();
    for (std::size_t i = 0; i < count_; ++i)
      wide_[i] = static_cast<std::int32_t>(std::clamp(integers_[i], kLow, kHigh));
    narrow_(bytesOf(static_cast<const void*>(wide_.data())), samples, count_);
  }
}

}  // namespace drivers::loopback
