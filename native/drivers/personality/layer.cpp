#include "drivers/personality/layer.h"

namespace drivers::personality {

/// Not a variable of the thread: GCC's on Windows are not given back when a library is unloaded.
class Host::Inside {
 public:
  explicit Inside(const Host& host) noexcept {
    for (auto& place : host.inside_) {
      platform::ThreadId nobody = platform::kNoThread;
      if (!place.compare_exchange_strong(nobody, platform::currentThread())) continue;
      place_ = &place;
      return;
    }
  }
  ~Inside() {
    if (place_ != nullptr) place_->store(platform::kNoThread);
  }
  Inside(const Inside&) = delete;
  Inside& operator=(const Inside&) = delete;

 private:
  std::atomic<platform::ThreadId>* place_ = nullptr;
};

bool Host::isInside() const noexcept {
  for (const auto& place : inside_) {
    if (place.load() == platform::currentThread()) return true;
  }
  return false;
}

void Host::bufferSwitch(const Switch& change) const noexcept {
  const abi::Callbacks* const callbacks = callbacks_.load();
  if (callbacks == nullptr) return;
  const Inside inside(*this);
  if (change.time == nullptr) return callbacks->bufferSwitch(change.half, change.directProcess);
  callbacks->bufferSwitchTimeInfo(change.time, change.half, change.directProcess);
}

abi::Long Host::message(abi::Long selector, abi::Long value) const noexcept {
  const abi::Callbacks* const callbacks = callbacks_.load();
  const Inside inside(*this);
  return callbacks == nullptr ? 0 : callbacks->asioMessage(selector, value, nullptr, nullptr);
}

void Host::sampleRateDidChange(double rateHz) const noexcept {
  const abi::Callbacks* const callbacks = callbacks_.load();
  const Inside inside(*this);
  if (callbacks != nullptr) callbacks->sampleRateDidChange(rateHz);
}

}  // namespace drivers::personality
