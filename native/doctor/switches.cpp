#include "doctor/switches.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "abi/selectors.h"
#include "doctor/describe.h"

namespace doctor {
namespace {

bool hasPosition(const Switch& one) {
  return one.hasTime && !one.isTimeMissing && (one.flags & abi::time_info::kSamplePositionValid) != 0;
}

bool moves(const std::vector<Switch>& sequence) {
  std::set<std::uint64_t> positions;
  for (const Switch& one : sequence) {
    if (hasPosition(one)) positions.insert(one.position);
    if (positions.size() > 1) return true;
  }
  return false;
}

bool isRepeat(const Switch& before, const Switch& one) {
  return hasPosition(before) && hasPosition(one) && before.index == one.index &&
         before.position == one.position;
}

template <class Test>
std::uint64_t countOf(const std::vector<Switch>& sequence, Test test) {
  return static_cast<std::uint64_t>(std::count_if(sequence.begin(), sequence.end(), test));
}

/// How often `test` holds of one and the next.
template <class Test>
std::uint64_t countPairs(const std::vector<Switch>& sequence, Test test) {
  std::uint64_t count = 0;
  for (std::size_t i = 1; i < sequence.size(); ++i) count += test(sequence[i - 1], sequence[i]) ? 1u : 0u;
  return count;
}

Outcome judge(const char* rule, std::uint64_t broken, std::uint64_t all, const std::string& what) {
  return {rule, broken == 0 ? "" : times(broken, all, what)};
}

}  // namespace

std::vector<Switch> sequenceOf(const std::vector<Switch>& all) {
  std::vector<Switch> sequence;
  std::copy_if(all.begin(), all.end(), std::back_inserter(sequence), [](const Switch& one) {
    return !one.isNested && (one.phase == Phase::starting || one.phase == Phase::running);
  });
  return sequence;
}

std::vector<Switch> withoutRepeats(const std::vector<Switch>& sequence) {
  if (!moves(sequence)) return sequence;
  std::vector<Switch> result;
  for (const Switch& one : sequence) {
    if (result.empty() || !isRepeat(result.back(), one)) result.push_back(one);
  }
  return result;
}

std::vector<Outcome> judgeOrder(const std::vector<Switch>& all) {
  const std::vector<Switch> sequence = sequenceOf(all);
  const std::vector<Switch> once = withoutRepeats(sequence);
  const std::uint64_t n = sequence.size();
  const auto isOut = [](const Switch& one) { return one.index != 0 && one.index != 1; };
  const std::uint64_t out = countOf(sequence, isOut);
  std::vector<Outcome> outcomes = {
      judge(
          "index-range", out, n,
          "indexes are not 0 or 1, such as " + std::to_string(sequence.empty() ? 0 : sequence.front().index)),
      judge("switch-twice", n - once.size(), n, "switches were told twice"),
      judge("index-alternates",
            countPairs(once, [](const Switch& a, const Switch& b) { return a.index == b.index; }),
            once.size(), "switches have the half of the one before"),
      judge("reentered", countOf(all, [](const Switch& one) { return one.isNested; }), all.size(),
            "switches came while the host was inside another"),
      judge("not-direct", countOf(sequence, [](const Switch& one) { return one.directProcess == 0; }), n,
            "switches say that the host must not work in them"),
      judge("float-mode", countOf(sequence, [](const Switch& one) { return !one.roundsToNearest; }), n,
            "switches come with another rounding of floats"),
  };
  const std::uint64_t threads =
      countPairs(sequence, [](const Switch& a, const Switch& b) { return a.thread != b.thread; });
  // Some fill their buffers from another thread before they start.
  outcomes.push_back(
      judge("switch-thread", 2 * threads > n ? threads : 0, n, "switches come from another thread"));
  return outcomes;
}

std::vector<Outcome> judgeTimes(const std::vector<Switch>& all, const RunFacts& facts) {
  namespace flag = abi::time_info;
  const std::vector<Switch> once = withoutRepeats(sequenceOf(all));
  std::vector<Switch> running;
  for (const Switch& one : once) {
    if (one.phase == Phase::running) running.push_back(one);
  }
  if (running.empty()) running = once;
  std::vector<Switch> timed;
  for (const Switch& one : once) {
    if (one.hasTime && !one.isTimeMissing) timed.push_back(one);
  }
  const std::uint64_t untold = countOf(running, [](const Switch& one) { return !one.hasTime; });
  const bool isPromised = facts.saysTimeInfo || untold < running.size();
  constexpr abi::Long kAll = flag::kSystemTimeValid | flag::kSamplePositionValid | flag::kSampleRateValid;
  std::vector<Outcome> outcomes = {
      judge("time-told", isPromised ? untold : 0, running.size(), "switches come without"),
      judge("time-null", countOf(once, [](const Switch& one) { return one.isTimeMissing; }), once.size(),
            "are a null pointer"),
      judge("time-flags", countOf(timed, [](const Switch& one) { return (one.flags & kAll) != kAll; }),
            timed.size(), "say of position, time or rate that it is not valid"),
      judge("time-code-unasked",
            countOf(timed, [](const Switch& one) { return (one.codeFlags & abi::time_code::kValid) != 0; }),
            timed.size(), "have one that is said to be valid"),
      judge("clock-changed",
            countOf(timed, [](const Switch& one) { return (one.flags & flag::kClockSourceChanged) != 0; }),
            timed.size(), "say that the clock is another"),
      judge("time-rate",
            countOf(timed,
                    [&](const Switch& one) {
                      return facts.rate > 0 && (one.flags & flag::kSampleRateValid) != 0 &&
                             !(std::fabs(one.sampleRate - facts.rate) <= facts.rate / 1000);
                    }),
            timed.size(),
            "do not have the " + number(facts.rate) + " Hz that the driver says, but " +
                number(timed.empty() ? 0 : timed.back().sampleRate)),
      judge("position-asked",
            countOf(once, [](const Switch& one) { return one.wasAsked && one.asked != abi::error::kOk; }),
            once.size(), "times it was not answered"),
  };
  std::vector<Switch> placed;
  std::copy_if(timed.begin(), timed.end(), std::back_inserter(placed), hasPosition);
  const auto frames = static_cast<std::uint64_t>(facts.frames);
  if (!facts.wasOverloaded) {
    outcomes.push_back(
        judge("position-step",
              countPairs(placed,
                         [&](const Switch& a, const Switch& b) { return b.position - a.position != frames; }),
              placed.size(), "are not a buffer after the one before"));
  }
  if (!placed.empty()) {
    const std::uint64_t first = placed.front().position;
    outcomes.push_back({"position-start", first == 0 ? "" : "the first one is " + std::to_string(first)});
  }
  const auto hasSystemTime = [](const Switch& one) { return (one.flags & flag::kSystemTimeValid) != 0; };
  std::vector<Switch> clocked;
  std::copy_if(timed.begin(), timed.end(), std::back_inserter(clocked), hasSystemTime);
  outcomes.push_back(
      judge("times-grow",
            countPairs(clocked, [](const Switch& a, const Switch& b) { return b.systemNs < a.systemNs; }),
            clocked.size(), "are before the one before"));
  const std::uint64_t same =
      countPairs(clocked, [](const Switch& a, const Switch& b) { return b.systemNs == a.systemNs; });
  outcomes.push_back(judge("times-coarse", 4 * same > clocked.size() ? same : 0, clocked.size(),
                           "are the one before again"));
  return outcomes;
}

}  // namespace doctor
