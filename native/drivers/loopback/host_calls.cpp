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

HostCalls::HostCalls(const abi::Callbacks& callbacks, HostPort* port)
    : callbacks_(callbacks),
      port_(port),
      takesTimeInfo_(false),
      canAwaitProgram_(false),
      wantsVirtualTime_(false) {
  shell::required(callbacks_.bufferSwitch, "callbacks.bufferSwitch");
  shell::required(callbacks_.asioMessage, "callbacks.asioMessage");
  // Both questions: there are hosts that know the selector and answer it with no.
  constexpr abi::Long kTimeInfo = abi::message::kSupportsTimeInfo;
  takesTimeInfo_ = callbacks_.bufferSwitchTimeInfo != nullptr && knows(kTimeInfo) &&
                   abi::isTrue(callbacks_.asioMessage(kTimeInfo, 0, nullptr, nullptr));
  canAwaitProgram_ = knows(abi::message::kAwaitProgram);
  wantsVirtualTime_ = knows(abi::message::kVirtualTime);
}

bool HostCalls::knows(abi::Long selector) const noexcept {
  return abi::isTrue(callbacks_.asioMessage(abi::message::kSelectorSupported, selector, nullptr, nullptr));
}

void HostCalls::tellVirtualTime(bool is) const noexcept {
  if (wantsVirtualTime_) callbacks_.asioMessage(abi::message::kVirtualTime, is ? 1 : 0, nullptr, nullptr);
}

bool HostCalls::awaitProgram() const noexcept {
  return abi::isTrue(callbacks_.asioMessage(abi::message::kAwaitProgram, 0, nullptr, nullptr));
}

void HostCalls::rateChanged(double rateHz) const noexcept {
  if (callbacks_.sampleRateDidChange != nullptr) callbacks_.sampleRateDidChange(rateHz);
}

void HostCalls::askForFrames(abi::Long frames) const noexcept {
  constexpr abi::Long kChange = abi::message::kBufferSizeChange;
  if (!knows(kChange) || !abi::isTrue(callbacks_.asioMessage(kChange, frames, nullptr, nullptr)))
    askForReset();
}

void HostCalls::askForReset() const noexcept {
  callbacks_.asioMessage(abi::message::kResetRequest, 0, nullptr, nullptr);
}

void HostCalls::overload() const noexcept {
  if (knows(abi::message::kOverload)) callbacks_.asioMessage(abi::message::kOverload, 0, nullptr, nullptr);
}

void HostCalls::bufferSwitch(abi::Long half, std::uint64_t position, std::uint64_t timeNs,
                             double rateHz) const noexcept {
  // The host may work inside the callback itself: reading the buffers on this thread is what it is for.
  constexpr abi::Bool kDirectProcess = 1;
  if (!takesTimeInfo_) {
    if (port_ != nullptr) return port_->deliver(nullptr, half, kDirectProcess);
    return callbacks_.bufferSwitch(half, kDirectProcess);
  }
  RoomyTime roomy{};
  abi::TimeInfo& info = roomy.time.timeInfo;
  info.speed = 1;
  info.systemTime = abi::toInt64(timeNs);
  info.samplePosition = abi::toInt64(position);
  info.sampleRate = rateHz;
  info.flags = abi::time_info::kSystemTimeValid | abi::time_info::kSamplePositionValid |
               abi::time_info::kSampleRateValid;
  if (port_ != nullptr) return port_->deliver(&roomy.time, half, kDirectProcess);
  callbacks_.bufferSwitchTimeInfo(&roomy.time, half, kDirectProcess);
}

}  // namespace drivers::loopback
