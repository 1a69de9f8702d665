#include "doctor/measured_rate.h"

#include <cmath>

#include "abi/selectors.h"
#include "doctor/describe.h"
#include "doctor/statistics.h"

namespace doctor {
namespace {

constexpr double kMillion = 1e6;
constexpr double kGrossPpm = 5000;
/// Standard errors.
constexpr double kCertain = 3;
/// Fewer say nothing.
constexpr std::size_t kLeastSwitches = 8;

MeasuredRate measured(const std::vector<double>& seconds, const std::vector<double>& frames, double said) {
  if (seconds.size() < kLeastSwitches || said <= 0) return {};
  const Line line = fitLine(seconds, frames);
  if (line.slope <= 0) return {};
  MeasuredRate rate;
  rate.isKnown = true;
  rate.rate = line.slope;
  rate.ppm = (line.slope / said - 1) * kMillion;
  rate.uncertainty = kCertain * line.standardError / said * kMillion;
  return rate;
}

/// Whether the interval in the middle is off in the same direction, and at least half as far.
bool isAsFarOff(double interval, double nominal, double ppm) {
  const double off = (nominal / interval - 1) * kMillion;
  return std::isfinite(off) && off * ppm > 0 && std::fabs(off) > std::fabs(ppm) / 2;
}

}  // namespace

bool MeasuredRate::isGross() const {
  return isKnown && isEven && std::fabs(ppm) > kGrossPpm + 2 * uncertainty;
}

std::vector<std::string> MeasuredRate::figures() const {
  if (!isKnown) return {};
  return {number(rate), number(ppm), number(uncertainty)};
}

MeasuredRate rateByArrival(const std::vector<Switch>& switches, long frames, double said) {
  std::vector<double> seconds, position;
  std::vector<std::uint64_t> times;
  for (std::size_t i = 0; i < switches.size(); ++i) {
    seconds.push_back(static_cast<double>(static_cast<std::int64_t>(switches[i].ns - switches.front().ns)) /
                      1e9);
    position.push_back(static_cast<double>(i) * static_cast<double>(frames));
    times.push_back(switches[i].ns);
  }
  MeasuredRate rate = measured(seconds, position, said);
  const double middle = static_cast<double>(spreadOf(intervalsOf(times)).p50);
  rate.isEven = rate.isKnown && isAsFarOff(middle, static_cast<double>(frames) / said * 1e9, rate.ppm);
  return rate;
}

MeasuredRate rateByPositions(const std::vector<Switch>& switches, double said) {
  constexpr abi::Long kBoth = abi::time_info::kSystemTimeValid | abi::time_info::kSamplePositionValid;
  std::vector<double> seconds, position;
  std::uint64_t first = 0, start = 0;
  for (const Switch& one : switches) {
    if (!one.hasTime || one.isTimeMissing || (one.flags & kBoth) != kBoth) continue;
    if (seconds.empty()) {
      first = one.systemNs;
      start = one.position;
    }
    seconds.push_back(static_cast<double>(static_cast<std::int64_t>(one.systemNs - first)) / 1e9);
    position.push_back(static_cast<double>(static_cast<std::int64_t>(one.position - start)));
  }
  return measured(seconds, position, said);
}

}  // namespace doctor
