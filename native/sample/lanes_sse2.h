// Four lanes, with what every 64-bit x86 processor has.
#pragma once

#include <emmintrin.h>

#include <cstddef>
#include <cstdint>
#include <cstring>

#include "sample/lanes.h"

namespace sample {

struct Sse2 {
  static constexpr std::size_t kLanes = 4;
  using Ints = __m128i;
  using Floats = __m128;
  struct Doubles {
    __m128d low, high;
  };

  // --- Integers

  static LANES_INLINE Ints all(std::int32_t value) noexcept { return _mm_set1_epi32(value); }
  static LANES_INLINE Ints sum(Ints a, Ints b) noexcept { return _mm_add_epi32(a, b); }
  static LANES_INLINE Ints both(Ints a, Ints b) noexcept { return _mm_and_si128(a, b); }
  static LANES_INLINE Ints least(Ints a, Ints b) noexcept {
    const Ints above = _mm_cmpgt_epi32(a, b);
    return _mm_or_si128(_mm_and_si128(above, b), _mm_andnot_si128(above, a));
  }
  template <int Bits>
  static LANES_INLINE Ints shiftUp(Ints a) noexcept {
    return _mm_slli_epi32(a, Bits);
  }
  template <int Bits>
  static LANES_INLINE Ints shiftDown(Ints a) noexcept {
    return _mm_srai_epi32(a, Bits);
  }

  static LANES_INLINE Ints asInts(Floats a) noexcept { return _mm_castps_si128(a); }
  static LANES_INLINE Floats asFloats(Ints a) noexcept { return _mm_castsi128_ps(a); }

  // --- Numbers

  static LANES_INLINE Floats toFloats(Ints a) noexcept { return _mm_cvtepi32_ps(a); }
  static LANES_INLINE Floats toFloats(Doubles a) noexcept {
    return _mm_movelh_ps(_mm_cvtpd_ps(a.low), _mm_cvtpd_ps(a.high));
  }
  static LANES_INLINE Doubles toDoubles(Ints a) noexcept {
    return {_mm_cvtepi32_pd(a), _mm_cvtepi32_pd(_mm_unpackhi_epi64(a, a))};
  }
  static LANES_INLINE Doubles toDoubles(Floats a) noexcept {
    return {_mm_cvtps_pd(a), _mm_cvtps_pd(_mm_movehl_ps(a, a))};
  }
  static LANES_INLINE Floats product(Floats a, float factor) noexcept {
    return _mm_mul_ps(a, _mm_set1_ps(factor));
  }
  static LANES_INLINE Doubles product(Doubles a, double factor) noexcept {
    return {_mm_mul_pd(a.low, _mm_set1_pd(factor)), _mm_mul_pd(a.high, _mm_set1_pd(factor))};
  }

  template <unsigned Bits>
  static LANES_INLINE Ints toCodes(Floats a) noexcept {
    constexpr float kScale = static_cast<float>(std::int64_t{1} << (Bits - 1));
    const Ints ordered = _mm_castps_si128(_mm_cmpord_ps(a, a));
    Floats scaled = _mm_mul_ps(a, _mm_set1_ps(kScale));
    if constexpr (Bits <= 24) {
      scaled = _mm_max_ps(_mm_min_ps(scaled, _mm_set1_ps(kScale - 1)), _mm_set1_ps(-kScale));
      return _mm_and_si128(_mm_cvtps_epi32(scaled), ordered);
    } else {
      // What does not fit becomes the lowest code; its complement is the highest.
      const Ints above = _mm_castps_si128(_mm_cmpge_ps(scaled, _mm_set1_ps(kScale)));
      return _mm_and_si128(_mm_xor_si128(_mm_cvtps_epi32(scaled), above), ordered);
    }
  }
  template <unsigned Bits>
  static LANES_INLINE Ints toCodes(Doubles a) noexcept {
    return _mm_unpacklo_epi64(toCodes<Bits>(a.low), toCodes<Bits>(a.high));
  }

