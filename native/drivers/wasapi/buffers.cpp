#include "drivers/wasapi/buffers.h"

#include <cstdint>
#include <cstring>

namespace drivers::wasapi {

namespace {

/// Of a cache line, and of the widest vector registers.
constexpr std::size_t kAlignment = 64;

constexpr std::size_t rounded(std::size_t bytes) {
  return (bytes + kAlignment - 1) / kAlignment * kAlignment;
}

/// One channel, from samples that lie `fromStep` bytes apart to such that lie `toStep` apart.
template <std::size_t Bytes>
void copySamples(const std::byte* from, std::size_t fromStep, std::byte* to, std::size_t toStep,
                 std::size_t count) noexcept {
  for (std::size_t i = 0; i < count; ++i, from += fromStep, to += toStep) std::memcpy(to, from, Bytes);
}

void copyChannel(std::size_t bytes, const std::byte* from, std::size_t fromStep, std::byte* to,
                 std::size_t toStep, std::size_t count) noexcept {
  if (bytes == 2) return copySamples<2>(from, fromStep, to, toStep, count);
  if (bytes == 3) return copySamples<3>(from, fromStep, to, toStep, count);
  copySamples<4>(from, fromStep, to, toStep, count);
}

}  // namespace

Buffers::Buffers(const ChannelCounts& counts, std::size_t sampleBytes, abi::BufferInfo* infos,
                 abi::Long channels, abi::Long frames)
    : counts_(counts),
      sampleBytes_(sampleBytes),
      frames_(frames),
      stride_(rounded(sampleBytes * static_cast<std::size_t>(frames))),
      memory_(stride_ * 2 * static_cast<std::size_t>(channels) + kAlignment) {
  const std::size_t used = reinterpret_cast<std::uintptr_t>(memory_.data()) % kAlignment;
  std::byte* next = memory_.data() + (used == 0 ? 0 : kAlignment - used);
  channels_.reserve(static_cast<std::size_t>(channels));
  for (abi::Long i = 0; i < channels; ++i, next += 2 * stride_)
    channels_.push_back({infos[i].isInput != 0, infos[i].channelNum, {next, next + stride_}});
  // Last, when nothing can fail any more: a refused request leaves the host's table as it was.
  for (std::size_t i = 0; i < channels_.size(); ++i) {
    infos[i].buffers[0] = channels_[i].halves[0];
    infos[i].buffers[1] = channels_[i].halves[1];
  }
}

const Buffers::Channel* Buffers::find(bool isInput, abi::Long number) const noexcept {
  for (const Channel& channel : channels_) {
    if (channel.isInput == isInput && channel.number == number) return &channel;
  }
  return nullptr;
}

bool Buffers::contains(bool isInput, abi::Long channel) const noexcept {
  return find(isInput, channel) != nullptr;
}

void Buffers::clear() noexcept { std::memset(memory_.data(), 0, memory_.size()); }

void Buffers::fillInputs(abi::Long half, const std::byte* device) noexcept {
  const auto frames = static_cast<std::size_t>(frames_);
  const std::size_t frameBytes = sampleBytes_ * static_cast<std::size_t>(counts_.inputs);
  for (const Channel& channel : channels_) {
    if (!channel.isInput) continue;
    std::byte* const to = channel.halves[half];
    if (device == nullptr) {
      // Every time: the host may have used the memory.
      std::memset(to, 0, frames * sampleBytes_);
      continue;
    }
    const std::byte* const from = device + static_cast<std::size_t>(channel.number) * sampleBytes_;
    copyChannel(sampleBytes_, from, frameBytes, to, sampleBytes_, frames);
  }
}

void Buffers::copyOutputs(abi::Long half, std::byte* device) const noexcept {
  const auto frames = static_cast<std::size_t>(frames_);
  const std::size_t frameBytes = sampleBytes_ * static_cast<std::size_t>(counts_.outputs);
  std::size_t written = 0;
  for (const Channel& channel : channels_) written += channel.isInput ? 0 : 1;
  if (written < static_cast<std::size_t>(counts_.outputs)) std::memset(device, 0, frames * frameBytes);
  for (const Channel& channel : channels_) {
    if (channel.isInput) continue;
    std::byte* const to = device + static_cast<std::size_t>(channel.number) * sampleBytes_;
    copyChannel(sampleBytes_, channel.halves[half], sampleBytes_, to, frameBytes, frames);
  }
}

}  // namespace drivers::wasapi
