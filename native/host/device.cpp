// The life of the driver itself: loaded, asked, loaded anew, released. What belongs to a stream is in
// device_stream.cpp.
#include "host/device.h"

#include <algorithm>
#include <utility>

#include "host/breadcrumb.h"
#include "host/error.h"
#include "host/load_gate.h"
#include "host/prepared_stream.h"
#include "host/released_drivers.h"
#include "platform/time.h"

namespace host {
namespace {

/// How often a driver is asked whether it has done what it is waited for.
constexpr std::uint64_t kSettleStepNs = 10'000'000;
constexpr int kLeastAsks = 8;
/// A device that was just given back may stay busy for a while: the pauses between attempts, and all of them.
constexpr std::uint64_t kFirstPauseNs = 50'000'000;
constexpr std::uint64_t kLongestPauseNs = 500'000'000;
constexpr std::uint64_t kPatienceNs = 3'000'000'000;

/// Whether what failed with `code` may succeed a moment later.
bool mayPass(ErrorCode code) noexcept {
  return code == ErrorCode::driverInitFailed || code == ErrorCode::driverLoadFailed ||
         code == ErrorCode::driverFailed;
}

}  // namespace

Device::Device(platform::Apartment& apartment, engine::CallbackSlot& slot, rt::Signal wake,
               Watchdog& watchdog) noexcept
    : apartment_(apartment), slot_(slot), wake_(wake), watchdog_(watchdog) {}

Device::~Device() { close(); }

Driver& Device::driver() {
  if (driver_ == nullptr) throw Error(ErrorCode::deviceClosed, "The device is closed.");
  return *driver_;
}

void Device::open(const DriverSource& source, const std::string& settings, void* systemHandle, double rate) {
  if (!life_.is(LifeState::closed))
    throw Error(ErrorCode::invalidState, "The device is open already.", "open");
  life_.enter(LifeState::opening);
  source_ = source;
  settings_ = settings;
  systemHandle_ = systemHandle;
  wantedRate_ = rate;
  try {
    // Once, unless it was given back just now.
    const std::uint64_t released = releasedNs(identityOf(source_));
    loadPatiently(released == 0 ? 0 : released + kPatienceNs);
    insistOnWantedRate();
  } catch (...) {
    release();
    life_.enter(LifeState::closed);
    throw;
  }
  life_.enter(LifeState::open);
  settledNs_ = platform::nowNs() + kSettleNs;
}

/// The driver up to its description. Where that fails there is no driver.
void Device::load(void* systemHandle) {
  const LoadGate gate;  // vendors' code does not expect others to load at the same time
  const Breadcrumb breadcrumb("load", source_);
  driver_ = std::make_unique<Driver>(source_);
  madeFrames_ = 0;
  description_.fault.clear();
  try {
    if (!source_.instance.empty()) sendInstance(source_.instance);
    if (!settings_.empty()) sendSettings(settings_);
    if (!driver_->init(systemHandle)) {
      const std::string words = driver_->errorMessage();
      throw Error(
          ErrorCode::driverInitFailed,
          words.empty()
              ? "The driver did not start up and gave no reason. Is the interface connected, switched "
                "on and not in use by another program?"
              : "The driver did not start up: " + words,
          "init", abi::error::kNotPresent, words);
    }
    restoreClock();
    setRateEarly();
    refresh();
    if (description_.inputs.empty() && description_.outputs.empty()) {
      const std::string words = driver_->errorMessage();
      throw Error(ErrorCode::driverInitFailed,
                  "The driver started up and has no channels. Is the interface connected and switched on?" +
                      (words.empty() ? "" : " The driver says: " + words),
                  "init", abi::error::kNotPresent, words);
    }
  } catch (...) {
    driver_.reset();  // a driver that failed to start up keeps the device until it is released
    throw;
  }
}

void Device::sendInstance(const std::string& instance) {
  // A driver that knows nothing of instances answers "invalid parameter", which is fine.
  const abi::Error code = driver_->tell(abi::selector::kSetInstanceName, instance);
  if (code != abi::error::kNotPresent) return;
  throw Error(ErrorCode::driverInitFailed, "The driver does not know an instance named " + instance + ".",
              "future", code, driver_->errorMessage());
}

void Device::sendSettings(const std::string& settings) {
  const abi::Error code = driver_->tell(abi::selector::kSetSettings, settings);
  if (code == abi::error::kSuccess) return;
  const std::string words = driver_->errorMessage();
  throw Error(ErrorCode::settingsRefused,
              words.empty() ? "This driver takes no settings; only the virtual driver does."
                            : "The driver refused its settings: " + words,
              "future", code, words);
}

void Device::refresh() {
  Driver& asked = driver();
  DeviceDescription fresh;
  fresh.name = asked.name();
  fresh.version = asked.version();
  fresh.sampleRate = asked.getSampleRate();
  fresh.bufferSizes = asked.getBufferSize();
  fresh.latencies = asked.getLatencies();
  fresh.clockSources = asked.getClockSources();
  readChannels(fresh);
  for (const IoFormat format : {IoFormat::pcm, IoFormat::dsd}) {
    if (format == fresh.ioFormat || asked.canDoIoFormat(format)) fresh.ioFormats.push_back(format);
  }
  readFeatures(fresh);
  fresh.fault = description_.fault;
  fresh.resamplesInput = hasReport() && report().pair.value_or(DeviceReport::Pair()).isResampled;
  description_ = std::move(fresh);
}

void Device::readChannels(DeviceDescription& into) {
  Driver& asked = driver();
  long inputs = 0;
  long outputs = 0;
  asked.getChannels(inputs, outputs);
  into.inputs.clear();
  into.outputs.clear();
  for (long i = 0; i < inputs; ++i) into.inputs.push_back(asked.getChannelInfo(i, true));
  for (long i = 0; i < outputs; ++i) into.outputs.push_back(asked.getChannelInfo(i, false));
  into.ioFormat = ioFormatOf(into);
}

bool Device::settles(const std::function<bool()>& isThere, std::uint64_t limitNs) {
  const std::uint64_t limit = platform::nowNs() + limitNs;
  // That often at the least: a machine without a moment to spare is not the driver's fault.
  for (int asks = 1; !isThere(); ++asks) {
    if (asks >= kLeastAsks && platform::nowNs() >= limit) return false;
    pause(kSettleStepNs);
  }
  return true;
}

/// Keeps the driver's windows alive meanwhile.
void Device::pause(std::uint64_t ns) {
  platform::Event never;
  apartment_.waitUntilNs(never, platform::nowNs() + ns);
}

void Device::reopen() {
  driver();
  life_.enter(LifeState::restarting);
  try {
    endStream();
    release();
    apartment_.renew();  // the last driver of a thread's is only unloaded with that
    loadPatiently();
    // A new instance may have forgotten both. What it refuses now it would refuse again: its description
    // tells.
    if (wantedFormat_ && *wantedFormat_ != description_.ioFormat) putBack(*wantedFormat_);
    restoreRate();
    restoreTimeCode();
  } catch (...) {
    release();
    if (!isLost()) life_.enter(LifeState::closed);
    throw;
  }
  slot_.mailbox().take();  // what the old instance said
  life_.enter(LifeState::open);
  settledNs_ = platform::nowNs() + kSettleNs;
}

void Device::loadPatiently() { loadPatiently(platform::nowNs() + kPatienceNs); }

/// A driver's device may be given back some time after its release: tries until the clock shows `limitNs`,
/// and once at the least.
void Device::loadPatiently(std::uint64_t limitNs) {
  const std::uint64_t limit = std::min(limitNs, platform::nowNs() + workLimitNs_ / 2);
  for (std::uint64_t pauseNs = kFirstPauseNs;; pauseNs = std::min(2 * pauseNs, kLongestPauseNs)) {
    try {
      return load(systemHandle_ != nullptr ? systemHandle_ : apartment_.systemHandle());
    } catch (const Error& error) {
      if (!mayPass(error.code()) || platform::nowNs() + pauseNs >= limit) throw;
    }
    pause(pauseNs);
  }
}

void Device::release() noexcept {
  if (driver_ == nullptr) return;
  const LoadGate gate;
  const Breadcrumb breadcrumb("release", source_);
  slot_.tellReady(nullptr);
  try {
    driver_->release();
  } catch (const Error&) {
    crash_ = std::current_exception();
  }
  driver_.reset();
}

void Device::close() noexcept {
  try {
    if (life_.is(LifeState::closed) || isLost()) return;
    life_.enter(LifeState::closing);
    endStream();
    release();
    noteRelease(identityOf(source_));
    life_.enter(LifeState::closed);
  } catch (...) {
    // It is lost: releasing it would pull the ground away.
  }
}

}  // namespace host
