// What a conversion is made of, on vectors: load, convert, store. The rules are those of scale.h.
#pragma once

#include <cstddef>
#include <cstdint>

#include "sample/scale.h"
#include "sample/types.h"

// Vectors in parameters are for the compiler's eyes only: nothing of this is ever a call.
#if defined(_MSC_VER)
#define LANES_INLINE __forceinline
#else
#define LANES_INLINE inline __attribute__((always_inline))
#endif

namespace sample::lanes {

/// The same values in the other byte order: nothing to compute.
template <class From, class To>
constexpr bool onlySwaps() noexcept {
  if constexpr (kIsDsd<From> || kIsFloat<From> != kIsFloat<To> || From::kBytes != To::kBytes)
    return false;
  else if constexpr (kIsInteger<From>)
    return From::kBits == To::kBits && From::kOrder != To::kOrder;
  else
    return From::kOrder != To::kOrder;
}

/// Swaps many elements' bytes; returns how many. The rest is for whoever asks.
template <class L, class From>
LANES_INLINE std::size_t swapMany(const std::byte* from, std::byte* to, std::size_t count) noexcept {
  if constexpr (From::kBytes == 2)
    return L::swapMany16(from, to, count);
  else if constexpr (From::kBytes == 3)
    return L::swapMany24(from, to, count);
  else
    return 0;  // a vector like any other
}

/// `kLanes` samples from one place.
template <class L, class T>
LANES_INLINE auto load(const std::byte* from) noexcept {
  if constexpr (kIsFloat<T> && T::kBytes == 8)
    return L::template loadDoubles<T::kOrder>(from);
  else if constexpr (kIsFloat<T>)
    return L::asFloats(L::template load32<T::kOrder>(from));
  else if constexpr (T::kBytes == 2)
    return L::template load16<T::kOrder>(from);
  else if constexpr (T::kBytes == 3)
    return L::template load24<T::kOrder>(from);
  else
    return L::template shiftUp<32 - T::kBits>(L::template load32<T::kOrder>(from));
}

template <class L, class T, class Vector>
LANES_INLINE void store(std::byte* to, Vector vector) noexcept {
  if constexpr (kIsFloat<T> && T::kBytes == 8)
    L::template storeDoubles<T::kOrder>(to, vector);
  else if constexpr (kIsFloat<T>)
    L::template store32<T::kOrder>(to, L::asInts(vector));
  else if constexpr (T::kBytes == 2)
    L::template store16<T::kOrder>(to, vector);
  else if constexpr (T::kBytes == 3)
    L::template store24<T::kOrder>(to, vector);
  else
    L::template store32<T::kOrder>(to, vector);
}

/// How many samples have to follow where `storeTwo` stores: it may write that far, for those to write over.
template <class L, class T>
constexpr std::size_t samplesAfterTwo() noexcept {
  return T::kBytes == 3 ? L::kSamplesAfterTwo24 : 0;
}

/// Two vectors, one behind the other.
template <class L, class T, class Vector>
LANES_INLINE void storeTwo(std::byte* to, Vector first, Vector second) noexcept {
  if constexpr (T::kBytes == 2) {
    L::template storeTwo16<T::kOrder>(to, first, second);
  } else if constexpr (T::kBytes == 3) {
    L::template storeTwo24<T::kOrder>(to, first, second);
  } else {
    store<L, T>(to, first);
    store<L, T>(to + L::kLanes * T::kBytes, second);
  }
}

/// Left-justified words as codes of `Bits` bits.
template <class L, unsigned Bits>
LANES_INLINE auto narrowed(typename L::Ints words) noexcept {
  constexpr int kShift = 32 - static_cast<int>(Bits);
  constexpr std::int32_t kHalf = std::int32_t{1} << (kShift - 1);
  // What would be rounded to beyond the last code ends just below that.
  const auto limited = L::least(words, L::all(INT32_MAX - kHalf));
  const auto odd = L::both(L::template shiftDown<kShift>(limited), L::all(1));
  return L::template shiftDown<kShift>(L::sum(L::sum(limited, L::all(kHalf - 1)), odd));
}

template <class L, class From, class To>
LANES_INLINE auto convertInts(typename L::Ints words) noexcept {
  constexpr double kUnit = 1.0 / 2147483648.0;
  if constexpr (kIsFloat<To> && To::kBytes == 4)
    return L::product(L::toFloats(words), static_cast<float>(kUnit));
  else if constexpr (kIsFloat<To>)
    return L::product(L::toDoubles(words), kUnit);
  else if constexpr (To::kBits == 32)
    return words;
  else if constexpr (From::kBits <= To::kBits)
    return L::template shiftDown<32 - To::kBits>(words);
  else
    return narrowed<L, To::kBits>(words);
}

template <class L, class From, class To, class Vector>
LANES_INLINE auto convertFloats(Vector numbers) noexcept {
  if constexpr (kIsInteger<To>) {
    return L::template toCodes<To::kBits>(numbers);
  } else if constexpr (From::kBytes == To::kBytes) {
    return numbers;
  } else {
    // The audio thread takes denormals for zero: where there may be some, they are added. Zeros look like
    // them.
    if constexpr (From::kBytes == 4) {
      const auto doubles = L::toDoubles(numbers);
      return L::anyWithoutExponent(numbers) ? L::withDenormals(doubles, numbers) : doubles;
    } else {
      const auto floats = L::toFloats(numbers);
      return L::anyWithoutExponent(floats) ? L::withDenormals(floats, numbers) : floats;
    }
  }
}

/// From what `load` gives for `From` to what `store` takes for `To`.
template <class L, class From, class To, class Vector>
LANES_INLINE auto convert(Vector vector) noexcept {
  if constexpr (kIsFloat<From>)
    return convertFloats<L, From, To>(vector);
  else
    return convertInts<L, From, To>(vector);
}

}  // namespace sample::lanes
