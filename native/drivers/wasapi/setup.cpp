#include "drivers/wasapi/setup.h"

#include <algorithm>
#include <string>
#include <utility>

#include "drivers/shell/fault.h"
#include "drivers/shell/text.h"
#include "drivers/wasapi/resampled_capture.h"

namespace drivers::wasapi {

namespace {

using shell::DriverFault;

constexpr double kUsualRateHz = 48000;

/// The longer ones of all devices.
void addPeriods(Periods& periods, Endpoint& endpoint) {
  std::unique_ptr<Client> client;
  require(endpoint.activate(client), "IMMDevice::Activate");
  Periods own;
  require(client->getPeriods(own.usualHns, own.shortestHns), "IAudioClient::GetDevicePeriod");
  periods.usualHns = std::max(periods.usualHns, own.usualHns);
  periods.shortestHns = std::max(periods.shortestHns, own.shortestHns);
}

/// Those that the settings leave, the best first. At least one.
std::vector<FormatFamily> familiesOf(Endpoint& endpoint, const Settings& settings) {
  std::vector<FormatFamily> families = probeFormats(endpoint);
  if (!settings.type) return families;
  std::string types;
  for (FormatFamily& family : families) {
    if (family.type == *settings.type) return {std::move(family)};
    types += (types.empty() ? "" : ", ") + nameOf(family.type);
  }
  throw DriverFault(abi::error::kInvalidParameter,
                    "the device does not take " + nameOf(*settings.type) + "; allowed: " + types);
}

/// That the device is set to, where exclusive mode does it too.
double firstRate(const FormatFamily& family, Endpoint& endpoint) {
  WaveFormat own;
  if (!failed(endpoint.getDeviceFormat(own)) && family.find(own.rateHz) != nullptr) return own.rateHz;
  if (family.find(kUsualRateHz) != nullptr) return kUsualRateHz;
  return family.formats.front().rateHz;
}

std::string nameOfBoth(const Endpoint* render, const Endpoint* capture) {
  if (render == nullptr) return capture->name();
  if (capture == nullptr || capture->name() == render->name()) return render->name();
  return render->name() + " + " + capture->name();
}

/// Every host is to see it, however long the name is.
std::string sharedName(const std::string& name) {
  constexpr char kShared[] = " (shared)";
  char front[shell::kNameRoom + 1 - sizeof kShared];
  shell::copyText(front, sizeof front, name);
  return std::string(front) + kShared;
}

std::string listOf(const FormatFamily& family) {
  std::string text;
  for (const WaveFormat& format : family.formats)
    text += (text.empty() ? "" : ", ") + std::to_string(format.rateHz);
  return text;
}

abi::Long framesFor(std::int64_t hns, double rateHz) noexcept {
  return static_cast<abi::Long>(static_cast<double>(hns) * rateHz / static_cast<double>(kHnsPerSecond) + 0.5);
}

}  // namespace

Setup::Setup(Devices devices, const Settings& settings)
    : resamplesCapture_(settings.resamplesCapture), devices_(std::move(devices)), periods_{0, 0} {
  if (resamplesCapture_ && !(devices_.render && devices_.capture)) {
    throw DriverFault(abi::error::kInvalidParameter,
                      "capture=resampled is for two devices: name a playing and a recording one");
  }
  name_ = nameOfBoth(devices_.render.get(), devices_.capture.get());
  if (devices_.render) devices_.render->watch(*devices_.waiter);
  if (devices_.capture) devices_.capture->watch(*devices_.waiter);
  if (settings.isShared()) {
    chooseShared(settings);
  } else {
    chooseExclusive(settings);
  }
  if (devices_.render) channels_.outputs = static_cast<abi::Long>(render_.formats.front().channels);
  if (devices_.capture) channels_.inputs = static_cast<abi::Long>(capture_.formats.front().channels);
  rateHz_ = firstRate(lead(), devices_.render ? *devices_.render : *devices_.capture);
}

void Setup::chooseExclusive(const Settings& settings) {
  if (devices_.render) addPeriods(periods_, *devices_.render);
  if (devices_.capture) addPeriods(periods_, *devices_.capture);
  if (devices_.render && devices_.capture) {
    auto pair =
        commonFormats(familiesOf(*devices_.render, settings), familiesOf(*devices_.capture, settings));
    if (!pair) {
      throw DriverFault(abi::error::kNotPresent,
                        "the two devices have no sample type and rate in common: open one of them alone");
    }
    render_ = std::move(pair->render);
    capture_ = std::move(pair->capture);
  } else if (devices_.render) {
    render_ = std::move(familiesOf(*devices_.render, settings).front());
  } else {
    capture_ = std::move(familiesOf(*devices_.capture, settings).front());
  }
}

/// There is nothing to choose: each device has the format in which it is mixed.
void Setup::chooseShared(const Settings& settings) {
  const auto ask = [&](Endpoint& endpoint, FormatFamily& family) {
    Mix mix = askMixer(endpoint);
    family = {mix.format.sampleType(), {mix.format}};
    if (settings.type && *settings.type != family.type) {
      throw DriverFault(abi::error::kInvalidParameter, "in shared mode the device does not take " +
                                                           nameOf(*settings.type) +
                                                           "; allowed: " + nameOf(family.type));
    }
    return mix;
  };
  if (devices_.render) renderMix_ = ask(*devices_.render, render_);
  if (devices_.capture) captureMix_ = ask(*devices_.capture, capture_);
  name_ = sharedName(name_);
  if (!renderMix_ || !captureMix_ || commonFormats({render_}, {capture_})) return;
  throw DriverFault(abi::error::kNotPresent,
                    "the two devices are mixed in different formats: give them the same in Sound settings");
}

void Setup::checkRate(double rateHz) const {
  if (lead().find(rateHz) != nullptr) return;
  const char* const who = isShared()
                              ? "the mixer has one sample rate, which is set in Sound settings; allowed: "
                              : "the device does not do that sample rate; allowed: ";
  throw DriverFault(abi::error::kNoClock, who + listOf(lead()));
}

void Setup::setRate(double rateHz) {
  checkRate(rateHz);
  if (rateHz != rateHz_) onlyFrames_.reset();
  rateHz_ = rateHz;
}

shell::BufferRule Setup::bufferRule() const {
  if (onlyFrames_) return {*onlyFrames_, *onlyFrames_, *onlyFrames_, 0};
  if (isShared()) return sharedSizes(renderMix_ ? *renderMix_ : *captureMix_);
  std::uint32_t step = 1;
  if (devices_.render) step = std::max(step, alignedStep(render_.find(rateHz_)->frameBytes()));
  if (devices_.capture) step = std::max(step, alignedStep(capture_.find(rateHz_)->frameBytes()));
  return offeredSizes(periods_, static_cast<std::uint32_t>(rateHz_), step);
}

OpenClient Setup::openRender(std::uint32_t frames) {
  void* const event = devices_.waiter->event();
  if (renderMix_) return openShared(*devices_.render, *renderMix_, frames, false, event);
  return openExclusive(*devices_.render, *render_.find(rateHz_), frames, periods_, event);
}

OpenClient Setup::openCapture(std::uint32_t frames) {
  // A recording device beside a playing one need not keep step: what it has is collected.
  const bool isLed = devices_.render != nullptr;
  void* const event = (isLed ? devices_.unwatched : devices_.waiter)->event();
  if (captureMix_) return openShared(*devices_.capture, *captureMix_, frames, isLed, event);
  // In exclusive mode an event that nobody answers in its own period is a packet lost: it gets none, and a
  // buffer of several periods.
  return openExclusive(*devices_.capture, *capture_.find(rateHz_), frames, periods_, isLed ? nullptr : event);
}

Setup::Opened Setup::open(abi::Long frames) {
  const auto asked = static_cast<std::uint32_t>(frames);
  Opened opened;
  if (devices_.capture) opened.capture = openCapture(asked);
  if (devices_.render) opened.render = openRender(asked);
  const OpenClient& leader = devices_.render ? *opened.render : *opened.capture;
  if (leader.switchFrames != asked) {
    const auto does = static_cast<abi::Long>(leader.switchFrames);
    const std::string refusal = "the device does not do a buffer size of " + std::to_string(frames);
    // One size that it refuses says nothing of all the others; the preferred one does.
    if (leader.isUsual && frames != bufferRule().preferred)
      throw DriverFault(abi::error::kInvalidMode, refusal + ": choose the preferred one");
    onlyFrames_ = does;
    throw DriverFault(abi::error::kInvalidMode, refusal + "; allowed: only " + std::to_string(does));
  }
  return opened;
}

abi::Long Setup::inputLatency(const Opened& opened, abi::Long frames) const noexcept {
  if (!opened.capture) return devices_.capture ? frames : 0;
  // What comes at a time, and what is kept in hand beside a playing device.
  const bool asksForAll = opened.capture->asksForAll();
  const auto period =
      static_cast<abi::Long>(asksForAll ? opened.capture->bufferFrames : opened.capture->periodFrames);
  const abi::Long packet = asksForAll ? period : std::max(period, frames);
  if (resamplesCapture_) {
    const auto rateHz = static_cast<std::uint32_t>(rateHz_);
    const auto latency = ResampledCapture::latencyFrames(static_cast<std::uint32_t>(frames),
                                                         static_cast<std::uint32_t>(period), rateHz);
    return static_cast<abi::Long>(latency) + framesFor(opened.capture->latencyHns, rateHz_);
  }
  const abi::Long kept = opened.render ? std::max(packet, frames) : 0;
  return packet + kept + framesFor(opened.capture->latencyHns, rateHz_);
}

abi::Long Setup::outputLatency(const Opened& opened, abi::Long frames, bool isDirect,
                               abi::Long ahead) const noexcept {
  if (!opened.render) return devices_.render ? (isDirect ? frames : 2 * frames) : 0;
  const abi::Long later = isDirect ? 0 : frames;
  if (ahead >= 0) return ahead + later;
  const auto filled = static_cast<abi::Long>(opened.render->filledFrames(static_cast<std::uint32_t>(frames)));
  // Where the device asks for all, one buffer sounds while the other is filled; else all but what is written
  // now is before it.
  const abi::Long before = opened.render->asksForAll() ? frames : filled - frames;
  return before + later + framesFor(opened.render->latencyHns, rateHz_);
}

}  // namespace drivers::wasapi
