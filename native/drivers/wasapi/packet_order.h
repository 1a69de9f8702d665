// Whether a packet that a recording device hands over is a new one, and what is missing before it: by the
// position that the device tells with it.
//
// There are drivers that hand the same packet out twice, and such that leave one out without a word. But a
// position is what a driver says: there are such that count in other units, or not at all. A jump is believed
// where the packets' times have made the same, or the device itself says that something is missing.
#pragma once

#include <cstdint>

#include "drivers/wasapi/endpoint.h"

namespace drivers::wasapi {

/// Thread: the stream's. Blocking: wait-free.
class PacketOrder {
 public:
  explicit PacketOrder(double framesPerNs) noexcept : framesPerNs_(framesPerNs) {}

  /// Before the first packet of a stream.
  void clear() noexcept { *this = PacketOrder(framesPerNs_); }

  struct Place {
    bool isNew = true;
    std::uint64_t missingFrames = 0;  ///< before it
  };
  Place take(const Packet& packet) noexcept;

 private:
  bool isBelievable(std::uint64_t jump, const Packet& packet) const noexcept;

  double framesPerNs_;
  std::uint64_t next_ = 0;    ///< position of the next packet
  std::uint64_t nextNs_ = 0;  ///< when that begins; 0: not known
  bool hasBegun_ = false;
  int repeats_ = 0;  ///< that have come one after the other
};

}  // namespace drivers::wasapi
