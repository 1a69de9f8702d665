// How fast samples are converted, beside a memcpy of as many bytes. Prints JSON, a document a line: first
// what holds for all, then each measurement. bench/samples.mjs makes something readable of it.
#include <algorithm>
#include <cstdio>
#include <string>
#include <vector>

#include "choices.h"
#include "compiler.h"
#include "rt/float_mode.h"
#include "sample_block.h"
#include "stopwatch.h"

namespace {

using bench::Choices;
using bench::Job;
using bench::Method;
using bench::Named;
using bench::SampleBlock;
using bench::Timing;
using sample::Conversion;
using sample::Direction;
using sample::InstructionSet;
using sample::Layout;

/// A conversion, and the instruction set that it was asked for with.
struct Candidate {
  const char* set;
  Conversion conversion;
};

/// A conversion for each set, without those that are the same code as one before.
std::vector<Candidate> candidatesFor(const SampleBlock& block,
                                     const std::vector<Named<InstructionSet>>& sets) {
  std::vector<Candidate> candidates;
  for (const Named<InstructionSet>& set : sets) {
    const Conversion found =
        sample::findConversion(block.type.value->type, block.format.value, block.direction, set.value);
    const bool same = std::any_of(candidates.begin(), candidates.end(), [&](const Candidate& other) {
      return block.layout.value == Layout::planar ? other.conversion.planar == found.planar
                                                  : other.conversion.interleaved == found.interleaved;
    });
    if (found && !same) candidates.push_back({set.name, found});
  }
  return candidates;
}

/// One block, how it can be moved, and how long that took.
struct Measurement {
  SampleBlock block;
  std::vector<Candidate> candidates;
  bench::Contest contest;
};

const char* nameOf(Direction direction) { return direction == Direction::input ? "input" : "output"; }

/// Where floats have no exponent left.
constexpr double kDenormal = 1e-40;

class Bench {
 public:
  explicit Bench(const Choices& choices)
      : memory_(*std::max_element(choices.channels.begin(), choices.channels.end()),
                *std::max_element(choices.frames.begin(), choices.frames.end()),
                choices.denormals ? kDenormal : 1) {
    for (const auto& type : choices.types) {
      for (const auto& format : choices.formats) {
        for (const Direction direction : {Direction::input, Direction::output}) {
          for (const auto& layout : choices.layouts) add(choices, {type, format, direction, layout, 0, 0});
        }
      }
    }
  }

  bool isEmpty() const { return measurements_.empty(); }

  void run() {
    for (int visit = 0; visit < method_.visits; ++visit) {
      std::fprintf(stderr, "samples: %zu blocks, pass %d of %d\n", measurements_.size(), visit + 1,
                   method_.visits);
      for (Measurement& measurement : measurements_) measure(measurement);
    }
  }

  void print(const char* set) const {
    std::printf("{\"compiler\":\"%s\",\"set\":\"%s\",\"batchSeconds\":%g,\"visits\":%d,\"rounds\":%d}\n",
                bench::kCompiler, set, method_.batchSeconds, method_.visits,
                method_.visits * method_.mostRounds);
    for (const Measurement& measurement : measurements_) printOne(measurement);
  }

 private:
  /// All sizes of `block`, which has none yet.
  void add(const Choices& choices, SampleBlock block) {
    const std::vector<Candidate> candidates = candidatesFor(block, choices.sets);
    if (candidates.empty()) return;
    for (const std::size_t channels : choices.channels) {
      for (const std::size_t frames : choices.frames) {
        block.channels = channels;
        block.frames = frames;
        measurements_.push_back({block, candidates, {}});
      }
    }
  }

  void measure(Measurement& measurement) {
    memory_.fill(measurement.block);
    std::vector<Job> jobs = {memory_.copying(measurement.block)};
    for (const Candidate& candidate : measurement.candidates) {
      jobs.push_back(memory_.converting(measurement.block, candidate.conversion));
    }
    measurement.contest.visit(jobs, method_);
  }

  void printOne(const Measurement& measurement) const {
    const SampleBlock& block = measurement.block;
    const auto bytes = static_cast<double>(block.workingSet());
    const std::vector<Timing> timings = measurement.contest.timings();
    for (std::size_t i = 1; i < timings.size(); ++i) {
      std::printf("{\"type\":\"%s\",\"format\":\"%s\",\"direction\":\"%s\",\"layout\":\"%s\",",
                  block.type.name, block.format.name, nameOf(block.direction), block.layout.name);
      std::printf("\"channels\":%zu,\"frames\":%zu,\"workingSet\":%zu,\"set\":\"%s\",", block.channels,
                  block.frames, block.workingSet(), measurement.candidates[i - 1].set);
      std::printf("\"bytesPerSecond\":%.4g,\"memcpyBytesPerSecond\":%.4g,\"ratio\":%.4g}\n",
                  bytes / timings[i].seconds, bytes / timings[0].seconds, timings[i].ratio);
    }
  }

  Method method_;
  bench::BlockMemory memory_;
  std::vector<Measurement> measurements_;
};

}  // namespace

int main(int count, char** arguments) {
  std::string problem;
  const auto choices = bench::readChoices({arguments + 1, arguments + count}, problem);
  if (!choices) {
    std::fprintf(stderr, "samples: %s\n", problem.c_str());
    return 1;
  }
  Bench bench(*choices);
  if (bench.isEmpty()) {
    std::fprintf(stderr, "samples: there is no conversion between these types and formats\n");
    return 1;
  }
  {
    const rt::FloatMode mode;  // as on the audio thread
    bench.run();
  }
  bench.print(choices->sets.front().name);
  return 0;
}
