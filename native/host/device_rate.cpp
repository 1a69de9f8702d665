// The part of a device that knows about rates.
#include <algorithm>
#include <cmath>

#include "host/device.h"
#include "host/error.h"

namespace host {
namespace {

/// How long a driver may take to show a rate that it has accepted.
constexpr std::uint64_t kSettleLimitNs = 5'000'000'000;
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
  if (prepared_ != nullptr) dispose();
  if (!sameRate(driver_->getSampleRate(), rate)) {
    const abi::Error code = driver_->setSampleRate(rate);
    if (!abi::error::succeeded(code)) {
      const std::string words = driver_->errorMessage();
      throw Error(ErrorCode::sampleRateRefused,
                  "The driver refused " + inHertz(rate) + ". It offers " + offeredRates() + ", and " +
                      currentRate() + ".",
                  "setSampleRate", code, words);
    }
    const auto isThere = [&] { return sameRate(driver_->getSampleRate(), rate); };
    if (!settles(isThere, std::min(kSettleLimitNs, workLimitNs_ / 2))) {
      throw Error(ErrorCode::sampleRateRefused,
                  "The driver accepted " + inHertz(rate) + " and stayed at " +
                      inHertz(driver_->getSampleRate()) + ".",
                  "setSampleRate");
    }
  }
  refresh();  // channels, sizes and latencies may all depend on the rate
}

}  // namespace host
