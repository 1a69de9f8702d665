// A host that does nothing in a buffer switch but note when it came: what is measured is the driver.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "abi/driver.h"

namespace bench {

/// One at a time in the process, as callbacks carry no context.
class BareHost {
 public:
  /// Throws `std::runtime_error` with the driver's words when it refuses.
  BareHost(const std::string& settings, abi::Long channels, abi::Long frames);
  ~BareHost();
  BareHost(const BareHost&) = delete;
  BareHost& operator=(const BareHost&) = delete;

  /// Runs the driver until there were `switches`, and stops it. When each of them came, in nanoseconds of the
  /// monotonic clock.
  const std::vector<std::uint64_t>& run(std::size_t switches);

 private:
  static void bufferSwitch(abi::Long half, abi::Bool direct) noexcept;
  static void sampleRateDidChange(abi::SampleRate) noexcept {}
  static abi::Long asioMessage(abi::Long, abi::Long, void*, double*) noexcept { return 0; }

  void check(abi::Error error, const char* call);

  static BareHost* current;

  abi::Driver* driver_;
  abi::Callbacks callbacks_;
  std::vector<std::uint64_t> stamps_;
  std::atomic<std::size_t> count_{0};
};

}  // namespace bench
