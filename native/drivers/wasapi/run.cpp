#include "drivers/wasapi/run.h"

#include <algorithm>
#include <cmath>

namespace drivers::wasapi {

namespace {

/// A device that has nothing to say for so long is gone, whatever its driver pretends.
constexpr std::uint64_t kSilenceNs = 2'000'000'000;
/// Events in a row that come without room for anything: more than are left over when something was late.
constexpr int kIdleEvents = 8;
/// Events in a row that come much too late: then only another stream of the same device is in time again.
constexpr int kSlowEvents = 10;
/// Without events there is no use in looking more often.
constexpr std::uint64_t kShortestWaitNs = 500'000;
/// How fast the expectation of the next event follows the device: its clock is not the machine's.
constexpr std::int64_t kFollow = 16;

/// Later than that no switch comes before its device has run dry: what is queued, and a period of the device.
constexpr std::uint64_t kLateSwitches = 4;
constexpr std::uint64_t kLateNs = 50'000'000;

/// How long a device has asked for nothing while it was waited for. Where more time has gone by than anybody
/// waits, the computer has slept, and the device gets as long again to go on.
class Silence {
 public:
  explicit Silence(std::uint64_t nowNs) noexcept : beginNs_(nowNs) {}
  std::uint64_t beginNs() const noexcept { return beginNs_; }
  std::uint64_t endNs() const noexcept { return beginNs_ + kSilenceNs; }

  Result at(std::uint64_t nowNs) noexcept {
    if (nowNs < endNs()) return result::kOk;
    if (hasSlept_) return result::kClockJumped;
    if (nowNs < endNs() + kSilenceNs) return result::kSilentDevice;
    hasSlept_ = true;
    beginNs_ = nowNs;
    return result::kOk;
  }

