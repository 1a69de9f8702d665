// The part of a device that knows about rates and clocks.
#include <algorithm>
#include <cmath>
#include <utility>

#include "host/error.h"
#include "host/prepared_stream.h"
#include "platform/time.h"

namespace host {
namespace {

/// How long a driver may take to show a rate that it has accepted; all in all, and before it is helped along.
constexpr std::uint64_t kSettleLimitNs = 5'000'000'000;
constexpr std::uint64_t kShowLimitNs = 1'000'000'000;
/// For how long it then runs, which some need to switch.
constexpr std::uint64_t kMomentNs = 80'000'000;
/// Drivers report what they measure of the clock, not only what was set. Half of what lies between a rate and
/// its sister for film, which is 1.001 times slower.
constexpr double kRateTolerance = 0.0005;

constexpr double kUsualRates[] = {44100, 48000, 88200, 96000, 176400, 192000, 352800, 384000};
/// From 64 to 512 times those of the first two.
constexpr double kUsualDsdRates[] = {2822400,  3072000,  5644800,  6144000,
                                     11289600, 12288000, 22579200, 24576000};

bool sameRate(double a, double b) noexcept { return std::fabs(a - b) <= b * kRateTolerance; }

std::string inHertz(double rate) {
  std::string text = std::to_string(rate);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  return text + " Hz";
}

}  // namespace

std::vector<bool> Device::canSampleRates(const std::vector<double>& rates) {
  std::vector<bool> can;
  for (const double rate : rates) can.push_back(driver().canSampleRate(rate));
  return can;
}

std::string Device::offeredRates() {
  std::string text;
  const bool isDsd = description_.ioFormat == IoFormat::dsd;
  for (const double rate : isDsd ? kUsualDsdRates : kUsualRates) {
    if (driver().canSampleRate(rate)) text += (text.empty() ? "" : ", ") + inHertz(rate);
  }
  return text.empty() ? "none of the usual rates" : text;
}

std::string Device::currentRate() {
  const double rate = driver().getSampleRate();
  return rate == 0 ? "does not say at which rate it runs" : "runs at " + inHertz(rate) + " now";
}

void Device::setSampleRate(double rate) {
  driver();
  life_.enter(LifeState::restarting);
  try {
    endStream();
    if (!sameRate(driver_->getSampleRate(), rate)) applyRate(rate);
    refresh();  // channels, sizes and latencies may all depend on the rate
    wantedRate_ = rate;
  } catch (...) {
    if (!isLost()) life_.enter(driver_ == nullptr ? LifeState::closed : LifeState::open);
    throw;
  }
  slot_.mailbox().take();  // what the driver said of it: everything has been asked for again
  life_.enter(LifeState::open);
  settledNs_ = platform::nowNs() + kSettleNs;
}

void Device::applyRate(double rate) {
  const abi::Error code = setRateOrClock(rate);
  if (!abi::error::succeeded(code)) {
    const std::string words = driver_->errorMessage();
    throw Error(ErrorCode::sampleRateRefused,
                "The driver refused " + inHertz(rate) + ". It offers " + offeredRates() + ", and " +
                    currentRate() + ".",
                "setSampleRate", code, words);
  }
  if (insistOnRate(rate)) return;
  throw Error(ErrorCode::sampleRateRefused,
              "The driver accepted " + inHertz(rate) + " and stayed at " + inHertz(driver_->getSampleRate()) +
                  ". Choose the rate in its control panel, or its clock source.",
              "setSampleRate");
}

/// A driver without a clock takes no rate: where it has none current it is given the first that it lists.
abi::Error Device::setRateOrClock(double rate) {
  const abi::Error code = driver_->setSampleRate(rate);
  if (code != abi::error::kNoClock) return code;
  const std::vector<ClockSource> sources = driver_->getClockSources();
  const auto isCurrent = [](const ClockSource& source) { return source.current; };
  if (sources.empty() || std::any_of(sources.begin(), sources.end(), isCurrent)) return code;
  if (!abi::error::succeeded(driver_->setClockSource(sources.front().index))) return code;
  return driver_->setSampleRate(rate);
}

/// Waits for a rate that the driver has accepted. Drivers exist that switch only once they run, and others
/// only when they are loaded anew.
bool Device::insistOnRate(double rate) {
  const std::uint64_t limit = std::min(kSettleLimitNs, workLimitNs_ / 2);
  const auto isThere = [&] { return sameRate(driver_->getSampleRate(), rate); };
  if (settles(isThere, std::min(kShowLimitNs, limit / 3))) return true;
  // Some do not know before they run, or ever. They have accepted it, and what they run at is measured then.
  if (driver_->getSampleRate() == 0) return true;
  runForAMoment();
  if (settles(isThere, limit / 3)) return true;
  release();
  apartment_.renew();
  loadPatiently();
  if (!isThere() && !abi::error::succeeded(driver_->setSampleRate(rate))) return false;
  return settles(isThere, limit / 3);
}

/// Has the driver switch buffers that nobody listens to.
void Device::runForAMoment() noexcept {
  try {
    std::vector<abi::BufferInfo> infos;
    if (!description_.inputs.empty()) infos.push_back({1, 0, {nullptr, nullptr}});
    if (!description_.outputs.empty()) infos.push_back({0, 0, {nullptr, nullptr}});
    driver_->createBuffers(infos, driver_->getBufferSize().preferred, slot_.callbacks());
    tellsReady();
    if (abi::error::succeeded(driver_->raw()->table->start(driver_->raw()))) pause(kMomentNs);
    driver_->stop();
    slot_.detach();  // waits until no callback is inside
    driver_->disposeBuffers();
  } catch (const Error&) {
    // It was worth a try.
  }
}

/// Right after init. What the driver makes of it shows later.
void Device::setRateEarly() noexcept {
  if (wantedRate_ == 0) return;
  if (!sameRate(driver_->getSampleRate(), wantedRate_)) driver_->setSampleRate(wantedRate_);
}

void Device::insistOnWantedRate() {
  if (wantedRate_ == 0 || sameRate(description_.sampleRate, wantedRate_)) return;
  applyRate(wantedRate_);
  refresh();
}

/// As far as the driver lets it: its description tells how far that was.
void Device::restoreRate() {
  try {
    insistOnWantedRate();
  } catch (const Error&) {
    if (driver_ == nullptr) throw;
    refresh();
  }
}

std::optional<double> Device::noteSampleRate(double announced) {
  if (!(announced > 0)) return std::exchange(clockLost_, true) ? std::nullopt : std::optional<double>(0);
  const double asked = driver().getSampleRate();  // what is announced may be anything
  return adoptRate(asked > 0 ? asked : announced);
}

std::optional<double> Device::noteSilentChange() {
  const double asked = driver().getSampleRate();
  return asked > 0 ? adoptRate(asked) : std::nullopt;
}

/// `rate`, if that is news.
std::optional<double> Device::adoptRate(double rate) {
  const bool isNews = clockLost_ || !sameRate(rate, description_.sampleRate);
  clockLost_ = false;
  if (!isNews) return std::nullopt;
  refresh();
  if (prepared_ != nullptr) prepared_->stream.setSampleRate(rate);
  return rate;
}

// ---- clocks

void Device::setClockSource(long index) {
  const std::vector<ClockSource> sources = driver().getClockSources();
  const auto isIt = [&](const ClockSource& source) { return source.index == index; };
  if (std::none_of(sources.begin(), sources.end(), isIt)) {
    std::string known;
    for (const ClockSource& source : sources)
      known += (known.empty() ? "" : ", ") + std::to_string(source.index) + " (" + source.name + ")";
    throw Error(ErrorCode::notSupported,
                "The driver has no clock source " + std::to_string(index) +
                    (known.empty() ? "; it lists none." : "; it has " + known + "."),
                "setClockSource");
  }
  driver_->check("setClockSource", driver_->setClockSource(index));
  wantedClock_ = index;
  refresh();
  settledNs_ = platform::nowNs() + kSettleNs;
}

/// The user may have chosen it elsewhere: that counts as well as what the program chose before.
void Device::noteClockSource() {
  refresh();
  if (!wantedClock_) return;
  for (const ClockSource& source : description_.clockSources) {
    if (source.current) wantedClock_ = source.index;
  }
}

/// A new instance may have forgotten it. Before the rate, which may depend on it; what it makes of it shows
/// in its description.
void Device::restoreClock() {
  if (!wantedClock_) return;
  for (const ClockSource& source : driver_->getClockSources()) {
    if (source.index == *wantedClock_ && source.current) return;
  }
  driver_->setClockSource(*wantedClock_);
}

}  // namespace host
