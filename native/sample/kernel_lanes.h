// Conversions several samples at a time, whatever the instructions are called. `L` has them: lanes_sse2.h and
// lanes_avx2.h. A vector of `L` holds `kLanes` samples as 32-bit integers, as floats, or as a pair of vectors
// of doubles. Integers are left-justified after loading, and are codes of the narrower type before storing.
//
// The results are those of kernel_scalar.h, bit for bit.
//
// Frames are handled in squares: as many frames of as many channels as a vector has lanes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <utility>

#include "rt/annotations.h"
#include "sample/kernel_scalar.h"
#include "sample/lanes.h"
#include "sample/types.h"

namespace sample {

template <class L, class From, class To>
struct LanesKernel {
  using Scalar = ScalarKernel<From, To>;

  static void planar(const std::byte* from, std::byte* to, std::size_t count) noexcept RT_SAFE {
    if constexpr (std::is_same_v<From, To>) {
      Scalar::planar(from, to, count);
    } else if constexpr (kIsDsd<From>) {
      const std::size_t done = L::reverseMany(from, to, count);
      Scalar::planar(from + done, to + done, count - done);
    } else {
      std::size_t i = 0;
      if constexpr (kOnlySwaps) i = lanes::swapMany<L, From>(from, to, count);
      // Two at a time, so that one's steps fill the other's pauses.
      constexpr std::size_t kTwo = 2 * L::kLanes;
      for (; i + kTwo + lanes::samplesAfterTwo<L, To>() <= count; i += kTwo) {
        const auto first = convert(load(from + i * From::kBytes));
        const auto second = convert(load(from + (i + L::kLanes) * From::kBytes));
        lanes::storeTwo<L, To>(to + i * To::kBytes, first, second);
      }
      for (; i + L::kLanes <= count; i += L::kLanes) {
        store(to + i * To::kBytes, convert(load(from + i * From::kBytes)));
      }
      Scalar::planar(from + i * From::kBytes, to + i * To::kBytes, count - i);
    }
  }

  static void interleave(std::byte* const* channels, std::size_t channelCount, std::byte* frames,
                         std::size_t stride, std::size_t count) noexcept RT_SAFE {
    if (isPlane(channelCount, stride, To::kBytes)) return planar(channels[0], frames, count);
    std::size_t i = 0;
    if constexpr (kVectors) {
      if (channelCount == 2 && stride == 2 * To::kBytes) {
        i = interleavePairs(channels, frames, count);
      } else if (fillsRows(channelCount, stride, To::kBytes)) {
        i = channelCount < L::kLanes
                ? moveSquares<true, true>(channels, channelCount, frames, stride, count)
                : moveSquares<true, false>(channels, channelCount, frames, stride, count);
      }
    }
    for (std::size_t c = 0; c < channelCount; ++c) {
      Scalar::stepped(channels[c] + i * From::kBytes, From::kBytes, frames + i * stride + c * To::kBytes,
                      stride, count - i);
    }
  }

  static void deinterleave(std::byte* const* channels, std::size_t channelCount, std::byte* frames,
                           std::size_t stride, std::size_t count) noexcept RT_SAFE {
    if (isPlane(channelCount, stride, From::kBytes)) return planar(frames, channels[0], count);
    std::size_t i = 0;
    if constexpr (kVectors) {
      if (channelCount == 2 && stride == 2 * From::kBytes) {
        i = deinterleavePairs(channels, frames, count);
      } else if (fillsRows(channelCount, stride, From::kBytes)) {
        i = channelCount < L::kLanes
                ? moveSquares<false, true>(channels, channelCount, frames, stride, count)
                : moveSquares<false, false>(channels, channelCount, frames, stride, count);
      }
    }
    for (std::size_t c = 0; c < channelCount; ++c) {
      Scalar::stepped(frames + i * stride + c * From::kBytes, stride, channels[c] + i * To::kBytes,
                      To::kBytes, count - i);
    }
  }

 private:
  /// Frames behind a square of fewer channels than lanes: its rows reach into them.
  static constexpr std::size_t kSpareFrames = 2;
  /// So many that a driver's cache lines are used up before others take their place: buffers of a power of
  /// two fall on each other there.
  static constexpr std::size_t kFramesAtOnce = 16;
  using EachLane = std::make_index_sequence<L::kLanes>;
  static constexpr bool kVectors = !kIsDsd<From>;
  static constexpr bool kOnlySwaps = lanes::onlySwaps<From, To>();

  static bool isPlane(std::size_t channelCount, std::size_t stride, std::size_t bytes) noexcept RT_SAFE {
    return channelCount == 1 && stride == bytes;
  }

