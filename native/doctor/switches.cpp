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

using Outcomes = std::vector<Outcome>;
namespace flag = abi::time_info;

/// Whether a time comes with each switch, as the driver promises, or as it does with others.
void judgeTold(const std::vector<Switch>& once, const RunFacts& facts, Outcomes& outcomes) {
  std::vector<Switch> running;
  for (const Switch& one : once) {
    if (one.phase == Phase::running) running.push_back(one);
  }
  if (running.empty()) running = once;
  const std::uint64_t untold = countOf(running, [](const Switch& one) { return !one.hasTime; });
  const bool isPromised = facts.saysTimeInfo || untold < running.size();
  const std::uint64_t missing = countOf(once, [](const Switch& one) { return one.isTimeMissing; });
  const std::uint64_t unanswered =
      countOf(once, [](const Switch& one) { return one.wasAsked && one.asked != abi::error::kOk; });
  outcomes.push_back(judge("time-told", isPromised ? untold : 0, running.size(), "switches come without"));
  outcomes.push_back(judge("time-null", missing, once.size(), "are a null pointer"));
  outcomes.push_back(judge("position-asked", unanswered, once.size(), "times it was not answered"));
}

/// What is said to be valid, and the rate.
void judgeInfo(const std::vector<Switch>& timed, const RunFacts& facts, Outcomes& outcomes) {
  constexpr abi::Long kAll = flag::kSystemTimeValid | flag::kSamplePositionValid | flag::kSampleRateValid;
  const auto isOtherRate = [&](const Switch& one) {
    return facts.rate > 0 && (one.flags & flag::kSampleRateValid) != 0 &&
           !(std::fabs(one.sampleRate - facts.rate) <= facts.rate / 1000);
  };
  const std::uint64_t invalid = countOf(timed, [](const Switch& one) { return (one.flags & kAll) != kAll; });
  const std::uint64_t coded =
      countOf(timed, [](const Switch& one) { return (one.codeFlags & abi::time_code::kValid) != 0; });
  const std::uint64_t changed =
      countOf(timed, [](const Switch& one) { return (one.flags & flag::kClockSourceChanged) != 0; });
  const std::uint64_t n = timed.size();
  outcomes.push_back(judge("time-flags", invalid, n, "say of position, time or rate that it is not valid"));
  outcomes.push_back(judge("time-code-unasked", coded, n, "have one that is said to be valid"));
  outcomes.push_back(judge("clock-changed", changed, n, "say that the clock is another"));
  outcomes.push_back(judge("time-rate", countOf(timed, isOtherRate), n,
                           "do not have the " + number(facts.rate) + " Hz that the driver says, but " +
                               number(timed.empty() ? 0 : timed.back().sampleRate)));
}

void judgePositions(const std::vector<Switch>& timed, const RunFacts& facts, Outcomes& outcomes) {
  std::vector<Switch> placed;
  std::copy_if(timed.begin(), timed.end(), std::back_inserter(placed), hasPosition);
  const auto frames = static_cast<std::uint64_t>(facts.frames);
  const auto isElsewhere = [&](const Switch& a, const Switch& b) {
    return b.position - a.position != frames;
  };
  if (!facts.wasOverloaded)
    outcomes.push_back(judge("position-step", countPairs(placed, isElsewhere), placed.size(),
                             "are not a buffer after the one before"));
  if (placed.empty()) return;
  const std::uint64_t first = placed.front().position;
  outcomes.push_back({"position-start", first == 0 ? "" : "the first one is " + std::to_string(first)});
}

void judgeClock(const std::vector<Switch>& timed, Outcomes& outcomes) {
  std::vector<Switch> clocked;
  std::copy_if(timed.begin(), timed.end(), std::back_inserter(clocked),
               [](const Switch& one) { return (one.flags & flag::kSystemTimeValid) != 0; });
  const std::uint64_t back =
      countPairs(clocked, [](const Switch& a, const Switch& b) { return b.systemNs < a.systemNs; });
  const std::uint64_t same =
      countPairs(clocked, [](const Switch& a, const Switch& b) { return b.systemNs == a.systemNs; });
  const std::uint64_t n = clocked.size();
  outcomes.push_back(judge("times-grow", back, n, "are before the one before"));
  outcomes.push_back(judge("times-coarse", 4 * same > n ? same : 0, n, "are the one before again"));
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
  const std::vector<Switch> once = withoutRepeats(sequenceOf(all));
  std::vector<Switch> timed;
  for (const Switch& one : once) {
    if (one.hasTime && !one.isTimeMissing) timed.push_back(one);
  }
  std::vector<Outcome> outcomes;
  judgeTold(once, facts, outcomes);
  judgeInfo(timed, facts, outcomes);
  judgePositions(timed, facts, outcomes);
  judgeClock(timed, outcomes);
  return outcomes;
}

}  // namespace doctor
