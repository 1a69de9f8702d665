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

/// Whether the interval in the middle is longer than the nominal one, at least half as much as the whole
/// says.
bool isSlowThroughout(double interval, double nominal, double ppm) {
  return interval > 0 && (1 - nominal / interval) * kMillion > -ppm / 2;
}

/// Whether more has come than was due, at least half as much as the whole says: who catches up never does.
bool isAhead(double frames, double elapsedSeconds, double said, double ppm) {
  return frames > elapsedSeconds * said * (1 + ppm / 2 / kMillion);
}

}  // namespace

bool MeasuredRate::isGross() const {
  return isKnown && isProven && std::fabs(ppm) > kGrossPpm + 2 * uncertainty;
}

std::vector<std::string> MeasuredRate::figures() const {
  if (!isKnown) return {};
  return {number(rate), number(ppm), number(uncertainty)};
}

MeasuredRate rateByArrival(const std::vector<Switch>& switches, long frames, double said,
                           std::uint64_t startedNs) {
  std::vector<double> seconds, position;
  std::vector<std::uint64_t> times;
  for (std::size_t i = 0; i < switches.size(); ++i) {
    seconds.push_back(static_cast<double>(static_cast<std::int64_t>(switches[i].ns - switches.front().ns)) /
                      1e9);
    position.push_back(static_cast<double>(i) * static_cast<double>(frames));
    times.push_back(switches[i].ns);
  }
  MeasuredRate rate = measured(seconds, position, said);
  if (!rate.isKnown) return rate;
  const double middle = static_cast<double>(spreadOf(intervalsOf(times)).p50);
  const double nominal = static_cast<double>(frames) / said * 1e9;
  const double elapsed = static_cast<double>(times.back() - startedNs) / 1e9;
  rate.isProven = rate.ppm < 0 ? isSlowThroughout(middle, nominal, rate.ppm)
                               : isAhead(position.back(), elapsed, said, rate.ppm);
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
