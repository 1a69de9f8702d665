#include "drivers/loopback/loopback_driver.h"

#include <algorithm>
#include <cstring>

#include "abi/selectors.h"
#include "drivers/loopback/bus_clock.h"
#include "drivers/shell/driver_object.h"

namespace drivers::loopback {

namespace {

namespace error = abi::error;
using shell::DriverFault;

[[noreturn]] void refuseMode(const char* message) { throw DriverFault(error::kInvalidMode, message); }

/// What the contract knows and this driver does not do, in contrast to what nobody knows.
bool isKnownSelector(abi::Long selector) {
  namespace s = abi::selector;
  if (selector >= s::kEnableTimeCodeRead && selector <= s::kOptionalOne) return true;
  return selector == s::kCanReportOverload || selector == s::kGetInternalBufferSamples;
}

}  // namespace

abi::Driver* create() noexcept { return shell::DriverObject<LoopbackDriver>::create(); }

// --- Phases

LoopbackDriver::Initialised& LoopbackDriver::initialised() {
  if (!initialised_) refuseMode("the driver is not initialised");
  // In which format the buses are is up to another.
  const bool follows = initialised_->bus != nullptr && !initialised_->prepared;
  if (follows && initialised_->bus->time().isOther != initialised_->isOther) switchMode();
  return *initialised_;
}

LoopbackDriver::Prepared& LoopbackDriver::prepared() {
  Initialised& device = initialised();
  if (!device.prepared) refuseMode("there are no buffers");
  return *device.prepared;
}

/// Also finishes what a stop from inside a callback began, as soon as that is possible.
bool LoopbackDriver::isRunning() {
  if (!initialised_ || !initialised_->prepared) return false;
  std::optional<Run>& run = initialised_->prepared->run;
  if (run && run->stopRequested() && !run->isOwnThread()) run.reset();
  return run.has_value();
}

bool LoopbackDriver::isOwnThread() const noexcept {
  return initialised_ && initialised_->prepared && initialised_->prepared->run &&
         initialised_->prepared->run->isOwnThread();
}

void LoopbackDriver::init(void*) {
  if (initialised_) refuseMode("the driver is already initialised");
  std::unique_ptr<Bus> bus;
  if (const std::string cable = cableName(); !cable.empty()) bus = std::make_unique<Bus>(cable, settings_);
  initialised_.emplace(settings_);
  initialised_->bus = std::move(bus);
  if (farSide_ != nullptr) farSide_->takeRate(0);
  knownRateHz_ = rateHz();
}

/// Empty: nobody shares this driver's buses.
std::string LoopbackDriver::cableName() const {
  if (settings_.cable && !settings_.cable->empty() && farSide_ != nullptr)
    throw DriverFault(error::kInvalidParameter, "a driver with a far side of its own has no cable");
  const bool canShare = settings_.clock.kind == ClockKind::realtime && farSide_ == nullptr;
  return settings_.cable.value_or(canShare ? installedCable_ : std::string());
}

void LoopbackDriver::createBuffers(abi::BufferInfo* infos, Long channels, Long bufferFrames,
                                   const abi::Callbacks& callbacks) {
  Initialised& device = initialised();
  // The host is asked first, and everything else is looked at afterwards: in its answers it may call back.
  const HostCalls host(callbacks, port_);
  if (device.prepared) refuseMode("there are buffers already");
  checkBufferRequest(settings_, device.mode, bufferRule(), infos, channels, bufferFrames);
  Cable* const cable = farSide_ == nullptr ? nullptr : &farSide_->cable;
  device.prepared.emplace(device.mode, infos, channels, bufferFrames, cable, device.bus.get(), host);
  if (device.bus != nullptr) {
    try {
      device.bus->prepare(bufferFrames, device.mode, device.isOther,
                          device.prepared->buffers.outputs(settings_.outputs));
    } catch (...) {
      device.prepared.reset();
      throw;
    }
  }
  if (cable != nullptr) cable->connect(device.prepared->buffers.outputs(settings_.outputs));
}

void LoopbackDriver::disposeBuffers() {
  Prepared& set = prepared();
  if (isOwnThread()) refuseMode("buffers cannot be disposed of from inside a callback that uses them");
  if (set.run) stop();
  initialised_->prepared.reset();
  if (initialised_->bus != nullptr) initialised_->bus->unprepare();
}

void LoopbackDriver::start() {
  Prepared& set = prepared();
  if (isRunning()) refuseMode("the stream is running");
  Bus* const bus = initialised_->bus.get();
  const double rate = bus == nullptr ? rateHz() : knownRateHz_.load();
  const std::shared_ptr<Clock> clock = bus == nullptr
                                           ? makeClock(settings_.clock, rate)
                                           : makeBusClock(*bus, settings_.clock, set.buffers.frames());
  set.run.emplace(set.buffers, set.host, report(), clock, rate, settings_.clock.kind, farSide_.get(), bus);
  try {
    if (bus != nullptr) bus->start();
    set.run->launch();
  } catch (...) {
    set.run.reset();
    throw;
  }
  useClock(clock);
}

void LoopbackDriver::stop() {
  Prepared& set = prepared();
  if (!set.run) refuseMode("the stream is not running");
  set.run->requestStop();
  // The thread cannot wait for itself: the next control call does.
  if (set.run->isOwnThread()) return;
  set.run.reset();
  useClock(nullptr);
}

void LoopbackDriver::useClock(const std::shared_ptr<Clock>& clock) {
  if (farSide_ != nullptr) farSide_->useClock(clock);
  const std::lock_guard<std::mutex> lock(clockLock_);
  clock_ = clock;
}

// --- What the host may ask and set

void LoopbackDriver::getChannels(Long& inputs, Long& outputs) {
  initialised();
  inputs = settings_.inputs;
  outputs = settings_.outputs;
}

void LoopbackDriver::getLatencies(Long& input, Long& output) {
  const Initialised& device = initialised();
  const Long frames = device.prepared ? device.prepared->buffers.frames() : bufferRule().preferred;
  input = device.mode.inputLatency(frames);
  output = device.mode.outputLatency(frames);
}

void LoopbackDriver::getBufferSize(Long& min, Long& max, Long& preferred, Long& granularity) {
  const BufferRule rule = bufferRule();
  min = rule.min;
  max = rule.max;
  preferred = rule.preferred;
  granularity = rule.granularity;
}

BufferRule LoopbackDriver::bufferRule() {
  const Initialised& device = initialised();
  const std::optional<Long> given = device.bus == nullptr ? std::nullopt : device.bus->givenFrames();
  return given ? BufferRule{*given, *given, *given, 0} : device.mode.buffer;
}

void LoopbackDriver::canSampleRate(double rateHz) {
  // Exact: a rate that is nearly offered is not offered. Not-a-number equals nothing.
  const Initialised& device = initialised();
  if (device.bus != nullptr && rateHz != this->rateHz() && !device.bus->isFirst()) {
    throw DriverFault(error::kNoClock, "another program, which opened the driver first, has set " +
                                           describeRates({this->rateHz()}) + " Hz: only that");
  }
  const auto& rates = device.mode.ratesHz;
  if (std::find(rates.begin(), rates.end(), rateHz) != rates.end()) return;
  throw DriverFault(error::kNoClock, "sample rate " + describeRates({rateHz}) +
                                         " is refused; allowed: " + describeRates(rates));
}

double LoopbackDriver::rateHz() {
  if (const Initialised& device = initialised(); device.bus != nullptr) return device.bus->time().rateHz;
  const double own = farSide_ == nullptr ? 0 : farSide_->ownRateHz();
  return own != 0 ? own : initialised().mode.rateHz;
}

void LoopbackDriver::getSampleRate(double& rateHz) {
  rateHz = this->rateHz();
  knownRateHz_ = rateHz;
}

void LoopbackDriver::setSampleRate(double rateHz) {
  canSampleRate(rateHz);
  if (isRunning()) refuseMode("the sample rate cannot change while the stream is running");
  if (initialised_->bus != nullptr) initialised_->bus->setRate(rateHz);
  initialised_->mode.rateHz = rateHz;
  knownRateHz_ = rateHz;
  if (farSide_ != nullptr) farSide_->takeRate(0);
}

void LoopbackDriver::getClockSources(abi::ClockSource* clocks, Long& count) {
  initialised();
  if (count < 1)
    throw DriverFault(error::kInvalidParameter, "room for " + std::to_string(count) + " clock sources");
  *clocks = abi::ClockSource{0, -1, -1, 1, "Internal"};
  count = 1;
}

void LoopbackDriver::setClockSource(Long index) {
  initialised();
  if (index != 0)
    throw DriverFault(error::kInvalidParameter, "there is no clock source " + std::to_string(index));
}

abi::Error LoopbackDriver::getSamplePosition(abi::Samples& position, abi::TimeStamp& time) const noexcept {
  PositionReport::Pair pair;
  const PositionReport& report = farSide_ == nullptr ? report_ : farSide_->report();
  if (!report.read(pair)) return error::kSpNotAdvancing;
  position = abi::toInt64(pair.position);
  time = abi::toInt64(pair.timeNs);
  return error::kOk;
}

void LoopbackDriver::getChannelInfo(abi::ChannelInfo& info) {
  const Initialised& device = initialised();
  const bool isInput = info.isInput != 0;
  const std::string kind = isInput ? "Input " : "Output ";
  if (info.channel < 0 || info.channel >= (isInput ? settings_.inputs : settings_.outputs)) {
    throw DriverFault(error::kInvalidParameter, kind + std::to_string(info.channel) + " does not exist");
  }
  info.isActive = device.prepared && device.prepared->buffers.contains(isInput, info.channel) ? 1 : 0;
  info.channelGroup = 0;
  info.type = device.mode.sample.type;
  shell::copyText(info.name, sizeof info.name, kind + std::to_string(info.channel + 1));
}

// --- Extensions

abi::Error LoopbackDriver::future(Long selector, void* opt) {
  switch (selector) {
    case abi::selector::kSetInstanceName:
      setInstanceName(static_cast<const char*>(opt));
      return error::kSuccess;
    case abi::selector::kSetSettings:
      if (initialised_) refuseMode("settings come before init");
      settings_ = parseSettings(&shell::required(static_cast<const char*>(opt), "settings"));
      return error::kSuccess;
    case shell::kSetHostPort:
      if (initialised_) refuseMode("the host port comes before init");
      port_ = static_cast<shell::HostPort*>(opt);
      return error::kSuccess;
    case kSetInstalledCable:
      if (initialised_) refuseMode("the cable comes before init");
      installedCable_ = &shell::required(static_cast<const char*>(opt), "cable");
      return error::kSuccess;
    case abi::selector::kStep:
      step(shell::required(static_cast<const abi::StepRequest*>(opt), "step request"));
      return error::kSuccess;
    case abi::selector::kCanDoIoFormat:
    case abi::selector::kSetIoFormat:
    case abi::selector::kGetIoFormat:
      ioFormat(selector, static_cast<abi::IoFormat*>(opt));
      return error::kSuccess;
    case abi::selector::kCanTimeInfo:
      return error::kSuccess;
    case abi::selector::kCanReportOverload:
      // Only where others go on without a host that is late.
      return initialised().bus != nullptr ? error::kSuccess : error::kNotPresent;
    default:
      return isKnownSelector(selector) ? error::kNotPresent : error::kInvalidParameter;
  }
}

void LoopbackDriver::setInstanceName(const char* name) {
  // A host asks this way whether there can be several instances.
  if (name == nullptr || *name == '\0') return;
  if (initialised_) refuseMode("the instance's name comes before init");
  if (std::memchr(name, '\0', shell::kNameRoom) == nullptr) {
    throw DriverFault(error::kNotPresent, "an instance's name has 31 bytes at most");
  }
  instanceName_ = name;
  farSide_ = findFarSide(instanceName_);
}

void LoopbackDriver::step(const abi::StepRequest& request) {
  std::shared_ptr<Clock> clock;
  {
    const std::lock_guard<std::mutex> lock(clockLock_);
    clock = clock_;
  }
  if (!clock) refuseMode("the stream is not running");
  switch (clock->step(request.buffers)) {
    case StepResult::done:
      return;
    case StepResult::stopped:
      refuseMode("the stream was stopped before the last step");
    case StepResult::insideCallback:
      refuseMode("a callback cannot wait for the next");
    case StepResult::notAStepClock:
      refuseMode("the clock is not the step clock");
  }
}

}  // namespace drivers::loopback
