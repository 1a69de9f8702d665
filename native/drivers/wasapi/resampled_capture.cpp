#include "drivers/wasapi/resampled_capture.h"

#include <algorithm>
#include <cmath>

#include "drivers/wasapi/sample_values.h"

namespace drivers::wasapi {

namespace {

/// How much later than usual a packet or a switch may come.
std::uint32_t spareFrames(std::uint32_t switchFrames, std::uint32_t rateHz) noexcept {
  return std::max(switchFrames / 4, rateHz / 500);
}

}  // namespace

ResampledCapture::ResampledCapture(const WaveFormat& format, std::uint32_t switchFrames,
                                   std::uint32_t mostFrames)
    : format_(format),
      switchFrames_(switchFrames),
      resampler_(format.channels, 2 * mostFrames + 6 * switchFrames + format.rateHz / 10),
      follower_(static_cast<double>(switchFrames) / format.rateHz),
      values_(std::size_t{switchFrames} * format.channels) {}

void ResampledCapture::clear() noexcept {
  resampler_.clear();
  follower_.reset();
  isFlowing_ = false;
}

bool ResampledCapture::put(const Packet& packet) noexcept {
  const std::size_t frameBytes = format_.frameBytes();
  bool fits = true;
  for (std::uint32_t done = 0; done < packet.frames;) {
    const std::uint32_t count = std::min(packet.frames - done, switchFrames_);
    const std::byte* from = packet.data + done * frameBytes;
    for (std::size_t i = 0; i < std::size_t{count} * format_.channels; ++i, from += format_.sampleBytes())
      values_[i] = packet.isSilent ? 0 : loadSample(from, format_.sampleBytes(), format_.isFloat);
    fits = resampler_.put(values_.data(), count) == count && fits;
    done += count;
  }
  return fits;
}

std::uint32_t ResampledCapture::latencyFrames(std::uint32_t switchFrames, std::uint32_t packetFrames,
                                              std::uint32_t rateHz) noexcept {
  return packetFrames + switchFrames + sample::Resampler::kReachFrames + spareFrames(switchFrames, rateHz);
}

ResampledCapture::Made ResampledCapture::make(std::byte* into, double positionNow,
                                              std::uint32_t packetFrames) noexcept {
  // Before what is read there is a packet under way, and behind it what the filter sees.
  const std::uint32_t behind = latencyFrames(switchFrames_, packetFrames, format_.rateHz);
  double late = positionNow - behind - resampler_.readPosition();
  Made made = Made::frames;
  if (!isFlowing_) {
    if (late < 0) return Made::nothing;
    resampler_.seek(positionNow - behind);
    isFlowing_ = true;
    late = 0;
  } else if (late > switchFrames_ + behind / 2) {
    // Switches were left out, or somebody was late by far.
    resampler_.seek(positionNow - behind);
    late = 0;
    made = Made::moved;
  }
  if (!resampler_.make(values_.data(), switchFrames_, follower_.step(late / format_.rateHz)))
    return Made::nothing;
  for (std::size_t i = 0; i < values_.size(); ++i, into += format_.sampleBytes())
    storeSample(values_[i], into, format_.sampleBytes(), format_.isFloat);
  return made;
}

}  // namespace drivers::wasapi
