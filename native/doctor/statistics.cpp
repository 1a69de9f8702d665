#include "doctor/statistics.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace doctor {
namespace {

/// How much of a point's distance its neighbour may share; of points that share all there is one.
constexpr double kMostAlike = 0.99;

double meanOf(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

}  // namespace

Spread spreadOf(std::vector<std::uint64_t> values) {
  if (values.empty()) return {};
  std::sort(values.begin(), values.end());
  const auto at = [&](double part) {
    const double rank = std::ceil(part * static_cast<double>(values.size()));
    return values[static_cast<std::size_t>(std::max(rank, 1.0)) - 1];
  };
  return {at(0.5), at(0.99), values.back()};
}

std::vector<std::uint64_t> intervalsOf(const std::vector<std::uint64_t>& times) {
  std::vector<std::uint64_t> result;
  for (std::size_t i = 1; i < times.size(); ++i)
    result.push_back(times[i] > times[i - 1] ? times[i] - times[i - 1] : 0);
  return result;
}

std::vector<std::size_t> histogramOf(const std::vector<std::uint64_t>& values, std::uint64_t limit,
                                     std::size_t bins) {
  std::vector<std::size_t> counts(bins, 0);
  if (bins == 0 || limit == 0) return counts;
  for (const std::uint64_t value : values) {
    const double place = static_cast<double>(value) / static_cast<double>(limit) * static_cast<double>(bins);
    ++counts[std::min(bins - 1, static_cast<std::size_t>(place))];
  }
  return counts;
}

Line fitLine(const std::vector<double>& x, const std::vector<double>& y) {
  if (x.size() < 2) return {};
  // From the means, as times in nanoseconds and positions in frames are large beside their differences.
  const double meanX = meanOf(x);
  const double meanY = meanOf(y);
  double xx = 0;
  double xy = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    xx += (x[i] - meanX) * (x[i] - meanX);
    xy += (x[i] - meanX) * (y[i] - meanY);
  }
  if (xx == 0) return {};
  Line line;
  line.slope = xy / xx;
  if (x.size() < 3) return line;
  double squares = 0;
  double products = 0;
  double previous = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double off = y[i] - meanY - line.slope * (x[i] - meanX);
    squares += off * off;
    products += off * previous;
    previous = off;
  }
  const double alike = squares > 0 ? std::clamp(products / squares, 0.0, kMostAlike) : 0;
  const double independent = static_cast<double>(x.size() - 2) * (1 - alike) / (1 + alike);
  line.standardError = std::sqrt(squares / independent / xx);
  return line;
}

}  // namespace doctor
