// The buffers that a driver has made, for layers that have to do with what is in them.
#pragma once

#include <cstddef>
#include <vector>

#include "drivers/personality/layer.h"
#include "sample/type_info.h"

namespace drivers::personality {

struct MadeBuffer {
  bool isInput;
  abi::Long channel;
  abi::SampleType type;
  std::size_t bytes;        ///< of each half
  std::size_t sampleBytes;  ///< 0: several samples share a byte
  void* halves[2];
};

/// Those of a call of `createBuffers` that `driver` has done, as long as its sample types say, in its
/// order. None where it failed.
inline std::vector<MadeBuffer> madeBuffers(Layer& driver, abi::Error result, const abi::BufferInfo* infos,
                                           abi::Long channels, abi::Long frames) {
  std::vector<MadeBuffer> made;
  if (!abi::error::succeeded(result)) return made;
  for (abi::Long i = 0; i < channels; ++i) {
    abi::ChannelInfo info = {};
    info.channel = infos[i].channelNum;
    info.isInput = infos[i].isInput;
    driver.getChannelInfo(&info);
    const sample::TypeInfo* const type = sample::findType(info.type);
    MadeBuffer buffer = {
        infos[i].isInput != 0, info.channel, info.type, 0, 0, {infos[i].buffers[0], infos[i].buffers[1]}};
    if (type != nullptr) {
      buffer.bytes = sample::elementsOf(*type, static_cast<std::size_t>(frames)) * type->elementBytes;
      if (type->framesPerElement == 1) buffer.sampleBytes = type->elementBytes;
    }
    made.push_back(buffer);
  }
  return made;
}

}  // namespace drivers::personality
