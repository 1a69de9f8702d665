// How an instance is to be. Text: "name=value;name=value", each name once.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "abi/types.h"
#include "drivers/wasapi/endpoint.h"

namespace drivers::wasapi {

struct Settings {
  /// type: int16lsb, int24lsb, int32lsb or float32lsb; nothing: the best that the device takes.
  std::optional<abi::SampleType> type;
  /// mode: exclusive or shared; nothing: exclusive. One is never taken in place of the other.
  std::optional<ShareMode> mode;
  /// device: the devices, as an instance is called that is not installed; empty: what it is called.
  std::string device;
  /// capture: exact, as it is; resampled: what is recorded follows the clock of the playing device beside it,
  /// for which each sample is made anew.
  bool resamplesCapture = false;

  bool isShared() const noexcept { return mode == ShareMode::shared; }
};

/// Throws `shell::DriverFault`, whose message names the setting and what is allowed.
Settings parseSettings(std::string_view text);

/// As the settings spell it.
std::string nameOf(abi::SampleType type);

}  // namespace drivers::wasapi
