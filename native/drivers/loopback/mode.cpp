#include "drivers/loopback/mode.h"

#include <algorithm>
#include <locale>
#include <sstream>

#include "abi/sample_types.h"
#include "drivers/loopback/refusal.h"

namespace drivers::loopback {

namespace {

using abi::Long;

/// What nobody has said.
struct Usual {
  std::vector<double> ratesHz;
  double rateHz;
  BufferRule buffer;
};

Usual usual(const SampleLayout& sample) {
  if (abi::sample_type::isDsd(sample.type)) {
    return {{2822400, 5644800, 11289600, 22579200}, 2822400, {1024, 524288, 16384, 8}};
  }
  return {{44100, 48000, 88200, 96000, 176400, 192000, 352800, 384000}, 48000, {16, 8192, 256, 1}};
}

BufferRule bufferRule(const ModeDraft& draft, const BufferRule& usual, Long unit) {
  BufferRule rule;
  rule.min = draft.minBuffer.value_or(std::min(usual.min, draft.maxBuffer.value_or(usual.min)));
  rule.max = draft.maxBuffer.value_or(std::max(usual.max, rule.min));
  rule.granularity = draft.granularity.value_or(rule.min == rule.max ? 0 : usual.granularity);
  const std::string units = "multiples of " + std::to_string(unit);
  const auto powerOfTwo = [](Long value) { return (value & (value - 1)) == 0; };
  if (rule.min > rule.max)
    refuseSetting("minBuffer", rule.min, "up to maxBuffer, " + std::to_string(rule.max));
  if (rule.min % unit != 0) refuseSetting("minBuffer", rule.min, units);
  if (rule.max % unit != 0) refuseSetting("maxBuffer", rule.max, units);
  if (rule.granularity > 0 && rule.granularity % unit != 0)
    refuseSetting("granularity", rule.granularity, units);
  if (rule.granularity == 0 && rule.min != rule.max)
    refuseSetting("granularity", 0, "0 where minBuffer = maxBuffer");
  if (rule.granularity < 0 && !(powerOfTwo(rule.min) && powerOfTwo(rule.max))) {
    refuseSetting("granularity", rule.granularity, "-1 where minBuffer and maxBuffer are powers of two");
  }
  rule.preferred = draft.preferredBuffer.value_or(std::clamp(usual.preferred, rule.min, rule.max));
  if (!draft.preferredBuffer && rule.granularity > 0) {
    rule.preferred -= (rule.preferred - rule.min) % rule.granularity;
  }
  if (!rule.accepts(rule.preferred)) refuseSetting("preferredBuffer", rule.preferred, rule.describe());
  return rule;
}

double initialRate(const std::optional<double>& asked, double usual, const std::vector<double>& rates) {
  const double rate = asked.value_or(usual);
  if (std::find(rates.begin(), rates.end(), rate) != rates.end()) return rate;
  if (asked) refuseSetting("rate", describeRates({rate}), "one of " + describeRates(rates));
  return rates.front();
}

}  // namespace

std::string describeRates(const std::vector<double>& ratesHz) {
  std::ostringstream text;
  text.imbue(std::locale::classic());
  text.precision(15);
  for (std::size_t i = 0; i < ratesHz.size(); ++i) text << (i == 0 ? "" : " ") << ratesHz[i];
  return text.str();
}

Mode makeMode(const ModeDraft& draft) {
  Mode mode;
  mode.sample = draft.sample ? *draft.sample : *findSampleLayout("int32lsb");
  const Usual otherwise = usual(mode.sample);
  mode.ratesHz = draft.rates.value_or(otherwise.ratesHz);
  mode.rateHz = initialRate(draft.rate, otherwise.rateHz, mode.ratesHz);
  mode.buffer = bufferRule(draft, otherwise.buffer, mode.sample.unitFrames);
  mode.input = draft.inputLatency;
  mode.output = draft.outputLatency;
  mode.delay = draft.delay;
  return mode;
}

}  // namespace drivers::loopback
