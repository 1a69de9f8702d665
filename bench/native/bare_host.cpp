#include "bare_host.h"

#include <stdexcept>

#include "abi/selectors.h"
#include "drivers/loopback/loopback.h"
#include "platform/time.h"

namespace bench {

namespace {

constexpr std::uint64_t kLookNs = 2'000'000;

}  // namespace

BareHost* BareHost::current = nullptr;

BareHost::BareHost(const std::string& settings, abi::Long channels, abi::Long frames)
    : driver_(drivers::loopback::create()),
      callbacks_{&bufferSwitch, &sampleRateDidChange, &asioMessage, nullptr} {
  if (driver_ == nullptr) throw std::bad_alloc();
  current = this;
  check(driver_->table->future(driver_, abi::selector::kSetSettings, const_cast<char*>(settings.c_str())),
        "settings");
  if (driver_->table->init(driver_, nullptr) != 1) check(abi::error::kHwMalfunction, "init");
  std::vector<abi::BufferInfo> buffers;
  for (const abi::Bool isInput : {1, 0}) {
    for (abi::Long channel = 0; channel < channels; ++channel) buffers.push_back({isInput, channel, {}});
  }
  check(driver_->table->createBuffers(driver_, buffers.data(), static_cast<abi::Long>(buffers.size()), frames,
                                      &callbacks_),
        "createBuffers");
}

BareHost::~BareHost() {
  driver_->table->release(driver_);
  current = nullptr;
}

const std::vector<std::uint64_t>& BareHost::run(std::size_t switches) {
  stamps_.assign(switches, 0);
  count_ = 0;
  check(driver_->table->start(driver_), "start");
  while (count_.load(std::memory_order_acquire) < switches)
    platform::sleepUntilNs(platform::nowNs() + kLookNs);
  check(driver_->table->stop(driver_), "stop");
  return stamps_;
}

void BareHost::bufferSwitch(abi::Long, abi::Bool) noexcept {
  BareHost& host = *current;
  const std::size_t count = host.count_.load(std::memory_order_relaxed);
  if (count == host.stamps_.size()) return;  // until it is stopped
  host.stamps_[count] = platform::nowNs();
  host.count_.store(count + 1, std::memory_order_release);
}

void BareHost::check(abi::Error error, const char* call) {
  if (error == abi::error::kOk || error == abi::error::kSuccess) return;
  char words[124] = "";
  driver_->table->getErrorMessage(driver_, words);
  throw std::runtime_error(std::string(call) + ": " + words);
}

}  // namespace bench
