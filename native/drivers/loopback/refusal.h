// How a setting is refused.
#pragma once

#include <string>
#include <string_view>

#include "abi/error.h"
#include "drivers/shell/fault.h"
#include "drivers/shell/text.h"

namespace drivers::loopback {

/// Throws what names the setting, its value and what is allowed.
[[noreturn]] inline void refuseSetting(std::string_view key, std::string_view value,
                                       const std::string& allowed) {
  // A value of any length must not push what is allowed out of the message.
  char shown[28];
  shell::copyText(shown, sizeof shown, value);
  throw shell::DriverFault(abi::error::kInvalidParameter,
                           std::string(key) + "=" + shown + " is refused; allowed: " + allowed);
}

[[noreturn]] inline void refuseSetting(std::string_view key, abi::Long value, const std::string& allowed) {
  refuseSetting(key, std::to_string(value), allowed);
}

}  // namespace drivers::loopback
