#include "drivers/wasapi/open_client.h"

#include <algorithm>
#include <optional>

#include "drivers/shell/fault.h"

namespace drivers::wasapi {

namespace {

/// Each of the ways in which a device changes what is asked of it comes once; with room for a surprise.
constexpr int kTries = 8;
/// How many switches a buffer without events is to hold: who looks at it by the clock may come late.
constexpr std::uint32_t kTimerSwitches = 4;
constexpr std::int64_t kLessHns = 1'000'000;

/// How the next client is to ask.
struct Ask {
  std::int64_t bufferHns;
  bool wasAligned = false;
  bool wasShrunk = false;
  bool wasUsual = false;
};

class Opener {
 public:
  Opener(Endpoint& endpoint, const WaveFormat& format, std::uint32_t frames, const Periods& periods,
         void* event)
      : endpoint_(endpoint), format_(format), frames_(frames), periods_(periods), event_(event) {}

  /// Nothing where the device refuses; `refusal` says why.
  std::optional<OpenClient> open(Pace pace) {
    Ask ask{std::max(hnsOf(pace == Pace::event ? frames_ : frames_ * kTimerSwitches, format_.rateHz),
                     periods_.shortestHns)};
    for (int left = kTries; left > 0; --left) {
      std::unique_ptr<Client> client;
      require(endpoint_.activate(client), "IMMDevice::Activate");
      const Result answer = initialize(*client, pace, ask.bufferHns);
      if (failed(answer)) {
        refusal_ = answer;
        if (!change(ask, answer, *client)) return std::nullopt;
        continue;
      }
      std::uint32_t got = 0;
      require(client->getBufferFrames(got), "IAudioClient::GetBufferSize");
      if (pace == Pace::event && isMultiplied(ask, got)) continue;
      return finish(std::move(client), pace, got);
    }
    return std::nullopt;
  }

  Result refusal() const noexcept { return refusal_; }

 private:
  Result initialize(Client& client, Pace pace, std::int64_t bufferHns) const {
    // With events both have to be the same; without, the device works in shorter steps.
    const std::int64_t periodHns =
        pace == Pace::event ? bufferHns : std::max(hnsOf(frames_, format_.rateHz), periods_.shortestHns);
    return client.initialize({ShareMode::exclusive, pace, bufferHns, periodHns, format_});
  }

  /// False: another try would come to the same.
  bool change(Ask& ask, Result answer, Client& client) const {
    if (answer == result::kBufferSizeNotAligned && !ask.wasAligned) {
      std::uint32_t aligned = 0;
      if (failed(client.getBufferFrames(aligned)) || aligned == 0) return false;
      ask.wasAligned = true;
      ask.bufferHns = hnsOf(aligned, format_.rateHz);
      return true;
    }
    if (answer == result::kOutOfMemory && ask.bufferHns > kLessHns + periods_.shortestHns) {
      ask.bufferHns -= kLessHns;
      return true;
    }
    const bool isSize = answer == result::kBufferSizeNotAligned || answer == result::kBufferSizeError ||
                        answer == result::kInvalidDevicePeriod;
    if (!isSize || ask.wasUsual) return false;
    ask.wasUsual = true;
    ask.wasAligned = false;
    ask.bufferHns = std::max(periods_.usualHns, periods_.shortestHns);
    return true;
  }

  /// There are USB devices that take eight times what they are asked for.
  bool isMultiplied(Ask& ask, std::uint32_t got) const {
    const std::uint32_t asked = std::max(framesOf(ask.bufferHns, format_.rateHz), 1u);
    if (ask.wasShrunk || got < 2 * asked) return false;
    const std::int64_t shorterHns = ask.bufferHns / (got / asked);
    if (shorterHns < periods_.shortestHns) return false;
    ask.wasShrunk = true;
    ask.bufferHns = shorterHns;
    return true;
  }

  OpenClient finish(std::unique_ptr<Client> client, Pace pace, std::uint32_t got) const {
    if (got == 0 || (pace == Pace::timer && got < 2 * frames_)) {
      throw shell::DriverFault(abi::error::kInvalidMode,
                               "the device's buffer of " + std::to_string(got) +
                                   " frames is too short for that size: choose at most " +
                                   std::to_string(got / 2));
    }
    OpenClient open;
    require(client->getLatencyHns(open.latencyHns), "IAudioClient::GetStreamLatency");
    if (pace == Pace::event) require(client->setEvent(event_), "IAudioClient::SetEventHandle");
    require(client->openStream(), "IAudioClient::GetService");
    open.client = std::move(client);
    open.format = format_;
    open.pace = pace;
    open.bufferFrames = got;
    return open;
  }

  Endpoint& endpoint_;
  const WaveFormat& format_;
  const std::uint32_t frames_;
  const Periods& periods_;
  void* const event_;
  Result refusal_ = result::kOk;
};

/// Where it is certain that a timer changes nothing.
bool isFinal(Result refusal) noexcept {
  return refusal == result::kExclusiveModeNotAllowed || refusal == result::kDeviceInvalidated ||
         refusal == result::kServiceNotRunning || refusal == result::kAccessDenied ||
         refusal == result::kUnsupportedFormat;
}

}  // namespace

OpenClient openExclusive(Endpoint& endpoint, const WaveFormat& format, std::uint32_t frames,
                         const Periods& periods, void* event) {
  Opener opener(endpoint, format, frames, periods, event);
  if (auto open = opener.open(Pace::event)) return std::move(*open);
  const Result refusal = opener.refusal();
  if (!isFinal(refusal)) {
    if (auto open = opener.open(Pace::timer)) return std::move(*open);
  }
  // The first refusal: it was the device's own way.
  require(refusal, "IAudioClient::Initialize");
  throw shell::DriverFault(abi::error::kHwMalfunction, "the device was tried in vain: reset the driver");
}

}  // namespace drivers::wasapi
