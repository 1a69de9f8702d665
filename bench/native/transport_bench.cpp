// How many blocks a second go through the ring, beside other queues between one writer and one reader. Prints
// JSON, a document a line: first what holds for all, then each measurement. bench/transport-native.mjs runs
// it.
#include <cstdio>
#include <cstring>
#include <memory>
#include <vector>

#include "compiler.h"
#include "stopwatch.h"
#include "transport_jobs.h"
#include "transport_payload.h"
#include "transport_queues.h"

namespace {

using bench::Job;
using bench::Method;
using bench::Payload;
using bench::Timing;

/// Queues that carry the same payload on the same number of threads. The first is the ring.
struct Measurement {
  Measurement(std::size_t bytes, int threadCount)
      : blockBytes(bytes), threads(threadCount), contest(threadCount) {}

  std::size_t blockBytes;
  int threads;
  std::vector<const char*> names;
  std::vector<std::size_t> capacities;
  std::vector<Job> jobs;
  bench::Contest contest;
};

class Bench {
 public:
  explicit Bench(bool quick) {
    method_.batchSeconds = 2e-3;  // short, so that some fit between what other programs do
    method_.visitSeconds = 60;    // the number of rounds decides
    method_.mostRounds = quick ? 3 : 11;
    method_.visits = 3;
    method_.attempts = quick ? 5 : 20;
    addSize<Payload<4>>();  // nearly nothing to copy: what is left is telling the other side
    addSize<Payload<128>>();
    addSize<Payload<1024>>();
    addSize<Payload<8192>>();
    addSize<Payload<65536>>();  // 64 channels of 256 frames of float32
  }

  void run() {
    for (int visit = 0; visit < method_.visits; ++visit) {
      std::fprintf(stderr, "transport: pass %d of %d\n", visit + 1, method_.visits);
      for (const auto& measurement : measurements_) measurement->contest.visit(measurement->jobs, method_);
    }
  }

  void print() const {
    std::printf("{\"compiler\":\"%s\",\"batchSeconds\":%g}\n", bench::kCompiler, method_.batchSeconds);
    for (const auto& measurement : measurements_) printOne(*measurement);
#ifndef BENCH_READERWRITERQUEUE
    printMissing(bench::kReaderWriterQueue);
#endif
#ifndef BENCH_BOOST_LOCKFREE
    printMissing(bench::kSpscQueue);
    printMissing(bench::kSpscQueueOfBytes);
#endif
  }

 private:
  template <class Carried>
  void addSize() {
    addThreads<Carried, 2>();
    addThreads<Carried, 1>();
  }

  template <class Carried, int kThreads>
  void addThreads() {
    measurements_.push_back(std::make_unique<Measurement>(Carried::kBytes, kThreads));
    Measurement& measurement = *measurements_.back();
    add<bench::RingQueue<Carried, false>, Carried, kThreads>(measurement);
    add<bench::RingQueue<Carried, true>, Carried, kThreads>(measurement);
#ifdef BENCH_READERWRITERQUEUE
    add<bench::ReaderWriterQueue<Carried>, Carried, kThreads>(measurement);
#endif
#ifdef BENCH_BOOST_LOCKFREE
    add<bench::SpscQueue<Carried>, Carried, kThreads>(measurement);
    add<bench::SpscQueueOfBytes<Carried>, Carried, kThreads>(measurement);
#endif
    if constexpr (kThreads == 1) add<bench::Copies<Carried>, Carried, kThreads>(measurement);
  }

  template <class Queue, class Carried, int kThreads>
  static void add(Measurement& measurement) {
    measurement.names.push_back(Queue::kName);
    measurement.capacities.push_back(Queue::kHolds);
    measurement.jobs.push_back(kThreads == 1 ? bench::returning<Queue, Carried>()
                                             : bench::crossing<Queue, Carried>());
  }

  static void printOne(const Measurement& measurement) {
    const auto bytes = static_cast<double>(measurement.blockBytes);
    const std::vector<Timing> timings = measurement.contest.timings();
    for (std::size_t i = 0; i < timings.size(); ++i) {
      const Timing& timing = timings[i];
      std::printf("{\"queue\":\"%s\",\"blockBytes\":%zu,\"capacity\":%zu,\"threads\":%d,",
                  measurement.names[i], measurement.blockBytes, measurement.capacities[i],
                  measurement.threads);
      std::printf("\"blocksPerSecond\":%.4g,\"bytesPerSecond\":%.4g,", 1 / timing.seconds,
                  bytes / timing.seconds);
      std::printf("\"rounds\":%zu,\"quiet\":%zu,", timing.rounds, timing.quiet);
      std::printf("\"min\":%.4g,\"median\":%.4g,\"max\":%.4g,\"ratio\":%.4g}\n", 1 / timing.slowest,
                  1 / timing.seconds, 1 / timing.fastest, timing.ratio);
    }
  }

#if !defined(BENCH_READERWRITERQUEUE) || !defined(BENCH_BOOST_LOCKFREE)
  static void printMissing(const char* queue) {
    std::fprintf(stderr, "transport: %s was not found and is not compared with\n", queue);
    std::printf("{\"queue\":\"%s\",\"missing\":\"not found when the bench was built\"}\n", queue);
  }
#endif

  Method method_;
  std::vector<std::unique_ptr<Measurement>> measurements_;
};

}  // namespace

int main(int count, char** arguments) {
  const bool quick = count > 1 && std::strcmp(arguments[1], "--quick") == 0;
  if (count > (quick ? 2 : 1)) {
    std::fprintf(stderr, "transport: unknown option %s; there is --quick\n", arguments[quick ? 2 : 1]);
    return 1;
  }
  Bench bench(quick);
  bench.run();
  bench.print();
  return 0;
}
