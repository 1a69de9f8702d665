#include "drivers/personality/watched.h"

#include <string>
#include <utility>

#include "abi/selectors.h"
#include "drivers/shell/text.h"

namespace drivers::personality {

namespace {

using abi::Error;
using abi::Long;
using loopback::Argument;
using loopback::FaultKind;

constexpr char kUnplugged[] = "the device is unplugged";

/// "inputs 0,1"
std::string channelsText(const abi::BufferInfo* infos, Long count, bool isInput) {
  std::string text = isInput ? "inputs" : "outputs";
  char separator = ' ';
  for (Long i = 0; infos != nullptr && i < count; ++i) {
    if ((infos[i].isInput != 0) != isInput) continue;
    text += std::exchange(separator, ',') + std::to_string(infos[i].channelNum);
  }
  return text;
}

/// What the driver below answers whether or not there is hardware.
constexpr bool needsNoHardware(Long selector) noexcept {
  return selector == abi::selector::kSetInstanceName || selector == abi::selector::kSetSettings ||
         selector == abi::selector::kStep;
}

}  // namespace

/// A call as long as it lasts: written down as it ends, however that is.
class Watched::Note {
 public:
  template <class... Arguments>
  Note(loopback::FarSide& farSide, const char* name, Arguments... arguments) : farSide_(farSide) {
    call_.name = name;
    call_.thread = loopback::CallLog::threadNumber();
    call_.moment = farSide.now();
    (add(Argument(std::move(arguments))), ...);
  }
  ~Note() { farSide_.calls.add(std::move(call_)); }
  Note(const Note&) = delete;
  Note& operator=(const Note&) = delete;

  void add(Argument argument) { call_.arguments[call_.argumentCount++] = std::move(argument); }
  Long returns(Long result) noexcept {
    call_.result = result;
    return result;
  }

