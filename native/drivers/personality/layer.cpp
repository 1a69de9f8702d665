#include "drivers/personality/layer.h"

namespace drivers::personality {

void Host::bufferSwitch(const Switch& change) const noexcept {
  const abi::Callbacks* const callbacks = callbacks_.load();
  if (callbacks == nullptr) return;
  if (change.time == nullptr) return callbacks->bufferSwitch(change.half, change.directProcess);
  callbacks->bufferSwitchTimeInfo(change.time, change.half, change.directProcess);
}

abi::Long Host::message(abi::Long selector, abi::Long value) const noexcept {
  const abi::Callbacks* const callbacks = callbacks_.load();
  return callbacks == nullptr ? 0 : callbacks->asioMessage(selector, value, nullptr, nullptr);
}

void Host::sampleRateDidChange(double rateHz) const noexcept {
  const abi::Callbacks* const callbacks = callbacks_.load();
  if (callbacks != nullptr) callbacks->sampleRateDidChange(rateHz);
}

}  // namespace drivers::personality
