// What a recording device hands over, fitted to the clock of the playing one beside it: as many frames as
// that one asks for, of which none is the device's own.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "drivers/wasapi/clock_follower.h"
#include "drivers/wasapi/endpoint.h"
#include "sample/resampler.h"

namespace drivers::wasapi {

/// Thread: constructor control; the rest the stream's. Blocking: wait-free.
class ResampledCapture {
 public:
  /// `mostFrames`: that the device hands over at once.
  ResampledCapture(const WaveFormat& format, std::uint32_t switchFrames, std::uint32_t mostFrames);

  void clear() noexcept;

  /// Adds what was recorded. False: a part of it did not fit.
  bool put(const Packet& packet) noexcept;

  /// What a call of `make` came to.
  enum class Made { frames, moved, nothing };
  /// The next switch's worth, in the device's own format. `positionNow`: what the device has recorded by now,
  /// in frames and parts of them, those under way included. `moved`: it had to leave something out or to
  /// repeat something. `nothing`: there is too little.
  Made make(std::byte* into, double positionNow, std::uint32_t packetFrames) noexcept;

  /// By which the input is older than without it. `packetFrames`: that the device hands over at once.
  static std::uint32_t latencyFrames(std::uint32_t switchFrames, std::uint32_t packetFrames,
                                     std::uint32_t rateHz) noexcept;

 private:
  const WaveFormat format_;
  const std::uint32_t switchFrames_;
  sample::Resampler resampler_;
  ClockFollower follower_;
  std::vector<double> values_;
  bool isFlowing_ = false;
};

}  // namespace drivers::wasapi
