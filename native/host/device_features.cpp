// The part of a device that knows about what a driver may have or not: its window, monitoring, gains, meters,
// transport, time code.
#include <algorithm>
#include <cmath>
#include <string>

#include "abi/selectors.h"
#include "host/error.h"
#include "host/prepared_stream.h"

namespace host {
namespace {

namespace can = abi::selector;

/// The top of the range of gains, pans and meters.
constexpr double kFullScale = 0x7fffffff;

abi::Long toScale(double part) noexcept {
  return static_cast<abi::Long>(std::lround(std::clamp(part, 0.0, 1.0) * kFullScale));
}

double fromScale(abi::Long value) noexcept {
  return std::clamp(static_cast<double>(value) / kFullScale, 0.0, 1.0);
}

[[noreturn]] void refuse(const std::string& what, const char* operation) {
  throw Error(ErrorCode::notSupported, "The driver has no " + what + ".", operation);
}

}  // namespace

void Device::readFeatures(DeviceDescription& into) {
  Driver& asked = driver();
  Features& features = into.features;
  features.inputMonitor = asked.can(can::kCanInputMonitor);
  features.inputGain = asked.can(can::kCanInputGain);
  features.inputMeter = asked.can(can::kCanInputMeter);
  features.outputGain = asked.can(can::kCanOutputGain);
  features.outputMeter = asked.can(can::kCanOutputMeter);
  features.transport = asked.can(can::kCanTransport);
  features.timeInfo = asked.can(can::kCanTimeInfo);
  features.timeCode = asked.can(can::kCanTimeCode);
  features.overload =
      asked.can(can::kCanReportOverload);  // a driver exists that reports only after this question
  features.internalBuffers = asked.getInternalBuffers();
}

void Device::openControlPanel() {
  const abi::Error code = driver().controlPanel();
  if (code == abi::error::kNotPresent) refuse("control panel", "controlPanel");
  driver_->check("controlPanel", code);
  refresh();
}

/// Tells the driver something by a selector that answers yes where it worked.
void Device::askFuture(const char* what, long selector, void* opt) {
  const abi::Error code = driver_->future(selector, opt);
  if (code == abi::error::kSuccess || code == abi::error::kOk) return;
  if (code == abi::error::kNotPresent) refuse(what, "future");
  driver_->check("future", code);
}

void Device::setInputMonitor(const InputMonitor& monitor) {
  driver();
  if (!description_.features.inputMonitor) refuse("input monitoring", "setInputMonitor");
  abi::InputMonitor told = {};
  told.input = monitor.input;
  told.output = monitor.output;
  told.gain = toScale(monitor.gain);
  told.state = monitor.enabled ? 1 : 0;
  told.pan = toScale(monitor.pan);
  askFuture("input monitoring", can::kSetInputMonitor, &told);
}

void Device::setGain(long channel, bool isInput, double gain) {
  driver();
  const char* const what = isInput ? "input gain" : "output gain";
  if (!(isInput ? description_.features.inputGain : description_.features.outputGain))
    refuse(what, "setGain");
  abi::ChannelControls told = {};
  told.channel = channel;
  told.isInput = isInput ? 1 : 0;
  told.gain = toScale(gain);
  askFuture(what, isInput ? can::kSetInputGain : can::kSetOutputGain, &told);
}

double Device::meter(long channel, bool isInput) {
  driver();
  const char* const what = isInput ? "input meters" : "output meters";
  if (!(isInput ? description_.features.inputMeter : description_.features.outputMeter))
    refuse(what, "meter");
  abi::ChannelControls asked = {};
  asked.channel = channel;
  asked.isInput = isInput ? 1 : 0;
  askFuture(what, isInput ? can::kGetInputMeter : can::kGetOutputMeter, &asked);
  return fromScale(asked.meter);
}

void Device::transport(const TransportCommand& command) {
  driver();
  if (!description_.features.transport) refuse("transport control", "transport");
  abi::TransportParameters told = {};
  told.command = command.command;
  told.samplePosition = abi::toInt64(command.position);
  told.track = command.track;
  askFuture("transport control", can::kTransport, &told);
}

void Device::enableTimeCode(bool enabled) {
  driver();
  if (!description_.features.timeCode) refuse("time code", "enableTimeCode");
  askFuture("time code", enabled ? can::kEnableTimeCodeRead : can::kDisableTimeCodeRead, nullptr);
  wantsTimeCode_ = enabled;
  if (prepared_ != nullptr) prepared_->stream.takeTimeCode(enabled);
}

/// To others the question is a number without a meaning, and who knows what they do with it.
bool Device::hasReport() const noexcept { return source_.kind == DriverKind::wasapi; }

DeviceReport Device::report() {
  driver();
  abi::DeviceReport asked = {};
  if (!hasReport() || driver_->future(can::kGetDeviceReport, &asked) != abi::error::kSuccess)
    refuse("report", "report");
  DeviceReport report;
  report.fault = asked.fault;
  report.missedSwitches = asked.missedSwitches;
  report.underruns = asked.underruns;
  report.lostPackets = asked.lostPackets;
  if (asked.isPair == 0) return report;
  DeviceReport::Pair& pair = report.pair.emplace();
  if (!std::isnan(asked.driftPpm)) pair.driftPpm = asked.driftPpm;
  pair.droppedBuffers = asked.droppedBuffers;
  pair.silentBuffers = asked.repeatedBuffers;
  pair.isResampled = asked.isResampled != 0;
  return report;
}

void Device::noteResetRequest() {
  if (hasReport()) description_.fault = report().fault;
}

/// A new instance has to be told again; one that will not says so in its description.
void Device::restoreTimeCode() {
  if (!wantsTimeCode_ || !description_.features.timeCode) return;
  driver_->future(can::kEnableTimeCodeRead, nullptr);
}

}  // namespace host
