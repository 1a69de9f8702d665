#include "stopwatch.h"

#include <algorithm>
#include <chrono>
#include <cstddef>

namespace bench {
namespace {

using Clock = std::chrono::steady_clock;

/// Seconds for each of `times`. One before them does not count: it brings the memory back into the caches,
/// which the jobs that were timed since have filled with theirs.
double timeBatch(const Job& job, unsigned times) {
  job(1);
  const Clock::time_point start = Clock::now();
  job(times);
  return std::chrono::duration<double>(Clock::now() - start).count() / times;
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const std::size_t middle = values.size() / 2;
  return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

}  // namespace

void Contest::prepare(const std::vector<Job>& jobs, const Method& method) {
  double roundSeconds = 0;
  for (const Job& job : jobs) {
    unsigned times = 1;
    double each = timeBatch(job, times);
    while (each * times < method.batchSeconds) {
      const double wanted = each > 0 ? 1.1 * method.batchSeconds / each : 0;
      times = std::max(2 * times, static_cast<unsigned>(std::min(wanted, 1e6)));
      each = timeBatch(job, times);
    }
    times_.push_back(times);
    roundSeconds += each * (times + 1);
  }
  const double affordable = std::min(method.visitSeconds / roundSeconds, 1e6);
  rounds_ = std::clamp(static_cast<int>(affordable), 1, method.mostRounds);
  seconds_.resize(jobs.size());
}

void Contest::visit(const std::vector<Job>& jobs, const Method& method) {
  if (rounds_ == 0) prepare(jobs, method);
  for (int round = 0; round < rounds_; ++round) {
    for (std::size_t i = 0; i < jobs.size(); ++i) seconds_[i].push_back(timeBatch(jobs[i], times_[i]));
  }
}

std::vector<Timing> Contest::timings() const {
  std::vector<Timing> timings;
  for (const std::vector<double>& job : seconds_) {
    std::vector<double> ratios;
    for (std::size_t round = 0; round < job.size(); ++round) {
      ratios.push_back(job[round] / seconds_.front()[round]);
    }
    timings.push_back({median(job), median(ratios)});
  }
  return timings;
}

}  // namespace bench
