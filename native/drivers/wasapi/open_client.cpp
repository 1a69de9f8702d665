#include "drivers/wasapi/open_client.h"

#include <algorithm>
#include <optional>

#include "drivers/shell/fault.h"

namespace drivers::wasapi {

namespace {

/// Each of the ways in which a device changes what is asked of it comes once; with room for a surprise.
constexpr int kTries = 8;
/// How many switches are queued without events: who looks at the buffer by the clock may come late.
constexpr std::uint32_t kTimerSwitches = 4;
/// The buffer itself is to be twice as long where that is no more than a second. Nothing is kept in the rest:
/// there are systems that say too soon that something was played, and lose it where it is written over.
constexpr std::uint32_t kTimerRoom = 2;
/// And how many where the device says when there is room: one sounds while the other is filled. More where
/// one is shorter than what the device takes at a time.
constexpr std::uint32_t kEventSwitches = 2;
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
    const std::uint32_t frames = pace == Pace::event ? frames_ : timerFrames();
    Ask ask{std::max(hnsOf(frames, format_.rateHz), periods_.shortestHns)};
    for (int left = kTries; left > 0; --left) {
      std::unique_ptr<Client> client;
      require(endpoint_.activate(client), "IMMDevice::Activate");
      const StreamRequest request = requestFor(pace, ask.bufferHns);
      const Result answer = client->initialize(request);
      if (failed(answer)) {
        refusal_ = answer;
        if (!change(ask, answer, *client)) return std::nullopt;
        continue;
      }
      std::uint32_t got = 0;
      require(client->getBufferFrames(got), "IAudioClient::GetBufferSize");
      if (pace == Pace::event && isMultiplied(ask, got)) continue;
      OpenClient open = finishOpening(std::move(client), request, got, frames_, event_);
      open.isUsual = ask.wasUsual;
      if (pace == Pace::timer) open.periodFrames = framesOf(request.periodHns, format_.rateHz);
      return open;
    }
    return std::nullopt;
  }

  Result refusal() const noexcept { return refusal_; }

 private:
  std::uint32_t timerFrames() const noexcept {
    const std::uint32_t queued = frames_ * kTimerSwitches;
    return std::max(queued, std::min(queued * kTimerRoom, format_.rateHz));
  }

  StreamRequest requestFor(Pace pace, std::int64_t bufferHns) const {
    // With events both have to be the same. Without, the device is to take from the buffer in shorter steps
    // than we write: where it has a buffer of its own behind that (Wine's holds four periods), ours stays the
    // fuller of the two, and what it says of the padding stays true.
    const std::int64_t stepHns = std::max(hnsOf(frames_, format_.rateHz) / 2, periods_.shortestHns);
    const std::int64_t periodHns = pace == Pace::event ? bufferHns : stepHns;
    return {ShareMode::exclusive, pace, bufferHns, periodHns, format_, 0};
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

std::uint32_t OpenClient::filledFrames(std::uint32_t frames) const noexcept {
  if (asksForAll()) return bufferFrames;
  const std::uint32_t switches = pace == Pace::timer     ? kTimerSwitches
                                 : periodFrames > frames ? (periodFrames + frames - 1) / frames + 1
                                                         : kEventSwitches;
  return std::min(bufferFrames / frames, switches) * frames;
}

OpenClient finishOpening(std::unique_ptr<Client> client, const StreamRequest& request,
                         std::uint32_t bufferFrames, std::uint32_t frames, void* event) {
  OpenClient open;
  open.format = request.format;
  open.mode = request.mode;
  open.pace = request.pace;
  open.bufferFrames = bufferFrames;
  open.switchFrames = open.asksForAll() ? bufferFrames : frames;
  if (open.bufferFrames == 0 || (!open.asksForAll() && open.bufferFrames < 2 * frames)) {
    throw shell::DriverFault(abi::error::kInvalidMode,
                             "the device's buffer of " + std::to_string(open.bufferFrames) +
                                 " frames is too short for that size: choose at most " +
                                 std::to_string(open.bufferFrames / 2));
  }
  require(client->getLatencyHns(open.latencyHns), "IAudioClient::GetStreamLatency");
  // In exclusive mode the buffer is a part of what it says.
  if (open.mode == ShareMode::exclusive) {
    const std::int64_t bufferHns = hnsOf(bufferFrames, open.format.rateHz);
    open.latencyHns = std::max<std::int64_t>(open.latencyHns - bufferHns, 0);
  }
  if (open.pace == Pace::event) require(client->setEvent(event), "IAudioClient::SetEventHandle");
  require(client->openStream(), "IAudioClient::GetService");
  // Without a clock there are other ways to tell the time.
  if (failed(client->openClock(open.clockUnits))) open.clockUnits = 0;
  open.client = std::move(client);
  return open;
}

OpenClient openExclusive(Endpoint& endpoint, const WaveFormat& format, std::uint32_t frames,
                         const Periods& periods, void* event) {
  Opener opener(endpoint, format, frames, periods, event);
  if (auto open = opener.open(event == nullptr ? Pace::timer : Pace::event)) return std::move(*open);
  const Result refusal = opener.refusal();
  if (event != nullptr && !isFinal(refusal)) {
    if (auto open = opener.open(Pace::timer)) return std::move(*open);
  }
  // The first refusal: it was the device's own way.
  require(refusal, "IAudioClient::Initialize");
  throw shell::DriverFault(abi::error::kHwMalfunction, "the device was tried in vain: reset the driver");
}

}  // namespace drivers::wasapi
