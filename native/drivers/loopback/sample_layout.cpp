#include "drivers/loopback/sample_layout.h"

#include "abi/sample_types.h"

namespace drivers::loopback {

namespace {

namespace type = abi::sample_type;

constexpr std::byte kPcmSilence{0x00};
/// The pattern of DSD's pause: as many ones as zeros, and no tone in the audible range. The same bits in the
/// same order of time, whichever end of the byte is the first.
constexpr std::byte kDsdMsbSilence{0x69};
constexpr std::byte kDsdLsbSilence{0x96};
/// Where a byte holds one sample of eight bits.
constexpr std::byte kDsdNerSilence{0x00};

constexpr SampleLayout kLayouts[] = {
    {"int16msb", type::kInt16Msb, 2, 1, kPcmSilence},
    {"int24msb", type::kInt24Msb, 3, 1, kPcmSilence},
    {"int32msb", type::kInt32Msb, 4, 1, kPcmSilence},
    {"float32msb", type::kFloat32Msb, 4, 1, kPcmSilence},
    {"float64msb", type::kFloat64Msb, 8, 1, kPcmSilence},
    {"int32msb16", type::kInt32Msb16, 4, 1, kPcmSilence},
    {"int32msb18", type::kInt32Msb18, 4, 1, kPcmSilence},
    {"int32msb20", type::kInt32Msb20, 4, 1, kPcmSilence},
    {"int32msb24", type::kInt32Msb24, 4, 1, kPcmSilence},
    {"int16lsb", type::kInt16Lsb, 2, 1, kPcmSilence},
    {"int24lsb", type::kInt24Lsb, 3, 1, kPcmSilence},
    {"int32lsb", type::kInt32Lsb, 4, 1, kPcmSilence},
    {"float32lsb", type::kFloat32Lsb, 4, 1, kPcmSilence},
    {"float64lsb", type::kFloat64Lsb, 8, 1, kPcmSilence},
    {"int32lsb16", type::kInt32Lsb16, 4, 1, kPcmSilence},
    {"int32lsb18", type::kInt32Lsb18, 4, 1, kPcmSilence},
    {"int32lsb20", type::kInt32Lsb20, 4, 1, kPcmSilence},
    {"int32lsb24", type::kInt32Lsb24, 4, 1, kPcmSilence},
    {"dsdint8lsb1", type::kDsdInt8Lsb1, 1, 8, kDsdLsbSilence},
    {"dsdint8msb1", type::kDsdInt8Msb1, 1, 8, kDsdMsbSilence},
    {"dsdint8ner8", type::kDsdInt8Ner8, 1, 1, kDsdNerSilence},
};

}  // namespace

const SampleLayout* findSampleLayout(std::string_view name) noexcept {
  for (const SampleLayout& layout : kLayouts) {
    if (layout.name == name) return &layout;
  }
  return nullptr;
}

}  // namespace drivers::loopback
