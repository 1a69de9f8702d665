// Recognises a buffer switch that a driver calls for a second time: several drivers do now and then, and what
// they have in their buffers was taken already.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "rt/annotations.h"

namespace engine {

/// Owned by the audio thread.
class DuplicateFilter {
 public:
  /// Another run of the driver. Blocking: wait-free.
  void begin() noexcept RT_SAFE { *this = {}; }

  /// Whether a call for half `half` at `nowNs`, at the position that the driver tells if it tells one,
  /// repeats the call before. `periodNs` 0: time tells nothing. Thread: audio. Blocking: wait-free.
  bool isDuplicate(std::size_t half, std::optional<std::uint64_t> position, std::uint64_t nowNs,
                   std::uint64_t periodNs) noexcept RT_SAFE {
    const bool again = isFirst_ ? false : repeats(half, position, nowNs, periodNs);
    if (again && ++row_ <= kMostInARow) return true;
    if (again) positionMoves_ = false;  // then that is how this driver is
    row_ = 0;
    if (!isFirst_) {
      if (position && position_ && *position != *position_) positionMoves_ = true;
      alternations_ = half == half_ ? 0 : alternations_ + 1;
    }
    isFirst_ = false;
    half_ = half;
    position_ = position;
    lastNs_ = nowNs;
    return false;
  }

 private:
  static constexpr std::uint32_t kMostInARow = 3;
  static constexpr std::uint32_t kEnoughAlternations = 4;

  /// There are drivers that tell the same position for ever, and others that always call for the same half.
  bool repeats(std::size_t half, std::optional<std::uint64_t> position, std::uint64_t nowNs,
               std::uint64_t periodNs) const noexcept RT_SAFE {
    if (half != half_) return false;
    if (position && position_) return positionMoves_ && *position == *position_;
    return periodNs != 0 && alternations_ >= kEnoughAlternations && nowNs - lastNs_ < periodNs / 10;
  }

  bool isFirst_ = true;
  bool positionMoves_ = false;
  std::size_t half_ = 0;
  std::optional<std::uint64_t> position_;
  std::uint64_t lastNs_ = 0;
  std::uint32_t alternations_ = 0;
  std::uint32_t row_ = 0;
};

}  // namespace engine
