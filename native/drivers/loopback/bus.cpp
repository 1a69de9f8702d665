// The control half of a driver at the buses.
#include "drivers/loopback/bus.h"

#include <algorithm>

#include "abi/error.h"
#include "drivers/shell/fault.h"
#include "platform/time.h"

namespace drivers::loopback {

namespace {

[[noreturn]] void refuse(const std::string& message) {
  throw shell::DriverFault(abi::error::kInvalidMode, message);
}

constexpr std::uint64_t roundedUp(std::uint64_t position, std::uint64_t step) noexcept {
  return (position + step - 1) / step * step;
}

}  // namespace

bool Bus::isFirst() { return BusLock(seat_).isFirst(); }

std::optional<abi::Long> Bus::givenFrames() {
  const BusLock lock(seat_);
  return lock.isFirst() ? std::nullopt : lock.framesOfOthers();
}

void Bus::setRate(double rateHz) { BusLock(seat_).changeTime(rateHz, time().isOther); }

void Bus::setFormat(bool isOther, double rateHz) {
  BusLock lock(seat_);
  if (lock.framesOfOthers()) refuse("the format cannot change while another program has buffers");
  lock.changeTime(rateHz, isOther);
}

void Bus::prepare(abi::Long frames, const Mode& mode, bool isOther, const std::vector<bool>& outputs) {
  const BusLock lock(seat_);
  if (time().isOther != isOther) refuse("another program has changed the format");
  if (const auto given = lock.framesOfOthers(); given && *given != frames && !lock.isFirst()) {
    refuse("another program has the driver open with buffers of " + std::to_string(*given) +
           " frames: only those");
  }
  channels_ = {};
  for (std::size_t channel = 0; channel < outputs.size(); ++channel) {
    if (!outputs[channel]) continue;
    channels_[channel / 64] |= std::uint64_t{1} << channel % 64;
    seat_.reserve(channel);
  }
  sample_ = mode.sample;
  delay_ = mode.delayFrames(frames);
  sum_.emplace(sample_, frames);
  scratch_.resize(sample_.bytes(frames));
  frames_ = frames;
  seat_.mine().delay.store(delay_, std::memory_order_release);
  seat_.mine().frames.store(frames, std::memory_order_release);
}

void Bus::unprepare() noexcept {
  seat_.mine().frames.store(0, std::memory_order_release);
  frames_ = 0;
}

void Bus::start() {
  BusLock lock(seat_);
  const auto step = static_cast<std::uint64_t>(frames_);
  const std::uint64_t done = seat_.mine().done.load(std::memory_order_relaxed);
  if (lock.isAlone()) {
    // Nobody has waited for the time to go on. What was played in an earlier run is far away.
    openRun(roundedUp(lock.newestPosition() + ringFrames(), step), false);
    const BusTime before = time();
    lock.setTime({origin_, platform::nowNs(), before.rateHz, before.isOther});
  } else {
    const std::uint64_t next = (seat_.positionAt(platform::nowNs()) / step + 1) * step;
    const std::uint64_t origin = std::max(next, roundedUp(done, step));
    openRun(origin, origin - done <= ringFrames());
  }
  seat_.mine().isRunning.store(1, std::memory_order_release);
}

/// `keepsOld`: what this place played last may still be on its way to somebody.
void Bus::openRun(std::uint64_t origin, bool keepsOld) noexcept {
  BusPlace& place = seat_.mine();
  const std::uint32_t run = place.run.load(std::memory_order_relaxed);
  const bool wasWhole = run % 2 == 0;
  place.run.store(run | 1, std::memory_order_release);
  origin_ = origin;
  wasPassedBy_ = false;
  waitingNs_ = 0;
  keepsOld = keepsOld && wasWhole && place.type.load(std::memory_order_relaxed) == sample_.type;
  if (keepsOld) {
    const std::uint64_t done = place.done.load(std::memory_order_relaxed);
    for (std::size_t channel = 0; channel < seat_.outputs(); ++channel) {
      const bool isOld = hasOutput(place, channel);
      const bool isNew = (channels_[channel / 64] >> channel % 64 & 1) != 0;
      if (isNew) silence(channel, isOld ? done : origin - std::min(origin, ringFrames()), origin);
    }
  } else {
    place.first.store(origin, std::memory_order_release);
  }
  for (std::size_t i = 0; i < channels_.size(); ++i)
    place.outputs[i].store(channels_[i], std::memory_order_release);
  place.type.store(sample_.type, std::memory_order_release);
  place.origin.store(origin, std::memory_order_release);
  place.done.store(origin, std::memory_order_release);
  place.run.store((run | 1) + 1, std::memory_order_release);
}

void Bus::stop() noexcept { seat_.mine().isRunning.store(0, std::memory_order_release); }

}  // namespace drivers::loopback
