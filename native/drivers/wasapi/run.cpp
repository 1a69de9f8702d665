#include "drivers/wasapi/run.h"

#include <algorithm>
#include <cmath>

namespace drivers::wasapi {

namespace {

/// A recording device may take its time until it begins, but not for ever.
constexpr std::uint64_t kFirstPacketNs = 10'000'000'000;

/// Later than that no switch comes before its device has run dry: what is queued, and a period of the device.
constexpr std::uint64_t kLateSwitches = 4;
constexpr std::uint64_t kLateNs = 50'000'000;

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
  thread_ = std::thread([this] { enter(); });
  started_.waitUntilNs(UINT64_MAX);
  require(startResult_, "IAudioClient::Start");
}

/// Recording first: what it hands over while the other one starts is what is kept in hand.
Result Run::startDevices() noexcept {
  // Of a stream before this one.
  parts_.waiter.forgetEvent();
  Result result = capture_ ? capture_->begin() : result::kOk;
  if (!failed(result) && render_) result = render_->begin();
  if (failed(result)) endDevices();
  return result;
}

void Run::endDevices() noexcept {
  if (render_) render_->end();
  if (capture_) capture_->end();
}

void Run::requestStop() noexcept {
  if (stopRequested_.exchange(true, std::memory_order_acq_rel)) return;
  parts_.report.setAdvancing(false);
  parts_.waiter.wake();
}

void Run::enter() noexcept {
  threadId_.store(platform::currentThread(), std::memory_order_relaxed);
  platform::nameThread("bs-wasapi");
  // Before the devices start: the first period would be over by then where it is short.
  const platform::AudioPriority priority;
  startResult_ = startDevices();
  const bool hasStarted = !failed(startResult_);
  if (hasStarted) {
    parts_.report.publish({0, parts_.waiter.nowNs()});
    parts_.report.setAdvancing(true);
  }
  started_.set();
  if (hasStarted) loop();
}

void Run::loop() noexcept {
  while (!stopRequested()) {
    Result result = await();
    if (stopRequested()) break;
    if (!failed(result)) result = doSwitch();
    if (failed(result)) give(result);
  }
  // Here and not by who stops: a device that is not stopped plays its last buffer again and again.
  if (!isLost_) endDevices();
}

/// The device has failed. From now on the clock leads.
void Run::give(Result failure) noexcept {
  isLost_ = true;
  // The one that is still there would play its last buffer again and again.
  endDevices();
  dueNs_ = parts_.waiter.nowNs();
  parts_.failure.store(failure);
  parts_.messenger.post(Messenger::Message::reset);
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
    if (durationNs(capture_->awaitedFrames()) > kFirstPacketNs) return result::kSilentDevice;
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
  double ahead = static_cast<double>(render_->filledFrames()) - *lead;
  // A device that has run dry, or whose clock begins with another number than nought.
  if (ahead < 0 || ahead > rateHz_) return;
  // There are clocks that run ahead of what is heard. What sounds cannot be written any more.
  if (render_->asksForAll()) ahead = std::max(ahead, static_cast<double>(frames_));
  // Less than a millisecond is not worth a message.
  if (std::abs(ahead - static_cast<double>(parts_.toldAhead)) < rateHz_ / 1000) return;
  parts_.ahead.store(static_cast<abi::Long>(ahead + 0.5));
  parts_.messenger.post(Messenger::Message::latencies);
}

}  // namespace drivers::wasapi
