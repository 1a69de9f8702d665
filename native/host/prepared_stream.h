// The phase of a device in which the driver holds buffers.
#pragma once

#include <memory>
#include <utility>
#include <vector>

#include "engine/audio_stream.h"
#include "host/bells.h"
#include "host/device.h"

namespace host {

struct Device::Prepared {
  Prepared(engine::AudioStreamSetup setup, std::vector<abi::BufferInfo> bufferInfos,
           std::shared_ptr<Bells> theBells)
      : bells(std::move(theBells)), infos(std::move(bufferInfos)), stream(std::move(setup)) {}
  const std::shared_ptr<Bells> bells;        ///< the stream rings them
  const std::vector<abi::BufferInfo> infos;  ///< drivers exist that keep the pointer to it
  engine::AudioStream stream;
  bool started = false;
};

}  // namespace host
