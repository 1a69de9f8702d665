// The waits of a stream's thread: for the device's event, for room, for what it records, or by the clock.
#include <algorithm>
#include <cmath>
#include <utility>

#include "drivers/wasapi/run.h"

namespace drivers::wasapi {

namespace {

/// Events in a row that come without room for anything: more than are left over when something was late.
constexpr int kIdleEvents = 8;
/// Events in a row that come much too late: then only another stream of the same device is in time again.
constexpr int kSlowEvents = 10;
/// Without events there is no use in looking more often.
constexpr std::uint64_t kShortestWaitNs = 500'000;
/// How fast the expectation of the next event follows the device: its clock is not the machine's.
constexpr double kFollow = 16;
/// How much of a period has to have gone by until it counts as missed: all of it where the device's clock
/// tells, but for its rounding.
constexpr double kNearlyOver = 0.25;
constexpr double kRounding = 1.0 / 32;
/// By how many periods the two clocks may differ in that. One may have been missed that only one has seen.
constexpr double kAgree = 1.5;

/// How long a device has asked for nothing while it was waited for. Where more time has gone
/// by than anybody waits, the computer has slept, and the device gets as long again to go on.
class Silence {
 public:
  explicit Silence(std::uint64_t nowNs) noexcept : beginNs_(nowNs) {}
  std::uint64_t beginNs() const noexcept { return beginNs_; }
  std::uint64_t endNs() const noexcept { return beginNs_ + Run::kSilenceNs; }

  Result at(std::uint64_t nowNs) noexcept {
    if (nowNs < endNs()) return result::kOk;
    if (hasSlept_) return result::kClockJumped;
    if (nowNs < endNs() + Run::kSilenceNs) return result::kSilentDevice;
    hasSlept_ = true;
    beginNs_ = nowNs;
    return result::kOk;
  }

 private:
  std::uint64_t beginNs_;
  bool hasSlept_ = false;
};

}  // namespace

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
  isSet = parts_.waiter.waitUntilNs(deadlineNs) == Woken::byDevice;
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
    if (dueNs_ == 0) dueNs_ = nowNs;
    result = render_->take();
    // Both say that there is none this time.
    const bool isIdle = result == result::kBufferTooLarge || result == result::kBufferError;
    if (isIdle && --idleEvents > 0) continue;
    if (failed(result)) return result;
    // The first event comes with the start.
    const bool isFirst = std::exchange(hasRestarted_, false);
    if (!isFirst && isTooSlow(nowNs - silence.beginNs())) return result::kSlowDevice;
    // Also those that went by inside the call.
    const std::uint64_t missed = missedPeriods(parts_.waiter.nowNs());
    if (missed == 0) return collect();
    skip(missed);
    if (result = restart(); failed(result)) return result;
    silence = Silence(parts_.waiter.nowNs());
  }
}

/// The device hands out the halves of its buffer in turn, also where one of them was not asked for: after a
/// period that was missed it would be the half that sounds. So it begins from the beginning; there is a gap
/// in any case.
Result Run::restart() noexcept {
  render_->end();
  parts_.waiter.forgetEvent();
  clock_.restart(position_);
  dueNs_ = 0;
  hasRestarted_ = true;
  if (capture_) capture_->leaderRestarted();
  return render_->begin();
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
      const Result result = render_->take();
      if (!failed(result)) return collect();
      // There is none this time, whatever the padding says.
      if (result != result::kBufferError) return result;
      room = frames_;
    } else {
      wasDry_ = false;
    }
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
  const bool asksForAll = capture_->asksForAll();
  Silence silence(parts_.waiter.nowNs());
  bool isSet = false;
  for (;;) {
    // Where there is one packet for each event, not before it.
    if (isSet || !asksForAll) {
      if (const Result result = collect(); failed(result)) return result;
    }
    if (const std::uint64_t missing = capture_->takeMissing(); missing > 0)
      skip((missing + frames_ - 1) / frames_);
    if (capture_->hasBlock()) return result::kOk;
    const std::uint64_t nowNs = parts_.waiter.nowNs();
    if (const Result result = silence.at(nowNs); failed(result)) return result;
    const std::uint64_t laterNs = std::max(durationNs(capture_->missingFrames()), kShortestWaitNs);
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

/// Periods of the device that went by before somebody looked: the event tells of the last one only. By the
/// device's own clock a period is over when it is; by the machine's, which is all there is until the other is
/// known, three quarters late are as good as a whole one.
std::uint64_t Run::missedPeriods(std::uint64_t nowNs) noexcept {
  const auto periodNs = static_cast<double>(periodNs_);
  double lateNs = static_cast<double>(static_cast<std::int64_t>(nowNs - dueNs_));
  const std::optional<double> toldNs = clock_.lateNs(position_);
  const bool isTold = toldNs && std::abs(*toldNs - lateNs) < kAgree * periodNs;
  if (isTold) lateNs = *toldNs;
  const double missed = std::max(std::floor(lateNs / periodNs + (isTold ? kRounding : kNearlyOver)), 0.0);
  lateNs -= missed * periodNs;
  const double nextNs = static_cast<double>(nowNs - dueNs_) - lateNs + periodNs;
  dueNs_ += static_cast<std::uint64_t>(isTold ? nextNs : (missed + 1) * periodNs + lateNs / kFollow);
  return static_cast<std::uint64_t>(missed);
}

void Run::skip(std::uint64_t switches) noexcept {
  position_ += switches * frames_;
  parts_.counters.missedSwitches.add(switches);
  parts_.messenger.post(Messenger::Message::overload);
}

}  // namespace drivers::wasapi