 private:
  std::uint64_t beginNs_;
  bool hasSlept_ = false;
};

}  // namespace

Run::Run(const RunParts& parts)
    : parts_(parts),
      frames_(static_cast<std::uint32_t>(parts.buffers.frames())),
      rateHz_((parts.render != nullptr ? parts.render : parts.capture)->format.rateHz),
      periodNs_(durationNs(frames_)),
      clock_(parts.render != nullptr ? *parts.render : *parts.capture, parts.waiter,
             kLateSwitches * periodNs_ + kLateNs) {
  if (parts.render != nullptr) render_.emplace(*parts.render, parts.buffers);
  if (parts.capture != nullptr)
    capture_.emplace(*parts.capture, parts.buffers, parts.counters, render_.has_value(),
                     parts.resamplesCapture);
}

Run::~Run() {
  requestStop();
  if (thread_.joinable()) thread_.join();
}

std::uint64_t Run::durationNs(std::uint64_t frames) const noexcept {
  return static_cast<std::uint64_t>(static_cast<double>(frames) * 1e9 / rateHz_);
}

void Run::launch() {
  parts_.buffers.clear();
  parts_.failure.store(result::kOk);
  toldLosses_ = parts_.counters.inputLosses();
  // Recording first: what it hands over while the other one starts is what is kept in hand.
  if (capture_) {
    const Result result = capture_->begin();
    if (failed(result)) capture_->end();
    require(result, "IAudioClient::Start");
  }
  if (render_) {
    const Result result = render_->begin();
    if (failed(result)) {
      render_->end();
      if (capture_) capture_->end();
    }
    require(result, "IAudioClient::Start");
  }
  parts_.report.publish({0, parts_.waiter.nowNs()});
  parts_.report.setAdvancing(true);
  try {
    thread_ = std::thread([this] { loop(); });
  } catch (...) {
    parts_.report.setAdvancing(false);
    if (render_) render_->end();
    if (capture_) capture_->end();
    throw;
  }
}

void Run::requestStop() noexcept {
  if (stopRequested_.exchange(true, std::memory_order_acq_rel)) return;
  parts_.report.setAdvancing(false);
  parts_.waiter.wake();
}

void Run::loop() noexcept {
  threadId_.store(platform::currentThread(), std::memory_order_relaxed);
  platform::nameThread("bs-wasapi");
  {
    const platform::AudioPriority priority;
    while (!stopRequested()) {
      Result result = await();
      if (stopRequested()) break;
      if (!failed(result)) result = doSwitch();
      if (failed(result)) give(result);
    }
  }
  // Here and not by who stops: a device that is not stopped plays its last buffer again and again.
  if (render_) render_->end();
  if (capture_) capture_->end();
}

/// The device has failed. From now on the clock leads.
void Run::give(Result failure) noexcept {
  isLost_ = true;
  dueNs_ = parts_.waiter.nowNs();
  parts_.failure.store(failure);
  parts_.messenger.post(Messenger::Message::reset);
}

Result Run::await() noexcept {
  if (isLost_) {
    awaitClock();
    return result::kOk;
  }
  if (!render_) return awaitRecording();
  return render_->asksForAll() ? awaitEvent() : awaitRoom();
}

/// The wait for a device, at whose end it may be known to be gone.
Result Run::await(std::uint64_t deadlineNs, bool& isSet) noexcept {
  isSet = parts_.waiter.waitUntilNs(deadlineNs);
  for (const Endpoint* device : {parts_.renderDevice, parts_.captureDevice}) {
    const Result loss = device == nullptr ? result::kOk : device->losses().loss();
    if (loss != result::kOk) return loss;
  }
  return result::kOk;
}

/// What the recording device has, if there is one.
Result Run::collect() noexcept { return capture_ ? capture_->collect() : result::kOk; }

Result Run::awaitEvent() noexcept {
  Silence silence(parts_.waiter.nowNs());
  int idleEvents = kIdleEvents;
  for (;;) {
    bool isSet = false;
    Result result = await(silence.endNs(), isSet);
    if (stopRequested() || failed(result)) return result;
    const std::uint64_t nowNs = parts_.waiter.nowNs();
    if (!isSet) {
      if (result = silence.at(nowNs); failed(result)) return result;
      continue;
    }
    result = render_->take();
    if (result == result::kBufferTooLarge && --idleEvents > 0) continue;
    if (failed(result)) return result;
    if (isTooSlow(nowNs - silence.beginNs())) return result::kSlowDevice;
    countMissed(nowNs);
    return collect();
  }
}

Result Run::awaitRoom() noexcept {
  Silence silence(parts_.waiter.nowNs());
  for (;;) {
    std::uint32_t room = 0;
    bool isDry = false;
    if (const Result result = render_->getRoom(room, isDry); failed(result)) return result;
    if (room >= frames_) {
      // Once for each time that it runs dry, and not before anything was written.
      if (isDry && !wasDry_) {
        parts_.counters.underruns.add(1);
        parts_.messenger.post(Messenger::Message::overload);
      }
      wasDry_ = isDry;
      if (const Result result = render_->take(); failed(result)) return result;
      return collect();
    }
    wasDry_ = false;
    const std::uint64_t nowNs = parts_.waiter.nowNs();
    if (const Result result = silence.at(nowNs); failed(result)) return result;
    bool isSet = false;
    // By the clock, and where there are events not before one of them should have come.
    const std::uint64_t spareNs = render_->pace() == Pace::event ? periodNs_ : 0;
    const std::uint64_t laterNs = std::max(durationNs(frames_ - room), kShortestWaitNs);
    const Result result = await(nowNs + laterNs + spareNs, isSet);
    if (stopRequested() || failed(result)) return result;
  }
}

Result Run::awaitRecording() noexcept {
  const bool hasEvents = capture_->pace() == Pace::event;
  Silence silence(parts_.waiter.nowNs());
  for (;;) {
    if (const Result result = collect(); failed(result)) return result;
    if (capture_->hasBlock()) return result::kOk;
    const std::uint64_t nowNs = parts_.waiter.nowNs();
    if (const Result result = silence.at(nowNs); failed(result)) return result;
    const std::uint64_t laterNs = std::max(durationNs(capture_->missingFrames()), kShortestWaitNs);
    bool isSet = false;
    const Result result = await(hasEvents ? silence.endNs() : nowNs + laterNs, isSet);
    if (stopRequested() || failed(result)) return result;
  }
}

/// A device that lets several periods pass until it sets its event, time after time. Where the host is the
/// one who is late the event was set before somebody waited for it.
bool Run::isTooSlow(std::uint64_t waitedNs) noexcept {
  slowEvents_ = waitedNs > periodNs_ + periodNs_ / 2 ? slowEvents_ + 1 : 0;
  return slowEvents_ >= kSlowEvents;
}

void Run::awaitClock() noexcept {
  while (!stopRequested() && parts_.waiter.nowNs() < dueNs_) parts_.waiter.waitUntilNs(dueNs_);
  // Nobody makes up for what went by while the computer has slept.
  const std::uint64_t nowNs = std::max(parts_.waiter.nowNs(), dueNs_);
  const std::uint64_t missed = (nowNs - dueNs_) / periodNs_;
  if (missed > 0) skip(missed);
  dueNs_ += (missed + 1) * periodNs_;
}

/// Periods of the device that went by before somebody looked. The event tells of the last one only.
void Run::countMissed(std::uint64_t nowNs) noexcept {
  const auto periodNs = static_cast<std::int64_t>(periodNs_);
  if (dueNs_ == 0) dueNs_ = nowNs;
  std::int64_t lateNs = static_cast<std::int64_t>(nowNs - dueNs_);
  // Three quarters late is so near the next period that it has begun, as far as a clock can tell.
  const std::int64_t missed = std::max<std::int64_t>((lateNs + periodNs / 4) / periodNs, 0);
  if (missed > 0) skip(static_cast<std::uint64_t>(missed));
  lateNs -= missed * periodNs;
  dueNs_ += static_cast<std::uint64_t>((missed + 1) * periodNs + lateNs / kFollow);
}

void Run::skip(std::uint64_t switches) noexcept {
  position_ += switches * frames_;
  parts_.counters.missedSwitches.add(switches);
  parts_.messenger.post(Messenger::Message::overload);
}

Result Run::doSwitch() noexcept {
  const Way way = way_.load(std::memory_order_relaxed);
  Result result = result::kOk;
  const bool plays = render_ && !isLost_;
  // First of all, so that the device has it however long the host takes.
  if (plays && way == Way::afterwards) result = render_->write(1 - half_);
  if (failed(result)) return result;
  if (capture_ && !isLost_) {
    capture_->deliver(half_, position_, parts_.waiter.nowNs());
    tellOfLosses();
    if (durationNs(capture_->silentFrames()) > kSilenceNs) return result::kSilentDevice;
  } else {
    parts_.buffers.fillInputs(half_, nullptr);
  }
  callHost();
  if (stopRequested() || !plays) return result::kOk;
  const abi::Long done = 1 - half_;
  if (way == Way::direct) return render_->write(done);
  if (way == Way::afterwards) return result::kOk;
  const bool isReady = parts_.outputReady.load(std::memory_order_acquire);
  way_.store(isReady ? Way::direct : Way::afterwards, std::memory_order_relaxed);
  if (isReady != parts_.expectsDirect) parts_.messenger.post(Messenger::Message::latencies);
  return render_->write(isReady ? done : -1);
}

/// What is not whole is never handed over in silence.
void Run::tellOfLosses() noexcept {
  const std::uint64_t losses = parts_.counters.inputLosses();
  if (losses != toldLosses_) parts_.messenger.post(Messenger::Message::overload);
  toldLosses_ = losses;
}

void Run::callHost() noexcept {
  const std::uint64_t timeNs = isLost_ ? parts_.waiter.nowNs() : clock_.timeOf(position_);
  parts_.outputReady.store(false, std::memory_order_relaxed);
  parts_.report.publish({position_, timeNs});
  if (render_ && !hasMeasured_ && !isLost_) measureAhead();
  parts_.host.bufferSwitch(half_, position_, timeNs, rateHz_);
  position_ += frames_;
  half_ = 1 - half_;
}

/// What was written before the first switch, less what the device has played before it.
void Run::measureAhead() noexcept {
  const std::optional<double> lead = clock_.lead();
  if (!lead) return;
  hasMeasured_ = true;
  const double ahead = static_cast<double>(render_->filledFrames()) - *lead;
  // A device that has run dry, or whose clock begins with another number than nought.
  if (ahead < 0 || ahead > rateHz_) return;
  // Less than a millisecond is not worth a message.
  if (std::abs(ahead - static_cast<double>(parts_.toldAhead)) < rateHz_ / 1000) return;
  parts_.ahead.store(static_cast<abi::Long>(ahead + 0.5));
  parts_.messenger.post(Messenger::Message::latencies);
}

}  // namespace drivers::wasapi
