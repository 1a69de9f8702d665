// How a stream plays what the program makes from its input, block by block.
#pragma once

#include <cstdint>

namespace engine {

/// The output that belongs to an input block is played `delayBuffers` buffer switches later, or not at all:
/// what comes later than that is dropped, so the delay stays what it is.
struct Processing {
  std::uint32_t delayBuffers = 1;  ///< 0: in step, the buffer switch waits for the output of its own input
  double waitPart = 0;             ///< in step: how long at the most, as a part of the period
};

}  // namespace engine
