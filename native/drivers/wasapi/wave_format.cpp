#include "drivers/wasapi/wave_format.h"

#include <cstring>

namespace drivers::wasapi {

namespace {

constexpr std::uint32_t kTagPcm = 1;
constexpr std::uint32_t kTagFloat = 3;
constexpr std::uint32_t kTagExtensible = 0xfffe;

/// Of the subformat: the two identifiers differ in the tag at their front only.
constexpr std::array<unsigned char, 12> kSubformatTail = {0, 0,    0x10, 0,    0x80, 0,
                                                          0, 0xaa, 0,    0x38, 0x9b, 0x71};
constexpr std::size_t kSubformatOffset = 24;

/// Little-endian, as all of Windows is.
void put(std::byte* at, std::uint32_t value, std::size_t bytes) noexcept {
  for (std::size_t i = 0; i < bytes; ++i) at[i] = static_cast<std::byte>(value >> (8 * i));
}

std::uint32_t get(const std::byte* at, std::size_t bytes) noexcept {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < bytes; ++i) value |= std::to_integer<std::uint32_t>(at[i]) << (8 * i);
  return value;
}

bool isUsable(const WaveFormat& format, std::uint32_t frameBytes) noexcept {
  if (format.rateHz == 0 || format.channels == 0 || frameBytes != format.frameBytes()) return false;
  if (format.validBits == 0 || format.validBits > format.containerBits) return false;
  if (format.isFloat) return format.containerBits == 32;
  return format.containerBits == 16 || format.containerBits == 24 || format.containerBits == 32;
}

}  // namespace

abi::SampleType WaveFormat::sampleType() const noexcept {
  if (isFloat) return abi::sample_type::kFloat32Lsb;
  if (containerBits == 16) return abi::sample_type::kInt16Lsb;
  return containerBits == 24 ? abi::sample_type::kInt24Lsb : abi::sample_type::kInt32Lsb;
}

bool operator==(const WaveFormat& a, const WaveFormat& b) noexcept {
  return a.rateHz == b.rateHz && a.channels == b.channels && a.containerBits == b.containerBits &&
         a.validBits == b.validBits && a.isFloat == b.isFloat && a.channelMask == b.channelMask &&
         a.header == b.header;
}

FormatBytes::FormatBytes(const WaveFormat& format) noexcept
    : size_(format.header == FormatHeader::plain ? kPlainSize : kExtensibleSize) {
  const std::uint32_t tag = format.isFloat ? kTagFloat : kTagPcm;
  const bool isPlain = format.header == FormatHeader::plain;
  std::byte* const at = bytes_.data();
  put(at, isPlain ? tag : kTagExtensible, 2);
  put(at + 2, format.channels, 2);
  put(at + 4, format.rateHz, 4);
  put(at + 8, format.rateHz * format.frameBytes(), 4);
  put(at + 12, format.frameBytes(), 2);
  put(at + 14, format.containerBits, 2);
  if (isPlain) return;
  put(at + 16, kExtensibleSize - kPlainSize, 2);
  put(at + 18, format.validBits, 2);
  put(at + 20, format.channelMask, 4);
  put(at + kSubformatOffset, tag, 4);
  std::memcpy(at + kSubformatOffset + 4, kSubformatTail.data(), kSubformatTail.size());
}

std::optional<WaveFormat> parseFormat(const std::byte* bytes, std::size_t size) noexcept {
  // A plain one may lack its last member, which says how long the rest is.
  if (size < FormatBytes::kPlainSize - 2) return std::nullopt;
  std::uint32_t tag = get(bytes, 2);
  WaveFormat format;
  format.channels = get(bytes + 2, 2);
  format.rateHz = get(bytes + 4, 4);
  format.containerBits = get(bytes + 14, 2);
  format.validBits = format.containerBits;
  format.header = FormatHeader::plain;
  if (tag == kTagExtensible) {
    if (size < FormatBytes::kExtensibleSize) return std::nullopt;
    if (std::memcmp(bytes + kSubformatOffset + 4, kSubformatTail.data(), kSubformatTail.size()) != 0)
      return std::nullopt;
    tag = get(bytes + kSubformatOffset, 4);
    // 0 is what some drivers write for "all of them".
    if (const std::uint32_t valid = get(bytes + 18, 2); valid != 0) format.validBits = valid;
    format.channelMask = get(bytes + 20, 4);
    format.header = FormatHeader::extensible;
  }
  if (tag != kTagPcm && tag != kTagFloat) return std::nullopt;
  format.isFloat = tag == kTagFloat;
  if (!isUsable(format, get(bytes + 12, 2))) return std::nullopt;
  return format;
}

std::uint32_t usualChannelMask(std::uint32_t channels) noexcept {
  // Front left and right 1 and 2, centre 4, low frequencies 8, back 0x10 and 0x20, side 0x200 and 0x400.
  switch (channels) {
    case 1:
      return 0x4;
    case 2:
      return 0x3;
    case 4:
      return 0x33;
    case 6:
      return 0x3f;
    case 8:
      return 0x63f;
    default:
      return 0;
  }
}

std::string describe(const WaveFormat& format) {
  const std::string bits =
      format.isFloat ? "32-bit float"
      : format.validBits == format.containerBits
          ? std::to_string(format.containerBits) + " bits"
          : std::to_string(format.validBits) + " of " + std::to_string(format.containerBits) + " bits";
  return bits + ", " + std::to_string(format.channels) +
         (format.channels == 1 ? " channel, " : " channels, ") + std::to_string(format.rateHz) + " Hz";
}

}  // namespace drivers::wasapi
