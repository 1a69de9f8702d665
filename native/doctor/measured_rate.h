// At which rate a driver runs, by its buffer switches.
#pragma once

#include <string>
#include <vector>

#include "doctor/switches.h"

namespace doctor {

/// A rate that was measured, beside the one that is said.
struct MeasuredRate {
  bool isKnown = false;
  double rate = 0;         ///< Hz
  double ppm = 0;          ///< how much faster than what is said
  double uncertainty = 0;  ///< ppm
  /// The times between switches, in the middle, are as far off as the whole. Where they are not a machine
  /// without time for its threads made the driver late.
  bool isEven = false;

  /// Off by more than any crystal is, and than the time allows to measure.
  bool isGross() const;
  /// For the trail.
  std::vector<std::string> figures() const;
};

/// By when switches came here. Unknown where there are too few, or `said` is no rate.
MeasuredRate rateByArrival(const std::vector<Switch>& switches, long frames, double said);

/// By the positions and times that the driver tells.
MeasuredRate rateByPositions(const std::vector<Switch>& switches, double said);

}  // namespace doctor
