// Eight lanes. To be included only where the compiler may use AVX2.
#pragma once

#include <immintrin.h>

#include <cstddef>
#include <cstdint>
#include <utility>

#include "sample/lanes.h"

namespace sample {

struct Avx2 {
  static constexpr std::size_t kLanes = 8;
  using Ints = __m256i;
  using Floats = __m256;
  struct Doubles {
    __m256d low, high;
  };

  // --- Integers

  static LANES_INLINE Ints all(std::int32_t value) noexcept { return _mm256_set1_epi32(value); }
  static LANES_INLINE Ints sum(Ints a, Ints b) noexcept { return _mm256_add_epi32(a, b); }
  static LANES_INLINE Ints both(Ints a, Ints b) noexcept { return _mm256_and_si256(a, b); }
  static LANES_INLINE Ints least(Ints a, Ints b) noexcept { return _mm256_min_epi32(a, b); }
  template <int Bits>
  static LANES_INLINE Ints shiftUp(Ints a) noexcept {
    return _mm256_slli_epi32(a, Bits);
  }
  template <int Bits>
  static LANES_INLINE Ints shiftDown(Ints a) noexcept {
    return _mm256_srai_epi32(a, Bits);
  }

  static LANES_INLINE Ints asInts(Floats a) noexcept { return _mm256_castps_si256(a); }
  static LANES_INLINE Floats asFloats(Ints a) noexcept { return _mm256_castsi256_ps(a); }

  // --- Numbers

  static LANES_INLINE Floats toFloats(Ints a) noexcept { return _mm256_cvtepi32_ps(a); }
  static LANES_INLINE Floats toFloats(Doubles a) noexcept {
    return _mm256_set_m128(_mm256_cvtpd_ps(a.high), _mm256_cvtpd_ps(a.low));
  }
  static LANES_INLINE Doubles toDoubles(Ints a) noexcept {
    return {_mm256_cvtepi32_pd(_mm256_castsi256_si128(a)),
            _mm256_cvtepi32_pd(_mm256_extracti128_si256(a, 1))};
  }
  static LANES_INLINE Doubles toDoubles(Floats a) noexcept {
    return {_mm256_cvtps_pd(_mm256_castps256_ps128(a)), _mm256_cvtps_pd(_mm256_extractf128_ps(a, 1))};
  }
  static LANES_INLINE Floats product(Floats a, float factor) noexcept {
    return _mm256_mul_ps(a, _mm256_set1_ps(factor));
  }
  static LANES_INLINE Doubles product(Doubles a, double factor) noexcept {
    return {_mm256_mul_pd(a.low, _mm256_set1_pd(factor)), _mm256_mul_pd(a.high, _mm256_set1_pd(factor))};
  }

  template <unsigned Bits>
  static LANES_INLINE Ints toCodes(Floats a) noexcept {
    constexpr float kScale = static_cast<float>(std::int64_t{1} << (Bits - 1));
    const Ints ordered = _mm256_castps_si256(_mm256_cmp_ps(a, a, _CMP_ORD_Q));
    Floats scaled = _mm256_mul_ps(a, _mm256_set1_ps(kScale));
    if constexpr (Bits <= 24) {
      scaled = _mm256_max_ps(_mm256_min_ps(scaled, _mm256_set1_ps(kScale - 1)), _mm256_set1_ps(-kScale));
      return _mm256_and_si256(_mm256_cvtps_epi32(scaled), ordered);
    } else {
      // What does not fit becomes the lowest code; its complement is the highest.
      const Ints above = _mm256_castps_si256(_mm256_cmp_ps(scaled, _mm256_set1_ps(kScale), _CMP_GE_OQ));
      return _mm256_and_si256(_mm256_xor_si256(_mm256_cvtps_epi32(scaled), above), ordered);
    }
  }
  template <unsigned Bits>
  static LANES_INLINE Ints toCodes(Doubles a) noexcept {
    return _mm256_set_m128i(toCodes<Bits>(a.high), toCodes<Bits>(a.low));
  }

