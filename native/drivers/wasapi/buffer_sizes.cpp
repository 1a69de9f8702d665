#include "drivers/wasapi/buffer_sizes.h"

#include <algorithm>
#include <numeric>

namespace drivers::wasapi {

namespace {

constexpr std::uint32_t kPacketBytes = 128;
constexpr std::uint32_t kSmallestStep = 8;
/// The same at every usual rate, so that a host finds its size again after a switch. Every step divides it.
/// With events a device may refuse what lasts longer than half a second.
constexpr abi::Long kLargest = 8192;
static_assert(kLargest % kPacketBytes == 0);

abi::Long roundedUp(std::uint32_t frames, std::uint32_t step) noexcept {
  return static_cast<abi::Long>((frames + step - 1) / step * step);
}

}  // namespace

std::int64_t hnsOf(std::uint32_t frames, std::uint32_t rateHz) noexcept {
  return (static_cast<std::int64_t>(frames) * kHnsPerSecond + rateHz / 2) / rateHz;
}

std::uint32_t framesOf(std::int64_t hns, std::uint32_t rateHz) noexcept {
  // Periods are themselves rounded: 1 hns more than a size lasts is not another frame.
  const std::int64_t product = hns * rateHz;
  const std::int64_t whole = product / kHnsPerSecond;
  return static_cast<std::uint32_t>(product - whole * kHnsPerSecond > rateHz ? whole + 1 : whole);
}

std::uint32_t alignedStep(std::uint32_t frameBytes) noexcept {
  return std::max(kPacketBytes / std::gcd(kPacketBytes, frameBytes), kSmallestStep);
}

shell::BufferRule offeredSizes(const Periods& periods, std::uint32_t rateHz, std::uint32_t step) {
  const std::int64_t usualHns = std::max(periods.usualHns, periods.shortestHns);
  const abi::Long min =
      std::max(roundedUp(framesOf(periods.shortestHns, rateHz), step), static_cast<abi::Long>(step));
  const auto longest = static_cast<abi::Long>(rateHz / 2 / step * step);
  const abi::Long max = std::max(min, std::min(kLargest, longest));
  const abi::Long preferred = std::clamp(roundedUp(framesOf(usualHns, rateHz), step), min, max);
  return {min, max, preferred, min == max ? 0 : static_cast<abi::Long>(step)};
}

}  // namespace drivers::wasapi
