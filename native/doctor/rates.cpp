// Sample rates: which a driver says it can do, and which it then has.
#include <algorithm>
#include <cmath>
#include <limits>

#include "doctor/describe.h"
#include "doctor/parts.h"
#include "platform/time.h"

namespace doctor {
namespace {

constexpr double kUsual[] = {8000,  11025, 16000,  22050,  32000,  44100,  48000,
                             88200, 96000, 176400, 192000, 352800, 384000, 768000};
/// A rate may show only after a while.
constexpr std::uint64_t kSettleNs = 800'000'000;
constexpr std::uint64_t kSettleStepNs = 10'000'000;
constexpr double kLowestRate = 1000;
constexpr double kHighestRate = 100e6;

bool isSane(double rate) { return std::isfinite(rate) && rate >= kLowestRate && rate <= kHighestRate; }

/// What may be another at another rate.
struct Looks {
  PairAnswer channels;
  SizesAnswer sizes;
  std::vector<abi::SampleType> types;
};

Looks looksOf(RawDriver& driver) {
  Looks looks;
  looks.channels = driver.channels();
  looks.sizes = driver.sizes();
  if (looks.channels.first > 0) looks.types.push_back(driver.channel(0, true).info.type);
  if (looks.channels.second > 0) looks.types.push_back(driver.channel(0, false).info.type);
  return looks;
}

std::string differenceOf(const Looks& a, const Looks& b, bool withSizes) {
  if (a.channels.first != b.channels.first || a.channels.second != b.channels.second)
    return std::to_string(b.channels.first) + " inputs and " + std::to_string(b.channels.second) +
           " outputs in place of " + std::to_string(a.channels.first) + " and " +
           std::to_string(a.channels.second);
  if (withSizes && (a.sizes.min != b.sizes.min || a.sizes.max != b.sizes.max || a.sizes.step != b.sizes.step))
    return "sizes of " + std::to_string(b.sizes.min) + " to " + std::to_string(b.sizes.max) +
           " in place of " + std::to_string(a.sizes.min) + " to " + std::to_string(a.sizes.max);
  if (a.types != b.types) return "another sample type";
  return "";
}

/// The rate that there is, and whether it makes sense.
void examineOwn(Examination& exam) {
  RawDriver& driver = exam.driver();
  RateAnswer own = driver.sampleRate();
  if (!exam.checkOk("rate-known", own.code, "getSampleRate")) {
    // Some have none before somebody has chosen a clock.
    const ClockAnswer clocks = driver.clocks();
    if (!clocks.clocks.empty()) driver.setClockSource(clocks.clocks.front().index);
    own = driver.sampleRate();
    if (!abi::error::succeeded(own.code)) return;
  }
  if (!exam.check("rate-sane", isSane(own.rate), number(own.rate) + " Hz")) return;
  exam.facts().rate = own.rate;
  exam.trail().fact("rate", number(own.rate));
  const abi::Error can = driver.canSampleRate(own.rate);
  exam.check("rate-own", abi::error::succeeded(can),
             answered("canSampleRate of its own " + number(own.rate) + " Hz", can));
}

void examineNonsense(Examination& exam) {
  using Double = std::numeric_limits<double>;
  for (const double rate : {-1.0, 1.0, 1e12, Double::quiet_NaN(), Double::infinity()}) {
    const abi::Error can = exam.driver().canSampleRate(rate);
    if (!exam.check("rate-nonsense", !abi::error::succeeded(can),
                    "it says that it can do " + number(rate) + " Hz"))
      return;
  }
}

/// Sets a rate and waits until it is there. What is the matter is in the trail.
bool takes(Examination& exam, double rate) {
  RawDriver& driver = exam.driver();
  const std::uint64_t begin = platform::nowNs();
  exam.recorder().enter(Phase::setting);
  const abi::Error set = driver.setSampleRate(rate);
  exam.recorder().enter(Phase::idle);
  const std::string called = number(rate) + " Hz";
  if (!exam.checkOk("rate-set", set, "it can do " + called + ", but setSampleRate")) return false;
  double is = driver.sampleRate().rate;
  if (is == rate) {
    exam.trail().checked("rate-taken");
    exam.trail().checked("rate-settles");
    return true;
  }
  while (is != rate && platform::nowNs() < begin + kSettleNs) {
    exam.pauseNs(kSettleStepNs);
    is = driver.sampleRate().rate;
  }
  const std::string took = std::to_string((platform::nowNs() - begin) / 1'000'000) + " ms";
  if (exam.check("rate-taken", is == rate, "set to " + called + ", it says " + number(is) + " Hz"))
    exam.check("rate-settles", false, "it was there " + took + " after setSampleRate had returned");
  return false;
}

/// Of the usual ones, those that it says it can do.
std::vector<double> possibleRates(Examination& exam) {
  std::vector<double> possible;
  std::string list;
  for (const double rate : kUsual) {
    if (!abi::error::succeeded(exam.driver().canSampleRate(rate))) continue;
    possible.push_back(rate);
    list += (list.empty() ? "" : ",") + number(rate);
  }
  exam.trail().fact("rates", list);
  return possible;
}

void compareLooks(Examination& exam, const Looks& before, const std::string& when) {
  const std::string difference = differenceOf(before, looksOf(exam.driver()), !exam.facts().sizesMove);
  exam.check("facts-by-rate", difference.empty(), difference + when);
}

/// They may be others than they were.
void readTypes(Examination& exam) {
  Facts& facts = exam.facts();
  for (std::size_t i = 0; i < facts.inputTypes.size(); ++i)
    facts.inputTypes[i] = exam.driver().channel(static_cast<long>(i), true).info.type;
  for (std::size_t i = 0; i < facts.outputTypes.size(); ++i)
    facts.outputTypes[i] = exam.driver().channel(static_cast<long>(i), false).info.type;
}

}  // namespace

void examineRates(Examination& exam) {
  RawDriver& driver = exam.driver();
  exam.recorder().begin(nullptr);
  exam.trail().part("rates", 0, 1);
  examineOwn(exam);
  examineNonsense(exam);
  const double own = exam.facts().rate;
  const std::vector<double> possible = possibleRates(exam);
  exam.check("rate-some", !possible.empty() || own > 0, "none of the usual ones, and none of its own");
  // Whose rate nobody knows could not be put back.
  if (own == 0) return exam.trail().skipped("rate-taken", "it does not say which rate it has");
  const Looks before = looksOf(driver);
  long done = 0;
  for (const double rate : possible) {
    exam.trail().part("rates", ++done, static_cast<long>(possible.size()));
    if (rate == own) continue;
    // Where one is not taken the others are not either, mostly, and each may take its time.
    if (!takes(exam, rate)) break;
    compareLooks(exam, before, " at " + number(rate) + " Hz");
  }
  if (done > 0 && driver.sampleRate().rate != own) takes(exam, own);
  compareLooks(exam, before, " after rates were set");
  const double now = driver.sampleRate().rate;
  if (isSane(now)) exam.facts().rate = now;
  readTypes(exam);
}

}  // namespace doctor