  /// Whether a lane is zero or denormal: its exponent has no bit.
  static LANES_INLINE bool anyWithoutExponent(Floats a) noexcept {
    return _mm256_movemask_epi8(withoutExponent(a)) != 0;
  }
  /// `doubles`, made of `a`, with what a denormal stands for: its bits are a number of smallest steps. Either
  /// it was taken for zero, or the same bits are there already.
  static LANES_INLINE Doubles withDenormals(Doubles doubles, Floats a) noexcept {
    const Doubles missing = product(toDoubles(onlyDenormal(a)), detail::kLeastFloat);
    return {_mm256_or_pd(doubles.low, missing.low), _mm256_or_pd(doubles.high, missing.high)};
  }
  /// The same for `floats`, made of `a`: those that became zero are counted in smallest steps.
  static LANES_INLINE Floats withDenormals(Floats floats, Doubles a) noexcept {
    const Ints steps = _mm256_set_m128i(_mm256_cvtpd_epi32(inSmallestSteps(a.high)),
                                        _mm256_cvtpd_epi32(inSmallestSteps(a.low)));
    return _mm256_or_ps(floats, asFloats(_mm256_and_si256(steps, withoutExponent(floats))));
  }

  // --- Memory

  template <ByteOrder Order>
  static LANES_INLINE Ints load32(const std::byte* from) noexcept {
    return swapped32<Order>(all256(from));
  }
  template <ByteOrder Order>
  static LANES_INLINE void store32(std::byte* to, Ints words) noexcept {
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(to), swapped32<Order>(words));
  }

  template <ByteOrder Order>
  static LANES_INLINE Ints load16(const std::byte* from) noexcept {
    return spread16<Order>(all128(from));
  }
  template <ByteOrder Order>
  static LANES_INLINE void store16(std::byte* to, Ints codes) noexcept {
    _mm_storeu_si128(reinterpret_cast<__m128i*>(to), packed16<Order>(codes));
  }

  template <ByteOrder Order>
  static LANES_INLINE Ints load24(const std::byte* from) noexcept {
    // Samples 4 to 7 are the last 12 bytes of the second load: nothing behind them is read.
    const Ints bytes = _mm256_set_m128i(all128(from + 8), all128(from));
    constexpr char kNo = -128;
    if constexpr (Order == ByteOrder::little) {
      return _mm256_shuffle_epi8(
          bytes, _mm256_setr_epi8(kNo, 0, 1, 2, kNo, 3, 4, 5, kNo, 6, 7, 8, kNo, 9, 10, 11,  //
                                  kNo, 4, 5, 6, kNo, 7, 8, 9, kNo, 10, 11, 12, kNo, 13, 14, 15));
    } else {
      return _mm256_shuffle_epi8(
          bytes, _mm256_setr_epi8(kNo, 2, 1, 0, kNo, 5, 4, 3, kNo, 8, 7, 6, kNo, 11, 10, 9,  //
                                  kNo, 6, 5, 4, kNo, 9, 8, 7, kNo, 12, 11, 10, kNo, 15, 14, 13));
    }
  }
  template <ByteOrder Order>
  static LANES_INLINE void store24(std::byte* to, Ints codes) noexcept {
    const Ints packed =
        _mm256_permutevar8x32_epi32(packed24<Order>(codes), _mm256_setr_epi32(0, 1, 2, 4, 5, 6, 3, 7));
    _mm_storeu_si128(reinterpret_cast<__m128i*>(to), _mm256_castsi256_si128(packed));
    _mm_storel_epi64(reinterpret_cast<__m128i*>(to + 16), _mm256_extracti128_si256(packed, 1));
  }

