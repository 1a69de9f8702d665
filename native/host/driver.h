// A loaded driver, held by its one reference. The only code that calls the control slots of the table.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "abi/driver.h"
#include "host/description.h"
#include "host/loader.h"

namespace host {

/// Thread: all of it on the driver thread. Blocking: whatever the driver does.
/// Every method but the first few throws `Error` (driverFailed) when the driver says no.
class Driver {
 public:
  /// Loads it, and throws what `loadDriver` does.
  explicit Driver(const DriverSource& source);
  ~Driver();
  Driver(const Driver&) = delete;
  Driver& operator=(const Driver&) = delete;

  abi::Driver* raw() const noexcept { return driver_; }

  // What drivers crash in. Where one does, the error is driverCrashed, and the driver is never called again,
  // not even to be released.

  bool init(void* systemHandle);
  /// `future`, for what a driver is told before `init`.
  abi::Error tell(long selector, const std::string& text);
  /// The end, unless it was there; otherwise the destructor's.
  void release();

  std::string name() const;
  long version() const noexcept;
  std::string errorMessage() const;

  void getChannels(long& inputs, long& outputs) const;
  ChannelDescription getChannelInfo(long channel, bool isInput) const;
  BufferSizes getBufferSize() const;
  Latencies getLatencies() const;
  double getSampleRate() const;
  bool canSampleRate(double rate) const noexcept;
  /// The driver's result; `getSampleRate` tells what it did.
  abi::Error setSampleRate(double rate) noexcept;
  std::vector<ClockSource> getClockSources() const;
  abi::Error setClockSource(long index) noexcept;
  /// The driver's result. Blocking: maybe until the user closes the window.
  abi::Error controlPanel() noexcept;

  /// Whether the driver says yes to one of the selectors that ask what it can.
  bool can(long selector) noexcept;
  std::optional<Latencies> getInternalBuffers() noexcept;

  /// Whether the driver says that it can; what knows nothing of formats says no, in one of many ways.
  bool canDoIoFormat(IoFormat format) noexcept;
  /// The driver's result; the types of the channels tell what it did.
  abi::Error setIoFormat(IoFormat format) noexcept;
  /// What the driver says it is in; none where it says nothing.
  std::optional<IoFormat> getIoFormat() noexcept;

  void createBuffers(std::vector<abi::BufferInfo>& infos, long bufferSize, abi::Callbacks* callbacks);
  abi::Error disposeBuffers() noexcept;
  void start();
  abi::Error stop() noexcept;
  /// Whether the driver wants to be told when output has been written.
  bool supportsOutputReady() noexcept;
  abi::Error future(long selector, void* opt) noexcept;

  /// Throws unless `code` says that `operation` worked.
  void check(const char* operation, abi::Error code) const;

 private:
  template <class Body>
  void guard(const char* operation, Body body);

  const DriverSource source_;
  LoadedDriver loaded_;
  abi::Driver* driver_;  ///< none: it is released, or has crashed
};

}  // namespace host
