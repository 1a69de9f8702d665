#include "drivers/wasapi/setup.h"

#include <algorithm>
#include <string>
#include <utility>

#include "drivers/shell/fault.h"

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

Setup::Setup(Devices devices, const Settings& settings) : devices_(std::move(devices)), periods_{0, 0} {
  name_ = nameOfBoth(devices_.render.get(), devices_.capture.get());
  if (devices_.render) devices_.render->watch(*devices_.waiter);
  if (devices_.capture) devices_.capture->watch(*devices_.waiter);
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
  if (devices_.render) channels_.outputs = static_cast<abi::Long>(render_.formats.front().channels);
  if (devices_.capture) channels_.inputs = static_cast<abi::Long>(capture_.formats.front().channels);
  rateHz_ = firstRate(lead(), devices_.render ? *devices_.render : *devices_.capture);
}

void Setup::checkRate(double rateHz) const {
  if (lead().find(rateHz) != nullptr) return;
  throw DriverFault(abi::error::kNoClock,
                    "the device does not do that sample rate; allowed: " + listOf(lead()));
}

void Setup::setRate(double rateHz) {
  checkRate(rateHz);
  if (rateHz != rateHz_) onlyFrames_.reset();
  rateHz_ = rateHz;
}

shell::BufferRule Setup::bufferRule() const {
  if (onlyFrames_) return {*onlyFrames_, *onlyFrames_, *onlyFrames_, 0};
  std::uint32_t step = 1;
  if (devices_.render) step = std::max(step, alignedStep(render_.find(rateHz_)->frameBytes()));
  if (devices_.capture) step = std::max(step, alignedStep(capture_.find(rateHz_)->frameBytes()));
  return offeredSizes(periods_, static_cast<std::uint32_t>(rateHz_), step);
}

Setup::Opened Setup::open(abi::Long frames) {
  const auto asked = static_cast<std::uint32_t>(frames);
  Opened opened;
  // A recording device beside a playing one need not keep step: what it has is collected.
  void* const captureEvent = (devices_.render ? devices_.unwatched : devices_.waiter)->event();
  if (devices_.capture) {
    opened.capture = openExclusive(*devices_.capture, *capture_.find(rateHz_), asked, periods_, captureEvent);
  }
  if (devices_.render) {
    opened.render =
        openExclusive(*devices_.render, *render_.find(rateHz_), asked, periods_, devices_.waiter->event());
  }
  const OpenClient& leader = devices_.render ? *opened.render : *opened.capture;
  if (leader.pace == Pace::event && leader.bufferFrames != asked) {
    onlyFrames_ = static_cast<abi::Long>(leader.bufferFrames);
    throw DriverFault(abi::error::kInvalidMode, "the device does not do a buffer size of " +
                                                    std::to_string(frames) + "; allowed: only " +
                                                    std::to_string(*onlyFrames_));
  }
  return opened;
}

abi::Long Setup::inputLatency(const Opened& opened, abi::Long frames) const noexcept {
  if (!opened.capture) return devices_.capture ? frames : 0;
  // What comes at a time, and what is kept in hand beside a playing device.
  const abi::Long packet = opened.capture->pace == Pace::event
                               ? static_cast<abi::Long>(opened.capture->bufferFrames)
                               : std::max(framesFor(periods_.usualHns, rateHz_), frames);
  const abi::Long kept = opened.render ? std::max(packet, frames) : 0;
  return packet + kept + framesFor(opened.capture->latencyHns, rateHz_);
}

abi::Long Setup::outputLatency(const Opened& opened, abi::Long frames, bool isDirect) const noexcept {
  if (!opened.render) return devices_.render ? (isDirect ? frames : 2 * frames) : 0;
  const bool hasEvents = opened.render->pace == Pace::event;
  const abi::Long fits = std::min(static_cast<abi::Long>(opened.render->bufferFrames) / frames, abi::Long{4});
  // With events one buffer sounds while the other is filled; without, all but what is written now is before
  // it.
  const abi::Long ahead = hasEvents ? frames : (fits - 1) * frames;
  return ahead + (isDirect ? 0 : frames) + framesFor(opened.render->latencyHns, rateHz_);
}

}  // namespace drivers::wasapi
