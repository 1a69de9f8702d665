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

template <class Type>
Converter between(Format format, Direction direction) noexcept {
  const bool in = direction == Direction::input;
  switch (format) {
    case Format::native:
      return copyBytes;
    case Format::int32:
      return in ? convert<Type, Int32Lsb> : convert<Int32Lsb, Type>;
    case Format::float32:
      return in ? convert<Type, Float32Lsb> : convert<Float32Lsb, Type>;
  }
  return nullptr;
}

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
  return format == Format::native ? bytesOf(type, frames) : frames * 4;
}

Converter findConverter(abi::SampleType type, Format format, Direction direction) noexcept {
  switch (type) {
    case type::kInt16Lsb:
      return between<Int16Lsb>(format, direction);
    case type::kInt24Lsb:
      return between<Int24Lsb>(format, direction);
    case type::kInt32Lsb:
      return between<Int32Lsb>(format, direction);
    case type::kFloat32Lsb:
      return between<Float32Lsb>(format, direction);
    default:
      return format == Format::native && findType(type) != nullptr ? copyBytes : nullptr;
  }
}

}  // namespace sample
