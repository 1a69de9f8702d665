// Times several ways of doing a thing, in turns, so that whatever slows the machine down meets them all.
#pragma once

#include <functional>
#include <vector>

namespace bench {

/// Does what is timed, so many times. The loop is inside so that the call costs nothing.
using Job = std::function<void(unsigned times)>;

/// How long to measure.
struct Method {
  double batchSeconds = 25e-6;  ///< a batch repeats its job until it takes this long
  double visitSeconds = 1e-3;   ///< all rounds of a visit; fewer rounds where a batch takes long, but one
  int mostRounds = 3;           ///< in a visit
  int visits = 3;               ///< far apart: other programs slow a machine down for seconds
};

struct Timing {
  double seconds = 0;  ///< of one time: the median of all rounds
  double ratio = 0;    ///< to the first job in the same round: the median of all rounds
};

/// The rounds of one set of jobs. The first job is what the others are compared with.
class Contest {
 public:
  /// Some rounds, in each of them every job. The jobs are the same in every visit.
  void visit(const std::vector<Job>& jobs, const Method& method);

  /// A result for each job.
  std::vector<Timing> timings() const;

 private:
  void prepare(const std::vector<Job>& jobs, const Method& method);

  int rounds_ = 0;                            ///< in a visit
  std::vector<unsigned> times_;               ///< in a batch of each job
  std::vector<std::vector<double>> seconds_;  ///< of each job in each round
};

}  // namespace bench
