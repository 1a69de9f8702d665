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
  Pace pace = Pace::event;
  /// With events: what the device asks for each time, all of it. With a timer: the size of its buffer.
  std::uint32_t bufferFrames = 0;
  std::int64_t latencyHns = 0;  ///< beyond the buffer, as the device says
};

/// Opens `endpoint` for switches of `frames` frames. With events where the device does them, with a timer
/// where it refuses them. `event` is set for each period, with events.
///
/// With events `bufferFrames` may be another number than asked for: the device does not do that one. With a
/// timer it holds two switches at the least. Throws `shell::DriverFault`. Thread: control. Blocking: the
/// system's; bounded in the number of tries.
OpenClient openExclusive(Endpoint& endpoint, const WaveFormat& format, std::uint32_t frames,
                         const Periods& periods, void* event);

}  // namespace drivers::wasapi
