#include "drivers/loopback/settings.h"

#include <algorithm>
#include <charconv>
#include <iterator>
#include <locale>
#include <sstream>

#include "abi/error.h"
#include "drivers/loopback/loopback.h"
#include "drivers/shell/fault.h"
#include "drivers/shell/text.h"

namespace drivers::loopback {

namespace {

using abi::Long;

constexpr Long kMostFrames = 1 << 20;
constexpr double kHighestRateHz = 1e8;
constexpr double kStandardRateHz = 48000;

/// What the text says, before the settings are seen together.
struct Draft {
  std::optional<std::string> name;
  std::optional<SampleLayout> sample;
  std::optional<double> rate;
  std::optional<std::vector<double>> rates;
  std::optional<ClockKind> clock;
  std::optional<Long> inputs, outputs, minBuffer, maxBuffer, preferredBuffer, granularity;
  std::optional<Long> inputLatency, outputLatency, delay;
};

[[noreturn]] void refuse(std::string_view key, std::string_view value, const std::string& allowed) {
  // A value of any length must not push what is allowed out of the message.
  char shown[28];
  shell::copyText(shown, sizeof shown, value);
  throw shell::DriverFault(abi::error::kInvalidParameter,
                           std::string(key) + "=" + shown + " is refused; allowed: " + allowed);
}

[[noreturn]] void refuse(std::string_view key, Long value, const std::string& allowed) {
  refuse(key, std::to_string(value), allowed);
}

// --- One value: each of these returns false where the value is not allowed

template <auto Member, Long Low, Long High>
bool setInteger(Draft& draft, std::string_view text) {
  Long value = 0;
  const char* const end = text.data() + text.size();
  const auto [stopped, problem] = std::from_chars(text.data(), end, value);
  if (problem != std::errc() || stopped != end || value < Low || value > High) return false;
  draft.*Member = value;
  return true;
}

std::optional<double> parseRate(std::string_view text) {
  const bool plain = !text.empty() && text.find_first_not_of("0123456789.") == std::string_view::npos;
  // Not strtod: it reads a comma or a point as the process's locale says.
  std::istringstream stream{std::string(text)};
  stream.imbue(std::locale::classic());
  double value = 0;
  if (!plain || !(stream >> value) || stream.peek() != std::istringstream::traits_type::eof())
    return std::nullopt;
  if (!(value > 0 && value <= kHighestRateHz)) return std::nullopt;
  return value;
}

bool setRate(Draft& draft, std::string_view text) {
  draft.rate = parseRate(text);
  return draft.rate.has_value();
}

bool setRates(Draft& draft, std::string_view text) {
  std::vector<double> rates;
  for (std::size_t end = 0; end != std::string_view::npos;) {
    end = text.find(',');
    const std::optional<double> rate = parseRate(text.substr(0, end));
    if (!rate) return false;
    rates.push_back(*rate);
    if (end != std::string_view::npos) text.remove_prefix(end + 1);
  }
  draft.rates = std::move(rates);
  return true;
}

bool setName(Draft& draft, std::string_view text) {
  if (text.empty() || text.size() >= shell::kNameRoom) return false;
  draft.name = std::string(text);
  return true;
}

bool setType(Draft& draft, std::string_view text) {
  const SampleLayout* const layout = findSampleLayout(text);
  if (layout != nullptr) draft.sample = *layout;
  return layout != nullptr;
}

bool setClock(Draft& draft, std::string_view text) {
  if (text == "realtime") draft.clock = ClockKind::realtime;
  if (text == "freerun") draft.clock = ClockKind::freerun;
  if (text == "step") draft.clock = ClockKind::step;
  return draft.clock.has_value();
}

struct Key {
  std::string_view name;
  bool (*set)(Draft&, std::string_view);
  const char* allowed;
};

constexpr const char* kFramesAllowed = "1 to 1048576 frames";
constexpr const char* kLatencyAllowed = "0 to 1048576 frames";

constexpr Key kKeys[] = {
    {"name", setName, "1 to 31 bytes"},
    {"inputs", setInteger<&Draft::inputs, 0, 256>, "0 to 256"},
    {"outputs", setInteger<&Draft::outputs, 0, 256>, "0 to 256"},
    {"type", setType, "int16lsb int24lsb int32lsb float32lsb, or another of the contract's types"},
    {"rate", setRate, "a number of Hz, 100000000 at most"},
    {"rates", setRates, "numbers of Hz with commas between, 100000000 at most"},
    {"minBuffer", setInteger<&Draft::minBuffer, 1, kMostFrames>, kFramesAllowed},
    {"maxBuffer", setInteger<&Draft::maxBuffer, 1, kMostFrames>, kFramesAllowed},
    {"preferredBuffer", setInteger<&Draft::preferredBuffer, 1, kMostFrames>, kFramesAllowed},
    {"granularity", setInteger<&Draft::granularity, -1, kMostFrames>, "-1, 0, or a step in frames"},
    {"inputLatency", setInteger<&Draft::inputLatency, 0, kMostFrames>, kLatencyAllowed},
    {"outputLatency", setInteger<&Draft::outputLatency, 0, kMostFrames>, kLatencyAllowed},
    {"delay", setInteger<&Draft::delay, 1, kMostFrames>, kFramesAllowed},
    {"clock", setClock, "realtime, freerun, step"},
};

// --- The text

void readPair(Draft& draft, std::string_view pair, bool (&seen)[std::size(kKeys)]) {
  const std::size_t equals = pair.find('=');
  const std::string_view name = pair.substr(0, equals);
  const std::string_view value = equals == std::string_view::npos ? "" : pair.substr(equals + 1);
  for (std::size_t i = 0; i < std::size(kKeys); ++i) {
    if (kKeys[i].name != name) continue;
    if (seen[i]) refuse(name, value, "once only");
    seen[i] = true;
    if (!kKeys[i].set(draft, value)) refuse(name, value, kKeys[i].allowed);
    return;
  }
  // Short, as the message has room for 123 bytes.
  char shown[14];
  shell::copyText(shown, sizeof shown, pair);
  throw shell::DriverFault(abi::error::kInvalidParameter,
                           std::string(shown) +
                               " is none of name inputs outputs type rate(s) min/max/preferredBuffer "
                               "granularity in/outputLatency delay clock");
}

Draft readPairs(std::string_view text) {
  Draft draft;
  bool seen[std::size(kKeys)] = {};
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(';'), text.size());
    if (end > 0) readPair(draft, text.substr(0, end), seen);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return draft;
}

// --- What the settings say together

BufferRule bufferRule(const Draft& draft, Long unit) {
  BufferRule rule;
  rule.min = draft.minBuffer.value_or(std::min<Long>(16, draft.maxBuffer.value_or(16)));
  rule.max = draft.maxBuffer.value_or(std::max<Long>(8192, rule.min));
  rule.granularity = draft.granularity.value_or(rule.min == rule.max ? 0 : unit);
  const std::string units = "multiples of " + std::to_string(unit);
  const auto powerOfTwo = [](Long value) { return (value & (value - 1)) == 0; };
  if (rule.min > rule.max) refuse("minBuffer", rule.min, "up to maxBuffer, " + std::to_string(rule.max));
  if (rule.min % unit != 0) refuse("minBuffer", rule.min, units);
  if (rule.max % unit != 0) refuse("maxBuffer", rule.max, units);
  if (rule.granularity > 0 && rule.granularity % unit != 0) refuse("granularity", rule.granularity, units);
  if (rule.granularity == 0 && rule.min != rule.max)
    refuse("granularity", 0, "0 where minBuffer = maxBuffer");
  if (rule.granularity < 0 && !(powerOfTwo(rule.min) && powerOfTwo(rule.max))) {
    refuse("granularity", rule.granularity, "-1 where minBuffer and maxBuffer are powers of two");
  }
  rule.preferred = draft.preferredBuffer.value_or(std::clamp<Long>(256, rule.min, rule.max));
  if (!draft.preferredBuffer && rule.granularity > 0) {
    rule.preferred -= (rule.preferred - rule.min) % rule.granularity;
  }
  if (!rule.accepts(rule.preferred)) refuse("preferredBuffer", rule.preferred, rule.describe());
  return rule;
}

double initialRate(const std::optional<double>& asked, const std::vector<double>& rates) {
  const double rate = asked.value_or(kStandardRateHz);
  if (std::find(rates.begin(), rates.end(), rate) != rates.end()) return rate;
  if (asked) refuse("rate", describeRates({rate}), "one of " + describeRates(rates));
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

Settings parseSettings(std::string_view text) {
  const Draft draft = readPairs(text);
  Settings settings;
  settings.name = draft.name.value_or(kName);
  settings.inputs = draft.inputs.value_or(2);
  settings.outputs = draft.outputs.value_or(2);
  settings.sample = draft.sample ? *draft.sample : *findSampleLayout("int32lsb");
  settings.ratesHz =
      draft.rates.value_or(std::vector<double>{44100, 48000, 88200, 96000, 176400, 192000, 352800, 384000});
  settings.rateHz = initialRate(draft.rate, settings.ratesHz);
  settings.buffer = bufferRule(draft, settings.sample.unitFrames);
  settings.clock = draft.clock.value_or(ClockKind::realtime);
  settings.input = draft.inputLatency;
  settings.output = draft.outputLatency;
  settings.delay = draft.delay;
  return settings;
}

}  // namespace drivers::loopback
