// The recording half of a stream: collects what the device hands over, and gives it out one switch's worth at
// a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "drivers/wasapi/buffers.h"
#include "drivers/wasapi/counters.h"
#include "drivers/wasapi/open_client.h"
#include "drivers/wasapi/packet_order.h"
#include "drivers/wasapi/resampled_capture.h"

namespace drivers::wasapi {

/// Where it runs beside a playing device, that one says when it is time, and the two may have clocks of their
/// own. One buffer is kept in hand, so that it does not matter which of them is first within a period. When
/// they have gone apart by a whole buffer, one is dropped or silence comes in its place, and that is counted.
/// Or what is recorded is resampled, and then nothing goes apart.
///
/// Thread: `begin` and `end` control, while the stream's thread does not run; the rest that thread. Blocking:
/// as the device's calls, which do not wait for it.
class CaptureSide {
 public:
  /// All three have to outlive it. `isLed`: a playing device says when it is time. `isResampled`: to its
  /// clock.
  CaptureSide(OpenClient& open, Buffers& buffers, Counters& counters, bool isLed, bool isResampled);

  Pace pace() const noexcept { return open_.pace; }
  /// One packet for each event, then, and none without one.
  bool asksForAll() const noexcept { return open_.asksForAll(); }
  Result begin() noexcept;
  void end() noexcept;

  /// Takes all that the device has; where it asks for all that is one packet, whose event has come.
  Result collect() noexcept;

  /// How many frames the device has left out since this was asked last.
  std::uint64_t takeMissing() noexcept { return std::exchange(missingFrames_, 0); }

  /// The playing device does not go on where it was: how the two clocks go apart is measured anew.
  void leaderRestarted() noexcept { isMeasuring_ = false; }

  /// Without a playing device: whether there is a switch's worth, and how much is missing otherwise.
  bool hasBlock() const noexcept { return queuedFrames() >= switchFrames_; }
  std::uint32_t missingFrames() const noexcept { return hasBlock() ? 0 : switchFrames_ - queuedFrames(); }

  /// The next switch's worth, into the inputs of that half. `position`: of its first frame, where the host
  /// is.
  void deliver(abi::Long half, std::uint64_t position, std::uint64_t nowNs) noexcept;

  /// How many frames of silence were given out since the device has handed over anything. None before it has
  /// begun, which may take a while.
  std::uint64_t silentFrames() const noexcept { return silentFrames_; }
  /// How many were given out while nothing at all had come.
  std::uint64_t awaitedFrames() const noexcept { return awaitedFrames_; }

 private:
  std::uint32_t queuedFrames() const noexcept {
    return static_cast<std::uint32_t>((end_ - begin_) / frameBytes_);
  }
  /// In hand before the first is given out: a buffer, or what the device hands over at a time.
  std::uint32_t keptFrames() const noexcept;
  void keep(const Packet& packet) noexcept;
  void keepBytes(const Packet& packet) noexcept;
  double positionAt(std::uint64_t nowNs) const noexcept;
  void measure(std::uint64_t position, double recorded) noexcept;
  void deliverWhole(abi::Long half) noexcept;
  void deliverResampled(abi::Long half, double recorded) noexcept;
  void deliverSilence(abi::Long half) noexcept;
  void drop() noexcept;
  void makeRoom(std::size_t bytes) noexcept;

  OpenClient& open_;
  Buffers& buffers_;
  Counters& counters_;
  const bool isLed_;
  const std::uint32_t switchFrames_;
  const std::size_t frameBytes_;
  const std::size_t blockBytes_;
  const double framesPerNs_;
  std::optional<ResampledCapture> resampled_;
  std::vector<std::byte> memory_;  ///< where it is resampled: of one switch's worth
  std::size_t begin_ = 0;          ///< what is queued
  std::size_t end_ = 0;
  std::uint32_t largestPacket_ = 0;
  std::uint64_t silentFrames_ = 0;
  std::uint64_t awaitedFrames_ = 0;
  std::uint64_t missingFrames_ = 0;
  PacketOrder order_;
  bool isFlowing_ = false;  ///< the first was given out

  // The two clocks
  std::uint64_t recordedFrames_ = 0;  ///< that were handed over
  std::uint64_t recordedNs_ = 0;      ///< when the last of them was recorded; 0: not known
  bool isMeasuring_ = false;
  std::uint64_t measuredFrom_ = 0;  ///< where the host was, and where the recording device
  double recordedFrom_ = 0;
};

}  // namespace drivers::wasapi