  /// Whether rows of a whole vector can be written: there are as many channels, or what is behind them is the
  /// next frame.
  static bool fillsRows(std::size_t channelCount, std::size_t stride, std::size_t bytes) noexcept RT_SAFE {
    return channelCount >= L::kLanes || (channelCount > 2 && stride == channelCount * bytes);
  }

  static LANES_INLINE auto load(const std::byte* from) noexcept { return lanes::load<L, From>(from); }
  template <class Vector>
  static LANES_INLINE void store(std::byte* to, Vector vector) noexcept {
    lanes::store<L, To>(to, vector);
  }
  template <class Vector>
  static LANES_INLINE auto convert(Vector vector) noexcept {
    return lanes::convert<L, From, To>(vector);
  }

  static std::size_t interleavePairs(std::byte* const* channels, std::byte* frames,
                                     std::size_t count) noexcept RT_SAFE {
    std::size_t i = 0;
    for (; i + L::kLanes <= count; i += L::kLanes) {
      auto first = convert(load(channels[0] + i * From::kBytes));
      auto second = convert(load(channels[1] + i * From::kBytes));
      L::zip(first, second);
      store(frames + 2 * i * To::kBytes, first);
      store(frames + (2 * i + L::kLanes) * To::kBytes, second);
    }
    return i;
  }

  static std::size_t deinterleavePairs(std::byte* const* channels, std::byte* frames,
                                       std::size_t count) noexcept RT_SAFE {
    std::size_t i = 0;
    for (; i + L::kLanes <= count; i += L::kLanes) {
      auto first = load(frames + 2 * i * From::kBytes);
      auto second = load(frames + (2 * i + L::kLanes) * From::kBytes);
      L::unzip(first, second);
      store(channels[0] + i * To::kBytes, convert(first));
      store(channels[1] + i * To::kBytes, convert(second));
    }
    return i;
  }

  /// `In`: from channels to frames, else the reverse. `Few`: fewer channels than lanes. Where the channels do
  /// not come out even, the last square overlaps the one before: done twice is done faster than one by one.
  /// Where there are few, each row ends in samples that the next one writes over.
  template <bool In, bool Few>
  static std::size_t moveSquares(std::byte* const* channels, std::size_t channelCount, std::byte* frames,
                                 std::size_t stride, std::size_t count) noexcept RT_SAFE {
    const std::size_t last = Few ? 0 : channelCount - L::kLanes;
    constexpr std::size_t kFrameElementBytes = In ? To::kBytes : From::kBytes;
    constexpr std::size_t kSpare = Few ? kSpareFrames : 0;
    std::size_t i = 0;
    while (i + L::kLanes + kSpare <= count) {
      const std::size_t end = i + (i + kFramesAtOnce + kSpare <= count ? kFramesAtOnce : L::kLanes);
      for (std::size_t next = 0; next < channelCount; next += L::kLanes) {
        const std::size_t c = next < last ? next : last;
        for (std::size_t frame = i; frame < end; frame += L::kLanes) {
          std::byte* const place = frames + frame * stride + c * kFrameElementBytes;
          if constexpr (In)
            interleaveSquare<Few>(channels + c, channelCount - c - 1, frame * From::kBytes, place, stride,
                                  EachLane());
          else
            deinterleaveSquare<Few>(channels + c, channelCount - c - 1, frame * To::kBytes, place, stride,
                                    EachLane());
        }
      }
      i = end;
    }
    return i;
  }

  /// `last`: the last channel, which also stands in for those that are missing.
  template <bool Few, std::size_t... Lane>
  static LANES_INLINE void interleaveSquare(std::byte* const* channels, std::size_t last, std::size_t offset,
                                            std::byte* to, std::size_t stride,
                                            std::index_sequence<Lane...>) noexcept {
    decltype(convert(load(to))) rows[] = {
        convert(load(channels[Few && Lane > last ? last : Lane] + offset))...};
    L::transpose(rows);
    (store(to + Lane * stride, rows[Lane]), ...);
  }

  template <bool Few, std::size_t... Lane>
  static LANES_INLINE void deinterleaveSquare(std::byte* const* channels, std::size_t last,
                                              std::size_t offset, const std::byte* from, std::size_t stride,
                                              std::index_sequence<Lane...>) noexcept {
    decltype(load(from)) rows[] = {load(from + Lane * stride)...};
    L::transpose(rows);
    ((!Few || Lane <= last ? store(channels[Lane] + offset, convert(rows[Lane])) : void()), ...);
  }
};

}  // namespace sample
