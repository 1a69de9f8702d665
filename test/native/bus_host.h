// One of several hosts that share a cable: plays what it is told to, and keeps all that it hears.
#pragma once

#include <doctest/doctest.h>

#include <atomic>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <vector>

#include "abi/driver.h"
#include "abi/selectors.h"
#include "drivers/loopback/loopback.h"
#include "patience.h"

/// `Number`: callbacks carry no context, so each host of a test has a number of its own. Samples are
/// `int32lsb`.
template <int Number>
class BusHost {
 public:
  using Table = abi::DriverTable;

  explicit BusHost(const std::string& settings) : driver_(drivers::loopback::create()) {
    REQUIRE(current == nullptr);
    current = this;
    REQUIRE(call(&Table::future, abi::selector::kSetSettings, const_cast<char*>(settings.c_str())) ==
            abi::error::kSuccess);
  }
  ~BusHost() {
    call(&Table::release);
    current = nullptr;
  }
  BusHost(const BusHost&) = delete;
  BusHost& operator=(const BusHost&) = delete;

  template <class Result, class... Parameters, class... Arguments>
  Result call(Result (*Table::*slot)(abi::Driver*, Parameters...), Arguments... arguments) {
    return (driver_->table->*slot)(driver_, arguments...);
  }
  bool init() { return call(&Table::init, nullptr) == 1; }
  std::string errorText() {
    char text[124];
    call(&Table::getErrorMessage, text);
    return text;
  }
  double rateHz() {
    double rate = 0;
    REQUIRE(call(&Table::getSampleRate, &rate) == abi::error::kOk);
    return rate;
  }
  /// The smallest and the largest.
  std::pair<abi::Long, abi::Long> sizes() {
    abi::Long min = 0, max = 0, preferred = 0, step = 0;
    REQUIRE(call(&Table::getBufferSize, &min, &max, &preferred, &step) == abi::error::kOk);
    return {min, max};
  }

  /// That many inputs and outputs.
  abi::Error createBuffers(abi::Long channels, abi::Long frames) {
    frames_ = frames;
    infos_.clear();
    for (abi::Long channel = 0; channel < channels; ++channel) {
      infos_.push_back({1, channel, {}});
      infos_.push_back({0, channel, {}});
    }
    heard_.assign(static_cast<std::size_t>(channels), {});
    return call(&Table::createBuffers, infos_.data(), static_cast<abi::Long>(infos_.size()), frames,
                &callbacks_);
  }
  void run(abi::Long channels, abi::Long frames) {
    REQUIRE(init());
    REQUIRE(createBuffers(channels, frames) == abi::error::kOk);
    REQUIRE(call(&Table::start) == abi::error::kOk);
  }

  /// What output `channel` plays as sample `index` of the run; nothing: silence.
  std::function<std::int32_t(std::size_t channel, std::size_t index)> plays;
  /// Called within every switch.
  std::function<void(std::size_t number)> onSwitch;

  std::size_t frames() {
    const std::lock_guard<std::mutex> lock(lock_);
    return heard_.empty() ? 0 : heard_[0].size();
  }
  std::vector<std::int32_t> heard(std::size_t channel) {
    const std::lock_guard<std::mutex> lock(lock_);
    return heard_[channel];
  }
  /// Whether the host is, or was, inside that switch.
  bool isInSwitch(std::size_t number) const { return switches_ > number; }
  bool hears(std::size_t frames) {
    return comesTrue([&] { return this->frames() >= frames; });
  }

  std::atomic<int> resets{0}, overloads{0};
  std::atomic<abi::Long> askedFrames{0};
  std::atomic<double> toldRateHz{0};
  std::atomic<bool> knowsSizes{true};
  std::vector<std::int64_t> positions() {
    const std::lock_guard<std::mutex> lock(lock_);
    return positions_;
  }

 private:
  static abi::Time* bufferSwitchTimeInfo(abi::Time* time, abi::Long half, abi::Bool) {
    current->take(half, static_cast<std::int64_t>(abi::toUint64(time->timeInfo.samplePosition)));
    return nullptr;
  }
  static void bufferSwitch(abi::Long, abi::Bool) {}
  static void sampleRateDidChange(abi::SampleRate rate) { current->toldRateHz = rate; }
  static abi::Long asioMessage(abi::Long selector, abi::Long value, void*, double*) {
    return current->message(selector, value);
  }

  abi::Long message(abi::Long selector, abi::Long value) {
    namespace m = abi::message;
    if (selector == m::kSelectorSupported) {
      return value == m::kSupportsTimeInfo || value == m::kOverload ||
             (value == m::kBufferSizeChange && knowsSizes);
    }
    if (selector == m::kBufferSizeChange) askedFrames = value;
    if (selector == m::kResetRequest) ++resets;
    if (selector == m::kOverload) ++overloads;
    return 1;
  }

  void take(abi::Long half, std::int64_t position) {
    keep(half, position);
    const std::size_t number = switches_++;
    if (onSwitch) onSwitch(number);
  }

  void keep(abi::Long half, std::int64_t position) {
    const std::lock_guard<std::mutex> lock(lock_);
    positions_.push_back(position);
    const std::size_t index = heard_[0].size();
    const auto count = static_cast<std::size_t>(frames_);
    for (const abi::BufferInfo& info : infos_) {
      auto* const samples = static_cast<std::int32_t*>(info.buffers[half]);
      const auto channel = static_cast<std::size_t>(info.channelNum);
      if (info.isInput != 0) heard_[channel].insert(heard_[channel].end(), samples, samples + count);
      for (std::size_t i = 0; i < count; ++i) {
        if (info.isInput == 0) samples[i] = plays ? plays(channel, index + i) : 0;
        if (info.isInput != 0) samples[i] = 77;  // a host may use an input's memory
      }
    }
  }

  static BusHost* current;
  abi::Driver* driver_;
  abi::Callbacks callbacks_{&bufferSwitch, &sampleRateDidChange, &asioMessage, &bufferSwitchTimeInfo};
  std::vector<abi::BufferInfo> infos_;
  abi::Long frames_ = 0;
  std::atomic<std::size_t> switches_{0};
  std::mutex lock_;
  std::vector<std::vector<std::int32_t>> heard_;
  std::vector<std::int64_t> positions_;
};

template <int Number>
BusHost<Number>* BusHost<Number>::current = nullptr;
