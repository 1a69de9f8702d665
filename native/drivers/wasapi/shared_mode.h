// Shared mode: the system's mixer stands between the driver and the device, with other programs beside us. It
// has one format, mostly in float, may change the volume and add effects, and so is not bit-perfect: only
// whoever asks for it gets it.
#pragma once

#include <cstdint>

#include "drivers/shell/buffer_rule.h"
#include "drivers/wasapi/negotiation.h"
#include "drivers/wasapi/open_client.h"

namespace drivers::wasapi {

/// What the mixer does with one device.
struct Mix {
  WaveFormat format;
  EnginePeriods periods;
  bool isFlexible = false;  ///< its period can be chosen, by `IAudioClient3`
};

/// Asks the device, and opens nothing. Throws `shell::DriverFault` where it cannot be shared.
/// Thread: control. Blocking: the system's.
Mix askMixer(Endpoint& endpoint);

/// What a host is offered: the mixer's periods, and longer buffers in the same steps.
shell::BufferRule sharedSizes(const Mix& mix);

/// Opens `endpoint` for switches of `frames` frames, which take as many periods as they take. `event` is set
/// for each period. Where another program has set the period, `switchFrames` may be that one; not so with
/// `isLed`, of a device whose time another one tells. Throws `shell::DriverFault`. Thread: control. Blocking:
/// the system's.
OpenClient openShared(Endpoint& endpoint, const Mix& mix, std::uint32_t frames, bool isLed, void* event);

}  // namespace drivers::wasapi