 private:
  loopback::FarSide& farSide_;
  loopback::Call call_;
};

template <class Ask>
Error Watched::answer(Note& note, Error whenUnplugged, Ask ask) {
  return note.returns(isUnplugged() ? whenUnplugged : ask());
}

// --- Calls

abi::Bool Watched::init(void* systemHandle) {
  Note note(*farSide_, "init");
  return answer(note, 0, [&] { return below().init(systemHandle); });
}

void Watched::getDriverName(char* name) {
  const Note note(*farSide_, "getDriverName");
  below().getDriverName(name);
}

Long Watched::getDriverVersion() {
  Note note(*farSide_, "getDriverVersion");
  return note.returns(below().getDriverVersion());
}

void Watched::getErrorMessage(char* message) {
  const Note note(*farSide_, "getErrorMessage");
  if (!isUnplugged()) return below().getErrorMessage(message);
  if (message != nullptr) shell::copyText(message, shell::kMessageRoom, kUnplugged);
}

Error Watched::start() {
  Note note(*farSide_, "start");
  isStalled_.store(false, std::memory_order_relaxed);
  return answer(note, abi::error::kHwMalfunction, [&] { return below().start(); });
}

/// What is taken away from the host is taken away; it only does not hear of it.
Error Watched::stop() {
  Note note(*farSide_, "stop");
  const Error result = below().stop();
  return answer(note, abi::error::kHwMalfunction, [&] { return result; });
}

Error Watched::disposeBuffers() {
  Note note(*farSide_, "disposeBuffers");
  const Error result = below().disposeBuffers();
  return answer(note, abi::error::kHwMalfunction, [&] { return result; });
}

Error Watched::getChannels(Long* inputs, Long* outputs) {
  Note note(*farSide_, "getChannels");
  return answer(note, abi::error::kNotPresent, [&] { return below().getChannels(inputs, outputs); });
}

Error Watched::getLatencies(Long* input, Long* output) {
  Note note(*farSide_, "getLatencies");
  return answer(note, abi::error::kNotPresent, [&] { return below().getLatencies(input, output); });
}

Error Watched::getBufferSize(Long* min, Long* max, Long* preferred, Long* granularity) {
  Note note(*farSide_, "getBufferSize");
  return answer(note, abi::error::kNotPresent,
                [&] { return below().getBufferSize(min, max, preferred, granularity); });
}

Error Watched::canSampleRate(double rateHz) {
  Note note(*farSide_, "canSampleRate", rateHz);
  return answer(note, abi::error::kNotPresent, [&] { return below().canSampleRate(rateHz); });
}

Error Watched::getSampleRate(double* rateHz) {
  Note note(*farSide_, "getSampleRate");
  return answer(note, abi::error::kNotPresent, [&] { return below().getSampleRate(rateHz); });
}

Error Watched::setSampleRate(double rateHz) {
  Note note(*farSide_, "setSampleRate", rateHz);
  return answer(note, abi::error::kHwMalfunction, [&] { return below().setSampleRate(rateHz); });
}

Error Watched::getClockSources(abi::ClockSource* clocks, Long* count) {
  Note note(*farSide_, "getClockSources");
  return answer(note, abi::error::kNotPresent, [&] { return below().getClockSources(clocks, count); });
}

Error Watched::setClockSource(Long index) {
  Note note(*farSide_, "setClockSource", static_cast<double>(index));
  return answer(note, abi::error::kHwMalfunction, [&] { return below().setClockSource(index); });
}

Error Watched::getSamplePosition(abi::Samples* position, abi::TimeStamp* time) {
  Note note(*farSide_, "getSamplePosition");
  return answer(note, abi::error::kNotPresent, [&] { return below().getSamplePosition(position, time); });
}

Error Watched::getChannelInfo(abi::ChannelInfo* info) {
  Note note(*farSide_, "getChannelInfo");
  if (info != nullptr) {
    note.add(std::string(info->isInput != 0 ? "input" : "output"));
    note.add(static_cast<double>(info->channel));
  }
  return answer(note, abi::error::kNotPresent, [&] { return below().getChannelInfo(info); });
}

Error Watched::createBuffers(abi::BufferInfo* infos, Long channels, Long frames, abi::Callbacks* callbacks) {
  Note note(*farSide_, "createBuffers", channelsText(infos, channels, true),
            channelsText(infos, channels, false), static_cast<double>(frames));
  return answer(note, abi::error::kHwMalfunction,
                [&] { return below().createBuffers(infos, channels, frames, callbacks); });
}

Error Watched::controlPanel() {
  Note note(*farSide_, "controlPanel");
  return answer(note, abi::error::kNotPresent, [&] { return below().controlPanel(); });
}

Error Watched::future(Long selector, void* opt) {
  Note note(*farSide_, "future", static_cast<double>(selector));
  if (selector == abi::selector::kStep && opt != nullptr)
    note.add(static_cast<double>(static_cast<const abi::StepRequest*>(opt)->buffers));
  if (needsNoHardware(selector)) return note.returns(below().future(selector, opt));
  return answer(note, abi::error::kNotPresent, [&] { return below().future(selector, opt); });
}

Error Watched::outputReady() {
  Note note(*farSide_, "outputReady");
  return answer(note, abi::error::kNotPresent, [&] { return below().outputReady(); });
}

void Watched::release() {
  const Note note(*farSide_, "release");
  below().release();
}

void Watched::noteSettings(const char* text, Error result) {
  Note note(*farSide_, "future", static_cast<double>(abi::selector::kSetSettings),
            std::string(text == nullptr ? "" : text));
  note.returns(result);
}

// --- Buffer switches

void Watched::bufferSwitch(Switch& change) {
  if (isUnplugged() || isStalled_.load(std::memory_order_relaxed)) return;
  const auto now = farSide_->now();
  int times = 1;
  while (const auto fault = farSide_->faults.take(now ? now->position : 0)) {
    const int wanted = suffer(*fault);
    if (wanted != 1) times = wanted;
  }
  for (; times > 0; --times) above().bufferSwitch(change);
}

int Watched::suffer(const loopback::Fault& fault) noexcept {
  switch (fault.kind) {
    case FaultKind::reset:
      host().message(abi::message::kResetRequest);
      return 1;
    case FaultKind::resync:
      host().message(abi::message::kResyncRequest);
      return 1;
    case FaultKind::latencies:
      host().message(abi::message::kLatenciesChanged);
      return 1;
    case FaultKind::overload:
      host().message(abi::message::kOverload);
      return 1;
    case FaultKind::rateChange:
      farSide_->takeRate(fault.rateHz);
      host().sampleRateDidChange(fault.rateHz);
      return 1;
    case FaultKind::duplicate:
      return 2;
    case FaultKind::skip:
      return 0;
    case FaultKind::stall:
      isStalled_.store(true, std::memory_order_relaxed);
      return 0;
  }
  return 1;
}

}  // namespace drivers::personality
