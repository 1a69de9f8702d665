#include "drivers/wasapi/wasapi_driver.h"

#include <cstring>
#include <utility>

#include "abi/selectors.h"
#include "drivers/shell/driver_object.h"

namespace drivers::wasapi {

namespace {

namespace error = abi::error;
using shell::DriverFault;

[[noreturn]] void refuseMode(const char* message) { throw DriverFault(error::kInvalidMode, message); }

/// What the contract knows and this driver does not do, in contrast to what nobody knows.
bool isKnownSelector(abi::Long selector) {
  namespace s = abi::selector;
  if (selector >= s::kEnableTimeCodeRead && selector <= s::kOptionalOne) return true;
  return selector == s::kGetInternalBufferSamples || selector == s::kSetIoFormat ||
         selector == s::kGetIoFormat || selector == s::kCanDoIoFormat;
}

}  // namespace

abi::Driver* create() noexcept { return create(nullptr); }

abi::Driver* create(InstalledSettings* installedSettings) noexcept {
  return shell::DriverObject<WasapiDriver>::create(installedSettings);
}

// --- Phases

std::string_view WasapiDriver::driverName() const noexcept {
  // One that was installed is called as its installer has said.
  const bool isInstalled = installedSettings_ != nullptr && !instanceName_.empty();
  if (!isInstalled && setup_ && !setup_->name().empty()) return setup_->name();
  return instanceName_.empty() ? std::string_view(kName) : std::string_view(instanceName_);
}

Setup& WasapiDriver::setup() {
  if (!setup_) refuseMode("the driver is not initialised");
  return *setup_;
}

WasapiDriver::Prepared& WasapiDriver::prepared() {
  setup();
  if (!prepared_) refuseMode("there are no buffers");
  return *prepared_;
}

/// Also finishes what a stop from inside a callback began, as soon as that is possible.
bool WasapiDriver::isRunning() {
  if (!prepared_) return false;
  std::optional<Run>& run = prepared_->run;
  if (run && run->stopRequested() && !run->isOwnThread()) run.reset();
  return run.has_value();
}

bool WasapiDriver::isOwnThread() const noexcept {
  return prepared_ && prepared_->run && prepared_->run->isOwnThread();
}

void WasapiDriver::init(void*) {
  if (setup_) refuseMode("the driver is already initialised");
  if (source_ == nullptr)
    throw DriverFault(error::kNotPresent, "there is no WASAPI on this system, which is a part of Windows");
  if (!badSettings_.empty()) throw DriverFault(error::kInvalidParameter, badSettings_);
  setup_.emplace(source_->open(deviceName()), settings_);
  isInitialised_.store(true, std::memory_order_release);
}

void WasapiDriver::createBuffers(abi::BufferInfo* infos, Long channels, Long bufferFrames,
                                 const abi::Callbacks& callbacks) {
  Setup& devices = setup();
  // The host is asked first, and everything else is looked at afterwards: in its answers it may call back.
  const shell::HostCalls host(callbacks, port_);
  if (prepared_) refuseMode("there are buffers already");
  shell::checkBufferRequest(devices.channels(), devices.bufferRule(), infos, channels, bufferFrames);
  Setup::Opened opened = devices.open(bufferFrames);
  prepared_.emplace(devices, std::move(opened), infos, channels, bufferFrames, host);
  failure_.store(result::kOk);
}

void WasapiDriver::disposeBuffers() {
  Prepared& set = prepared();
  if (isOwnThread()) refuseMode("buffers cannot be disposed of from inside a callback that uses them");
  if (set.run) stop();
  prepared_.reset();
}

/// Of a device, since there are buffers. The system may have told more of it meanwhile.
Result WasapiDriver::failure() const noexcept {
  Result failure = failure_.load();
  if (!setup_) return failure;
  for (const Endpoint* device : {setup_->render(), setup_->capture()}) {
    if (device != nullptr) failure = device->losses().explain(failure);
  }
  return failure;
}

void WasapiDriver::start() {
  Prepared& set = prepared();
  if (isRunning()) refuseMode("the stream is running");
  // A device that has failed is opened anew, with buffers, or not at all.
  require(failure(), "IAudioClient");
  const Long toldAhead = setup_->outputLatency(set.opened, set.buffers.frames(), true, set.ahead.load());
  set.run.emplace(RunParts{set.buffers, set.host, set.messenger, report_, counters_, outputReady_, failure_,
                           set.ahead, setup_->waiter(), toldAhead, settings_.resamplesCapture,
                           tellsReady_.load(), setup_->render(), setup_->capture(),
                           set.opened.render ? &*set.opened.render : nullptr,
                           set.opened.capture ? &*set.opened.capture : nullptr});
  try {
    set.run->launch();
  } catch (...) {
    set.run.reset();
    throw;
  }
}

void WasapiDriver::stop() {
  Prepared& set = prepared();
  if (!set.run) refuseMode("the stream is not running");
  set.run->requestStop();
  // The thread cannot wait for itself: the next control call does.
  if (set.run->isOwnThread()) return;
  set.run.reset();
}

// --- What the host may ask and set

void WasapiDriver::getChannels(Long& inputs, Long& outputs) {
  inputs = setup().channels().inputs;
  outputs = setup().channels().outputs;
}

void WasapiDriver::getLatencies(Long& input, Long& output) {
  const Setup& devices = setup();
  const bool isDirect = prepared_ && prepared_->run ? prepared_->run->isDirect() : tellsReady_.load();
  const Setup::Opened nothing;
  const Setup::Opened& opened = prepared_ ? prepared_->opened : nothing;
  const Long frames = prepared_ ? prepared_->buffers.frames() : devices.bufferRule().preferred;
  input = devices.inputLatency(opened, frames);
  output = devices.outputLatency(opened, frames, isDirect, prepared_ ? prepared_->ahead.load() : -1);
}

void WasapiDriver::getBufferSize(Long& min, Long& max, Long& preferred, Long& granularity) {
  const shell::BufferRule rule = setup().bufferRule();
  min = rule.min;
  max = rule.max;
  preferred = rule.preferred;
  granularity = rule.granularity;
}

void WasapiDriver::canSampleRate(double rateHz) { setup().checkRate(rateHz); }

void WasapiDriver::getSampleRate(double& rateHz) { rateHz = setup().rateHz(); }

void WasapiDriver::setSampleRate(double rateHz) {
  Setup& devices = setup();
  devices.checkRate(rateHz);
  if (isRunning()) refuseMode("the sample rate cannot change while the stream is running");
  if (rateHz == devices.rateHz()) return;
  if (!prepared_) return devices.setRate(rateHz);
  reopen(rateHz);
}

/// With buffers, which stay where they are. Where the devices refuse they are as before.
void WasapiDriver::reopen(double rateHz) {
  Setup& devices = *setup_;
  const double before = devices.rateHz();
  const Long frames = prepared_->buffers.frames();
  // First of all: a device is opened exclusively once.
  prepared_->opened = {};
  prepared_->ahead = -1;
  try {
    devices.setRate(rateHz);
    if (!devices.bufferRule().accepts(frames))
      refuseMode("the device does not do this buffer size at that sample rate: dispose of the buffers first");
    prepared_->opened = devices.open(frames);
  } catch (const DriverFault&) {
    try {
      devices.setRate(before);
      prepared_->opened = devices.open(frames);
    } catch (const DriverFault&) {
      // Neither way. The buffers lead nowhere, which `start` says.
      failure_.store(result::kDeviceInvalidated);
    }
    throw;
  }
}

void WasapiDriver::getClockSources(abi::ClockSource* clocks, Long& count) {
  setup();
  if (count < 1)
    throw DriverFault(error::kInvalidParameter, "room for " + std::to_string(count) + " clock sources");
  *clocks = abi::ClockSource{0, -1, -1, 1, "Internal"};
  count = 1;
}

void WasapiDriver::setClockSource(Long index) {
  setup();
  if (index != 0)
    throw DriverFault(error::kInvalidParameter, "there is no clock source " + std::to_string(index));
}

abi::Error WasapiDriver::getSamplePosition(abi::Samples& position, abi::TimeStamp& time) const noexcept {
  shell::PositionReport::Pair pair;
  if (!report_.read(pair)) return error::kSpNotAdvancing;
  position = abi::toInt64(pair.position);
  time = abi::toInt64(pair.timeNs);
  return error::kOk;
}

void WasapiDriver::getChannelInfo(abi::ChannelInfo& info) {
  const Setup& devices = setup();
  const bool isInput = info.isInput != 0;
  const std::string kind = isInput ? "Input " : "Output ";
  const Long count = isInput ? devices.channels().inputs : devices.channels().outputs;
  if (info.channel < 0 || info.channel >= count)
    throw DriverFault(error::kInvalidParameter, kind + std::to_string(info.channel) + " does not exist");
  info.isActive = prepared_ && prepared_->buffers.contains(isInput, info.channel) ? 1 : 0;
  info.channelGroup = 0;
  info.type = devices.sampleType();
  shell::copyText(info.name, sizeof info.name, kind + std::to_string(info.channel + 1));
}

abi::Error WasapiDriver::outputReady() noexcept {
  if (!isInitialised_.load(std::memory_order_acquire)) return error::kNotPresent;
  tellsReady_.store(true, std::memory_order_relaxed);
  outputReady_.store(true, std::memory_order_release);
  return error::kOk;
}

// --- Extensions

abi::Error WasapiDriver::future(Long selector, void* opt) {
  switch (selector) {
    case abi::selector::kSetInstanceName:
      setInstanceName(static_cast<const char*>(opt));
      return error::kSuccess;
    case abi::selector::kSetSettings:
      setSettings(static_cast<const char*>(opt));
      return error::kSuccess;
    case kSetDeviceSource:
      if (setup_) refuseMode("the devices come before init");
      source_ = static_cast<DeviceSource*>(opt);
      return error::kSuccess;
    case shell::kSetHostPort:
      if (setup_) refuseMode("the host port comes before init");
      port_ = static_cast<shell::HostPort*>(opt);
      return error::kSuccess;
    case kGetCounters:
      shell::required(static_cast<const Counters**>(opt), "counters") = &counters_;
      return error::kSuccess;
    case abi::selector::kGetDeviceReport:
      report(shell::required(static_cast<abi::DeviceReport*>(opt), "report"));
      return error::kSuccess;
    case abi::selector::kCanTimeInfo:
    case abi::selector::kCanReportOverload:
      return error::kSuccess;
    default:
      return isKnownSelector(selector) ? error::kNotPresent : error::kInvalidParameter;
  }
}

void WasapiDriver::report(abi::DeviceReport& report) {
  const Setup& devices = setup();
  const Result why = failure();
  shell::copyText(report.fault, sizeof report.fault,
                  failed(why) ? describe(why, "IAudioClient") : std::string());
  report.missedSwitches = counters_.missedSwitches.get();
  report.underruns = counters_.underruns.get();
  report.lostPackets = counters_.lostPackets.get();
  report.droppedBuffers = counters_.droppedBuffers.get();
  report.repeatedBuffers = counters_.repeatedBuffers.get();
  report.driftPpm = counters_.driftPpm.get();
  report.isPair = devices.render() != nullptr && devices.capture() != nullptr ? 1 : 0;
  report.isResampled = settings_.resamplesCapture ? 1 : 0;
}

void WasapiDriver::setInstanceName(const char* name) {
  // A host asks this way whether there can be several instances.
  if (name == nullptr || *name == '\0') return;
  if (setup_) refuseMode("the instance's name comes before init");
  if (std::memchr(name, '\0', shell::kNameRoom) == nullptr)
    throw DriverFault(error::kNotPresent, "an instance's name has 31 bytes at most");
  instanceName_ = name;
  if (installedSettings_ != nullptr) takeInstalledSettings();
}

/// Where they are bad the instance does not start up, unless a host sets others.
void WasapiDriver::takeInstalledSettings() {
  try {
    settings_ = parseSettings(installedSettings_(instanceName_));
    badSettings_.clear();
  } catch (const std::exception& failure) {
    badSettings_ = failure.what();
    throw DriverFault(error::kInvalidParameter, badSettings_);
  }
}

/// They take the place of all others, but of the device: a host need not know it.
void WasapiDriver::setSettings(const char* text) {
  if (setup_) refuseMode("settings come before init");
  Settings given = parseSettings(&shell::required(text, "settings"));
  if (given.device.empty()) given.device = settings_.device;
  settings_ = std::move(given);
  badSettings_.clear();
}

/// The instance's own name where that is a device's.
std::string WasapiDriver::deviceName() const {
  if (!settings_.device.empty()) return settings_.device;
  return installedSettings_ == nullptr ? instanceName_ : kDefaultDevice;
}

}  // namespace drivers::wasapi
