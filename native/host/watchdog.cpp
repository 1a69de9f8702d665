#include "host/watchdog.h"

#include <algorithm>
#include <cmath>

namespace host {
namespace {

/// How often it looks within the time that a driver has.
constexpr std::uint64_t kLooks = 8;
/// Between two looks no more time than this has passed for the driver, whatever the clock says.
constexpr std::uint64_t kSlack = 2;

bool isWithin(double rateHz, double ofHz, double part) noexcept {
  return std::fabs(rateHz - ofHz) <= ofHz * part;
}

/// The usual rate that `rateHz` is about; 0: none. From 8000 Hz to the fastest of DSD, which are all made of
/// these three by doubling.
double usualRateNear(double rateHz) noexcept {
  constexpr int kDoublings = 12;
  for (const double base : {11025.0, 12000.0, 8000.0}) {
    for (int i = 0; i < kDoublings; ++i) {
      const double usual = std::ldexp(base, i);
      if (isWithin(rateHz, usual, Watchdog::kSameRatePart)) return usual;
    }
  }
  return 0;
}

}  // namespace

void Watchdog::arm(std::uint64_t periodNs, std::uint64_t nowNs, Pulse pulse, std::uint64_t stallNs) {
  const std::lock_guard lock(mutex_);
  armed_ = true;
  begun_ = false;
  told_ = Verdict::fine;
  periodNs_ = periodNs;
  stallNs_ = std::max(stallNs, kPeriods * periodNs);
  lastSwitches_ = pulse.switches;
  lastLookNs_ = nowNs;
  idleNs_ = 0;
  creditNs_ = static_cast<std::int64_t>(kCatchUpNs);
  windows_ = pulse.pace.windows;
  otherHz_ = 0;
  isOffRate_ = false;
  schedule(nowNs);
}

void Watchdog::disarm() {
  const std::lock_guard lock(mutex_);
  armed_ = false;
  nextLookNs_ = UINT64_MAX;
}

std::uint64_t Watchdog::nextLookNs() {
  const std::lock_guard lock(mutex_);
  return nextLookNs_;
}

std::uint64_t Watchdog::limitNs() const { return begun_ ? stallNs_ : std::max(stallNs_, kFirstNs); }

void Watchdog::schedule(std::uint64_t nowNs) { nextLookNs_ = nowNs + limitNs() / kLooks; }

/// A driver that was kept from its work catches up, so what it has not used counts for it, up to a limit.
void Watchdog::count(std::uint64_t elapsedNs, std::uint64_t switches) {
  const auto most = static_cast<std::int64_t>(kCatchUpNs);
  const std::uint64_t dueNs = std::min(elapsedNs, kCatchUpNs) / 100 * (100 + kTolerancePercent);
  creditNs_ = std::min(creditNs_ + static_cast<std::int64_t>(dueNs), most);
  const std::uint64_t usedNs = switches * periodNs_;
  creditNs_ -= static_cast<std::int64_t>(std::min(usedNs, kCatchUpNs + kAheadNs));
  creditNs_ = std::max(creditNs_, -most);
}

/// One measurement may have met a pause; two that agree have not.
bool Watchdog::isOffRate(const engine::Pace& pace) {
  if (pace.windows == windows_) return isOffRate_;
  windows_ = pace.windows;
  const bool isRight = pace.saidHz == 0 || isWithin(pace.measuredHz, pace.saidHz, kOffRatePart);
  const double otherHz = isRight ? 0 : usualRateNear(pace.measuredHz);
  isOffRate_ = otherHz != 0 && otherHz == otherHz_;
  otherHz_ = otherHz;
  return isOffRate_;
}

Watchdog::Verdict Watchdog::look(std::uint64_t nowNs, Pulse pulse) {
  const std::lock_guard lock(mutex_);
  if (!armed_ || nowNs < nextLookNs_) return Verdict::fine;
  const std::uint64_t elapsedNs = nowNs - lastLookNs_;
  const std::uint64_t switches = pulse.switches - lastSwitches_;
  lastLookNs_ = nowNs;
  lastSwitches_ = pulse.switches;
  if (switches > 0) begun_ = true;
  Verdict verdict = Verdict::fine;
  if (pulse.isVirtual) {
    idleNs_ = 0;
  } else if (switches == 0) {
    idleNs_ += std::min(elapsedNs, limitNs() / kLooks * kSlack);
    count(elapsedNs, 0);
    if (idleNs_ >= limitNs()) verdict = begun_ ? Verdict::stalled : Verdict::silent;
  } else {
    idleNs_ = 0;
    count(elapsedNs, switches);
    if (isOffRate(pulse.pace)) {
      verdict = Verdict::offRate;  // it has a pace, if not the one that it should have
      creditNs_ = static_cast<std::int64_t>(kCatchUpNs);
    } else if (creditNs_ < -static_cast<std::int64_t>(kAheadNs)) {
      verdict = Verdict::storm;
    }
  }
  schedule(nowNs);
  if (verdict == told_) return Verdict::fine;
  told_ = verdict;
  return verdict;
}

}  // namespace host
