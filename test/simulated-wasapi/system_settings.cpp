#include "system_settings.h"

#include <charconv>
#include <map>

#include "abi/error.h"
#include "drivers/shell/fault.h"

namespace simulated {

namespace {

[[noreturn]] void refuse(std::string_view name, std::string_view value) {
  throw drivers::shell::DriverFault(
      abi::error::kInvalidParameter,
      "the simulated system has no " + std::string(name) + "=" + std::string(value));
}

std::uint32_t numberOf(std::string_view name, std::string_view value) {
  std::uint32_t number = 0;
  const auto [end, failure] = std::from_chars(value.data(), value.data() + value.size(), number);
  if (failure != std::errc() || end != value.data() + value.size()) refuse(name, value);
  return number;
}

/// Of several words the one that it is.
template <class Value>
Value oneOf(std::string_view name, std::string_view value, const std::map<std::string_view, Value>& words) {
  const auto found = words.find(value);
  if (found == words.end()) refuse(name, value);
  return found->second;
}

/// False: that is no setting of the system's.
bool take(SystemSettings& is, std::string_view name, std::string_view value) {
  if (name == "clock") {
    is.clock = oneOf<Clock>(
        name, value, {{"realtime", Clock::realtime}, {"freerun", Clock::freerun}, {"step", Clock::step}});
  } else if (name == "events") {
    is.doesEvents = oneOf<bool>(name, value, {{"yes", true}, {"no", false}});
  } else if (name == "cable") {
    is.isFaulty = oneOf<bool>(name, value, {{"exact", false}, {"faulty", true}});
  } else if (name == "refuses") {
    is.refused = oneOf<Call>(name, value, {{"initialize", Call::initialize}, {"start", Call::start}});
  } else {
    const std::map<std::string_view, std::uint32_t*> numbers = {{"inputs", &is.inputs},
                                                                {"outputs", &is.outputs},
                                                                {"rate", &is.rateHz},
                                                                {"aligned", &is.alignedTo},
                                                                {"multiple", &is.multiple},
                                                                {"minBuffer", &is.shortestFrames},
                                                                {"preferredBuffer", &is.preferredFrames}};
    if (name == "drift") return is.driftPpm = numberOf(name, value), true;
    const auto found = numbers.find(name);
    if (found == numbers.end()) return false;
    *found->second = numberOf(name, value);
  }
  return true;
}

}  // namespace

DeviceSettings deviceOf(const SystemSettings& system, Direction direction, std::uint32_t channels) {
  const auto hnsOf = [&](std::uint32_t frames) {
    return static_cast<std::int64_t>(1e7 * frames / system.rateHz);
  };
  DeviceSettings device;
  device.direction = direction;
  device.takes = [channels](const WaveFormat& format) { return format.channels == channels; };
  device.format = {system.rateHz, channels, 32, 24, false, 3, {}};
  device.usualHns = hnsOf(system.preferredFrames);
  device.shortestHns = hnsOf(system.shortestFrames);
  device.doesEvents = system.doesEvents;
  device.alignedTo = system.alignedTo;
  device.multiple = system.multiple;
  device.driftPpm = system.driftPpm;
  return device;
}

SystemSettings takeSettings(std::string& text) {
  SystemSettings settings;
  std::string left;
  for (std::string_view rest = text; !rest.empty();) {
    const std::string_view pair = rest.substr(0, rest.find(';'));
    rest.remove_prefix(pair.size() < rest.size() ? pair.size() + 1 : pair.size());
    const std::size_t equals = pair.find('=');
    const bool isOurs =
        equals != std::string_view::npos && take(settings, pair.substr(0, equals), pair.substr(equals + 1));
    if (!isOurs) left += (left.empty() ? "" : ";") + std::string(pair);
  }
  text = left;
  return settings;
}

}  // namespace simulated
