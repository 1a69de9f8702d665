#include "sample/resampler.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>

namespace sample {

namespace {

constexpr std::uint32_t kReach = Resampler::kReachFrames;
constexpr std::uint32_t kTaps = 2 * kReach;
/// Places between two samples at which the filter is written down; between those it is interpolated.
constexpr std::uint32_t kPlaces = 128;
constexpr double kPi = 3.14159265358979323846;
/// In parts of half the rate: where the filter is half open. It is open below five sixths, and shut from
/// here as much above as those are below.
constexpr double kCutoff = 0.9271;
/// Of a Kaiser window, for about 137 dB.
constexpr double kBeta = 14.2;

/// The modified Bessel function of the first kind, of order zero.
double bessel(double x) {
  double sum = 1;
  double term = 1;
  for (int i = 1; i < 60; ++i) {
    term *= (x / 2 / i) * (x / 2 / i);
    sum += term;
  }
  return sum;
}

/// The filter `at` frames from its middle.
double filterAt(double at) {
  const double part = at / kReach;
  if (std::abs(part) >= 1) return 0;
  const double window = bessel(kBeta * std::sqrt(1 - part * part)) / bessel(kBeta);
  const double x = kPi * kCutoff * at;
  return window * kCutoff * (std::abs(x) < 1e-9 ? 1 : std::sin(x) / x);
}

/// One row for each place, and one before and two behind, which interpolation needs. Tap `t` of place `p` is
/// for the sample that lies `t - (kReach - 1)` frames after the one before the place.
struct Table {
  std::array<std::array<double, kTaps>, kPlaces + 3> rows;

  Table() {
    for (std::uint32_t row = 0; row < rows.size(); ++row) {
      const double place = (static_cast<double>(row) - 1) / kPlaces;
      for (std::uint32_t tap = 0; tap < kTaps; ++tap)
        rows[row][tap] = filterAt(static_cast<double>(tap) - (kReach - 1) - place);
    }
  }
};

const Table& table() {
  static const Table made;
  return made;
}

/// The filter for a place, by a cubic through the four rows around it.
void coefficientsAt(double phase, double* into) noexcept {
  const double at = phase * kPlaces;
  const auto row = std::min(static_cast<std::uint32_t>(at), kPlaces - 1);
  const double x = at - row;
  const double a = -x * (x - 1) * (x - 2) / 6;
  const double b = (x + 1) * (x - 1) * (x - 2) / 2;
  const double c = -(x + 1) * x * (x - 2) / 2;
  const double d = (x + 1) * x * (x - 1) / 6;
  const auto* const rows = &table().rows[row];
  for (std::uint32_t tap = 0; tap < kTaps; ++tap)
    into[tap] = a * rows[0][tap] + b * rows[1][tap] + c * rows[2][tap] + d * rows[3][tap];
}

}  // namespace

Resampler::Resampler(std::uint32_t channels, std::uint32_t capacityFrames)
    : channels_(channels),
      // Twice what there can be, so that the rest is not often moved to the front.
      room_(2 * (capacityFrames + kTaps)),
      memory_(std::size_t{room_} * channels) {
  table();
  clear();
}

void Resampler::clear() noexcept {
  begin_ = 0;
  held_ = kReach - 1;
  std::fill_n(memory_.begin(), std::size_t{held_} * channels_, 0.0);
  taken_ = 0;
  written_ = 0;
  phase_ = 0;
}

std::uint32_t Resampler::put(const double* frames, std::uint32_t count) noexcept {
  count = std::min(count, room_ / 2 - std::min(held_, room_ / 2));
  if (begin_ + held_ + count > room_) {
    std::memmove(memory_.data(), memory_.data() + std::size_t{begin_} * channels_,
                 std::size_t{held_} * channels_ * sizeof(double));
    begin_ = 0;
  }
  std::copy_n(frames, std::size_t{count} * channels_,
              memory_.begin() + static_cast<std::ptrdiff_t>(std::size_t{begin_ + held_} * channels_));
  held_ += count;
  written_ += count;
  return count;
}

bool Resampler::make(double* frames, std::uint32_t count, double step) noexcept {
  // The last one sees so much beyond the frame that is read next.
  const double last = phase_ + step * (count - 1);
  if (static_cast<double>(held_) < std::floor(last) + kTaps) return false;
  std::array<double, kTaps> coefficients;
  for (std::uint32_t i = 0; i < count; ++i) {
    const double at = phase_ + step * i;
    const double whole = std::floor(at);
    coefficientsAt(at - whole, coefficients.data());
    const double* from = memory_.data() + (begin_ + static_cast<std::size_t>(whole)) * channels_;
    for (std::uint32_t channel = 0; channel < channels_; ++channel) {
      double sum = 0;
      for (std::uint32_t tap = 0; tap < kTaps; ++tap)
        sum += coefficients[tap] * from[std::size_t{tap} * channels_ + channel];
      *frames++ = sum;
    }
  }
  const double next = phase_ + step * count;
  const double whole = std::floor(next);
  phase_ = next - whole;
  discard(static_cast<std::uint64_t>(whole));
  return true;
}

void Resampler::seek(double position) noexcept {
  const auto first = static_cast<double>(taken_);
  const double last = static_cast<double>(taken_ + held_);
  const double to = std::clamp(position, first, last);
  const double whole = std::floor(to);
  phase_ = to - whole;
  discard(static_cast<std::uint64_t>(whole - first));
}

void Resampler::discard(std::uint64_t frames) noexcept {
  const auto count = static_cast<std::uint32_t>(std::min<std::uint64_t>(frames, held_));
  begin_ += count;
  held_ -= count;
  taken_ += frames;
}

}  // namespace sample
