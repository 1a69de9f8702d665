#include "drivers/wasapi/shared_mode.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "drivers/shell/fault.h"

namespace drivers::wasapi {

namespace {

/// As in exclusive mode.
constexpr std::uint32_t kLargest = 8192;
/// Two are queued, and the mixer may take what it wants ahead of time.
constexpr std::uint32_t kSwitches = 3;

/// A device whose driver says that the mixer can work in periods that are none has its usual one.
bool isSensible(const EnginePeriods& periods) noexcept {
  return periods.step > 0 && periods.shortest > 0 && periods.shortest <= periods.usual &&
         periods.usual <= periods.longest && (periods.usual - periods.shortest) % periods.step == 0;
}

bool canBeSet(const Mix& mix, std::uint32_t frames) noexcept {
  const EnginePeriods& can = mix.periods;
  return mix.isFlexible && frames >= can.shortest && frames <= can.longest &&
         (frames - can.shortest) % can.step == 0;
}

std::unique_ptr<Client> activate(Endpoint& endpoint) {
  std::unique_ptr<Client> client;
  require(endpoint.activate(client), "IMMDevice::Activate");
  return client;
}

/// The mixer's format is set in the system, at any time.
void requireInitialized(Result answer) {
  if (answer == result::kUnsupportedFormat) {
    throw shell::DriverFault(abi::error::kHwMalfunction,
                             "the format of the device was changed in Sound settings: reset the driver");
  }
  require(answer, "IAudioClient::Initialize");
}

OpenClient finish(std::unique_ptr<Client> client, const StreamRequest& request, std::uint32_t frames,
                  std::uint32_t periodFrames, void* event) {
  std::uint32_t got = 0;
  require(client->getBufferFrames(got), "IAudioClient::GetBufferSize");
  OpenClient open = finishOpening(std::move(client), request, got, frames, event);
  open.periodFrames = periodFrames;
  return open;
}

/// With a period of our own; nothing where another program has set it.
std::optional<OpenClient> openFlexible(Endpoint& endpoint, StreamRequest request, std::uint32_t frames,
                                       void* event) {
  request.engineFrames = frames;
  std::unique_ptr<Client> client = activate(endpoint);
  const Result answer = client->initialize(request);
  if (answer == result::kEnginePeriodicityLocked) return std::nullopt;
  requireInitialized(answer);
  return finish(std::move(client), request, frames, frames, event);
}

/// In which the mixer works now; 0: that cannot be told.
std::uint32_t currentPeriod(Endpoint& endpoint) {
  std::uint32_t frames = 0;
  return failed(activate(endpoint)->getCurrentPeriod(frames)) ? 0 : frames;
}

}  // namespace

Mix askMixer(Endpoint& endpoint) {
  const std::unique_ptr<Client> client = activate(endpoint);
  Mix mix;
  require(client->getMixFormat(mix.format), "IAudioClient::GetMixFormat");
  if (client->isFormatSupported(ShareMode::shared, mix.format) != result::kOk) {
    throw shell::DriverFault(abi::error::kNotPresent,
                             "the system does not mix for this device in its own format: choose another in "
                             "Sound settings");
  }
  if (!failed(client->getEnginePeriods(mix.format, mix.periods)) && isSensible(mix.periods)) {
    mix.isFlexible = true;
    return mix;
  }
  std::int64_t usualHns = 0;
  std::int64_t shortestHns = 0;
  require(client->getPeriods(usualHns, shortestHns), "IAudioClient::GetDevicePeriod");
  const std::uint32_t frames = std::clamp(framesOf(usualHns, mix.format.rateHz), 1u, kLargest);
  mix.periods = {frames, frames, frames, frames};
  return mix;
}

shell::BufferRule sharedSizes(const Mix& mix) {
  const auto [usual, step, shortest, longest] = mix.periods;
  const std::uint32_t steps = (std::max(kLargest, longest) - shortest) / step;
  return {static_cast<abi::Long>(shortest), static_cast<abi::Long>(shortest + steps * step),
          static_cast<abi::Long>(usual), steps == 0 ? 0 : static_cast<abi::Long>(step)};
}

OpenClient openShared(Endpoint& endpoint, const Mix& mix, std::uint32_t frames, bool isLed, void* event) {
  StreamRequest request{ShareMode::shared, Pace::event, 0, 0, mix.format, 0};
  if (canBeSet(mix, frames)) {
    if (auto open = openFlexible(endpoint, request, frames, event)) return std::move(*open);
    const std::uint32_t current = isLed ? 0 : currentPeriod(endpoint);
    if (current != 0 && current != frames) {
      if (auto open = openFlexible(endpoint, request, current, event)) return std::move(*open);
    }
  }
  // In whichever period the mixer works by itself.
  request.bufferHns = hnsOf(kSwitches * frames, mix.format.rateHz);
  std::unique_ptr<Client> client = activate(endpoint);
  requireInitialized(client->initialize(request));
  return finish(std::move(client), request, frames, mix.periods.usual, event);
}

}  // namespace drivers::wasapi
