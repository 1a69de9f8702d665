#include "drivers/loopback/host_calls.h"

#include "abi/selectors.h"

namespace drivers::loopback {

HostCalls::HostCalls(const abi::Callbacks& callbacks, HostPort* port)
    : shell::HostCalls(callbacks),
      port_(port),
      canAwaitProgram_(knows(abi::message::kAwaitProgram)),
      wantsVirtualTime_(knows(abi::message::kVirtualTime)) {}

void HostCalls::tellVirtualTime(bool is) const noexcept {
  if (wantsVirtualTime_) tell(abi::message::kVirtualTime, is ? 1 : 0);
}

bool HostCalls::awaitProgram() const noexcept { return abi::isTrue(tell(abi::message::kAwaitProgram, 0)); }

void HostCalls::bufferSwitch(abi::Long half, std::uint64_t position, std::uint64_t timeNs,
                             double rateHz) const noexcept {
  if (port_ == nullptr) return shell::HostCalls::bufferSwitch(half, position, timeNs, rateHz);
  if (!takesTimeInfo()) return port_->deliver(nullptr, half, kDirectProcess);
  shell::RoomyTime roomy = timeOf(position, timeNs, rateHz);
  port_->deliver(&roomy.time, half, kDirectProcess);
}

}  // namespace drivers::loopback
