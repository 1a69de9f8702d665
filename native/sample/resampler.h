// Samples of one clock, made into samples of another that is a little faster or slower: interpolation by a
// windowed sinc, whose place between two samples is any number.
//
// What is below five sixths of half the rate stays as it is, to a hundred and thirty decibels and more. Steps
// are near 1: this is no filter for half the rate.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace sample {

/// Thread: one at a time. Blocking: all but the constructor wait-free.
class Resampler {
 public:
  /// How far the filter reaches to either side. So many frames behind the place that is read have to be
  /// there.
  static constexpr std::uint32_t kReachFrames = 48;

  /// `capacityFrames`: what can be held that was not read.
  Resampler(std::uint32_t channels, std::uint32_t capacityFrames);

  /// As it was made, with silence before the first frame.
  void clear() noexcept;

  std::uint32_t channels() const noexcept { return channels_; }
  /// Where the next frame is read, in frames of the input from the first on.
  double readPosition() const noexcept { return static_cast<double>(taken_) + phase_; }
  /// How many were put in.
  std::uint64_t writtenFrames() const noexcept { return written_; }

  /// Adds frames, channel by channel within each. Those that do not fit are left out: the number of those
  /// that did.
  std::uint32_t put(const double* frames, std::uint32_t count) noexcept;

  /// Makes `count` frames, each `step` frames of the input after the one before. False: there is too little
  /// for them, and nothing was read.
  bool make(double* frames, std::uint32_t count, double step) noexcept;

  /// Goes on reading at another place, which lies behind `kReachFrames` frames that are held still; the
  /// nearest that does.
  void seek(double position) noexcept;

 private:
  void discard(std::uint64_t frames) noexcept;

  const std::uint32_t channels_;
  const std::uint32_t room_;  ///< frames of memory
  std::vector<double> memory_;
  std::uint32_t begin_ = 0;  ///< of what is held: the first frame that the filter sees
  std::uint32_t held_ = 0;
  std::uint64_t taken_ = 0;    ///< the frame, of all, that is read next or lies before the place
  std::uint64_t written_ = 0;  ///< of all
  double phase_ = 0;           ///< 0 to 1, from there on
};

}  // namespace sample
