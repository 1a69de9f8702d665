// From the run-time names of a conversion to its types.
#pragma once

#include <cstddef>
#include <type_traits>

#include "abi/sample_types.h"
#include "sample/converter.h"
#include "sample/kernel_scalar.h"
#include "sample/types.h"

namespace sample {

namespace detail {

/// What moves elements of so many bytes as they are.
template <std::size_t Bytes>
using RawType = std::conditional_t<
    Bytes == 1, DsdLsb,
    std::conditional_t<
        Bytes == 2, Int16Lsb,
        std::conditional_t<Bytes == 3, Int24Lsb, std::conditional_t<Bytes == 4, Int32Lsb, Float64Lsb>>>>;

template <class From, class To>
constexpr Ditherer dithererOf() noexcept {
  if constexpr (isRounding<From, To>())
    return ScalarKernel<From, To>::dithered;
  else
    return nullptr;
}

template <template <class From, class To> class Kernel, class Driver, class Ring>
constexpr Conversion between(Direction direction) noexcept {
  using In = Kernel<Driver, Ring>;
  using Out = Kernel<Ring, Driver>;
  return direction == Direction::input
             ? Conversion{In::planar, In::interleave, dithererOf<Driver, Ring>()}
             : Conversion{Out::planar, Out::deinterleave, dithererOf<Ring, Driver>()};
}

/// The bytes as they are.
template <template <class From, class To> class Kernel, std::size_t Bytes>
constexpr Conversion unchanged(Direction direction) noexcept {
  using Raw = RawType<Bytes>;
  return between<Kernel, Raw, Raw>(direction);
}

template <template <class From, class To> class Kernel, class Driver>
Conversion ofNumbers(Format format, Direction direction) noexcept {
  switch (format) {
    case Format::native:
      return unchanged<Kernel, Driver::kBytes>(direction);
    case Format::int16:
      return between<Kernel, Driver, Int16Lsb>(direction);
    case Format::int24:
      return between<Kernel, Driver, Int24Lsb>(direction);
    case Format::int32:
      return between<Kernel, Driver, Int32Lsb>(direction);
    case Format::float32:
      return between<Kernel, Driver, Float32Lsb>(direction);
    case Format::float64:
      return between<Kernel, Driver, Float64Lsb>(direction);
    case Format::dsdLsb:
    case Format::dsdMsb:
      break;
  }
  return {};
}

template <template <class From, class To> class Kernel, class Driver>
Conversion ofDsd(Format format, Direction direction) noexcept {
  if (format == Format::native) return unchanged<Kernel, 1>(direction);
  if (format == Format::dsdLsb) return between<Kernel, Driver, DsdLsb>(direction);
  if (format == Format::dsdMsb) return between<Kernel, Driver, DsdMsb>(direction);
  return {};
}

}  // namespace detail

/// The conversion between `type` and `format` by `Kernel`, which has `planar`, `interleave` and
/// `deinterleave` for every two types.
template <template <class From, class To> class Kernel>
Conversion conversionBy(abi::SampleType driver, Format format, Direction direction) noexcept {
  namespace type = abi::sample_type;
  switch (driver) {
    case type::kInt16Msb:
      return detail::ofNumbers<Kernel, Int16Msb>(format, direction);
    case type::kInt24Msb:
      return detail::ofNumbers<Kernel, Int24Msb>(format, direction);
    case type::kInt32Msb:
      return detail::ofNumbers<Kernel, Int32Msb>(format, direction);
    case type::kFloat32Msb:
      return detail::ofNumbers<Kernel, Float32Msb>(format, direction);
    case type::kFloat64Msb:
      return detail::ofNumbers<Kernel, Float64Msb>(format, direction);
    case type::kInt32Msb16:
      return detail::ofNumbers<Kernel, Int32Msb16>(format, direction);
    case type::kInt32Msb18:
      return detail::ofNumbers<Kernel, Int32Msb18>(format, direction);
    case type::kInt32Msb20:
      return detail::ofNumbers<Kernel, Int32Msb20>(format, direction);
    case type::kInt32Msb24:
      return detail::ofNumbers<Kernel, Int32Msb24>(format, direction);
    case type::kInt16Lsb:
      return detail::ofNumbers<Kernel, Int16Lsb>(format, direction);
    case type::kInt24Lsb:
      return detail::ofNumbers<Kernel, Int24Lsb>(format, direction);
    case type::kInt32Lsb:
      return detail::ofNumbers<Kernel, Int32Lsb>(format, direction);
    case type::kFloat32Lsb:
      return detail::ofNumbers<Kernel, Float32Lsb>(format, direction);
    case type::kFloat64Lsb:
      return detail::ofNumbers<Kernel, Float64Lsb>(format, direction);
    case type::kInt32Lsb16:
      return detail::ofNumbers<Kernel, Int32Lsb16>(format, direction);
    case type::kInt32Lsb18:
      return detail::ofNumbers<Kernel, Int32Lsb18>(format, direction);
    case type::kInt32Lsb20:
      return detail::ofNumbers<Kernel, Int32Lsb20>(format, direction);
    case type::kInt32Lsb24:
      return detail::ofNumbers<Kernel, Int32Lsb24>(format, direction);
    case type::kDsdInt8Lsb1:
      return detail::ofDsd<Kernel, DsdLsb>(format, direction);
    case type::kDsdInt8Msb1:
      return detail::ofDsd<Kernel, DsdMsb>(format, direction);
    case type::kDsdInt8Ner8:  // eight bits a sample: neither 1-bit samples nor numbers with a known meaning
      return format == Format::native ? detail::unchanged<Kernel, 1>(direction) : Conversion{};
    default:
      return {};
  }
}

}  // namespace sample
