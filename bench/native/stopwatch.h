// Times several ways of doing a thing, in turns, so that whatever slows the machine down meets them all.
#pragma once

#include <cstddef>
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
  int attempts = 1;             ///< at a batch that is not quiet
};

struct Timing {
  double seconds = 0;  ///< of one time: the median of all rounds
  double ratio = 0;    ///< to the first job in the same round: the median of all rounds
  double fastest = 0;  ///< `seconds` of the fastest round
  double slowest = 0;
  std::size_t rounds = 0;
  std::size_t quiet = 0;  ///< the rounds that all of this is of, unless there is none
};

/// The rounds of one set of jobs. The first job is what the others are compared with.
class Contest {
 public:
  /// How long a batch took.
  struct Batch {
    double seconds;  ///< each time
    bool quiet;      ///< no other program had the threads' cores, or the system does not tell
  };

  /// Takes every round for a quiet one.
  Contest() = default;
  /// `threads`: how many each job keeps busy. Rounds in which they did not compute all the time are not
  /// quiet.
  explicit Contest(int threads) : threads_(threads) {}

  /// Some rounds, in each of them every job. The jobs are the same in every visit.
  void visit(const std::vector<Job>& jobs, const Method& method);

  /// A result for each job.
  std::vector<Timing> timings() const;

 private:
  void prepare(const std::vector<Job>& jobs, const Method& method);
  Batch timeQuietly(const Job& job, unsigned times, const Method& method) const;

  int threads_ = 1;
  int rounds_ = 0;                           ///< in a visit
  std::vector<unsigned> times_;              ///< in a batch of each job
  std::vector<std::vector<Batch>> batches_;  ///< of each job in each round
};

}  // namespace bench
