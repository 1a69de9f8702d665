#include "drivers/wasapi/device_clock.h"

#include <algorithm>

namespace drivers::wasapi {

namespace {

/// After so many a clock is not looked at any more.
constexpr int kMostLies = 4;
/// Both clocks are the same counter, in other units.
constexpr std::uint64_t kRoundingNs = 1000;
/// So many have to agree before the place of the device is taken for known, and so nearly.
constexpr int kFewReadings = 16;
constexpr double kMovedNs = 500'000;

}  // namespace

DeviceClock::DeviceClock(const OpenClient& open, const Waiter& waiter, std::uint64_t mostNs) noexcept
    : client_(*open.client),
      waiter_(waiter),
      framesPerUnit_(open.clockUnits == 0 ? 0 : open.format.rateHz / static_cast<double>(open.clockUnits)),
      rateHz_(open.format.rateHz),
      mostNs_(mostNs) {}

/// False: it has said nothing that is of use.
bool DeviceClock::read(std::uint64_t& nowNs, Reading& reading) noexcept {
  const bool isAsked = framesPerUnit_ != 0 && lies_ < kMostLies;
  ClockReading raw;
  const Result answer = isAsked ? client_.readClock(raw) : result::kFalse;
  // In this order: what was read before now cannot be from later.
  nowNs = waiter_.nowNs();
  // Not exactly: that is no lie.
  if (answer == result::kFalse) return false;
  const bool isLie = failed(answer) || raw.units < last_.units || raw.timeNs > nowNs + kRoundingNs;
  if (isLie) {
    ++lies_;
    return false;
  }
  const bool moves = raw.units > last_.units;
  last_ = raw;
  reading = {static_cast<double>(raw.units) * framesPerUnit_, std::min(raw.timeNs, nowNs)};
  return moves;
}

void DeviceClock::anchor(std::uint64_t position, std::uint64_t nowNs, const Reading& reading) noexcept {
  const double sinceNs = static_cast<double>(nowNs - reading.timeNs);
  lead_ = reading.frames + sinceNs * rateHz_ / 1e9 - static_cast<double>(position - base_);
  isAnchored_ = true;
  agreed_ = movedAt_ = 0;
}

/// From the reading to the moment in question, backwards mostly.
double DeviceClock::lateNs(std::uint64_t position, std::uint64_t nowNs,
                           const Reading& reading) const noexcept {
  const double frames = static_cast<double>(position - base_) + lead_ - reading.frames;
  return static_cast<double>(nowNs - reading.timeNs) - frames * 1e9 / rateHz_;
}

std::uint64_t DeviceClock::judge(std::uint64_t position, std::uint64_t nowNs,
                                 const Reading& reading) noexcept {
  if (!isAnchored_) {
    anchor(position, nowNs, reading);
    return nowNs;
  }
  ++agreed_;
  const double lateNs = this->lateNs(position, nowNs, reading);
  if (lateNs < -static_cast<double>(mostNs_) || lateNs > static_cast<double>(mostNs_)) {
    ++lies_;
    anchor(position, nowNs, reading);
    return nowNs;
  }
  if (lateNs > 0) return nowNs - static_cast<std::uint64_t>(lateNs);
  // Nobody was ever as soon: all before were late by that much.
  lead_ += lateNs * rateHz_ / 1e9;
  if (lateNs < -kMovedNs) movedAt_ = agreed_;
  return nowNs;
}

DeviceClock::Look DeviceClock::look() noexcept {
  Look look;
  look.isUseful = read(look.nowNs, look.reading);
  return look;
}

std::optional<double> DeviceClock::lateNs(std::uint64_t position) noexcept {
  look_ = look();
  if (!look_->isUseful || !lead()) return std::nullopt;
  return lateNs(position, look_->nowNs, look_->reading);
}

void DeviceClock::restart(std::uint64_t position) noexcept {
  base_ = position;
  look_.reset();
  last_ = {};
  isAnchored_ = false;
  agreed_ = movedAt_ = 0;
}

std::uint64_t DeviceClock::timeOf(std::uint64_t position) noexcept {
  const Look seen = look_ ? *look_ : look();
  look_.reset();
  std::uint64_t timeNs = seen.isUseful ? judge(position, seen.nowNs, seen.reading) : seen.nowNs;
  timeNs = std::max(timeNs, lastNs_ + 1);
  lastNs_ = timeNs;
  return timeNs;
}

std::optional<double> DeviceClock::lead() const noexcept {
  if (agreed_ - movedAt_ < kFewReadings || lies_ > 0) return std::nullopt;
  return lead_;
}

}  // namespace drivers::wasapi
