#include "drivers/shell/buffer_request.h"

#include <set>
#include <string>
#include <utility>

#include "abi/error.h"
#include "drivers/shell/fault.h"

namespace drivers::shell {

namespace {

[[noreturn]] void refuse(const std::string& message) {
  throw DriverFault(abi::error::kInvalidParameter, message);
}

}  // namespace

void checkBufferRequest(const ChannelCounts& counts, const BufferRule& rule, const abi::BufferInfo* infos,
                        abi::Long channels, abi::Long frames) {
  if (channels <= 0) refuse(std::to_string(channels) + " channels: at least one is needed");
  if (!rule.accepts(frames))
    refuse("buffer size " + std::to_string(frames) + " is refused; allowed: " + rule.describe());
  std::set<std::pair<bool, abi::Long>> seen;
  for (abi::Long i = 0; i < channels; ++i) {
    const bool isInput = infos[i].isInput != 0;
    const abi::Long number = infos[i].channelNum;
    const std::string name = (isInput ? "input " : "output ") + std::to_string(number);
    const abi::Long count = isInput ? counts.inputs : counts.outputs;
    if (number < 0 || number >= count) refuse(name + " does not exist: there are " + std::to_string(count));
    if (!seen.emplace(isInput, number).second) refuse(name + " is asked for twice");
  }
}

}  // namespace drivers::shell
