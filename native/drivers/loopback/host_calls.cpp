#include "drivers/loopback/host_calls.h"

#include "abi/selectors.h"

namespace drivers::loopback {

HostCalls::HostCalls(const abi::Callbacks& callbacks, shell::HostPort* port)
    : shell::HostCalls(callbacks, port),
      canAwaitProgram_(knows(abi::message::kAwaitProgram)),
      wantsVirtualTime_(knows(abi::message::kVirtualTime)) {}

void HostCalls::tellVirtualTime(bool is) const noexcept {
  if (wantsVirtualTime_) tell(abi::message::kVirtualTime, is ? 1 : 0);
}

bool HostCalls::awaitProgram() const noexcept { return abi::isTrue(tell(abi::message::kAwaitProgram, 0)); }

}  // namespace drivers::loopback