  /// Whether a lane is zero or denormal: its exponent has no bit.
  static LANES_INLINE bool anyWithoutExponent(Floats a) noexcept {
    return _mm_movemask_epi8(withoutExponent(a)) != 0;
  }
  /// `doubles`, made of `a`, with what a denormal stands for: its bits are a number of smallest steps. Either
  /// it was taken for zero, or the same bits are there already.
  static LANES_INLINE Doubles withDenormals(Doubles doubles, Floats a) noexcept {
    const Doubles missing = product(toDoubles(onlyDenormal(a)), detail::kLeastFloat);
    return {_mm_or_pd(doubles.low, missing.low), _mm_or_pd(doubles.high, missing.high)};
  }
  /// The same for `floats`, made of `a`: those that became zero are counted in smallest steps.
  static LANES_INLINE Floats withDenormals(Floats floats, Doubles a) noexcept {
    const Ints steps =
        _mm_unpacklo_epi64(_mm_cvtpd_epi32(inSmallestSteps(a.low)), _mm_cvtpd_epi32(inSmallestSteps(a.high)));
    return _mm_or_ps(floats, asFloats(_mm_and_si128(steps, withoutExponent(floats))));
  }

  // --- Memory

  template <ByteOrder Order>
  static LANES_INLINE Ints load32(const std::byte* from) noexcept {
    return swapped32<Order>(all128(from));
  }
  template <ByteOrder Order>
  static LANES_INLINE void store32(std::byte* to, Ints words) noexcept {
    _mm_storeu_si128(reinterpret_cast<__m128i*>(to), swapped32<Order>(words));
  }

  template <ByteOrder Order>
  static LANES_INLINE Ints load16(const std::byte* from) noexcept {
    return _mm_unpacklo_epi16(_mm_setzero_si128(), swapped16<Order>(low64(from)));
  }
  template <ByteOrder Order>
  static LANES_INLINE void store16(std::byte* to, Ints codes) noexcept {
    _mm_storel_epi64(reinterpret_cast<__m128i*>(to), swapped16<Order>(_mm_packs_epi32(codes, codes)));
  }

  template <ByteOrder Order>
  static LANES_INLINE Ints load24(const std::byte* from) noexcept {
    std::int32_t last;
    std::memcpy(&last, from + 8, sizeof last);
    const Ints packed = _mm_unpacklo_epi64(low64(from), _mm_cvtsi32_si128(last));
    // Six bytes to each half, then three to each word.
    const Ints halves =
        _mm_or_si128(_mm_and_si128(packed, _mm_set_epi32(0, 0, 0x0000ffff, -1)),
                     _mm_slli_si128(_mm_and_si128(packed, _mm_set_epi32(0, -1, -0x10000, 0)), 2));
    const Ints words =
        _mm_or_si128(_mm_and_si128(_mm_slli_epi64(halves, 8), _mm_set1_epi64x(0xffffff00)),
                     _mm_and_si128(_mm_slli_epi64(halves, 16), _mm_set1_epi64x(-0x10000000000)));
    if constexpr (Order == ByteOrder::little)
      return words;
    else
      return _mm_slli_epi32(swapped32<ByteOrder::big>(words), 8);
  }
  template <ByteOrder Order>
  static LANES_INLINE void store24(std::byte* to, Ints codes) noexcept {
    Ints words = codes;
    if constexpr (Order == ByteOrder::big) words = swapped32<ByteOrder::big>(_mm_slli_epi32(codes, 8));
    const Ints halves =
        _mm_or_si128(_mm_and_si128(words, _mm_set1_epi64x(0x00ffffff)),
                     _mm_srli_epi64(_mm_and_si128(words, _mm_set_epi32(0x00ffffff, 0, 0x00ffffff, 0)), 8));
    const Ints packed = _mm_or_si128(_mm_and_si128(halves, _mm_set_epi32(0, 0, -1, -1)),
                                     _mm_srli_si128(_mm_and_si128(halves, _mm_set_epi32(-1, -1, 0, 0)), 2));
    _mm_storel_epi64(reinterpret_cast<__m128i*>(to), packed);
    const std::int32_t last = _mm_cvtsi128_si32(_mm_unpackhi_epi64(packed, packed));
    std::memcpy(to + 8, &last, sizeof last);
  }

  static constexpr std::size_t kSamplesAfterTwo24 = 0;
  template <ByteOrder Order>
  static LANES_INLINE void storeTwo24(std::byte* to, Ints first, Ints second) noexcept {
    store24<Order>(to, first);
    store24<Order>(to + 12, second);
  }
  template <ByteOrder Order>
  static LANES_INLINE void storeTwo16(std::byte* to, Ints first, Ints second) noexcept {
    _mm_storeu_si128(reinterpret_cast<__m128i*>(to), swapped16<Order>(_mm_packs_epi32(first, second)));
  }