  /// Each half writes four bytes too many, over which the next one writes.
  static constexpr std::size_t kSamplesAfterTwo24 = 2;
  template <ByteOrder Order>
  static LANES_INLINE void storeTwo24(std::byte* to, Ints first, Ints second) noexcept {
    const Ints start = packed24<Order>(first);
    const Ints end = packed24<Order>(second);
    _mm_storeu_si128(reinterpret_cast<__m128i*>(to), _mm256_castsi256_si128(start));
    _mm_storeu_si128(reinterpret_cast<__m128i*>(to + 12), _mm256_extracti128_si256(start, 1));
    _mm_storeu_si128(reinterpret_cast<__m128i*>(to + 24), _mm256_castsi256_si128(end));
    _mm_storeu_si128(reinterpret_cast<__m128i*>(to + 36), _mm256_extracti128_si256(end, 1));
  }
  template <ByteOrder Order>
  static LANES_INLINE void storeTwo16(std::byte* to, Ints first, Ints second) noexcept {
    const Ints packed = _mm256_permute4x64_epi64(_mm256_packs_epi32(first, second), 0xd8);
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(to), swapped16<Order>(packed));
  }

  template <ByteOrder Order>
  static LANES_INLINE Doubles loadDoubles(const std::byte* from) noexcept {
    return {_mm256_castsi256_pd(swapped64<Order>(all256(from))),
            _mm256_castsi256_pd(swapped64<Order>(all256(from + 32)))};
  }
  template <ByteOrder Order>
  static LANES_INLINE void storeDoubles(std::byte* to, Doubles a) noexcept {
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(to), swapped64<Order>(_mm256_castpd_si256(a.low)));
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(to + 32), swapped64<Order>(_mm256_castpd_si256(a.high)));
  }

  /// 16 elements each time.
  static LANES_INLINE std::size_t swapMany16(const std::byte* from, std::byte* to,
                                             std::size_t count) noexcept {
    std::size_t i = 0;
    for (; i + 16 <= count; i += 16) {
      const Ints swapped = swapped16<ByteOrder::big>(all256(from + 2 * i));
      _mm256_storeu_si256(reinterpret_cast<__m256i*>(to + 2 * i), swapped);
    }
    return i;
  }
  /// 16 elements each time, in three vectors: those that lie across a border come out of both.
  static LANES_INLINE std::size_t swapMany24(const std::byte* from, std::byte* to,
                                             std::size_t count) noexcept {
    constexpr char kNo = -128;
    const __m128i first0 = _mm_setr_epi8(2, 1, 0, 5, 4, 3, 8, 7, 6, 11, 10, 9, 14, 13, 12, kNo);
    const __m128i first1 =
        _mm_setr_epi8(kNo, kNo, kNo, kNo, kNo, kNo, kNo, kNo, kNo, kNo, kNo, kNo, kNo, kNo, kNo, 1);
    const __m128i second0 =
        _mm_setr_epi8(kNo, 15, kNo, kNo, kNo, kNo, kNo, kNo, kNo, kNo, kNo, kNo, kNo, kNo, kNo, kNo);
    const __m128i second1 = _mm_setr_epi8(0, kNo, 4, 3, 2, 7, 6, 5, 10, 9, 8, 13, 12, 11, kNo, 15);
    const __m128i second2 =
        _mm_setr_epi8(kNo, kNo, kNo, kNo, kNo, kNo, kNo, kNo, kNo, kNo, kNo, kNo, kNo, kNo, 0, kNo);
    const __m128i third1 =
        _mm_setr_epi8(14, kNo, kNo, kNo, kNo, kNo, kNo, kNo, kNo, kNo, kNo, kNo, kNo, kNo, kNo, kNo);
    const __m128i third2 = _mm_setr_epi8(kNo, 3, 2, 1, 6, 5, 4, 9, 8, 7, 12, 11, 10, 15, 14, 13);
    std::size_t i = 0;
    for (; i + 16 <= count; i += 16) {
      const __m128i a = all128(from + 3 * i);
      const __m128i b = all128(from + 3 * i + 16);
      const __m128i c = all128(from + 3 * i + 32);
      const __m128i start = _mm_or_si128(_mm_shuffle_epi8(a, first0), _mm_shuffle_epi8(b, first1));
      const __m128i middle =
          _mm_or_si128(_mm_or_si128(_mm_shuffle_epi8(a, second0), _mm_shuffle_epi8(b, second1)),
                       _mm_shuffle_epi8(c, second2));
      const __m128i end = _mm_or_si128(_mm_shuffle_epi8(b, third1), _mm_shuffle_epi8(c, third2));
      _mm_storeu_si128(reinterpret_cast<__m128i*>(to + 3 * i), start);
      _mm_storeu_si128(reinterpret_cast<__m128i*>(to + 3 * i + 16), middle);
      _mm_storeu_si128(reinterpret_cast<__m128i*>(to + 3 * i + 32), end);
    }
    return i;
  }
  /// The bits of 32 bytes each time: both halves of a byte are looked up.
  static LANES_INLINE std::size_t reverseMany(const std::byte* from, std::byte* to,
                                              std::size_t count) noexcept {
    const Ints reversed =
        _mm256_broadcastsi128_si256(_mm_setr_epi8(0, 8, 4, 12, 2, 10, 6, 14, 1, 9, 5, 13, 3, 11, 7, 15));
    const Ints reversedUp = _mm256_slli_epi16(reversed, 4);
    const Ints lower = _mm256_set1_epi8(0x0f);
    std::size_t i = 0;
    for (; i + 32 <= count; i += 32) {
      const Ints bits = all256(from + i);
      const Ints low = _mm256_shuffle_epi8(reversedUp, _mm256_and_si256(bits, lower));
      const Ints high = _mm256_shuffle_epi8(reversed, _mm256_and_si256(_mm256_srli_epi16(bits, 4), lower));
      _mm256_storeu_si256(reinterpret_cast<__m256i*>(to + i), _mm256_or_si256(low, high));
    }
    return i;
  }

  // --- Order of lanes

  /// a0 a1 .. a7, b0 b1 .. b7 become a0 b0 .. a3 b3, a4 b4 .. a7 b7.
  static LANES_INLINE void zip(Ints& a, Ints& b) noexcept {
    const Ints low = _mm256_unpacklo_epi32(a, b);
    const Ints high = _mm256_unpackhi_epi32(a, b);
    a = _mm256_permute2x128_si256(low, high, 0x20);
    b = _mm256_permute2x128_si256(low, high, 0x31);
  }
  static LANES_INLINE void zip(Floats& a, Floats& b) noexcept {
    Ints x = asInts(a);
    Ints y = asInts(b);
    zip(x, y);
    a = asFloats(x);
    b = asFloats(y);
  }
  static LANES_INLINE void zip(Doubles& a, Doubles& b) noexcept {
    const Doubles first = zipped(a.low, b.low);
    b = zipped(a.high, b.high);
    a = first;
  }

  /// The reverse.
  static LANES_INLINE void unzip(Ints& a, Ints& b) noexcept {
    const Floats even = _mm256_shuffle_ps(asFloats(a), asFloats(b), 0x88);
    const Floats odd = _mm256_shuffle_ps(asFloats(a), asFloats(b), 0xdd);
    a = _mm256_permute4x64_epi64(asInts(even), 0xd8);
    b = _mm256_permute4x64_epi64(asInts(odd), 0xd8);
  }
  static LANES_INLINE void unzip(Floats& a, Floats& b) noexcept {
    Ints x = asInts(a);
    Ints y = asInts(b);
    unzip(x, y);
    a = asFloats(x);
    b = asFloats(y);
  }
  static LANES_INLINE void unzip(Doubles& a, Doubles& b) noexcept {
    const Doubles even = {evenOf(a.low, a.high), evenOf(b.low, b.high)};
    b = {oddOf(a.low, a.high), oddOf(b.low, b.high)};
    a = even;
  }

  /// Rows become columns.
  static LANES_INLINE void transpose(Floats (&rows)[kLanes]) noexcept {
    transposeQuads(rows[0], rows[1], rows[2], rows[3]);
    transposeQuads(rows[4], rows[5], rows[6], rows[7]);
    exchangeHalves(rows[0], rows[4]);
    exchangeHalves(rows[1], rows[5]);
    exchangeHalves(rows[2], rows[6]);
    exchangeHalves(rows[3], rows[7]);
  }
  static LANES_INLINE void transpose(Ints (&rows)[kLanes]) noexcept {
    Floats floats[] = {asFloats(rows[0]), asFloats(rows[1]), asFloats(rows[2]), asFloats(rows[3]),
                       asFloats(rows[4]), asFloats(rows[5]), asFloats(rows[6]), asFloats(rows[7])};
    transpose(floats);
    rows[0] = asInts(floats[0]);
    rows[1] = asInts(floats[1]);
    rows[2] = asInts(floats[2]);
    rows[3] = asInts(floats[3]);
    rows[4] = asInts(floats[4]);
    rows[5] = asInts(floats[5]);
    rows[6] = asInts(floats[6]);
    rows[7] = asInts(floats[7]);
  }
  static LANES_INLINE void transpose(Doubles (&rows)[kLanes]) noexcept {
    transpose(rows[0].low, rows[1].low, rows[2].low, rows[3].low);
    transpose(rows[4].low, rows[5].low, rows[6].low, rows[7].low);
    transpose(rows[0].high, rows[1].high, rows[2].high, rows[3].high);
    transpose(rows[4].high, rows[5].high, rows[6].high, rows[7].high);
    std::swap(rows[0].high, rows[4].low);
    std::swap(rows[1].high, rows[5].low);
    std::swap(rows[2].high, rows[6].low);
    std::swap(rows[3].high, rows[7].low);
  }

 private:
  static LANES_INLINE Ints all256(const std::byte* from) noexcept {
    return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(from));
  }
  static LANES_INLINE __m128i all128(const std::byte* from) noexcept {
    return _mm_loadu_si128(reinterpret_cast<const __m128i*>(from));
  }
  /// Rows become columns, in each half.
  static LANES_INLINE void transposeQuads(Floats& a, Floats& b, Floats& c, Floats& d) noexcept {
    const Floats ab01 = _mm256_unpacklo_ps(a, b);
    const Floats ab23 = _mm256_unpackhi_ps(a, b);
    const Floats cd01 = _mm256_unpacklo_ps(c, d);
    const Floats cd23 = _mm256_unpackhi_ps(c, d);
    a = _mm256_shuffle_ps(ab01, cd01, 0x44);
    b = _mm256_shuffle_ps(ab01, cd01, 0xee);
    c = _mm256_shuffle_ps(ab23, cd23, 0x44);
    d = _mm256_shuffle_ps(ab23, cd23, 0xee);
  }
  /// The second half of `a` and the first of `b`.
  static LANES_INLINE void exchangeHalves(Floats& a, Floats& b) noexcept {
    const Floats first = _mm256_permute2f128_ps(a, b, 0x20);
    b = _mm256_permute2f128_ps(a, b, 0x31);
    a = first;
  }

  template <ByteOrder Order>
  static LANES_INLINE Ints swapped16(Ints a) noexcept {
    if constexpr (Order == ByteOrder::little)
      return a;
    else
      return _mm256_shuffle_epi8(a, _mm256_setr_epi8(1, 0, 3, 2, 5, 4, 7, 6, 9, 8, 11, 10, 13, 12, 15, 14,  //
                                                     1, 0, 3, 2, 5, 4, 7, 6, 9, 8, 11, 10, 13, 12, 15, 14));
  }
  template <ByteOrder Order>
  static LANES_INLINE Ints swapped32(Ints a) noexcept {
    if constexpr (Order == ByteOrder::little)
      return a;
    else
      return _mm256_shuffle_epi8(a, _mm256_setr_epi8(3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12,  //
                                                     3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12));
  }
  template <ByteOrder Order>
  static LANES_INLINE Ints swapped64(Ints a) noexcept {
    if constexpr (Order == ByteOrder::little)
      return a;
    else
      return _mm256_shuffle_epi8(a, _mm256_setr_epi8(7, 6, 5, 4, 3, 2, 1, 0, 15, 14, 13, 12, 11, 10, 9, 8,  //
                                                     7, 6, 5, 4, 3, 2, 1, 0, 15, 14, 13, 12, 11, 10, 9, 8));
  }

  /// Each of eight 16-bit samples at the top of a word.
  template <ByteOrder Order>
  static LANES_INLINE Ints spread16(__m128i samples) noexcept {
    const Ints twice = _mm256_broadcastsi128_si256(samples);
    constexpr char kNo = -128;
    if constexpr (Order == ByteOrder::little) {
      return _mm256_shuffle_epi8(
          twice, _mm256_setr_epi8(kNo, kNo, 0, 1, kNo, kNo, 2, 3, kNo, kNo, 4, 5, kNo, kNo, 6, 7,  //
                                  kNo, kNo, 8, 9, kNo, kNo, 10, 11, kNo, kNo, 12, 13, kNo, kNo, 14, 15));
    } else {
      return _mm256_shuffle_epi8(
          twice, _mm256_setr_epi8(kNo, kNo, 1, 0, kNo, kNo, 3, 2, kNo, kNo, 5, 4, kNo, kNo, 7, 6,  //
                                  kNo, kNo, 9, 8, kNo, kNo, 11, 10, kNo, kNo, 13, 12, kNo, kNo, 15, 14));
    }
  }
  template <ByteOrder Order>
  static LANES_INLINE __m128i packed16(Ints codes) noexcept {
    const __m128i packed = _mm_packs_epi32(_mm256_castsi256_si128(codes), _mm256_extracti128_si256(codes, 1));
    if constexpr (Order == ByteOrder::little)
      return packed;
    else
      return _mm_shuffle_epi8(packed, _mm_setr_epi8(1, 0, 3, 2, 5, 4, 7, 6, 9, 8, 11, 10, 13, 12, 15, 14));
  }
  /// Four samples in the first 12 bytes of each half.
  template <ByteOrder Order>
  static LANES_INLINE Ints packed24(Ints codes) noexcept {
    constexpr char kNo = -128;
    if constexpr (Order == ByteOrder::little) {
      return _mm256_shuffle_epi8(
          codes, _mm256_setr_epi8(0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, kNo, kNo, kNo, kNo,  //
                                  0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, kNo, kNo, kNo, kNo));
    } else {
      return _mm256_shuffle_epi8(
          codes, _mm256_setr_epi8(2, 1, 0, 6, 5, 4, 10, 9, 8, 14, 13, 12, kNo, kNo, kNo, kNo,  //
                                  2, 1, 0, 6, 5, 4, 10, 9, 8, 14, 13, 12, kNo, kNo, kNo, kNo));
    }
  }

  template <unsigned Bits>
  static LANES_INLINE __m128i toCodes(__m256d a) noexcept {
    constexpr double kScale = static_cast<double>(std::int64_t{1} << (Bits - 1));
    const __m256d numbers = _mm256_and_pd(a, _mm256_cmp_pd(a, a, _CMP_ORD_Q));
    const __m256d scaled = _mm256_mul_pd(numbers, _mm256_set1_pd(kScale));
    return _mm256_cvtpd_epi32(
        _mm256_max_pd(_mm256_min_pd(scaled, _mm256_set1_pd(kScale - 1)), _mm256_set1_pd(-kScale)));
  }

  static LANES_INLINE Doubles zipped(__m256d a, __m256d b) noexcept {
    const __m256d even = _mm256_unpacklo_pd(a, b);
    const __m256d odd = _mm256_unpackhi_pd(a, b);
    return {_mm256_permute2f128_pd(even, odd, 0x20), _mm256_permute2f128_pd(even, odd, 0x31)};
  }
  static LANES_INLINE __m256d evenOf(__m256d a, __m256d b) noexcept {
    return _mm256_permute4x64_pd(_mm256_unpacklo_pd(a, b), 0xd8);
  }
  static LANES_INLINE __m256d oddOf(__m256d a, __m256d b) noexcept {
    return _mm256_permute4x64_pd(_mm256_unpackhi_pd(a, b), 0xd8);
  }
  static LANES_INLINE void transpose(__m256d& a, __m256d& b, __m256d& c, __m256d& d) noexcept {
    const __m256d ab02 = _mm256_unpacklo_pd(a, b);
    const __m256d ab13 = _mm256_unpackhi_pd(a, b);
    const __m256d cd02 = _mm256_unpacklo_pd(c, d);
    const __m256d cd13 = _mm256_unpackhi_pd(c, d);
    a = _mm256_permute2f128_pd(ab02, cd02, 0x20);
    b = _mm256_permute2f128_pd(ab13, cd13, 0x20);
    c = _mm256_permute2f128_pd(ab02, cd02, 0x31);
    d = _mm256_permute2f128_pd(ab13, cd13, 0x31);
  }

  static LANES_INLINE Ints withoutExponent(Floats a) noexcept {
    return _mm256_cmpgt_epi32(all(0x00800000), _mm256_and_si256(asInts(a), all(0x7fffffff)));
  }
  /// The magnitude's bits of a denormal, 0 of other numbers.
  static LANES_INLINE Ints onlyDenormal(Floats a) noexcept {
    return _mm256_and_si256(_mm256_and_si256(asInts(a), all(0x7fffffff)), withoutExponent(a));
  }
  static LANES_INLINE __m256d inSmallestSteps(__m256d a) noexcept {
    return _mm256_mul_pd(_mm256_andnot_pd(_mm256_set1_pd(-0.0), a), _mm256_set1_pd(1 / detail::kLeastFloat));
  }
};

}  // namespace sample
