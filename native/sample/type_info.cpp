#include "sample/type_info.h"

#include "sample/types.h"

namespace sample {
namespace {

namespace type = abi::sample_type;

constexpr std::byte kZero{0};
/// An idle DSD stream: as many ones as zeros, and no tone that could be heard. The same bits in either order.
constexpr std::byte kIdleMsb{0x69};
constexpr std::byte kIdleLsb{0x96};

constexpr TypeInfo kTypes[] = {
    {type::kInt16Msb, "int16msb", 2, 1, kZero},          {type::kInt24Msb, "int24msb", 3, 1, kZero},
    {type::kInt32Msb, "int32msb", 4, 1, kZero},          {type::kFloat32Msb, "float32msb", 4, 1, kZero},
    {type::kFloat64Msb, "float64msb", 8, 1, kZero},      {type::kInt32Msb16, "int32msb16", 4, 1, kZero},
    {type::kInt32Msb18, "int32msb18", 4, 1, kZero},      {type::kInt32Msb20, "int32msb20", 4, 1, kZero},
    {type::kInt32Msb24, "int32msb24", 4, 1, kZero},      {type::kInt16Lsb, "int16lsb", 2, 1, kZero},
    {type::kInt24Lsb, "int24lsb", 3, 1, kZero},          {type::kInt32Lsb, "int32lsb", 4, 1, kZero},
    {type::kFloat32Lsb, "float32lsb", 4, 1, kZero},      {type::kFloat64Lsb, "float64lsb", 8, 1, kZero},
    {type::kInt32Lsb16, "int32lsb16", 4, 1, kZero},      {type::kInt32Lsb18, "int32lsb18", 4, 1, kZero},
    {type::kInt32Lsb20, "int32lsb20", 4, 1, kZero},      {type::kInt32Lsb24, "int32lsb24", 4, 1, kZero},
    {type::kDsdInt8Lsb1, "dsdint8lsb1", 1, 8, kIdleLsb}, {type::kDsdInt8Msb1, "dsdint8msb1", 1, 8, kIdleMsb},
    {type::kDsdInt8Ner8, "dsdint8ner8", 1, 1, kZero},
};

}  // namespace

const TypeInfo* findType(abi::SampleType type) noexcept {
  for (const TypeInfo& info : kTypes) {
    if (info.type == type) return &info;
  }
  return nullptr;
}

std::size_t elementBytes(Format format, const TypeInfo& type) noexcept {
  switch (format) {
    case Format::native:
      return type.elementBytes;
    case Format::int16:
      return Int16Lsb::kBytes;
    case Format::int24:
      return Int24Lsb::kBytes;
    case Format::int32:
      return Int32Lsb::kBytes;
    case Format::float32:
      return Float32Lsb::kBytes;
    case Format::float64:
      return Float64Lsb::kBytes;
    case Format::dsdLsb:
    case Format::dsdMsb:
      return 1;
  }
  return 0;
}

std::byte silenceOf(Format format, const TypeInfo& type) noexcept {
  if (format == Format::native) return type.silence;
  if (format == Format::dsdLsb) return kIdleLsb;
  return format == Format::dsdMsb ? kIdleMsb : kZero;
}

std::size_t elementsOf(const TypeInfo& type, std::size_t frames) noexcept {
  return (frames + type.framesPerElement - 1) / type.framesPerElement;
}

}  // namespace sample
