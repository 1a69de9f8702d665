// How samples lie in a device's buffer: our own words for it, and exactly the bytes that the system wants.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "abi/sample_types.h"

namespace drivers::wasapi {

/// Which of the two structures says it. Devices exist that take 16-bit stereo in one of them only.
enum class FormatHeader { extensible, plain };

struct WaveFormat {
  std::uint32_t rateHz = 0;
  std::uint32_t channels = 0;
  std::uint32_t containerBits = 0;  ///< of a sample in memory: 16, 24 or 32
  std::uint32_t validBits = 0;      ///< of those, the upper ones that count
  bool isFloat = false;
  std::uint32_t channelMask = 0;  ///< loudspeakers; 0: none in particular
  FormatHeader header = FormatHeader::extensible;

  std::uint32_t sampleBytes() const noexcept { return containerBits / 8; }
  std::uint32_t frameBytes() const noexcept { return channels * sampleBytes(); }

  /// What a host is told of it. 24 valid bits in 32 are the upper ones, so that it is a 32-bit sample whose
  /// lowest byte counts for nothing: as `kInt32Lsb24`, whose samples are the lower bits, it would be 48 dB
  /// too quiet.
  abi::SampleType sampleType() const noexcept;
};

bool operator==(const WaveFormat& a, const WaveFormat& b) noexcept;
inline bool operator!=(const WaveFormat& a, const WaveFormat& b) noexcept { return !(a == b); }

/// WAVEFORMATEX or WAVEFORMATEXTENSIBLE.
class FormatBytes {
 public:
  static constexpr std::size_t kPlainSize = 18;
  static constexpr std::size_t kExtensibleSize = 40;

  explicit FormatBytes(const WaveFormat& format) noexcept;
  const std::byte* data() const noexcept { return bytes_.data(); }
  std::size_t size() const noexcept { return size_; }

 private:
  alignas(4) std::array<std::byte, kExtensibleSize> bytes_{};
  std::size_t size_;
};

/// What such bytes say; nothing where they are none, or of a kind that has no samples in PCM or float of 16,
/// 24 or 32 bits.
std::optional<WaveFormat> parseFormat(const std::byte* bytes, std::size_t size) noexcept;

/// The loudspeakers that the system takes for so many channels; 0 where it has no usual ones.
std::uint32_t usualChannelMask(std::uint32_t channels) noexcept;

/// "24 of 32 bits, 2 channels, 48000 Hz"
std::string describe(const WaveFormat& format);

}  // namespace drivers::wasapi
