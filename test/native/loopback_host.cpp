#include "loopback_host.h"

#include <chrono>

#include "abi/selectors.h"

LoopbackHost* LoopbackHost::current = nullptr;

LoopbackHost::LoopbackHost(abi::Driver* driver)
    : callbacks{&bufferSwitch, &sampleRateDidChange, &asioMessage, &bufferSwitchTimeInfo}, driver_(driver) {
  REQUIRE(driver_ != nullptr);
  REQUIRE(current == nullptr);
  current = this;
}

LoopbackHost::LoopbackHost(const std::string& settings, bool init)
    : LoopbackHost(drivers::loopback::create()) {
  if (!settings.empty()) {
    INFO(settings);
    REQUIRE(future(abi::selector::kSetSettings, settings.c_str()) == abi::error::kSuccess);
  }
  if (init) REQUIRE(call(&Table::init, nullptr) == 1);
}

LoopbackHost::~LoopbackHost() {
  if (driver_ != nullptr) CHECK(call(&Table::release) == 0);
  CHECK(forbidden == 0);
  current = nullptr;
}

abi::Error LoopbackHost::step(std::uint64_t count) {
  const abi::StepRequest request{count};
  return future(abi::selector::kStep, &request);
}

std::string LoopbackHost::errorText() {
  char text[124];
  call(&Table::getErrorMessage, text);
  return text;
}

abi::Error LoopbackHost::createBuffers(const std::vector<abi::Long>& inputs,
                                       const std::vector<abi::Long>& outputs, abi::Long bufferFrames) {
  buffers.clear();
  for (const abi::Long channel : inputs) buffers.push_back({1, channel, {}});
  for (const abi::Long channel : outputs) buffers.push_back({0, channel, {}});
  return call(&Table::createBuffers, buffers.data(), static_cast<abi::Long>(buffers.size()), bufferFrames,
              &callbacks);
}

void LoopbackHost::run(abi::Long channels, abi::Long bufferFrames) {
  std::vector<abi::Long> numbers;
  for (abi::Long channel = 0; channel < channels; ++channel) numbers.push_back(channel);
  REQUIRE(createBuffers(numbers, numbers, bufferFrames) == abi::error::kOk);
  REQUIRE(call(&Table::start) == abi::error::kOk);
}

bool LoopbackHost::waitForSwitches(std::size_t count) {
  std::unique_lock<std::mutex> lock(lock_);
  return arrived_.wait_until(lock, std::chrono::steady_clock::now() + kPatience,
                             [&] { return switches_.size() >= count; });
}

std::vector<LoopbackHost::Switch> LoopbackHost::switches() {
  const std::lock_guard<std::mutex> lock(lock_);
  return switches_;
}

void LoopbackHost::forget() {
  const std::lock_guard<std::mutex> lock(lock_);
  switches_.clear();
}

void LoopbackHost::take(const Switch& seen) {
  if (!mayBeCalled) ++forbidden;
  if (onSwitch) onSwitch(switches_.size(), seen);  // only this thread changes it during a run
  {
    const std::lock_guard<std::mutex> lock(lock_);
    switches_.push_back(seen);
  }
  arrived_.notify_all();
}

void LoopbackHost::bufferSwitch(abi::Long half, abi::Bool direct) {
  current->take({half, direct, false, {}});
}

abi::Time* LoopbackHost::bufferSwitchTimeInfo(abi::Time* time, abi::Long half, abi::Bool direct) {
  current->take({half, direct, true, time->timeInfo});
  return nullptr;
}

abi::Long LoopbackHost::asioMessage(abi::Long selector, abi::Long value, void*, double*) {
  return current->onMessage ? current->onMessage(selector, value) : 0;
}
