// Conversions one element at a time: what all others are measured against, and what they leave at the end.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <type_traits>

#include "rt/annotations.h"
#include "sample/dither.h"
#include "sample/scale.h"
#include "sample/types.h"

namespace sample {

/// The conversions from `From` to `To`, with the signatures of converter.h.
template <class From, class To>
struct ScalarKernel {
  static void planar(const std::byte* from, std::byte* to, std::size_t count) noexcept RT_SAFE {
    if constexpr (std::is_same_v<From, To>) {
      std::memcpy(to, from, count * From::kBytes);  // also keeps the payload of a NaN
    } else if constexpr (kIsDsd<From>) {
      reverseBits(from, to, count);
    } else {
      stepped(from, From::kBytes, to, To::kBytes, count);
    }
  }

  /// From every `fromStep`th byte to every `toStep`th.
  static void stepped(const std::byte* from, std::size_t fromStep, std::byte* to, std::size_t toStep,
                      std::size_t count) noexcept RT_SAFE {
    for (std::size_t i = 0; i < count; ++i) {
      To::store(to + i * toStep, scale<From, To>(From::load(from + i * fromStep)));
    }
  }

  /// From channels to frames.
  static void interleave(std::byte* const* channels, std::size_t channelCount, std::byte* frames,
                         std::size_t stride, std::size_t count) noexcept RT_SAFE {
    for (std::size_t c = 0; c < channelCount; ++c) {
      stepped(channels[c], From::kBytes, frames + c * To::kBytes, stride, count);
    }
  }

  /// From frames to channels.
  static void deinterleave(std::byte* const* channels, std::size_t channelCount, std::byte* frames,
                           std::size_t stride, std::size_t count) noexcept RT_SAFE {
    for (std::size_t c = 0; c < channelCount; ++c) {
      stepped(frames + c * From::kBytes, stride, channels[c], To::kBytes, count);
    }
  }

  /// Only where `isRounding<From, To>()`.
  static void dithered(const std::byte* from, std::size_t fromStep, std::byte* to, std::size_t toStep,
                       std::size_t count, Dither dither) noexcept RT_SAFE {
    for (std::size_t i = 0; i < count; ++i) {
      const double exact = detail::inSteps<From, To::kBits>(From::load(from + i * fromStep));
      To::store(to + i * toStep, detail::toCode<To::kBits>(exact + noise(dither, i)));
    }
  }

 private:
  /// Eight bytes at a time.
  static void reverseBits(const std::byte* from, std::byte* to, std::size_t count) noexcept RT_SAFE {
    std::size_t i = 0;
    for (; i + 8 <= count; i += 8) {
      std::uint64_t word;
      std::memcpy(&word, from + i, 8);
      word = (word & 0x0f0f0f0f0f0f0f0fu) << 4 | (word & 0xf0f0f0f0f0f0f0f0u) >> 4;
      word = (word & 0x3333333333333333u) << 2 | (word & 0xccccccccccccccccu) >> 2;
      word = (word & 0x5555555555555555u) << 1 | (word & 0xaaaaaaaaaaaaaaaau) >> 1;
      std::memcpy(to + i, &word, 8);
    }
    stepped(from + i, 1, to + i, 1, count - i);
  }
};

}  // namespace sample
