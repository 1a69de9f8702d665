#include "drivers/wasapi/capture_side.h"

#include <algorithm>
#include <cstring>
#include <limits>

namespace drivers::wasapi {

namespace {

/// More than that one after the other no device has; a bound for one that never says it is empty.
constexpr int kPackets = 64;
/// Beside what is kept in hand: what is given out now, a packet that came early, and the buffer by which the
/// devices may have gone apart.
constexpr std::uint32_t kMostSwitches = 3;

}  // namespace

CaptureSide::CaptureSide(OpenClient& open, Buffers& buffers, Counters& counters, bool isLed, bool isResampled)
    : open_(open),
      buffers_(buffers),
      counters_(counters),
      isLed_(isLed),
      switchFrames_(static_cast<std::uint32_t>(buffers.frames())),
      frameBytes_(open.format.frameBytes()),
      blockBytes_(frameBytes_ * switchFrames_),
      framesPerNs_(open.format.rateHz / 1e9),
      order_(framesPerNs_) {
  if (isResampled) resampled_.emplace(open.format, switchFrames_, open.bufferFrames);
  // Twice what there can be, so that the rest is not often moved to the front.
  memory_.resize(isResampled ? blockBytes_
                             : 2 * (frameBytes_ * open.bufferFrames + (kMostSwitches + 2) * blockBytes_));
}

Result CaptureSide::begin() noexcept {
  begin_ = end_ = 0;
  largestPacket_ = 0;
  silentFrames_ = awaitedFrames_ = missingFrames_ = 0;
  order_.clear();
  isFlowing_ = false;
  recordedFrames_ = recordedNs_ = 0;
  isMeasuring_ = false;
  counters_.driftPpm.set(std::numeric_limits<double>::quiet_NaN());
  if (resampled_) resampled_->clear();
  return open_.client->start();
}

void CaptureSide::end() noexcept {
  open_.client->stop();
  open_.client->reset();
}

Result CaptureSide::collect() noexcept {
  // A second one would be the first once more, or the half into which the device records.
  const int packets = open_.asksForAll() ? 1 : kPackets;
  for (int i = 0; i < packets; ++i) {
    Packet packet;
    Result result = open_.client->takePacket(packet);
    // Both say that there is none this time.
    if (result == result::kBufferEmpty || result == result::kBufferError) return result::kOk;
    if (failed(result)) return result;
    if (packet.frames == 0) return result::kOk;
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
  const PacketOrder::Place place = order_.take(packet);
  if (!place.isNew) return;
  if (packet.isDiscontinuity || place.missingFrames > 0) {
    if (isFlowing_) counters_.lostPackets.add(1);
    isMeasuring_ = false;
  }
  missingFrames_ += place.missingFrames;
  silentFrames_ = 0;
  largestPacket_ = std::max(largestPacket_, packet.frames);
  recordedFrames_ += packet.frames;
  recordedNs_ =
      packet.timeNs == 0 ? 0 : packet.timeNs + static_cast<std::uint64_t>(packet.frames / framesPerNs_);
  if (!resampled_) return keepBytes(packet);
  if (!resampled_->put(packet)) counters_.droppedBuffers.add(1);
}

/// What the device has recorded by now, the packet under way included.
double CaptureSide::positionAt(std::uint64_t nowNs) const noexcept {
  const auto handed = static_cast<double>(recordedFrames_);
  if (recordedNs_ == 0 || nowNs <= recordedNs_) return handed;
  // There are drivers whose times are of another clock.
  return handed + std::min(static_cast<double>(nowNs - recordedNs_) * framesPerNs_, 2.0 * largestPacket_);
}

/// How far the two clocks have gone apart since both run.
void CaptureSide::measure(std::uint64_t position, double recorded) noexcept {
  if (!isLed_) return;
  if (!isMeasuring_) {
    isMeasuring_ = true;
    measuredFrom_ = position;
    recordedFrom_ = recorded;
  }
  const auto played = static_cast<double>(position - measuredFrom_);
  // A second at the least, and without times a thousand packets: before that it is chance.
  const double least = recordedNs_ == 0 ? 1000.0 * largestPacket_ : 0;
  if (played < std::max(framesPerNs_ * 1e9, least)) return;
  counters_.driftPpm.set(((recorded - recordedFrom_) / played - 1) * 1e6);
}

void CaptureSide::keepBytes(const Packet& packet) noexcept {
  const std::size_t bytes = std::min(packet.frames * frameBytes_, memory_.size());
  makeRoom(bytes);
  if (packet.isSilent) {
    std::memset(memory_.data() + end_, 0, bytes);
  } else {
    std::memcpy(memory_.data() + end_, packet.data, bytes);
  }
  end_ += bytes;
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

void CaptureSide::deliver(abi::Long half, std::uint64_t position, std::uint64_t nowNs) noexcept {
  if (recordedFrames_ == 0) awaitedFrames_ += switchFrames_;
  const double recorded = positionAt(nowNs);
  resampled_ ? deliverResampled(half, recorded) : deliverWhole(half);
  if (isFlowing_) measure(position, recorded);
}

void CaptureSide::deliverSilence(abi::Long half) noexcept {
  counters_.repeatedBuffers.add(1);
  silentFrames_ += switchFrames_;
  buffers_.fillInputs(half, nullptr);
}

void CaptureSide::deliverResampled(abi::Long half, double recorded) noexcept {
  using Made = ResampledCapture::Made;
  const Made made = resampled_->make(memory_.data(), recorded, largestPacket_);
  if (made == Made::nothing) {
    // Before the first it is no loss.
    return isFlowing_ ? deliverSilence(half) : buffers_.fillInputs(half, nullptr);
  }
  isFlowing_ = true;
  if (made == Made::moved) counters_.droppedBuffers.add(1);
  buffers_.fillInputs(half, memory_.data());
}

void CaptureSide::deliverWhole(abi::Long half) noexcept {
  if (!isFlowing_) {
    // What is in hand from the beginning is the newest there is.
    const std::uint32_t needed = switchFrames_ + keptFrames();
    if (queuedFrames() < needed) return buffers_.fillInputs(half, nullptr);
    while (queuedFrames() >= needed + switchFrames_) begin_ += blockBytes_;
    isFlowing_ = true;
  }
  if (!hasBlock()) return deliverSilence(half);
  if (isLed_ && queuedFrames() > keptFrames() + kMostSwitches * switchFrames_) drop();
  buffers_.fillInputs(half, memory_.data() + begin_);
  begin_ += blockBytes_;
}

}  // namespace drivers::wasapi
