#include "drivers/loopback/cable.h"

#include <algorithm>

namespace drivers::loopback {

namespace {

std::size_t roomFor(const SampleLayout& sample, abi::Long frames) {
  return sample.bytes(frames + sample.unitFrames - 1);
}

}  // namespace

Cable::Cable(const Settings& settings, const CableOptions& options)
    : options_(options),
      sample_(settings.mode.sample),
      feed_(static_cast<std::size_t>(settings.inputs), roomFor(sample_, options.feedFrames), sample_.silence),
      capture_(static_cast<std::size_t>(settings.outputs), roomFor(sample_, options.captureFrames),
               sample_.silence),
      connected_(static_cast<std::size_t>(settings.outputs)) {}

abi::Long Cable::framesIn(std::size_t bytes) const noexcept {
  return static_cast<abi::Long>(bytes / sample_.unitBytes) * sample_.unitFrames;
}

abi::Long Cable::feedRoom() const {
  const std::lock_guard<std::mutex> lock(lock_);
  return framesIn(feed_.room());
}

abi::Long Cable::fed() const {
  const std::lock_guard<std::mutex> lock(lock_);
  return framesIn(feed_.ready());
}

void Cable::feed(const std::vector<const std::byte*>& channels, std::size_t bytes) {
  const std::lock_guard<std::mutex> lock(lock_);
  // The driver looks at no channel before the first bytes are published.
  if (!isFeeding_) {
    for (std::size_t i = 0; i < feed_.channels(); ++i) feed_.open(i);
    isFeeding_ = true;
  }
  for (std::size_t i = 0; i < channels.size(); ++i) feed_.put(i, channels[i], bytes);
  feed_.publish(bytes);
}

Cable::Captured Cable::captured() const {
  const std::lock_guard<std::mutex> lock(lock_);
  const std::size_t bytes = capture_.ready();
  Captured result{{}, lostFrames_.load(std::memory_order_relaxed)};
  result.channels.assign(capture_.channels(), std::vector<std::byte>(bytes));
  for (std::size_t i = 0; i < result.channels.size(); ++i) capture_.get(i, result.channels[i].data(), bytes);
  return result;
}

void Cable::clearCaptured() {
  const std::lock_guard<std::mutex> lock(lock_);
  capture_.drop(capture_.ready());
  lostFrames_.store(0, std::memory_order_relaxed);
}

void Cable::connect(const std::vector<bool>& outputs) {
  const std::lock_guard<std::mutex> lock(lock_);
  connected_ = outputs;
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    if (outputs[i]) capture_.open(i);
  }
}

std::size_t Cable::arriving(std::size_t bytes) const noexcept { return std::min(bytes, feed_.ready()); }

void Cable::take(std::size_t input, std::byte* to, std::size_t bytes) const noexcept {
  feed_.get(input, to, bytes);
}

std::size_t Cable::keeping(std::size_t bytes) noexcept {
  const std::size_t room = std::min(bytes, capture_.room());
  if (room < bytes)
    lostFrames_.fetch_add(static_cast<std::uint64_t>(framesIn(bytes - room)), std::memory_order_relaxed);
  return room;
}

void Cable::keep(std::size_t output, const std::byte* from, std::size_t bytes) noexcept {
  capture_.put(output, from, bytes);
}

void Cable::kept(std::size_t bytes) noexcept {
  for (std::size_t i = 0; i < connected_.size(); ++i) {
    if (!connected_[i]) capture_.put(i, nullptr, bytes);
  }
  capture_.publish(bytes);
}

void Cable::lose(std::uint64_t frames) noexcept { lostFrames_.fetch_add(frames, std::memory_order_relaxed); }

}  // namespace drivers::loopback
