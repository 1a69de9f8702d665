// One open driver: its life from `init` to `Release`, and the stream on it.
//
//   initialised ──prepare──▶ prepared ──start──▶ running
//        ▲  ▲                  │  ▲                 │
//        │  └─────dispose──────┘  └──────stop───────┘
//        ├── setSampleRate leaves here from any of them
//        └── setIoFormat leaves here from this one only
//
// Every method runs on the driver thread, and nothing else touches a Device.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/callback_slot.h"
#include "engine/processing.h"
#include "engine/stream_layout.h"
#include "host/bells.h"
#include "host/description.h"
#include "host/driver.h"
#include "host/loader.h"
#include "platform/apartment.h"

namespace host {

/// What a stream is to carry, and where.
struct StreamRequest {
  std::vector<long> inputs;  ///< the driver's channel numbers
  std::vector<long> outputs;
  long bufferSize = 0;  ///< frames
  std::uint32_t depthFrames = 0;
  sample::Format format = sample::Format::float32;
  sample::Layout layout = sample::Layout::planar;
  std::optional<std::uint32_t> ditherSeed;       ///< noise before samples are rounded to integers
  std::optional<engine::Processing> processing;  ///< output is made from input; else it is queued
  std::shared_ptr<Bells> bells;                  ///< for who waits without an event loop; none: nobody does
  std::byte* memory = nullptr;  ///< zeroed, `memoryBytes` long, alive until the stream is disposed of
  std::size_t memoryBytes = 0;
};

class Device {
 public:
  /// `slot` is the device's own, `wake` is rung from the audio thread.
  Device(platform::Apartment& apartment, engine::CallbackSlot& slot, rt::Signal wake) noexcept;
  ~Device();
  Device(const Device&) = delete;
  Device& operator=(const Device&) = delete;

  /// How long each piece of work may take from now on. What a driver is waited for takes half of it at the
  /// most.
  void limitWork(std::uint64_t limitNs) noexcept { workLimitNs_ = limitNs; }

  /// Loads and initialises the driver. `settings` go to it before; empty: none.
  void open(const DriverSource& source, const std::string& settings, void* systemHandle);

  const DeviceDescription& description() const noexcept { return description_; }

  /// Asks the driver again for what its state may have changed.
  void refresh();
  void refreshLatencies();

  std::vector<bool> canSampleRates(const std::vector<double>& rates);

  /// Switches the hardware's rate and verifies it. A stream is stopped and disposed of for it.
  void setSampleRate(double rate);

  /// Switches between PCM and DSD, verifies it, and asks for everything again. Refused while a stream is
  /// prepared; where the driver does not switch, it is put back and the error is ioFormatRefused.
  void setIoFormat(IoFormat format);

  void prepare(const StreamRequest& request);
  /// Starts the driver; the first frame gets the position `position`, the first block also `flags`.
  void start(std::uint64_t position, std::uint32_t flags = 0);
  void stop();
  void dispose();
  /// Ends everything in the right order. Does nothing a second time.
  void close() noexcept;

  /// Whether one of the driver's callbacks never returned. Then the driver and the stream are left where they
  /// are, for ever, and this device is closed.
  bool isLost() const noexcept { return lost_; }

  /// Runs `buffers` buffer switches of a virtual driver whose clock is stepped.
  void step(std::uint64_t buffers);

 private:
  struct Prepared;
  struct Lost;

  Driver& driver();
  Prepared& prepared();
  void sendInstance(const std::string& instance);
  void sendSettings(const std::string& settings);
  void leaveStream();
  void readChannels(DeviceDescription& into);
  /// Asks until `isThere` says yes, as long as `limitNs` at the most.
  bool settles(const std::function<bool()>& isThere, std::uint64_t limitNs);
  std::string offeredRates();
  std::string currentRate();
  void switchIoFormat(IoFormat format);
  bool showsIoFormat(IoFormat format);
  std::string channelFacts();
  void putBack(IoFormat format) noexcept;

  platform::Apartment& apartment_;
  engine::CallbackSlot& slot_;
  const rt::Signal wake_;
  std::uint64_t workLimitNs_ = UINT64_MAX;
  DeviceDescription description_;
  bool lost_ = false;

  // The phases, each within the one before; the order is that of teardown, backwards.
  std::unique_ptr<Driver> driver_;
  std::unique_ptr<Prepared> prepared_;
};

/// The channels of `request`, as far as the layout of its memory goes. Throws `Error` (formatUnsupported)
/// where a channel's sample type cannot be had in the format.
engine::StreamPlan planOf(const DeviceDescription& device, const StreamRequest& request);

/// Throws `Error` (bufferSizeRefused) where samples that share a byte would not fill the buffer's last one.
void checkWholeBytes(const DeviceDescription& device, const StreamRequest& request);

}  // namespace host
