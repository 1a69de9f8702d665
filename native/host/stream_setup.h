// Turns a request into what the audio thread needs.
#pragma once

#include <vector>

#include "engine/audio_stream.h"
#include "host/device.h"

namespace host {

/// The memory and its layout, without channels. Throws `Error` (formatUnsupported, invalidState).
engine::AudioStreamSetup layOutStream(const DeviceDescription& device, const StreamRequest& request);

/// Has the stream ring `bells`, where there are any.
void connectBells(engine::AudioStreamSetup& setup, Bells* bells) noexcept;

/// What `createBuffers` is given: all inputs, then all outputs.
std::vector<abi::BufferInfo> bufferInfosOf(const StreamRequest& request);

/// Adds each channel's way from the driver's buffers in `infos` to its place in the ring.
void connect(engine::AudioStreamSetup& setup, const DeviceDescription& device, const StreamRequest& request,
             const std::vector<abi::BufferInfo>& infos);

}  // namespace host
