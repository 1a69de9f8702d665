// Gets a stream out of a device, which may take several clients: each can be initialised only once, and tells
// in its failure how the next is to ask.
#pragma once

#include <cstdint>
#include <memory>

#include "drivers/wasapi/buffer_sizes.h"
#include "drivers/wasapi/endpoint.h"

namespace drivers::wasapi {

/// A client that only has to be started.
struct OpenClient {
  std::unique_ptr<Client> client;
  WaveFormat format;
  ShareMode mode = ShareMode::exclusive;
  Pace pace = Pace::event;
  /// Where it asks for all of it: what that is each time. Else the size of its buffer.
  std::uint32_t bufferFrames = 0;
  std::uint32_t switchFrames = 0;  ///< which switches it is open for: the device may not do those asked for
  bool isUsual = false;            ///< it refused the size that was asked for, and this is its usual period
  std::int64_t latencyHns = 0;     ///< beyond the buffer, as the device says
  std::uint64_t clockUnits = 0;    ///< of its own clock in a second; 0: it has none
  /// In shared mode: in which the mixer works. In exclusive mode without events: in which the device does.
  std::uint32_t periodFrames = 0;

  /// Exclusive mode with events: each asks for the whole buffer. Otherwise there is room for a switch or not.
  bool asksForAll() const noexcept { return mode == ShareMode::exclusive && pace == Pace::event; }

  /// How much is queued in a playing device for switches of `frames` frames, where nothing is to be written.
  std::uint32_t filledFrames(std::uint32_t frames) const noexcept;
};

/// The last steps of the way to an open device: `client` is initialised as `request` says, and its buffer of
/// `bufferFrames` is to hold two switches of `frames` frames where it does not ask for all of it. Throws
/// `shell::DriverFault`.
OpenClient finishOpening(std::unique_ptr<Client> client, const StreamRequest& request,
                         std::uint32_t bufferFrames, std::uint32_t frames, void* event);

/// Opens `endpoint` for switches of `frames` frames. With events where the device does them, with a timer
/// where it refuses them. `event` is set for each period, with events; nullptr: nobody waits for one, and it
/// is opened with a timer at once.
///
/// With events `switchFrames` may be another number than asked for: the device does not do that one. With a
/// timer its buffer holds two switches at the least. Throws `shell::DriverFault`. Thread: control. Blocking:
/// the system's; bounded in the number of tries.
OpenClient openExclusive(Endpoint& endpoint, const WaveFormat& format, std::uint32_t frames,
                         const Periods& periods, void* event);

}  // namespace drivers::wasapi
