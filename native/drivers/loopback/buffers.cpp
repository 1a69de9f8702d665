#include "drivers/loopback/buffers.h"

#include <cstring>
#include <new>
#include <string>
#include <utility>

#include "abi/error.h"
#include "drivers/shell/buffer_request.h"
#include "drivers/shell/fault.h"

namespace drivers::loopback {

namespace {

/// Of a cache line, and of the widest vector registers.
constexpr std::size_t kAlignment = 64;

constexpr std::size_t rounded(std::size_t bytes) {
  return (bytes + kAlignment - 1) / kAlignment * kAlignment;
}

[[noreturn]] void refuse(const std::string& message) {
  throw shell::DriverFault(abi::error::kInvalidParameter, message);
}

void checkDelay(const Mode& mode, abi::Long bufferFrames) {
  const abi::Long delay = mode.delayFrames(bufferFrames);
  const std::string shown = "delay of " + std::to_string(delay) + " frames";
  if (delay < bufferFrames) {
    refuse(shown + " is shorter than the buffer of " + std::to_string(bufferFrames) +
           ": nothing can be that early");
  }
  if (delay % mode.sample.unitFrames != 0) {
    refuse(shown + ": with this sample type it has to be a multiple of " +
           std::to_string(mode.sample.unitFrames));
  }
}

}  // namespace

void checkBufferRequest(const Settings& settings, const Mode& mode, const BufferRule& rule,
                        const abi::BufferInfo* infos, abi::Long channels, abi::Long bufferFrames) {
  shell::checkBufferRequest({settings.inputs, settings.outputs}, rule, infos, channels, bufferFrames);
  checkDelay(mode, bufferFrames);
}

void Buffers::AlignedDelete::operator()(std::byte* memory) const noexcept {
  ::operator delete (memory, std::align_val_t{kAlignment});
}

Buffers::Buffers(const Mode& mode, abi::BufferInfo* infos, abi::Long channels, abi::Long bufferFrames,
                 Cable* cable, Bus* bus)
    : frames_(bufferFrames),
      halfBytes_(mode.sample.bytes(bufferFrames)),
      silence_(mode.sample.silence),
      cable_(cable),
      bus_(bus),
      cableFits_(cable != nullptr && cable->sample().type == mode.sample.type) {
  const std::size_t stride = rounded(halfBytes_);
  const std::size_t total = stride * 2 * static_cast<std::size_t>(channels);
  memory_.reset(static_cast<std::byte*>(::operator new (total, std::align_val_t{kAlignment})));
  std::memset(memory_.get(), std::to_integer<int>(silence_), total);
  std::byte* next = memory_.get();
  channels_.reserve(static_cast<std::size_t>(channels));  // paths point into it
  for (abi::Long i = 0; i < channels; ++i, next += 2 * stride) {
    channels_.push_back({infos[i].isInput != 0, infos[i].channelNum, {next, next + stride}});
  }
  const bool isLoop = bus_ == nullptr && (cable_ == nullptr || !cable_->isOpen());
  for (const Channel& channel : channels_) {
    if (!channel.isInput) continue;
    Path path{&channel, isLoop ? find(false, channel.number) : nullptr, std::nullopt};
    if (path.output != nullptr) path.line.emplace(mode.sample.bytes(mode.delayFrames(frames_)), silence_);
    paths_.push_back(std::move(path));
  }
  // Last, when nothing can fail any more: a refused request leaves the host's table as it was.
  for (std::size_t i = 0; i < channels_.size(); ++i) {
    infos[i].buffers[0] = channels_[i].halves[0];
    infos[i].buffers[1] = channels_[i].halves[1];
  }
}

std::vector<bool> Buffers::outputs(abi::Long count) const {
  std::vector<bool> outputs(static_cast<std::size_t>(count));
  for (std::size_t i = 0; i < outputs.size(); ++i) outputs[i] = contains(false, static_cast<abi::Long>(i));
  return outputs;
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

void Buffers::clear() noexcept {
  for (Path& path : paths_) {
    if (path.line) path.line->clear();
  }
}

void Buffers::fillInputs(abi::Long half, std::uint64_t position) noexcept {
  if (bus_ != nullptr) return hearBus(half, position);
  for (const Path& path : paths_) {
    std::byte* const to = path.input->halves[half];
    if (path.line) {
      path.line->read(to, halfBytes_);
    } else {
      // Every time: the host may have used the memory.
      std::memset(to, std::to_integer<int>(silence_), halfBytes_);
    }
  }
  if (cableFits_) takeFed(half);
}

void Buffers::hearBus(abi::Long half, std::uint64_t position) noexcept {
  // Again where somebody has begun a new run meanwhile: what was heard of the old one may be of both.
  do {
    bus_->beginSwitch(position);
    for (const Path& path : paths_)
      bus_->hear(static_cast<std::size_t>(path.input->number), path.input->halves[half]);
  } while (!bus_->heardAll());
}

void Buffers::playOnBus(abi::Long half) noexcept {
  for (const Channel& channel : channels_) {
    if (!channel.isInput) bus_->play(static_cast<std::size_t>(channel.number), channel.halves[half]);
  }
  bus_->switchDone();
}

/// In place of what has come back, as far as there is any.
void Buffers::takeFed(abi::Long half) noexcept {
  const std::size_t bytes = cable_->arriving(halfBytes_);
  if (bytes == 0) return;
  for (const Path& path : paths_)
    cable_->take(static_cast<std::size_t>(path.input->number), path.input->halves[half], bytes);
  cable_->taken(bytes);
}

void Buffers::takeOutputs(abi::Long half) noexcept {
  if (bus_ != nullptr) return playOnBus(half);
  for (Path& path : paths_) {
    if (path.line) path.line->write(path.output->halves[half], halfBytes_);
  }
  if (cableFits_) {
    keepOutputs(half);
  } else if (cable_ != nullptr) {
    cable_->lose(static_cast<std::uint64_t>(frames_));
  }
}

void Buffers::keepOutputs(abi::Long half) noexcept {
  const std::size_t bytes = cable_->keeping(halfBytes_);
  for (const Channel& channel : channels_) {
    if (!channel.isInput) cable_->keep(static_cast<std::size_t>(channel.number), channel.halves[half], bytes);
  }
  cable_->kept(bytes);
}

}  // namespace drivers::loopback