  template <ByteOrder Order>
  static LANES_INLINE Doubles loadDoubles(const std::byte* from) noexcept {
    return {_mm_castsi128_pd(swapped64<Order>(all128(from))),
            _mm_castsi128_pd(swapped64<Order>(all128(from + 16)))};
  }
  template <ByteOrder Order>
  static LANES_INLINE void storeDoubles(std::byte* to, Doubles a) noexcept {
    _mm_storeu_si128(reinterpret_cast<__m128i*>(to), swapped64<Order>(_mm_castpd_si128(a.low)));
    _mm_storeu_si128(reinterpret_cast<__m128i*>(to + 16), swapped64<Order>(_mm_castpd_si128(a.high)));
  }

  /// Pairs of bytes swapped in place of two by two: 8 elements each time.
  static LANES_INLINE std::size_t swapMany16(const std::byte* from, std::byte* to,
                                             std::size_t count) noexcept {
    std::size_t i = 0;
    for (; i + 8 <= count; i += 8) {
      _mm_storeu_si128(reinterpret_cast<__m128i*>(to + 2 * i),
                       swapped16<ByteOrder::big>(all128(from + 2 * i)));
    }
    return i;
  }
  /// The bits of 16 bytes each time.
  static LANES_INLINE std::size_t reverseMany(const std::byte* from, std::byte* to,
                                              std::size_t count) noexcept {
    const auto exchanged = [](Ints bits, int by, int lower) noexcept {
      const Ints mask = _mm_set1_epi8(static_cast<char>(lower));
      const Ints up = _mm_slli_epi16(_mm_and_si128(bits, mask), by);
      return _mm_or_si128(up, _mm_and_si128(_mm_srli_epi16(bits, by), mask));
    };
    std::size_t i = 0;
    for (; i + 16 <= count; i += 16) {
      const Ints halves = exchanged(all128(from + i), 4, 0x0f);
      const Ints bits = exchanged(exchanged(halves, 2, 0x33), 1, 0x55);
      _mm_storeu_si128(reinterpret_cast<__m128i*>(to + i), bits);
    }
    return i;
  }
  static LANES_INLINE std::size_t swapMany24(const std::byte*, std::byte*, std::size_t) noexcept { return 0; }

  // --- Order of lanes

  /// a0 a1 a2 a3, b0 b1 b2 b3 become a0 b0 a1 b1, a2 b2 a3 b3.
  static LANES_INLINE void zip(Ints& a, Ints& b) noexcept {
    const Ints low = _mm_unpacklo_epi32(a, b);
    b = _mm_unpackhi_epi32(a, b);
    a = low;
  }
  static LANES_INLINE void zip(Floats& a, Floats& b) noexcept {
    const Floats low = _mm_unpacklo_ps(a, b);
    b = _mm_unpackhi_ps(a, b);
    a = low;
  }
  static LANES_INLINE void zip(Doubles& a, Doubles& b) noexcept {
    const Doubles first = {_mm_unpacklo_pd(a.low, b.low), _mm_unpackhi_pd(a.low, b.low)};
    b = {_mm_unpacklo_pd(a.high, b.high), _mm_unpackhi_pd(a.high, b.high)};
    a = first;
  }

  /// The reverse.
  static LANES_INLINE void unzip(Floats& a, Floats& b) noexcept {
    const Floats even = _mm_shuffle_ps(a, b, 0x88);
    b = _mm_shuffle_ps(a, b, 0xdd);
    a = even;
  }
  static LANES_INLINE void unzip(Ints& a, Ints& b) noexcept {
    Floats x = asFloats(a);
    Floats y = asFloats(b);
    unzip(x, y);
    a = asInts(x);
    b = asInts(y);
  }
  static LANES_INLINE void unzip(Doubles& a, Doubles& b) noexcept {
    const Doubles even = {_mm_unpacklo_pd(a.low, a.high), _mm_unpacklo_pd(b.low, b.high)};
    b = {_mm_unpackhi_pd(a.low, a.high), _mm_unpackhi_pd(b.low, b.high)};
    a = even;
  }

