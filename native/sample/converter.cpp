#include "sample/converter.h"

#include <cstring>
#include <type_traits>

#include "sample/scale.h"
#include "sample/types.h"

namespace sample {
namespace {

namespace type = abi::sample_type;

constexpr TypeInfo kTypes[] = {
    {type::kInt16Msb, "int16msb", 16, std::byte{0}},
    {type::kInt24Msb, "int24msb", 24, std::byte{0}},
    {type::kInt32Msb, "int32msb", 32, std::byte{0}},
    {type::kFloat32Msb, "float32msb", 32, std::byte{0}},
    {type::kFloat64Msb, "float64msb", 64, std::byte{0}},
    {type::kInt32Msb16, "int32msb16", 32, std::byte{0}},
    {type::kInt32Msb18, "int32msb18", 32, std::byte{0}},
    {type::kInt32Msb20, "int32msb20", 32, std::byte{0}},
    {type::kInt32Msb24, "int32msb24", 32, std::byte{0}},
    {type::kInt16Lsb, "int16lsb", 16, std::byte{0}},
    {type::kInt24Lsb, "int24lsb", 24, std::byte{0}},
    {type::kInt32Lsb, "int32lsb", 32, std::byte{0}},
    {type::kFloat32Lsb, "float32lsb", 32, std::byte{0}},
    {type::kFloat64Lsb, "float64lsb", 64, std::byte{0}},
    {type::kInt32Lsb16, "int32lsb16", 32, std::byte{0}},
    {type::kInt32Lsb18, "int32lsb18", 32, std::byte{0}},
    {type::kInt32Lsb20, "int32lsb20", 32, std::byte{0}},
    {type::kInt32Lsb24, "int32lsb24", 32, std::byte{0}},
    {type::kDsdInt8Lsb1, "dsdint8lsb1", 1, std::byte{0x69}},
    {type::kDsdInt8Msb1, "dsdint8msb1", 1, std::byte{0x69}},
    {type::kDsdInt8Ner8, "dsdint8ner8", 8, std::byte{0}},
};

void copyBytes(const std::byte* from, std::byte* to, std::size_t count) noexcept RT_SAFE {
  std::memcpy(to, from, count);
}

template <class From, class To>
void convert(const std::byte* from, std::byte* to, std::size_t count) noexcept RT_SAFE {
  if constexpr (std::is_same_v<From, To>) {
    std::memcpy(to, from, count * From::kBytes);  // also keeps the payload of a NaN
  } else {
    for (std::size_t i = 0; i < count; ++i) {
      To::store(to + i * To::kBytes, scale<From, To>(From::load(from + i * From::kBytes)));
    }
  }
}

/// There and back.
struct Pair {
  Converter input;
  Converter output;
};

template <class Driver, class Ring>
constexpr Pair kPair = {convert<Driver, Ring>, convert<Ring, Driver>};

template <class Driver>
Pair between(Format format) noexcept {
  switch (format) {
    case Format::native:
      return {copyBytes, copyBytes};
    case Format::int16:
      return kPair<Driver, Int16Lsb>;
    case Format::int24:
      return kPair<Driver, Int24Lsb>;
    case Format::int32:
      return kPair<Driver, Int32Lsb>;
    case Format::float32:
      return kPair<Driver, Float32Lsb>;
    case Format::float64:
      return kPair<Driver, Float64Lsb>;
  }
  return {nullptr, nullptr};
}

using Between = Pair (*)(Format) noexcept;

/// For each of the contract's sample types, the conversions of its type.
struct Conversions {
  abi::SampleType type;
  Between between;
};

constexpr Conversions kConversions[] = {
    {type::kInt16Msb, between<Int16Msb>},     {type::kInt24Msb, between<Int24Msb>},
    {type::kInt32Msb, between<Int32Msb>},     {type::kFloat32Msb, between<Float32Msb>},
    {type::kFloat64Msb, between<Float64Msb>}, {type::kInt32Msb16, between<Int32Msb16>},
    {type::kInt32Msb18, between<Int32Msb18>}, {type::kInt32Msb20, between<Int32Msb20>},
    {type::kInt32Msb24, between<Int32Msb24>}, {type::kInt16Lsb, between<Int16Lsb>},
    {type::kInt24Lsb, between<Int24Lsb>},     {type::kInt32Lsb, between<Int32Lsb>},
    {type::kFloat32Lsb, between<Float32Lsb>}, {type::kFloat64Lsb, between<Float64Lsb>},
    {type::kInt32Lsb16, between<Int32Lsb16>}, {type::kInt32Lsb18, between<Int32Lsb18>},
    {type::kInt32Lsb20, between<Int32Lsb20>}, {type::kInt32Lsb24, between<Int32Lsb24>},
};

}  // namespace

const TypeInfo* findType(abi::SampleType type) noexcept {
  for (const TypeInfo& info : kTypes) {
    if (info.type == type) return &info;
  }
  return nullptr;
}

std::size_t bytesOf(const TypeInfo& type, std::size_t frames) noexcept {
  return (frames * type.bitsPerSample + 7) / 8;
}

std::size_t bytesOf(Format format, const TypeInfo& type, std::size_t frames) noexcept {
  switch (format) {
    case Format::native:
      return bytesOf(type, frames);
    case Format::int16:
      return frames * Int16Lsb::kBytes;
    case Format::int24:
      return frames * Int24Lsb::kBytes;
    case Format::int32:
    case Format::float32:
      return frames * Int32Lsb::kBytes;
    case Format::float64:
      return frames * Float64Lsb::kBytes;
  }
  return 0;
}

Converter findConverter(abi::SampleType type, Format format, Direction direction) noexcept {
  for (const Conversions& known : kConversions) {
    if (known.type != type) continue;
    const Pair pair = known.between(format);
    return direction == Direction::input ? pair.input : pair.output;
  }
  // DSD has no numbers to convert.
  return format == Format::native && findType(type) != nullptr ? copyBytes : nullptr;
}

}  // namespace sample
