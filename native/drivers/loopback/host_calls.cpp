#include "drivers/loopback/host_calls.h"

#include "abi/selectors.h"
#include "drivers/shell/fault.h"

namespace drivers::loopback {

namespace {

/// A host built with other packing thinks that the structure is a little longer.
struct RoomyTime {
  abi::Time time;
  char room[8];
};

}  // namespace

HostCalls::HostCalls(const abi::Callbacks& callbacks) : callbacks_(callbacks), takesTimeInfo_(false) {
  shell::required(callbacks_.bufferSwitch, "callbacks.bufferSwitch");
  shell::required(callbacks_.asioMessage, "callbacks.asioMessage");
  takesTimeInfo_ =
      callbacks_.bufferSwitchTimeInfo != nullptr && hostSupports(abi::message::kSupportsTimeInfo);
}

/// Both questions: there are hosts that know the selector and answer it with no.
bool HostCalls::hostSupports(abi::Long selector) const {
  return abi::isTrue(callbacks_.asioMessage(abi::message::kSelectorSupported, selector, nullptr, nullptr)) &&
         abi::isTrue(callbacks_.asioMessage(selector, 0, nullptr, nullptr));
}

void HostCalls::bufferSwitch(abi::Long half, std::uint64_t position, std::uint64_t timeNs,
                             double rateHz) const noexcept {
  // The host may work inside the callback itself: reading the buffers on this thread is what it is for.
  constexpr abi::Bool kDirectProcess = 1;
  if (!takesTimeInfo_) {
    callbacks_.bufferSwitch(half, kDirectProcess);
    return;
  }
  RoomyTime roomy{};
  abi::TimeInfo& info = roomy.time.timeInfo;
  info.speed = 1;
  info.systemTime = abi::toInt64(timeNs);
  info.samplePosition = abi::toInt64(position);
  info.sampleRate = rateHz;
  info.flags = abi::time_info::kSystemTimeValid | abi::time_info::kSamplePositionValid |
               abi::time_info::kSampleRateValid;
  callbacks_.bufferSwitchTimeInfo(&roomy.time, half, kDirectProcess);
}

}  // namespace drivers::loopback
