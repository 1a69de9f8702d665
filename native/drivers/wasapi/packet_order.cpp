#include "drivers/wasapi/packet_order.h"

#include <cmath>

namespace drivers::wasapi {

namespace {

/// A device whose position stands still for so many packets counts none.
constexpr int kMostRepeats = 8;

}  // namespace

bool PacketOrder::isBelievable(std::uint64_t jump, const Packet& packet) const noexcept {
  if (packet.timeNs == 0 || nextNs_ == 0) return packet.isDiscontinuity;
  const auto since = static_cast<double>(static_cast<std::int64_t>(packet.timeNs - nextNs_)) * framesPerNs_;
  return std::abs(static_cast<double>(jump) - since) <= packet.frames / 2.0;
}

PacketOrder::Place PacketOrder::take(const Packet& packet) noexcept {
  Place place;
  if (hasBegun_ && packet.position + packet.frames <= next_ && repeats_ < kMostRepeats) {
    ++repeats_;
    place.isNew = false;
    return place;
  }
  if (hasBegun_ && packet.position > next_ && isBelievable(packet.position - next_, packet))
    place.missingFrames = packet.position - next_;
  if (packet.position >= next_) repeats_ = 0;
  hasBegun_ = true;
  next_ = packet.position + packet.frames;
  nextNs_ = packet.timeNs == 0 ? 0 : packet.timeNs + static_cast<std::uint64_t>(packet.frames / framesPerNs_);
  return place;
}

}  // namespace drivers::wasapi