  /// Rows become columns.
  static LANES_INLINE void transpose(Floats (&rows)[kLanes]) noexcept {
    const Floats ab01 = _mm_unpacklo_ps(rows[0], rows[1]);
    const Floats ab23 = _mm_unpackhi_ps(rows[0], rows[1]);
    const Floats cd01 = _mm_unpacklo_ps(rows[2], rows[3]);
    const Floats cd23 = _mm_unpackhi_ps(rows[2], rows[3]);
    rows[0] = _mm_movelh_ps(ab01, cd01);
    rows[1] = _mm_movehl_ps(cd01, ab01);
    rows[2] = _mm_movelh_ps(ab23, cd23);
    rows[3] = _mm_movehl_ps(cd23, ab23);
  }
  static LANES_INLINE void transpose(Ints (&rows)[kLanes]) noexcept {
    Floats floats[] = {asFloats(rows[0]), asFloats(rows[1]), asFloats(rows[2]), asFloats(rows[3])};
    transpose(floats);
    rows[0] = asInts(floats[0]);
    rows[1] = asInts(floats[1]);
    rows[2] = asInts(floats[2]);
    rows[3] = asInts(floats[3]);
  }
  static LANES_INLINE void transpose(Doubles (&rows)[kLanes]) noexcept {
    const auto [a, b, c, d] = rows;
    rows[0] = {_mm_unpacklo_pd(a.low, b.low), _mm_unpacklo_pd(c.low, d.low)};
    rows[1] = {_mm_unpackhi_pd(a.low, b.low), _mm_unpackhi_pd(c.low, d.low)};
    rows[2] = {_mm_unpacklo_pd(a.high, b.high), _mm_unpacklo_pd(c.high, d.high)};
    rows[3] = {_mm_unpackhi_pd(a.high, b.high), _mm_unpackhi_pd(c.high, d.high)};
  }

 private:
  static LANES_INLINE Ints all128(const std::byte* from) noexcept {
    return _mm_loadu_si128(reinterpret_cast<const __m128i*>(from));
  }
  static LANES_INLINE Ints low64(const std::byte* from) noexcept {
    return _mm_loadl_epi64(reinterpret_cast<const __m128i*>(from));
  }

  template <ByteOrder Order>
  static LANES_INLINE Ints swapped16(Ints a) noexcept {
    if constexpr (Order == ByteOrder::little)
      return a;
    else
      return _mm_or_si128(_mm_slli_epi16(a, 8), _mm_srli_epi16(a, 8));
  }
  template <ByteOrder Order>
  static LANES_INLINE Ints swapped32(Ints a) noexcept {
    if constexpr (Order == ByteOrder::little)
      return a;
    else
      return swapped16<Order>(_mm_shufflehi_epi16(_mm_shufflelo_epi16(a, 0xb1), 0xb1));
  }
  template <ByteOrder Order>
  static LANES_INLINE Ints swapped64(Ints a) noexcept {
    if constexpr (Order == ByteOrder::little)
      return a;
    else
      return swapped16<Order>(_mm_shufflehi_epi16(_mm_shufflelo_epi16(a, 0x1b), 0x1b));
  }

  template <unsigned Bits>
  static LANES_INLINE Ints toCodes(__m128d a) noexcept {
    constexpr double kScale = static_cast<double>(std::int64_t{1} << (Bits - 1));
    const __m128d numbers = _mm_and_pd(a, _mm_cmpord_pd(a, a));
    const __m128d scaled = _mm_mul_pd(numbers, _mm_set1_pd(kScale));
    return _mm_cvtpd_epi32(_mm_max_pd(_mm_min_pd(scaled, _mm_set1_pd(kScale - 1)), _mm_set1_pd(-kScale)));
  }

  static LANES_INLINE Ints withoutExponent(Floats a) noexcept {
    return _mm_cmpgt_epi32(all(0x00800000), _mm_and_si128(asInts(a), all(0x7fffffff)));
  }
  /// The magnitude's bits of a denormal, 0 of other numbers.
  static LANES_INLINE Ints onlyDenormal(Floats a) noexcept {
    return _mm_and_si128(_mm_and_si128(asInts(a), all(0x7fffffff)), withoutExponent(a));
  }
  static LANES_INLINE __m128d inSmallestSteps(__m128d a) noexcept {
    return _mm_mul_pd(_mm_andnot_pd(_mm_set1_pd(-0.0), a), _mm_set1_pd(1 / detail::kLeastFloat));
  }
};

}  // namespace sample
