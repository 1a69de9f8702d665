// The control half of a seat at the buses.
#include "drivers/loopback/bus.h"

#include <algorithm>
#include <system_error>

#include "abi/error.h"
#include "drivers/loopback/bus_settings.h"
#include "drivers/shell/fault.h"
#include "platform/time.h"

namespace drivers::loopback {

namespace {

namespace error = abi::error;
using shell::DriverFault;

[[noreturn]] void refuse(abi::Error code, const std::string& message) { throw DriverFault(code, message); }

std::size_t memoryBytes(std::size_t channels, std::size_t ringBytes) {
  constexpr double kMost = 1024.0 * 1024 * 1024;
  const double bytes =
      static_cast<double>(ringBytes) * static_cast<double>(channels) * static_cast<double>(kBusPlaces);
  if (bytes > kMost) {
    refuse(error::kNoMemory,
           "a cable of that size takes more than 1 GiB: fewer outputs, less maxBuffer or delay, or "
           "cable=none");
  }
  return kBusHeadBytes + static_cast<std::size_t>(bytes);
}

constexpr std::uint64_t roundedUp(std::uint64_t position, std::uint64_t step) noexcept {
  return (position + step - 1) / step * step;
}

}  // namespace

Bus::Bus(const std::string& name, const Settings& settings)
    : name_(name),
      signature_(busSignature(settings)),
      outputs_(static_cast<std::size_t>(settings.outputs)),
      ringBytes_(busRingBytes(settings)),
      pace_(1 + settings.clock.driftPpm / 1e6),
      memory_(busMemoryName(name), memoryBytes(outputs_, ringBytes_)),
      head_(reinterpret_cast<BusHead*>(memory_.data())) {
  const platform::SharedMemory::Lock lock(memory_);
  bool isEmpty = true;
  for (int place = 0; place < kBusPlaces; ++place) isEmpty = isEmpty && !memory_.isTaken(place);
  const bool fits = memory_.size() >= memoryBytes(outputs_, ringBytes_);
  if (!fits || (!isEmpty && head_->signature.load(std::memory_order_relaxed) != signature_)) {
    refuse(error::kNotPresent, "another program has \"" + name_ +
                                   "\" open with other settings, or with another version of this driver");
  }
  memory_.reserve(0, kBusHeadBytes);
  takePlace();
  sweep();
  if (!isEmpty) return;
  head_->signature.store(signature_, std::memory_order_relaxed);
  setTime({newestPosition(), platform::nowNs(), settings.mode.rateHz, false});
}

Bus::~Bus() {
  stop();
  mine().frames.store(0, std::memory_order_release);
  mine().ticket.store(0, std::memory_order_release);
}

void Bus::takePlace() {
  for (int place = 0; place < kBusPlaces && place_ < 0; ++place) {
    if (memory_.take(place)) place_ = place;
  }
  if (place_ < 0) {
    refuse(error::kNotPresent,
           std::to_string(kBusPlaces) + " programs have \"" + name_ + "\" open: no more can");
  }
  mine().isRunning.store(0, std::memory_order_relaxed);
  mine().frames.store(0, std::memory_order_relaxed);
  const std::uint64_t ticket = head_->lastTicket.load(std::memory_order_relaxed) + 1;
  head_->lastTicket.store(ticket, std::memory_order_relaxed);
  mine().ticket.store(ticket, std::memory_order_release);
}

/// Whoever was killed is gone. Under the lock.
void Bus::sweep() noexcept {
  for (int place = 0; place < kBusPlaces; ++place) {
    BusPlace& other = head_->places[static_cast<std::size_t>(place)];
    if (place == place_ || other.ticket.load(std::memory_order_relaxed) == 0 || memory_.isTaken(place))
      continue;
    other.isRunning.store(0, std::memory_order_relaxed);
    other.frames.store(0, std::memory_order_relaxed);
    other.ticket.store(0, std::memory_order_relaxed);
  }
}

// --- Time

BusTime Bus::time() const noexcept {
  for (;;) {
    const std::uint64_t changes = head_->changes.load(std::memory_order_acquire);
    const BusTimeWords& words = head_->times[changes % 2];
    const BusTime time = {
        words.position.load(std::memory_order_acquire), words.timeNs.load(std::memory_order_acquire),
        words.rateHz.load(std::memory_order_acquire), words.isOther.load(std::memory_order_acquire) != 0};
    if (head_->changes.load(std::memory_order_relaxed) == changes) return time;
  }
}

/// Into the words that nobody reads. Under the lock.
void Bus::setTime(const BusTime& time) noexcept {
  const std::uint64_t changes = head_->changes.load(std::memory_order_relaxed) + 1;
  BusTimeWords& words = head_->times[changes % 2];
  // Release: a reader that sees any of them also sees that the words before these are the ones that hold.
  words.position.store(time.position, std::memory_order_release);
  words.timeNs.store(time.timeNs, std::memory_order_release);
  words.rateHz.store(time.rateHz, std::memory_order_release);
  words.isOther.store(time.isOther ? 1 : 0, std::memory_order_release);
  head_->changes.store(changes, std::memory_order_release);
}

std::uint64_t Bus::timeNsOf(std::uint64_t position) const noexcept {
  const BusTime time = this->time();
  const auto frames = static_cast<double>(static_cast<std::int64_t>(position - time.position));
  return time.timeNs +
         static_cast<std::uint64_t>(static_cast<std::int64_t>(frames * 1e9 / (time.rateHz * pace_)));
}

std::uint64_t Bus::positionAt(std::uint64_t ns) const noexcept {
  const BusTime time = this->time();
  const auto passedNs = static_cast<double>(static_cast<std::int64_t>(ns - time.timeNs));
  return time.position +
         static_cast<std::uint64_t>(static_cast<std::int64_t>(passedNs * time.rateHz * pace_ / 1e9));
}

// --- Who has the say

bool Bus::isFirst() {
  const platform::SharedMemory::Lock lock(memory_);
  sweep();
  return isOldest();
}

bool Bus::isOldest() const noexcept {
  const std::uint64_t own = at(place_).ticket.load(std::memory_order_relaxed);
  return std::none_of(head_->places.begin(), head_->places.end(), [own](const BusPlace& place) {
    const std::uint64_t ticket = place.ticket.load(std::memory_order_relaxed);
    return ticket != 0 && ticket < own;
  });
}

abi::Long Bus::otherFrames() const noexcept {
  const std::uint64_t own = at(place_).ticket.load(std::memory_order_relaxed);
  std::uint64_t lowest = own;
  abi::Long frames = 0;
  for (const BusPlace& place : head_->places) {
    const std::uint64_t ticket = place.ticket.load(std::memory_order_acquire);
    const abi::Long size = place.frames.load(std::memory_order_acquire);
    if (ticket == 0 || ticket >= lowest || size == 0) continue;
    lowest = ticket;
    frames = size;
  }
  return frames == frames_ ? 0 : frames;
}

std::optional<abi::Long> Bus::givenFrames() { return isFirst() ? std::nullopt : framesOfOthers(); }

/// The buffer size of the oldest who has buffers, were it not for this one.
std::optional<abi::Long> Bus::framesOfOthers() const noexcept {
  std::uint64_t lowest = UINT64_MAX;
  std::optional<abi::Long> frames;
  for (int place = 0; place < kBusPlaces; ++place) {
    const std::uint64_t ticket = at(place).ticket.load(std::memory_order_relaxed);
    const abi::Long size = at(place).frames.load(std::memory_order_relaxed);
    if (place == place_ || ticket == 0 || ticket > lowest || size == 0) continue;
    lowest = ticket;
    frames = size;
  }
  return frames;
}

void Bus::setRate(double rateHz) {
  const platform::SharedMemory::Lock lock(memory_);
  changeTime(rateHz, time().isOther);
}

void Bus::setFormat(bool isOther, double rateHz) {
  const platform::SharedMemory::Lock lock(memory_);
  sweep();
  if (framesOfOthers())
    refuse(error::kInvalidMode, "the format cannot change while another program has buffers");
  changeTime(rateHz, isOther);
}

/// What is past keeps its time. Under the lock.
void Bus::changeTime(double rateHz, bool isOther) noexcept {
  const BusTime before = time();
  if (before.rateHz == rateHz && before.isOther == isOther) return;
  const std::uint64_t nowNs = platform::nowNs();
  setTime({std::max(before.position, positionAt(nowNs)), nowNs, rateHz, isOther});
}

// --- Buffers and runs

void Bus::prepare(abi::Long frames, const Mode& mode, bool isOther, const std::vector<bool>& outputs) {
  const platform::SharedMemory::Lock lock(memory_);
  sweep();
  if (time().isOther != isOther) refuse(error::kInvalidMode, "another program has changed the format");
  if (const auto given = framesOfOthers(); given && *given != frames && !isOldest()) {
    refuse(error::kInvalidMode, "another program has the driver open with buffers of " +
                                    std::to_string(*given) + " frames: only those");
  }
  channels_ = {};
  for (std::size_t channel = 0; channel < outputs.size(); ++channel) {
    if (!outputs[channel]) continue;
    channels_[channel / 64] |= std::uint64_t{1} << channel % 64;
    memory_.reserve(static_cast<std::size_t>(ring(place_, channel) - memory_.data()), ringBytes_);
  }
  sample_ = mode.sample;
  delay_ = mode.delayFrames(frames);
  sum_.emplace(sample_, frames);
  scratch_.resize(sample_.bytes(frames));
  frames_ = frames;
  mine().delay.store(delay_, std::memory_order_release);
  mine().frames.store(frames, std::memory_order_release);
}

void Bus::unprepare() noexcept {
  mine().frames.store(0, std::memory_order_release);
  frames_ = 0;
}

bool Bus::isAlone() const noexcept {
  for (int place = 0; place < kBusPlaces; ++place) {
    if (place != place_ && at(place).isRunning.load(std::memory_order_acquire) != 0) return false;
  }
  return true;
}

std::uint64_t Bus::newestPosition() const noexcept {
  std::uint64_t newest = time().position;
  for (const BusPlace& place : head_->places)
    newest = std::max(newest, place.done.load(std::memory_order_acquire));
  return newest;
}

void Bus::start() {
  const platform::SharedMemory::Lock lock(memory_);
  sweep();
  const auto step = static_cast<std::uint64_t>(frames_);
  const std::uint64_t done = mine().done.load(std::memory_order_relaxed);
  if (isAlone()) {
    // Nobody has waited for the time to go on. What was played in an earlier run is far away.
    openRun(roundedUp(newestPosition() + ringFrames(), step), false);
    const BusTime before = time();
    setTime({origin_, platform::nowNs(), before.rateHz, before.isOther});
  } else {
    const std::uint64_t next = (positionAt(platform::nowNs()) / step + 1) * step;
    const std::uint64_t origin = std::max(next, roundedUp(done, step));
    openRun(origin, origin - done <= ringFrames());
  }
  mine().isRunning.store(1, std::memory_order_release);
}

/// `keepsOld`: what this place played last may still be on its way to somebody.
void Bus::openRun(std::uint64_t origin, bool keepsOld) noexcept {
  BusPlace& place = mine();
  const std::uint32_t run = place.run.load(std::memory_order_relaxed);
  const bool wasWhole = run % 2 == 0;
  place.run.store(run | 1, std::memory_order_release);
  origin_ = origin;
  wasPassedBy_ = false;
  waitingNs_ = 0;
  keepsOld = keepsOld && wasWhole && place.type.load(std::memory_order_relaxed) == sample_.type;
  if (keepsOld) {
    const std::uint64_t done = place.done.load(std::memory_order_relaxed);
    for (std::size_t channel = 0; channel < outputs_; ++channel) {
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

void Bus::stop() noexcept { mine().isRunning.store(0, std::memory_order_release); }

}  // namespace drivers::loopback
