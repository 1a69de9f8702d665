// What a settings text means, a personality's own settings included.
#pragma once

#include <string_view>

#include "drivers/loopback/settings.h"

namespace drivers::personality {

/// Throws `shell::DriverFault` for what a driver would refuse.
loopback::Settings settingsOf(std::string_view text);

}  // namespace drivers::personality
