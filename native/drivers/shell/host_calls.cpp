#include "drivers/shell/host_calls.h"

#include "abi/selectors.h"
#include "drivers/shell/fault.h"

namespace drivers::shell {

HostCalls::HostCalls(const abi::Callbacks& callbacks, HostPort* port) : callbacks_(callbacks), port_(port) {
  required(callbacks_.bufferSwitch, "callbacks.bufferSwitch");
  required(callbacks_.asioMessage, "callbacks.asioMessage");
  // Both questions: there are hosts that know the selector and answer it with no.
  constexpr abi::Long kTimeInfo = abi::message::kSupportsTimeInfo;
  takesTimeInfo_ =
      callbacks_.bufferSwitchTimeInfo != nullptr && knows(kTimeInfo) && abi::isTrue(tell(kTimeInfo, 0));
}

abi::Long HostCalls::tell(abi::Long selector, abi::Long value) const noexcept {
  return callbacks_.asioMessage(selector, value, nullptr, nullptr);
}

bool HostCalls::knows(abi::Long selector) const noexcept {
  return abi::isTrue(tell(abi::message::kSelectorSupported, selector));
}

void HostCalls::rateChanged(double rateHz) const noexcept {
  if (callbacks_.sampleRateDidChange != nullptr) callbacks_.sampleRateDidChange(rateHz);
}

void HostCalls::askForFrames(abi::Long frames) const noexcept {
  constexpr abi::Long kChange = abi::message::kBufferSizeChange;
  if (!knows(kChange) || !abi::isTrue(tell(kChange, frames))) askForReset();
}

void HostCalls::askForReset() const noexcept { tell(abi::message::kResetRequest, 0); }

void HostCalls::latenciesChanged() const noexcept {
  if (knows(abi::message::kLatenciesChanged)) tell(abi::message::kLatenciesChanged, 0);
}

void HostCalls::overload() const noexcept {
  if (knows(abi::message::kOverload)) tell(abi::message::kOverload, 0);
}

RoomyTime HostCalls::timeOf(std::uint64_t position, std::uint64_t timeNs, double rateHz) noexcept {
  RoomyTime roomy{};
  abi::TimeInfo& info = roomy.time.timeInfo;
  info.speed = 1;
  info.systemTime = abi::toInt64(timeNs);
  info.samplePosition = abi::toInt64(position);
  info.sampleRate = rateHz;
  info.flags = abi::time_info::kSystemTimeValid | abi::time_info::kSamplePositionValid |
               abi::time_info::kSampleRateValid;
  return roomy;
}

void HostCalls::bufferSwitch(abi::Long half, std::uint64_t position, std::uint64_t timeNs,
                             double rateHz) const noexcept {
  if (!takesTimeInfo_) {
    if (port_ != nullptr) return port_->deliver(nullptr, half, kDirectProcess);
    return callbacks_.bufferSwitch(half, kDirectProcess);
  }
  RoomyTime roomy = timeOf(position, timeNs, rateHz);
  if (port_ != nullptr) return port_->deliver(&roomy.time, half, kDirectProcess);
  callbacks_.bufferSwitchTimeInfo(&roomy.time, half, kDirectProcess);
}

}  // namespace drivers::shell
