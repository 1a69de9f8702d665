// What a run's buffer switches look like, one after the other.
#pragma once

#include <string>
#include <vector>

#include "doctor/recorder.h"

namespace doctor {

/// What is known of the run.
struct RunFacts {
  long frames = 0;
  double rate = 0;             ///< 0: nobody knows
  bool saysTimeInfo = false;   ///< the driver says that it tells times
  bool wasOverloaded = false;  ///< it has left some out, and said so
};

/// A rule that was looked at; `seen` is empty where it is kept.
struct Outcome {
  const char* rule;
  std::string seen;
};

/// Those that belong to the stream: of the start and the run, and none that came inside another.
std::vector<Switch> sequenceOf(const std::vector<Switch>& all);

/// The same without those that came twice.
std::vector<Switch> withoutRepeats(const std::vector<Switch>& sequence);

/// Halves, threads, and how the host is called.
std::vector<Outcome> judgeOrder(const std::vector<Switch>& all);

/// Times and positions.
std::vector<Outcome> judgeTimes(const std::vector<Switch>& all, const RunFacts& facts);

/// What is in the inputs, of which `types` has the sample types.
std::vector<Outcome> judgeInputs(const std::vector<Snippet>& snippets,
                                 const std::vector<abi::SampleType>& types);

}  // namespace doctor
