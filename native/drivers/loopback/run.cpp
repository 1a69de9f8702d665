#include "drivers/loopback/run.h"

#include <utility>

#include "platform/thread.h"

namespace drivers::loopback {

Run::Run(Buffers& buffers, const HostCalls& host, PositionReport& report, std::shared_ptr<Clock> clock,
         double rateHz, ClockKind kind, FarSide* farSide, Bus* bus)
    : buffers_(buffers),
      host_(host),
      report_(report),
      clock_(std::move(clock)),
      rateHz_(rateHz),
      kind_(kind),
      farSide_(farSide),
      bus_(bus) {}

Run::~Run() {
  requestStop();
  if (thread_.joinable()) thread_.join();
  if (bus_ != nullptr) bus_->stop();
}

void Run::launch() {
  buffers_.clear();
  report_.publish({0, clock_->timeNs(0)});
  report_.setAdvancing(true);
  try {
    thread_ = std::thread([this] { loop(); });
  } catch (...) {
    report_.setAdvancing(false);
    throw;
  }
}

void Run::requestStop() noexcept {
  if (stopRequested_.exchange(true, std::memory_order_acq_rel)) return;
  report_.setAdvancing(false);
  clock_->stop();
}

void Run::loop() noexcept {
  threadId_.store(platform::currentThread(), std::memory_order_relaxed);
  platform::nameThread("bs-loopback");
  if (farSide_ != nullptr) CallLog::threadNumber();
  host_.tellVirtualTime(kind_ != ClockKind::realtime);
  if (kind_ == ClockKind::realtime) {
    const platform::AudioPriority priority;
    switches();
  } else {
    // Never with that priority: a free-running thread does not pause, and would take a processor for itself.
    switches();
  }
  if (bus_ != nullptr) bus_->stop();
}

/// In free run the program sets the pace. False: stopped.
bool Run::awaitProgram() const noexcept {
  if (kind_ != ClockKind::freerun || !host_.canAwaitProgram()) return true;
  while (!stopRequested()) {
    if (host_.awaitProgram()) return true;
  }
  return false;
}

/// The rate that the driver has taken by itself, maybe.
double Run::rateAfter(std::uint64_t position, double rateHz) noexcept {
  const double own = farSide_ == nullptr ? 0 : farSide_->ownRateHz();
  if (own == 0 || own == rateHz) return rateHz;
  clock_->changeRate(position, own);
  return own;
}

/// What the program that has the say has changed.
void Run::tellOfOthers(double& rateHz) noexcept {
  const double busRateHz = bus_->time().rateHz;
  if (busRateHz != rateHz) {
    rateHz = busRateHz;
    host_.rateChanged(rateHz);
  }
  const abi::Long frames = bus_->otherFrames();
  if (frames == 0 || frames == toldFrames_) return;
  toldFrames_ = frames;
  host_.askForFrames(frames);
}

void Run::switches() noexcept {
  abi::Long half = 0;
  double rateHz = rateHz_;
  const auto frames = static_cast<std::uint64_t>(buffers_.frames());
  std::uint64_t next = 0;
  for (std::uint64_t position = 0; awaitProgram() && clock_->awaitSwitch(position); position += frames) {
    if (position != next) host_.overload();
    next = position + frames;
    if (bus_ != nullptr) {
      tellOfOthers(rateHz);
      if (stopRequested()) return;
    }
    const std::uint64_t timeNs = clock_->timeNs(position);
    buffers_.fillInputs(half, position);
    report_.publish({position, timeNs});
    host_.bufferSwitch(half, position, timeNs, rateHz);
    buffers_.takeOutputs(half);
    rateHz = rateAfter(position, rateHz);
    clock_->switchDone();
    half = 1 - half;
  }
}

}  // namespace drivers::loopback
