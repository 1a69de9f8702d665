#include "stopwatch.h"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <ctime>

namespace bench {
namespace {

using Clock = std::chrono::steady_clock;

#ifdef _WIN32
constexpr bool kTellsComputedSeconds = false;  // there `clock` shows the time that passes
#else
constexpr bool kTellsComputedSeconds = true;
#endif

/// Seconds that all threads of the program have computed.
double computedSeconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

/// How long each of `times` takes. One before them does not count: it brings the memory back into the caches,
/// which the jobs that were timed since have filled with theirs.
Contest::Batch timeBatch(const Job& job, unsigned times, int threads) {
  job(1);
  const double computed = computedSeconds();
  const Clock::time_point start = Clock::now();
  job(times);
  const double seconds = std::chrono::duration<double>(Clock::now() - start).count();
  const double cores = (computedSeconds() - computed) / seconds;
  // Less than all of it, as threads take a little to start and to end.
  return {seconds / times, cores >= 0.9 * threads || !kTellsComputedSeconds};
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const std::size_t middle = values.size() / 2;
  return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

}  // namespace

Contest::Batch Contest::timeQuietly(const Job& job, unsigned times, const Method& method) const {
  Batch batch = timeBatch(job, times, threads_);
  for (int attempt = 1; attempt < method.attempts && !batch.quiet; ++attempt) {
    batch = timeBatch(job, times, threads_);
  }
  return batch;
}

void Contest::prepare(const std::vector<Job>& jobs, const Method& method) {
  double roundSeconds = 0;
  for (const Job& job : jobs) {
    unsigned times = 1;
    double each = timeQuietly(job, times, method).seconds;
    while (each * times < method.batchSeconds) {
      const double wanted = each > 0 ? 1.1 * method.batchSeconds / each : 0;
      times = std::max(2 * times, static_cast<unsigned>(std::min(wanted, 1e6)));
      each = timeQuietly(job, times, method).seconds;
    }
    times_.push_back(times);
    roundSeconds += each * (times + 1);
  }
  const double affordable = std::min(method.visitSeconds / roundSeconds, 1e6);
  rounds_ = std::clamp(static_cast<int>(affordable), 1, method.mostRounds);
  batches_.resize(jobs.size());
}

void Contest::visit(const std::vector<Job>& jobs, const Method& method) {
  if (rounds_ == 0) prepare(jobs, method);
  for (int round = 0; round < rounds_; ++round) {
    for (std::size_t i = 0; i < jobs.size(); ++i) {
      batches_[i].push_back(timeQuietly(jobs[i], times_[i], method));
    }
  }
}

std::vector<Timing> Contest::timings() const {
  std::vector<Timing> timings;
  const std::vector<Batch>& first = batches_.front();
  for (const std::vector<Batch>& job : batches_) {
    const auto isQuiet = [](const Batch& batch) { return batch.quiet; };
    const auto quiet = static_cast<std::size_t>(std::count_if(job.begin(), job.end(), isQuiet));
    std::vector<double> seconds;
    std::vector<double> ratios;
    std::vector<double> quietRatios;
    for (std::size_t round = 0; round < job.size(); ++round) {
      if (job[round].quiet || quiet == 0) seconds.push_back(job[round].seconds);
      ratios.push_back(job[round].seconds / first[round].seconds);
      if (job[round].quiet && first[round].quiet) quietRatios.push_back(ratios.back());
    }
    const auto [fastest, slowest] = std::minmax_element(seconds.begin(), seconds.end());
    timings.push_back({median(seconds), median(quietRatios.empty() ? ratios : quietRatios), *fastest,
                       *slowest, job.size(), quiet});
  }
  return timings;
}

}  // namespace bench
