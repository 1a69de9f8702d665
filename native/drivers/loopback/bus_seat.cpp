#include "drivers/loopback/bus_seat.h"

#include <algorithm>

#include "abi/error.h"
#include "drivers/loopback/bus_settings.h"
#include "drivers/shell/fault.h"
#include "platform/time.h"

namespace drivers::loopback {

namespace {

[[noreturn]] void refuse(abi::Error code, const std::string& message) {
  throw shell::DriverFault(code, message);
}

std::size_t memoryBytes(std::size_t outputs, std::size_t ringBytes) {
  constexpr double kMost = 1024.0 * 1024 * 1024;
  const double bytes =
      static_cast<double>(ringBytes) * static_cast<double>(outputs) * static_cast<double>(kBusPlaces);
  if (bytes > kMost) {
    refuse(abi::error::kNoMemory,
           "a cable of that size takes more than 1 GiB: fewer outputs, less maxBuffer or delay, or "
           "cable=none");
  }
  return kBusHeadBytes + static_cast<std::size_t>(bytes);
}

}  // namespace

BusSeat::BusSeat(const std::string& cable, const Settings& settings)
    : outputs_(static_cast<std::size_t>(settings.outputs)),
      ringBytes_(busRingBytes(settings)),
      pace_(1 + settings.clock.driftPpm / 1e6),
      memory_(busMemoryName(cable), memoryBytes(outputs_, ringBytes_)),
      head_(reinterpret_cast<BusHead*>(memory_.data())) {
  BusLock lock(*this);
  bool isEmpty = true;
  for (int place = 0; place < kBusPlaces; ++place) isEmpty = isEmpty && !memory_.isTaken(place);
  const std::uint64_t signature = busSignature(settings);
  const bool fits = memory_.size() >= memoryBytes(outputs_, ringBytes_);
  if (!fits || (!isEmpty && head_->signature.load(std::memory_order_relaxed) != signature)) {
    refuse(abi::error::kNotPresent,
           "another program has \"" + cable +
               "\" open with other settings, or with another version of this driver");
  }
  memory_.reserve(0, kBusHeadBytes);
  takePlace(cable);
  lock.sweep();
  if (!isEmpty) return;
  head_->signature.store(signature, std::memory_order_relaxed);
  lock.setTime({lock.newestPosition(), platform::nowNs(), settings.mode.rateHz, false});
}

BusSeat::~BusSeat() {
  mine().isRunning.store(0, std::memory_order_release);
  mine().frames.store(0, std::memory_order_release);
  mine().ticket.store(0, std::memory_order_release);
}

/// Under the lock.
void BusSeat::takePlace(const std::string& cable) {
  for (int place = 0; place < kBusPlaces && place_ < 0; ++place) {
    if (memory_.take(place)) place_ = place;
  }
  if (place_ < 0) {
    refuse(abi::error::kNotPresent,
           std::to_string(kBusPlaces) + " programs have \"" + cable + "\" open: no more can");
  }
  mine().isRunning.store(0, std::memory_order_relaxed);
  mine().frames.store(0, std::memory_order_relaxed);
  const std::uint64_t ticket = head_->lastTicket.load(std::memory_order_relaxed) + 1;
  head_->lastTicket.store(ticket, std::memory_order_relaxed);
  mine().ticket.store(ticket, std::memory_order_release);
}

std::byte* BusSeat::ring(int place, std::size_t channel) const noexcept {
  return memory_.data() + kBusHeadBytes + (static_cast<std::size_t>(place) * outputs_ + channel) * ringBytes_;
}

void BusSeat::reserve(std::size_t channel) {
  memory_.reserve(static_cast<std::size_t>(ring(place_, channel) - memory_.data()), ringBytes_);
}

// --- Time

BusTime BusSeat::time() const noexcept {
  for (;;) {
    const std::uint64_t changes = head_->changes.load(std::memory_order_acquire);
    const BusTimeWords& words = head_->times[changes % 2];
    const BusTime time = {
        words.position.load(std::memory_order_acquire), words.timeNs.load(std::memory_order_acquire),
        words.rateHz.load(std::memory_order_acquire), words.isOther.load(std::memory_order_acquire) != 0};
    if (head_->changes.load(std::memory_order_relaxed) == changes) return time;
  }
}

std::uint64_t BusSeat::timeNsOf(std::uint64_t position) const noexcept {
  const BusTime time = this->time();
  const auto frames = static_cast<double>(static_cast<std::int64_t>(position - time.position));
  return time.timeNs +
         static_cast<std::uint64_t>(static_cast<std::int64_t>(frames * 1e9 / (time.rateHz * pace_)));
}

std::uint64_t BusSeat::positionAt(std::uint64_t ns) const noexcept {
  const BusTime time = this->time();
  const auto passedNs = static_cast<double>(static_cast<std::int64_t>(ns - time.timeNs));
  return time.position +
         static_cast<std::uint64_t>(static_cast<std::int64_t>(passedNs * time.rateHz * pace_ / 1e9));
}

// --- One at a time

BusLock::BusLock(BusSeat& seat) : lock_(seat.memory_), seat_(seat) {
  if (seat_.place_ >= 0) sweep();
}

/// Whoever was killed is gone.
void BusLock::sweep() noexcept {
  for (int place = 0; place < kBusPlaces; ++place) {
    BusPlace& other = seat_.head_->places[static_cast<std::size_t>(place)];
    const bool isSomebodys = other.ticket.load(std::memory_order_relaxed) != 0;
    if (place == seat_.place_ || !isSomebodys || seat_.isTaken(place)) continue;
    other.isRunning.store(0, std::memory_order_relaxed);
    other.frames.store(0, std::memory_order_relaxed);
    other.ticket.store(0, std::memory_order_relaxed);
  }
}

bool BusLock::isFirst() const noexcept {
  const std::uint64_t own = seat_.mine().ticket.load(std::memory_order_relaxed);
  const auto& places = seat_.head_->places;
  return std::none_of(places.begin(), places.end(), [own](const BusPlace& place) {
    const std::uint64_t ticket = place.ticket.load(std::memory_order_relaxed);
    return ticket != 0 && ticket < own;
  });
}

std::optional<abi::Long> BusLock::framesOfOthers() const noexcept {
  std::uint64_t lowest = UINT64_MAX;
  std::optional<abi::Long> frames;
  for (int place = 0; place < kBusPlaces; ++place) {
    const std::uint64_t ticket = seat_.at(place).ticket.load(std::memory_order_relaxed);
    const abi::Long size = seat_.at(place).frames.load(std::memory_order_relaxed);
    if (place == seat_.place_ || ticket == 0 || ticket > lowest || size == 0) continue;
    lowest = ticket;
    frames = size;
  }
  return frames;
}

bool BusLock::isAlone() const noexcept {
  for (int place = 0; place < kBusPlaces; ++place) {
    if (place != seat_.place_ && seat_.at(place).isRunning.load(std::memory_order_acquire) != 0) return false;
  }
  return true;
}

std::uint64_t BusLock::newestPosition() const noexcept {
  std::uint64_t newest = seat_.time().position;
  for (const BusPlace& place : seat_.head_->places)
    newest = std::max(newest, place.done.load(std::memory_order_acquire));
  return newest;
}

/// Into the words that nobody reads.
void BusLock::setTime(const BusTime& time) noexcept {
  BusHead& head = *seat_.head_;
  const std::uint64_t changes = head.changes.load(std::memory_order_relaxed) + 1;
  BusTimeWords& words = head.times[changes % 2];
  // Release: a reader that sees any of them also sees that the words before these are the ones that hold.
  words.position.store(time.position, std::memory_order_release);
  words.timeNs.store(time.timeNs, std::memory_order_release);
  words.rateHz.store(time.rateHz, std::memory_order_release);
  words.isOther.store(time.isOther ? 1 : 0, std::memory_order_release);
  head.changes.store(changes, std::memory_order_release);
}

void BusLock::changeTime(double rateHz, bool isOther) noexcept {
  const BusTime before = seat_.time();
  if (before.rateHz == rateHz && before.isOther == isOther) return;
  const std::uint64_t nowNs = platform::nowNs();
  setTime({std::max(before.position, seat_.positionAt(nowNs)), nowNs, rateHz, isOther});
}

}  // namespace drivers::loopback
