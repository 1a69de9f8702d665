// One open driver: its life from `init` to `Release`, and the stream on it. `host/life.h` has the picture of
// what may follow what.
//
// Every method but `state` runs on the driver thread, and nothing else touches a Device.
#pragma once

#include <exception>
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
#include "host/life.h"
#include "host/loader.h"
#include "host/watchdog.h"
#include "platform/apartment.h"

namespace host {

/// Where a stream begins when its driver is started.
struct StreamStart {
  std::uint64_t position = 0;  ///< of the first frame
  std::uint32_t flags = 0;     ///< of the first block, beside `kStart`
  /// When the last buffer switch came before the driver was taken away under the stream, on the monotonic
  /// clock: the time since then is passed over as lost frames. 0: none is.
  std::uint64_t sinceNs = 0;
};

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
  /// `slot` and `watchdog` are the device's own, `wake` is rung from the audio thread.
  Device(platform::Apartment& apartment, engine::CallbackSlot& slot, rt::Signal wake,
         Watchdog& watchdog) noexcept;
  ~Device();
  Device(const Device&) = delete;
  Device& operator=(const Device&) = delete;

  /// How long each piece of work may take from now on. What a driver is waited for takes half of it at the
  /// most.
  void limitWork(std::uint64_t limitNs) noexcept { workLimitNs_ = limitNs; }

  /// Thread: any. Blocking: wait-free.
  LifeState state() const noexcept { return life_.state(); }

  /// How long after the last change of ours a driver's wish to be reset is taken as an echo of that change:
  /// drivers ask for a reset from inside the very calls that set them up.
  static constexpr std::uint64_t kSettleNs = 250'000'000;
  /// When that time is over, on the monotonic clock. Our own driver for audio devices knows what it wants,
  /// and says it once.
  std::uint64_t settledNs() const noexcept { return hasReport() ? 0 : settledNs_; }

  /// Loads and initialises the driver. `settings` go to it before; empty: none. `rate`: the rate that it is
  /// switched to, before anything else is asked, as some drivers take one only then; 0: that which it has.
  void open(const DriverSource& source, const std::string& settings, void* systemHandle, double rate = 0);

  /// Takes the driver down to the last reference and loads it anew, as it was opened; a stream is disposed of
  /// for it. Rate and format that were set before are set again, as far as the driver lets them. A device
  /// that is still busy is asked again for some time. Where it does not come back this device is closed.
  void reopen();

  const DeviceDescription& description() const noexcept { return description_; }

  /// Asks the driver again for what its state may have changed.
  void refresh();
  void refreshLatencies();

  std::vector<bool> canSampleRates(const std::vector<double>& rates);

  /// Switches the hardware's rate and verifies it. A stream is stopped and disposed of for it. A driver that
  /// accepts the rate and stays where it is gets buffers for a moment, and is then loaded anew: some switch
  /// only so.
  void setSampleRate(double rate);

  /// The driver has announced `rate`, or 0 for a lost clock. The rate that is news, if it is any.
  std::optional<double> noteSampleRate(double rate);

  /// The driver does not run at the rate that it had. Its rate now, if it has changed it and told nobody.
  std::optional<double> noteSilentChange();

  /// Chooses the clock that the driver lists with this index. A stream goes on.
  void setClockSource(long index);

  /// The driver has announced another clock.
  void noteClockSource();

  /// Opens the driver's own window and returns when the driver does, which may be when the user closes it. A
  /// stream goes on. Throws `Error` (notSupported) where there is none.
  void openControlPanel();

  // Optional features. Each throws `Error` (notSupported) where the driver does not have it.
  void setInputMonitor(const InputMonitor& monitor);
  void setGain(long channel, bool isInput, double gain);  ///< 0 to 1 of the driver's range
  double meter(long channel, bool isInput);               ///< the same
  void transport(const TransportCommand& command);
  /// From now on, or no longer, the driver reads time code, and streams hand it on.
  void enableTimeCode(bool enabled);

  /// How the audio device is. Throws `Error` (notSupported) where the driver is not our own for such devices.
  DeviceReport report();
  /// The driver wants to be reset. Asks it why, where it knows.
  void noteResetRequest();

  /// Switches between PCM and DSD, verifies it, and asks for everything again. Refused while a stream is
  /// prepared; where the driver does not switch, it is put back and the error is ioFormatRefused.
  void setIoFormat(IoFormat format);

  void prepare(const StreamRequest& request);
  void start(const StreamStart& start);
  void stop();
  void dispose();
  /// Ends everything in the right order. Does nothing a second time.
  void close() noexcept;

  /// Whether one of the driver's callbacks never returned. Then the driver and the stream are left where they
  /// are, for ever, and this device is closed.
  bool isLost() const noexcept { return life_.is(LifeState::lost); }

  /// How the driver crashed as it was released; null: it did not. It is closed all the same.
  std::exception_ptr crash() const noexcept { return crash_; }

  /// Runs `buffers` buffer switches of a virtual driver whose clock is stepped.
  void step(std::uint64_t buffers);

 private:
  struct Prepared;
  struct Lost;

  Driver& driver();
  Prepared& prepared();
  void sendInstance(const std::string& instance);
  void sendSettings(const std::string& settings);
  void load(void* systemHandle);
  void loadPatiently();
  void loadPatiently(std::uint64_t limitNs);
  void release() noexcept;
  void endStream();
  void stopDriver();
  void leaveStream();
  void tellEnd() noexcept;
  void lose();
  bool tellsReady() noexcept;
  void makeBuffers(std::vector<abi::BufferInfo>& infos, const StreamRequest& request);
  void restoreClock();
  void setRateEarly() noexcept;
  std::optional<double> adoptRate(double rate);
  void readFeatures(DeviceDescription& into);
  bool hasReport() const noexcept;
  void askFuture(const char* what, long selector, void* opt);
  void readChannels(DeviceDescription& into);
  /// Asks until `isThere` says yes, as long as `limitNs` at the most.
  bool settles(const std::function<bool()>& isThere, std::uint64_t limitNs);
  void pause(std::uint64_t ns);
  void applyRate(double rate);
  void restoreRate();
  void restoreTimeCode();
  void insistOnWantedRate();
  bool insistOnRate(double rate);
  void runForAMoment() noexcept;
  abi::Error setRateOrClock(double rate);
  std::string offeredRates();
  std::string currentRate();
  void switchIoFormat(IoFormat format);
  bool showsIoFormat(IoFormat format);
  std::string channelFacts();
  void putBack(IoFormat format) noexcept;

  platform::Apartment& apartment_;
  engine::CallbackSlot& slot_;
  const rt::Signal wake_;
  Watchdog& watchdog_;
  Life life_;
  std::uint64_t workLimitNs_ = UINT64_MAX;
  std::uint64_t settledNs_ = 0;
  DeviceDescription description_;
  bool clockLost_ = false;
  std::exception_ptr crash_;

  // For the next time that the driver is loaded.
  DriverSource source_;
  std::string settings_;
  void* systemHandle_ = nullptr;
  double wantedRate_ = 0;  ///< 0: whatever the driver has
  long madeFrames_ = 0;    ///< the size that the driver has made buffers of since it was loaded; 0: none
  std::optional<IoFormat> wantedFormat_;
  std::optional<long> wantedClock_;
  bool wantsTimeCode_ = false;

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
