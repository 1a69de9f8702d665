// What a host may ask for when it has buffers made.
#pragma once

#include "abi/types.h"
#include "drivers/shell/buffer_rule.h"

namespace drivers::shell {

/// What there is to be had.
struct ChannelCounts {
  abi::Long inputs = 0;
  abi::Long outputs = 0;
};

/// Throws where `createBuffers` cannot be granted. Changes nothing.
void checkBufferRequest(const ChannelCounts& counts, const BufferRule& rule, const abi::BufferInfo* infos,
                        abi::Long channels, abi::Long frames);

}  // namespace drivers::shell
