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
  /// It is not a machine without time for its threads that made the driver late, or has it catch up: a slow
  /// one is slow in the middle interval too, and a fast one is ahead of what was due since the start.
  bool isProven = false;

  /// Off by more than any crystal is, and than the time allows to measure.
  bool isGross() const;
  /// For the trail.
  std::vector<std::string> figures() const;
};

/// By when switches came here, since the start at `startedNs`. Unknown where there are too few, or `said` is
/// no rate. Those that fill the buffers in advance are not among them.
MeasuredRate rateByArrival(const std::vector<Switch>& switches, long frames, double said,
                           std::uint64_t startedNs);

/// By the positions and times that the driver tells.
MeasuredRate rateByPositions(const std::vector<Switch>& switches, double said);

}  // namespace doctor
