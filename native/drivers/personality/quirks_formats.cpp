#include <cstring>
#include <limits>
#include <utility>
#include <vector>

#include "abi/sample_types.h"
#include "drivers/personality/made_buffers.h"
#include "drivers/personality/quirks.h"

namespace drivers::personality {
namespace {

using abi::Long;

/// A type can be said to be another one only where that takes the same room: the buffers stay what they are.
abi::SampleType saidToBe(abi::SampleType is, abi::SampleType said) {
  const sample::TypeInfo* const a = sample::findType(is);
  const sample::TypeInfo* const b = sample::findType(said);
  const bool isAsWide = a != nullptr && b != nullptr && a->elementBytes == b->elementBytes &&
                        a->framesPerElement == b->framesPerElement;
  return isAsWide ? said : is;
}

std::uint32_t reversed(std::uint32_t word) {
  return word << 24 | (word & 0xff00u) << 8 | (word >> 8 & 0xff00u) | word >> 24;
}

constexpr float kFullScale = 2147483648.0f;

/// A sample of int32lsb as one of `type`. Of 24 bits, as that is what a float and the shorter type have.
std::uint32_t fromInt32(std::uint32_t word, abi::SampleType type) {
  const auto code = static_cast<std::int32_t>(word & ~0xffu);
  if (type == abi::sample_type::kInt32Msb) return reversed(word);
  if (type == abi::sample_type::kInt32Lsb24) return static_cast<std::uint32_t>(code / 256);
  if (type != abi::sample_type::kFloat32Lsb) return word;
  const float value = static_cast<float>(code) / kFullScale;
  std::memcpy(&word, &value, sizeof word);
  return word;
}

std::uint32_t toInt32(std::uint32_t word, abi::SampleType type) {
  if (type == abi::sample_type::kInt32Msb) return reversed(word);
  if (type == abi::sample_type::kInt32Lsb24) return word << 8;
  if (type != abi::sample_type::kFloat32Lsb) return word;
  float value;
  std::memcpy(&value, &word, sizeof value);
  if (!(value >= -1 && value < 1)) return 0;
  return static_cast<std::uint32_t>(static_cast<std::int32_t>(value * kFullScale));
}

class TypesByChannel final : public Layer {
 public:
  explicit TypesByChannel(std::vector<abi::SampleType> types) : types_(std::move(types)) {}
  Error getChannelInfo(abi::ChannelInfo* info) override {
    const Error result = below().getChannelInfo(info);
    info->type = saidToBe(info->type, typeOf(info->channel));
    return result;
  }
  Error createBuffers(abi::BufferInfo* infos, Long channels, Long frames, abi::Callbacks* calls) override {
    const Error result = below().createBuffers(infos, channels, frames, calls);
    made_ = madeBuffers(below(), result, infos, channels, frames);
    return result;
  }
  void bufferSwitch(Switch& change) override {
    convert(change.half, true, fromInt32);
    above().bufferSwitch(change);
    convert(change.half, false, toInt32);
  }

 private:
  abi::SampleType typeOf(Long channel) const {
    return types_[static_cast<std::size_t>(channel) % types_.size()];
  }
  void convert(Long half, bool inputs, std::uint32_t (*by)(std::uint32_t, abi::SampleType)) const {
    for (const MadeBuffer& made : made_) {
      if (made.isInput != inputs || made.type != abi::sample_type::kInt32Lsb) continue;
      auto* at = static_cast<unsigned char*>(made.halves[half & 1]);
      for (std::size_t left = made.bytes; left > 0; left -= sizeof(std::uint32_t)) {
        std::uint32_t word;
        std::memcpy(&word, at, sizeof word);
        word = by(word, typeOf(made.channel));
        std::memcpy(at, &word, sizeof word);
        at += sizeof word;
      }
    }
  }
  const std::vector<abi::SampleType> types_;
  std::vector<MadeBuffer> made_;
};

class TypeAfterRate final : public Layer {
 public:
  explicit TypeAfterRate(abi::SampleType type) : type_(type) {}
  Error setSampleRate(double rateHz) override {
    isChanged_ = true;
    return below().setSampleRate(rateHz);
  }
  Error getChannelInfo(abi::ChannelInfo* info) override {
    const Error result = below().getChannelInfo(info);
    if (isChanged_) info->type = saidToBe(info->type, type_);
    return result;
  }

 private:
  const abi::SampleType type_;
  bool isChanged_ = false;
};

/// Does something to the input of each switch, as words of 32 bits.
class Inputs : public Layer {
 public:
  Error createBuffers(abi::BufferInfo* infos, Long channels, Long frames, abi::Callbacks* calls) override {
    const Error result = below().createBuffers(infos, channels, frames, calls);
    made_ = madeBuffers(below(), result, infos, channels, frames);
    return result;
  }
  void bufferSwitch(Switch& change) override {
    for (const MadeBuffer& made : made_) {
      if (!made.isInput || made.sampleBytes != sizeof(std::uint32_t)) continue;
      auto* bytes = static_cast<unsigned char*>(made.halves[change.half & 1]);
      for (std::size_t i = 0; i < made.bytes / sizeof(std::uint32_t); ++i) {
        std::uint32_t word;
        std::memcpy(&word, bytes + 4 * i, sizeof word);
        word = alter(word, i);
        std::memcpy(bytes + 4 * i, &word, sizeof word);
      }
    }
    above().bufferSwitch(change);
  }

 private:
  virtual std::uint32_t alter(std::uint32_t word, std::size_t frame) = 0;
  std::vector<MadeBuffer> made_;
};

class DirtyHighBits final : public Inputs {
 public:
  explicit DirtyHighBits(unsigned bits) : mask_((1u << bits) - 1) {}

 private:
  std::uint32_t alter(std::uint32_t word, std::size_t frame) override {
    noise_ = noise_ * 1664525 + 1013904223 + static_cast<std::uint32_t>(frame);
    return (word & mask_) | (noise_ & ~mask_);
  }
  const std::uint32_t mask_;
  std::uint32_t noise_ = 1;
};

class InputsAreNotNumbers final : public Inputs {
  std::uint32_t alter(std::uint32_t, std::size_t frame) override {
    using Float = std::numeric_limits<float>;
    const float odd[] = {
        Float::quiet_NaN(), Float::infinity(), -Float::infinity(), Float::denorm_min(), 3.5f, -3.5f};
    std::uint32_t word;
    std::memcpy(&word, &odd[frame % 6], sizeof word);
    return word;
  }
};

}  // namespace

Quirk typesByChannel(std::vector<abi::SampleType> types) {
  return std::make_unique<TypesByChannel>(std::move(types));
}
Quirk typeAfterRate(abi::SampleType type) { return std::make_unique<TypeAfterRate>(type); }
Quirk dirtyHighBits(unsigned bits) { return std::make_unique<DirtyHighBits>(bits); }
Quirk inputsAreNotNumbers() { return std::make_unique<InputsAreNotNumbers>(); }

}  // namespace drivers::personality
