// How well a driver keeps time: the pace of a longer run, and of short ones at its other rates.
#include <algorithm>
#include <cmath>

#include "doctor/describe.h"
#include "doctor/measured_rate.h"
#include "doctor/parts.h"
#include "doctor/run.h"
#include "doctor/run_end.h"
#include "doctor/statistics.h"
#include "platform/time.h"

namespace doctor {
namespace {

/// Where it is off by more it is measured for longer.
constexpr double kDoubtfulPpm = 5000;
constexpr std::size_t kBins = 48;
/// In halves of a bin: a time that is exact is in the middle of one.
constexpr std::size_t kNominalPlace = 31;
/// At other rates: at first, and where that looks wrong.
constexpr std::uint64_t kShortNs = 150'000'000;
constexpr std::uint64_t kSureNs = 1'500'000'000;
constexpr std::uint64_t kFewSwitches = 6;
/// Fewer say nothing.
constexpr std::size_t kLeastSwitches = 8;

/// Without what was there before the hardware was.
std::vector<Switch> paced(Recorder& recorder) {
  std::vector<Switch> switches = withoutRepeats(sequenceOf(recorder.switches()));
  constexpr std::size_t kPrimed = 2;
  if (switches.size() > kLeastSwitches + kPrimed)
    switches.erase(switches.begin(), switches.begin() + kPrimed);
  return switches;
}

std::string joined(const std::vector<std::size_t>& counts) {
  std::string text;
  for (const std::size_t count : counts) text += (text.empty() ? "" : ",") + std::to_string(count);
  return text;
}

void tellJitter(Examination& exam, Stream& stream) {
  const std::uint64_t nominal = Examination::periodNs(stream.frames(), exam.facts().rate);
  std::vector<std::uint64_t> times;
  const std::vector<Switch> switches = withoutRepeats(sequenceOf(exam.recorder().switches()));
  for (const Switch& one : switches) times.push_back(one.ns);
  const std::vector<std::uint64_t> intervals = intervalsOf(times);
  const Spread spread = spreadOf(intervals);
  const std::uint64_t first =
      times.empty() || times.front() < stream.startedNs() ? 0 : times.front() - stream.startedNs();
  const auto text = [](std::uint64_t value) { return std::to_string(value); };
  exam.trail().figures("jitter", {text(nominal), text(spread.p50), text(spread.p99), text(spread.max),
                                  text(first), text(intervals.size())});
  const std::uint64_t limit = 2 * kBins * nominal / kNominalPlace;
  exam.trail().figures("intervals", {text(limit), joined(histogramOf(intervals, limit, kBins))});
}

void examineLong(Examination& exam) {
  const Facts& facts = exam.facts();
  Stream stream(exam, Channels::all, facts.sizes.preferred);
  if (!examineStart(exam, stream)) throw Over();
  const bool isGoing = examinePace(exam, stream.runFor(exam.order().durationNs, "timing"));
  if (!isGoing) {
    const PairAnswer channels = exam.driver().channels();
    exam.check("lost", abi::error::succeeded(channels.code),
               answered("after the last switch, getChannels", channels.code));
  }
  examineStop(exam, stream, false);
  judgeRun(exam, stream);
  if (isGoing) {
    tellJitter(exam, stream);
    const std::vector<Switch> switches = paced(exam.recorder());
    const MeasuredRate arrival = rateByArrival(switches, stream.frames(), facts.rate, stream.startedNs());
    exam.trail().figures("rate-arrival", arrival.figures());
    exam.trail().figures("rate-positions", rateByPositions(switches, facts.rate).figures());
    if (arrival.isKnown)
      exam.check(
          "rate-real", !arrival.isGross(),
          "it says " + number(facts.rate) + " Hz and runs at " + number(std::round(arrival.rate)) + " Hz");
  }
  examineDispose(exam, stream);
  if (!isGoing) throw Over();
}

/// How fast it really is at `rate`, over `ns` or longer. Unknown: it did not run.
MeasuredRate runAt(Examination& exam, double rate, std::uint64_t ns) {
  Stream stream(exam, Channels::all, exam.facts().sizes.preferred);
  const abi::Error code = stream.create();
  if (!abi::error::succeeded(code) || !stream.isWhole()) {
    if (!abi::error::succeeded(code)) exam.driver().disposeBuffers();
    return {};
  }
  stream.silence();
  exam.recorder().tellReady(exam.facts().wantsOutputReady);
  if (!exam.checkOk("start-result", stream.start(), "start at " + number(rate) + " Hz")) return {};
  const Pace pace =
      exam.recorder().isTimeVirtual() ? stream.awaitSwitches(kFewSwitches) : stream.runFor(ns, nullptr);
  exam.check("switches-at-rate", pace != Pace::silent && pace != Pace::stalled,
             number(rate) + " Hz: " + std::to_string(exam.recorder().count()) + " switches came");
  stream.stop();
  RunFacts run;
  run.frames = stream.frames();
  run.rate = rate;
  for (const Outcome& outcome : judgeTimes(exam.recorder().switches(), run)) {
    if (std::string(outcome.rule) == "time-rate")
      exam.check(outcome.rule, outcome.seen.empty(), outcome.seen);
  }
  if (exam.facts().isTimeVirtual) return {};
  return rateByArrival(paced(exam.recorder()), stream.frames(), rate, stream.startedNs());
}

/// Sets each rate that there is, runs with it, and puts back the one that there was.
void examineOtherRates(Examination& exam) {
  RawDriver& driver = exam.driver();
  Facts& facts = exam.facts();
  const double own = facts.rate;
  if (driver.isSlow()) return exam.trail().skipped("switches-at-rate", "its calls take a second");
  if (own <= 0) return exam.trail().skipped("switches-at-rate", "it does not say which rate it has");
  const std::uint64_t ns = std::min(kShortNs, exam.order().durationNs / 4);
  long done = 0;
  for (const double rate : {44100.0, 48000.0, 88200.0, 96000.0, 176400.0, 192000.0, 352800.0, 384000.0}) {
    exam.trail().part("rates in use", ++done, 8);
    if (rate == own || !abi::error::succeeded(driver.canSampleRate(rate))) continue;
    if (!abi::error::succeeded(driver.setSampleRate(rate)) || driver.sampleRate().rate != rate) break;
    const PairAnswer channels = driver.channels();
    if (channels.first != facts.inputs || channels.second != facts.outputs) continue;
    if (driver.sizes().preferred != facts.sizes.preferred) continue;
    facts.rate = rate;
    MeasuredRate pace = runAt(exam, rate, ns);
    if (pace.isKnown && std::fabs(pace.ppm) > kDoubtfulPpm)
      pace = runAt(exam, rate, std::min(kSureNs, 4 * exam.order().durationNs));
    if (pace.isKnown &&
        !exam.check("rate-real", !pace.isGross(),
                    "set to " + number(rate) + " Hz, it runs at " + number(std::round(pace.rate)) + " Hz"))
      break;
  }
  driver.setSampleRate(own);
  facts.rate = own;
}

}  // namespace

void examineTiming(Examination& exam) {
  const Facts& facts = exam.facts();
  if (facts.isTimeVirtual) {
    exam.trail().skipped("rate-real", "its time is virtual");
  } else if (facts.rate <= 0) {
    exam.trail().skipped("rate-real", "it does not say which rate it has");
  } else {
    examineLong(exam);
  }
  examineOtherRates(exam);
}

}  // namespace doctor
