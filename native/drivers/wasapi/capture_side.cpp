#include "drivers/wasapi/capture_side.h"

#include <algorithm>
#include <cstring>

namespace drivers::wasapi {

namespace {

/// More than that one after the other no device has; a bound for one that never says it is empty.
constexpr int kPackets = 64;
/// Beside what is kept in hand: what is given out now, a packet that came early, and the buffer by which the
/// devices may have gone apart.
constexpr std::uint32_t kMostSwitches = 3;

}  // namespace

CaptureSide::CaptureSide(OpenClient& open, Buffers& buffers, Counters& counters, bool isLed)
    : open_(open),
      buffers_(buffers),
      counters_(counters),
      isLed_(isLed),
      switchFrames_(static_cast<std::uint32_t>(buffers.frames())),
      frameBytes_(open.format.frameBytes()),
      blockBytes_(frameBytes_ * switchFrames_),
      // Twice what there can be, so that the rest is not often moved to the front.
      memory_(2 * (frameBytes_ * open.bufferFrames + (kMostSwitches + 2) * blockBytes_)) {}

Result CaptureSide::begin() noexcept {
  begin_ = end_ = 0;
  largestPacket_ = 0;
  silentFrames_ = 0;
  isFlowing_ = false;
  return open_.client->start();
}

void CaptureSide::end() noexcept {
  open_.client->stop();
  open_.client->reset();
}

Result CaptureSide::collect() noexcept {
  for (int i = 0; i < kPackets; ++i) {
    Packet packet;
    Result result = open_.client->takePacket(packet);
    if (failed(result)) return result;
    if (result == result::kBufferEmpty || packet.frames == 0) return result::kOk;
    keep(packet);
    result = open_.client->givePacket(packet.frames);
    if (failed(result)) return result;
  }
  return result::kOk;
}

std::uint32_t CaptureSide::keptFrames() const noexcept {
  return isLed_ ? std::max(switchFrames_, largestPacket_) : 0;
}

void CaptureSide::keep(const Packet& packet) noexcept {
  if (packet.isDiscontinuity && isFlowing_) counters_.lostPackets.add(1);
  silentFrames_ = 0;
  largestPacket_ = std::max(largestPacket_, packet.frames);
  const std::size_t bytes = std::min(packet.frames * frameBytes_, memory_.size());
  makeRoom(bytes);
  if (packet.isSilent) {
    std::memset(memory_.data() + end_, 0, bytes);
  } else {
    std::memcpy(memory_.data() + end_, packet.data, bytes);
  }
  end_ += bytes;
  if (isFlowing_) counters_.recordedFrames.add(packet.frames);
}

void CaptureSide::makeRoom(std::size_t bytes) noexcept {
  if (memory_.size() - end_ >= bytes) return;
  std::memmove(memory_.data(), memory_.data() + begin_, end_ - begin_);
  end_ -= begin_;
  begin_ = 0;
  // Nobody has asked for it in all that time.
  while (memory_.size() - end_ < bytes && end_ > 0) {
    const std::size_t oldest = std::min(blockBytes_, end_);
    std::memmove(memory_.data(), memory_.data() + oldest, end_ - oldest);
    end_ -= oldest;
    counters_.droppedBuffers.add(1);
  }
}

void CaptureSide::drop() noexcept {
  begin_ += blockBytes_;
  counters_.droppedBuffers.add(1);
}

void CaptureSide::deliver(abi::Long half) noexcept {
  if (isLed_ && isFlowing_) counters_.playedFrames.add(switchFrames_);
  if (!isFlowing_) {
    // What is in hand from the beginning is the newest there is.
    const std::uint32_t needed = switchFrames_ + keptFrames();
    if (queuedFrames() < needed) return buffers_.fillInputs(half, nullptr);
    while (queuedFrames() >= needed + switchFrames_) begin_ += blockBytes_;
    isFlowing_ = true;
  }
  if (!hasBlock()) {
    counters_.repeatedBuffers.add(1);
    silentFrames_ += switchFrames_;
    return buffers_.fillInputs(half, nullptr);
  }
  if (isLed_ && queuedFrames() > keptFrames() + kMostSwitches * switchFrames_) drop();
  buffers_.fillInputs(half, memory_.data() + begin_);
  begin_ += blockBytes_;
}

}  // namespace drivers::wasapi
