#include "drivers/wasapi/settings.h"

#include <algorithm>

#include "abi/error.h"
#include "abi/sample_types.h"
#include "drivers/shell/fault.h"
#include "drivers/shell/text.h"
#include "drivers/wasapi/instance_name.h"

namespace drivers::wasapi {

namespace {

struct TypeName {
  abi::SampleType type;
  const char* name;
};

constexpr TypeName kTypes[] = {{abi::sample_type::kInt16Lsb, "int16lsb"},
                               {abi::sample_type::kInt24Lsb, "int24lsb"},
                               {abi::sample_type::kInt32Lsb, "int32lsb"},
                               {abi::sample_type::kFloat32Lsb, "float32lsb"}};

[[noreturn]] void refuse(std::string_view setting, const char* allowed) {
  // One of any length must not push what is allowed out of the message.
  char shown[40];
  shell::copyText(shown, sizeof shown, setting);
  throw shell::DriverFault(abi::error::kInvalidParameter,
                           std::string(shown) + " is refused; allowed: " + allowed);
}

abi::SampleType typeOf(std::string_view setting, std::string_view name) {
  for (const TypeName& known : kTypes) {
    if (known.name == name) return known.type;
  }
  refuse(setting, "int16lsb, int24lsb, int32lsb, float32lsb");
}

ShareMode modeOf(std::string_view setting, std::string_view name) {
  if (name == "exclusive") return ShareMode::exclusive;
  if (name == "shared") return ShareMode::shared;
  refuse(setting, "exclusive, shared");
}

std::string deviceOf(std::string_view setting, std::string_view name) {
  if (!parseInstanceName(name)) refuse(setting, "a device that is listed, such as out-1a2b3c4d");
  return std::string(name);
}

bool isResampled(std::string_view setting, std::string_view value) {
  if (value != "exact" && value != "resampled") refuse(setting, "exact, resampled");
  return value == "resampled";
}

}  // namespace

Settings parseSettings(std::string_view text) {
  Settings settings;
  bool hasCapture = false;
  while (!text.empty()) {
    const std::string_view setting = text.substr(0, text.find(';'));
    text.remove_prefix(setting.size() < text.size() ? setting.size() + 1 : setting.size());
    const std::string_view name = setting.substr(0, setting.find('='));
    const std::string_view value = setting.substr(std::min(name.size() + 1, setting.size()));
    if (name == "type" && !settings.type) {
      settings.type = typeOf(setting, value);
    } else if (name == "mode" && !settings.mode) {
      settings.mode = modeOf(setting, value);
    } else if (name == "device" && settings.device.empty()) {
      settings.device = deviceOf(setting, value);
    } else if (name == "capture" && !hasCapture) {
      settings.resamplesCapture = isResampled(setting, value);
      hasCapture = true;
    } else {
      refuse(setting, "type, mode, capture and device, each once");
    }
  }
  return settings;
}

std::string nameOf(abi::SampleType type) {
  for (const TypeName& known : kTypes) {
    if (known.type == type) return known.name;
  }
  return "?";
}

}  // namespace drivers::wasapi
