#include "drivers/personality/sound.h"

#include <cstring>

namespace drivers::personality {
namespace {

namespace type = abi::sample_type;
using sample::Direction;
using sample::Format;

int bitsOf(abi::SampleType of) {
  switch (of) {
    case type::kInt16Lsb:
    case type::kInt16Msb:
    case type::kInt32Lsb16:
    case type::kInt32Msb16:
      return 16;
    case type::kInt32Lsb18:
    case type::kInt32Msb18:
      return 18;
    case type::kInt32Lsb20:
    case type::kInt32Msb20:
      return 20;
    case type::kInt32Lsb:
    case type::kInt32Msb:
      return 32;
    default:
      return 24;
  }
}

}  // namespace

abi::Error Sound::createBuffers(abi::BufferInfo* infos, Long channels, Long frames,
                                abi::Callbacks* callbacks) {
  const Error result = below().createBuffers(infos, channels, frames, callbacks);
  inputs_.clear();
  heard_.clear();
  for (const MadeBuffer& made : madeBuffers(below(), result, infos, channels, frames)) {
    const sample::TypeInfo* const info = sample::findType(made.type);
    if (!made.isInput || info == nullptr) continue;
    inputs_.push_back({made, sample::findConversion(made.type, Format::float64, Direction::input),
                       sample::findConversion(made.type, Format::float64, Direction::output)});
    Heard heard;
    heard.samples.resize(made.bytes / info->elementBytes);
    heard.isNumber = static_cast<bool>(inputs_.back().in);
    if (heard.isNumber) heard.step = 1 / static_cast<double>(std::int64_t{1} << (bitsOf(made.type) - 1));
    if (!heard.isNumber) heard.silence = std::to_integer<int>(info->silence);
    heard_.push_back(std::move(heard));
  }
  return result;
}

void Sound::bufferSwitch(Switch& change) {
  const std::size_t half = static_cast<std::size_t>(change.half & 1);
  for (std::size_t i = 0; i < inputs_.size(); ++i) {
    std::vector<double>& samples = heard_[i].samples;
    const auto* const bytes = static_cast<const std::byte*>(inputs_[i].made.halves[half]);
    if (inputs_[i].in) {
      inputs_[i].in.planar(bytes, reinterpret_cast<std::byte*>(samples.data()), samples.size());
    } else {
      for (std::size_t k = 0; k < samples.size(); ++k) samples[k] = std::to_integer<int>(bytes[k]);
    }
  }
  alter(heard_);
  for (std::size_t i = 0; i < inputs_.size(); ++i) {
    const std::vector<double>& samples = heard_[i].samples;
    auto* const bytes = static_cast<std::byte*>(inputs_[i].made.halves[half]);
    if (inputs_[i].out) {
      inputs_[i].out.planar(reinterpret_cast<const std::byte*>(samples.data()), bytes, samples.size());
    } else {
      for (std::size_t k = 0; k < samples.size(); ++k) bytes[k] = static_cast<std::byte>(samples[k]);
    }
  }
  above().bufferSwitch(change);
}

}  // namespace drivers::personality
