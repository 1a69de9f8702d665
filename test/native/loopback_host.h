// A small host for tests of the drivers of ours, the virtual one mostly: reaches them through the table only,
// and writes down every callback.
#pragma once

#include <doctest/doctest.h>

#include <atomic>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <vector>

#include "abi/driver.h"
#include "drivers/loopback/loopback.h"
#include "patience.h"

using Table = abi::DriverTable;

/// Callbacks carry no context, so there is one at a time.
class LoopbackHost {
 public:
  struct Switch {
    abi::Long half;
    abi::Bool direct;
    bool hasTime;
    abi::TimeInfo time;  ///< with `hasTime`
  };

  /// With `settings` unless empty; initialised unless `init` is false.
  explicit LoopbackHost(const std::string& settings, bool init = true);
  /// Of another driver, which is not initialised.
  explicit LoopbackHost(abi::Driver* driver);
  ~LoopbackHost();
  LoopbackHost(const LoopbackHost&) = delete;
  LoopbackHost& operator=(const LoopbackHost&) = delete;

  /// One of the table's functions.
  template <class Result, class... Parameters, class... Arguments>
  Result call(Result (*Table::*slot)(abi::Driver*, Parameters...), Arguments... arguments) {
    return (driver_->table->*slot)(driver_, arguments...);
  }
  abi::Error future(abi::Long selector, const void* opt = nullptr) {
    return call(&Table::future, selector, const_cast<void*>(opt));
  }
  abi::Error step(std::uint64_t count);
  std::string errorText();

  /// Inputs first, then outputs; the addresses end up in `buffers`.
  abi::Error createBuffers(const std::vector<abi::Long>& inputs, const std::vector<abi::Long>& outputs,
                           abi::Long bufferFrames);
  /// All that `settings` has to say to get sound running: buffers for `channels` of each direction, and
  /// start.
  void run(abi::Long channels, abi::Long bufferFrames);

  /// Waits until there were that many switches since the last `forget`.
  bool waitForSwitches(std::size_t count);
  std::vector<Switch> switches();
  void forget();

  /// Whether the driver may call at all just now; a switch outside counts in `forbidden`.
  std::atomic<bool> mayBeCalled{true};
  std::atomic<int> forbidden{0};

  /// Called on the driver's thread, within each switch.
  std::function<void(std::size_t number, const Switch&)> onSwitch;
  std::function<abi::Long(abi::Long selector, abi::Long value)> onMessage;
  abi::Callbacks callbacks;
  std::vector<abi::BufferInfo> buffers;
  abi::Driver* driver() { return driver_; }
  /// Somebody else has released it.
  void letGo() { driver_ = nullptr; }

 private:
  static void bufferSwitch(abi::Long half, abi::Bool direct);
  static abi::Time* bufferSwitchTimeInfo(abi::Time* time, abi::Long half, abi::Bool direct);
  static void sampleRateDidChange(abi::SampleRate) {}
  static abi::Long asioMessage(abi::Long selector, abi::Long value, void*, double*);
  void take(const Switch& seen);

  static LoopbackHost* current;

  abi::Driver* driver_;
  std::mutex lock_;
  std::condition_variable arrived_;
  std::vector<Switch> switches_;
};
