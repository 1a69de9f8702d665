// Numbers about many numbers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace doctor {

/// How long the times between switches are. All zero where there are none.
struct Spread {
  std::uint64_t p50 = 0;
  std::uint64_t p99 = 0;
  std::uint64_t max = 0;
};

/// Each percentile is a value that occurs: the smallest that so many are not above.
Spread spreadOf(std::vector<std::uint64_t> values);

/// The differences from each to the next. What goes backwards counts as none.
std::vector<std::uint64_t> intervalsOf(const std::vector<std::uint64_t>& times);

/// How many of `values` are in each of `bins` equal parts of the range from 0 to `limit`; the last one has
/// all that are above, too.
std::vector<std::size_t> histogramOf(const std::vector<std::uint64_t>& values, std::uint64_t limit,
                                     std::size_t bins);

/// The straight line that fits best.
struct Line {
  double slope = 0;
  /// Of the slope, from how far the points are off the line; 0 where three points are not there. Neighbours
  /// that are off alike count for less than ones that are so by chance.
  double standardError = 0;
};

/// Through the points (x, y), by least squares. `x` and `y` are equally long, and not all `x` the same;
/// fewer than two points have the slope 0.
Line fitLine(const std::vector<double>& x, const std::vector<double>& y);

}  // namespace doctor
