// Which packets of a recording device are new ones, and what is missing between them.
#include <doctest/doctest.h>

#include "drivers/wasapi/packet_order.h"

using drivers::wasapi::Packet;
using drivers::wasapi::PacketOrder;

namespace {

constexpr std::uint32_t kFrames = 480;

/// At 48 kHz.
Packet packetAt(std::uint64_t position, std::uint64_t frame, bool hasTime = true) {
  Packet packet;
  packet.frames = kFrames;
  packet.position = position;
  packet.timeNs = hasTime ? 1'000'000'000 + frame * 1'000'000 / 48 : 0;
  return packet;
}

}  // namespace

TEST_CASE("a packet that comes twice is not new, and a jump is what is missing") {
  PacketOrder order(48000 / 1e9);
  CHECK(order.take(packetAt(9600, 0)).isNew);
  CHECK(order.take(packetAt(10080, 480)).missingFrames == 0);
  CHECK_FALSE(order.take(packetAt(10080, 480)).isNew);
  CHECK(order.take(packetAt(10560, 960)).isNew);
  const auto place = order.take(packetAt(12000, 2400));
  CHECK(place.isNew);
  CHECK(place.missingFrames == 960);
  CHECK(order.take(packetAt(12480, 2880)).missingFrames == 0);
  order.clear();
  CHECK(order.take(packetAt(0, 9600)).isNew);
}

TEST_CASE("without times a jump is believed where the device says that something is missing") {
  PacketOrder order(48000 / 1e9);
  order.take(packetAt(0, 0, false));
  CHECK(order.take(packetAt(1440, 0, false)).missingFrames == 0);
  Packet packet = packetAt(2880, 0, false);
  packet.isDiscontinuity = true;
  CHECK(order.take(packet).missingFrames == 960);
}

TEST_CASE("positions of another unit make no gaps, and such that stand still stop nothing for long") {
  PacketOrder bytes(48000 / 1e9);
  for (std::uint64_t i = 0; i < 100; ++i) {
    const auto place = bytes.take(packetAt(i * kFrames * 8, i * kFrames));
    CHECK(place.isNew);
    CHECK(place.missingFrames == 0);
  }
  PacketOrder still(48000 / 1e9);
  int taken = 0;
  for (std::uint64_t i = 0; i < 100; ++i) taken += still.take(packetAt(0, i * kFrames)).isNew ? 1 : 0;
  CHECK(taken == 92);
}
