#include "drivers/loopback/settings.h"

#include <algorithm>
#include <charconv>
#include <iterator>
#include <locale>
#include <sstream>

#include "abi/error.h"
#include "abi/sample_types.h"
#include "drivers/loopback/loopback.h"
#include "drivers/loopback/refusal.h"
#include "drivers/shell/fault.h"
#include "drivers/shell/text.h"

namespace drivers::loopback {

namespace {

using abi::Long;

constexpr Long kMostFrames = 1 << 20;
constexpr double kHighestRateHz = 1e8;
constexpr double kMostDriftPpm = 1e5;
constexpr double kMostJitterUs = 1e6;
constexpr Long kHighestSeed = 0x7fffffff;
constexpr std::string_view kNone = "none";
constexpr std::size_t kLongestCable = 63;

/// What the text says, before the settings are seen together.
struct Draft : ModeDraft {
  std::optional<std::string> name, cable;
  std::optional<ClockKind> clock;
  std::optional<double> drift, jitter;
  std::optional<Long> inputs, outputs, seed;
  std::optional<std::string_view> dsdType;
};

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

/// No spaces, signs of plus or exponents; a minus where `low` is below zero.
std::optional<double> parseNumber(std::string_view text, double low, double high) {
  const std::string_view digits = low < 0 && text.substr(0, 1) == "-" ? text.substr(1) : text;
  const bool plain = !digits.empty() && digits.find_first_not_of("0123456789.") == std::string_view::npos;
  // Not strtod: it reads a comma or a point as the process's locale says.
  std::istringstream stream{std::string(text)};
  stream.imbue(std::locale::classic());
  double value = 0;
  if (!plain || !(stream >> value) || stream.peek() != std::istringstream::traits_type::eof())
    return std::nullopt;
  if (!(value >= low && value <= high)) return std::nullopt;
  return value;
}

std::optional<double> parseRate(std::string_view text) {
  const std::optional<double> rate = parseNumber(text, 0, kHighestRateHz);
  return rate == 0 ? std::nullopt : rate;
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

bool setCable(Draft& draft, std::string_view text) {
  if (text.empty() || text.size() > kLongestCable) return false;
  draft.cable = text == kNone ? std::string() : std::string(text);
  return true;
}

bool setType(Draft& draft, std::string_view text) {
  const SampleLayout* const layout = findSampleLayout(text);
  if (layout != nullptr) draft.sample = *layout;
  return layout != nullptr;
}

bool setDsdType(Draft& draft, std::string_view text) {
  const SampleLayout* const layout = findSampleLayout(text);
  draft.dsdType = text;
  return text == kNone || (layout != nullptr && abi::sample_type::isDsd(layout->type));
}

bool setClock(Draft& draft, std::string_view text) {
  if (text == "realtime") draft.clock = ClockKind::realtime;
  if (text == "freerun") draft.clock = ClockKind::freerun;
  if (text == "rush") draft.clock = ClockKind::rush;
  if (text == "step") draft.clock = ClockKind::step;
  return draft.clock.has_value();
}

bool setDrift(Draft& draft, std::string_view text) {
  draft.drift = parseNumber(text, -kMostDriftPpm, kMostDriftPpm);
  return draft.drift.has_value();
}

bool setJitter(Draft& draft, std::string_view text) {
  draft.jitter = parseNumber(text, 0, kMostJitterUs);
  return draft.jitter.has_value();
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
    {"dsdType", setDsdType, "dsdint8msb1 dsdint8lsb1 dsdint8ner8 none"},
    {"rate", setRate, "a number of Hz, 100000000 at most"},
    {"rates", setRates, "numbers of Hz with commas between, 100000000 at most"},
    {"minBuffer", setInteger<&Draft::minBuffer, 1, kMostFrames>, kFramesAllowed},
    {"maxBuffer", setInteger<&Draft::maxBuffer, 1, kMostFrames>, kFramesAllowed},
    {"preferredBuffer", setInteger<&Draft::preferredBuffer, 1, kMostFrames>, kFramesAllowed},
    {"granularity", setInteger<&Draft::granularity, -1, kMostFrames>, "-1, 0, or a step in frames"},
    {"inputLatency", setInteger<&Draft::inputLatency, 0, kMostFrames>, kLatencyAllowed},
    {"outputLatency", setInteger<&Draft::outputLatency, 0, kMostFrames>, kLatencyAllowed},
    {"delay", setInteger<&Draft::delay, 1, kMostFrames>, kFramesAllowed},
    {"clock", setClock, "realtime, freerun, rush, step"},
    {"cable", setCable, "1 to 63 bytes, or none"},
    {"drift", setDrift, "-100000 to 100000 ppm"},
    {"jitter", setJitter, "0 to 1000000 microseconds"},
    {"seed", setInteger<&Draft::seed, 0, kHighestSeed>, "0 to 2147483647"},
};

// --- The text

void readPair(Draft& draft, std::string_view pair, bool (&seen)[std::size(kKeys)]) {
  const std::size_t equals = pair.find('=');
  const std::string_view name = pair.substr(0, equals);
  const std::string_view value = equals == std::string_view::npos ? "" : pair.substr(equals + 1);
  for (std::size_t i = 0; i < std::size(kKeys); ++i) {
    if (kKeys[i].name != name) continue;
    if (seen[i]) refuseSetting(name, value, "once only");
    seen[i] = true;
    if (!kKeys[i].set(draft, value)) refuseSetting(name, value, kKeys[i].allowed);
    return;
  }
  // Short, as the message has room for 123 bytes.
  char shown[10];
  shell::copyText(shown, sizeof shown, pair);
  throw shell::DriverFault(abi::error::kInvalidParameter,
                           std::string(shown) +
                               " is none of name in/outputs type dsdType rate(s) ..Buffer granularity "
                               "..Latency delay clock cable drift jitter seed");
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

/// What the driver can be switched to.
std::optional<Mode> otherMode(const Draft& draft, const SampleLayout& initial) {
  if (abi::sample_type::isDsd(initial.type)) {
    if (draft.dsdType.value_or(initial.name) != initial.name)
      refuseSetting("dsdType", *draft.dsdType, std::string(initial.name) + ", as type says");
    return makeMode({});
  }
  const std::string_view type = draft.dsdType.value_or("dsdint8msb1");
  if (type == kNone) return std::nullopt;
  ModeDraft dsd;
  dsd.sample = *findSampleLayout(type);
  return makeMode(dsd);
}

ClockSettings clockOf(const Draft& draft) {
  ClockSettings clock;
  clock.kind = draft.clock.value_or(ClockKind::realtime);
  clock.driftPpm = draft.drift.value_or(0);
  clock.jitterUs = draft.jitter.value_or(0);
  clock.seed = static_cast<std::uint64_t>(draft.seed.value_or(0));
  if (clock.jitterUs > 0 && clock.kind != ClockKind::realtime)
    throw shell::DriverFault(abi::error::kInvalidParameter,
                             "jitter is refused with this clock: only realtime can be late");
  return clock;
}

}  // namespace

Settings parseSettings(std::string_view text) {
  const Draft draft = readPairs(text);
  Settings settings;
  settings.name = draft.name.value_or("");
  settings.inputs = draft.inputs.value_or(2);
  settings.outputs = draft.outputs.value_or(2);
  settings.mode = makeMode(draft);
  settings.otherMode = otherMode(draft, settings.mode.sample);
  settings.clock = clockOf(draft);
  settings.cable = draft.cable;
  if (!draft.cable.value_or("").empty() && settings.clock.kind != ClockKind::realtime)
    throw shell::DriverFault(abi::error::kInvalidParameter,
                             "a cable is refused with this clock: programs share realtime only");
  return settings;
}

}  // namespace drivers::loopback
