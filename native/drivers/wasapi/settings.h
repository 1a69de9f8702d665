// How an instance is to be. Text: "name=value;name=value", each name once.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "abi/types.h"

namespace drivers::wasapi {

struct Settings {
  /// type: int16lsb, int24lsb, int32lsb or float32lsb; nothing: the best that the device takes.
  std::optional<abi::SampleType> type;
};

/// Throws `shell::DriverFault`, whose message names the setting and what is allowed.
Settings parseSettings(std::string_view text);

/// As the settings spell it.
std::string nameOf(abi::SampleType type);

}  // namespace drivers::wasapi
