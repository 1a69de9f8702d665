// What a settings text means, a personality's own settings included.
#pragma once

#include <string>
#include <string_view>

#include "drivers/loopback/settings.h"
#include "drivers/personality/personality.h"

namespace drivers::personality {

struct Meaning {
  const Personality* personality;  ///< nullptr: none
  std::string settings;            ///< for the virtual driver below
};

/// Throws `shell::DriverFault` where there is no such personality.
Meaning meaningOf(std::string_view text);

/// Throws `shell::DriverFault` for what a driver would refuse.
loopback::Settings settingsOf(std::string_view text);

}  // namespace drivers::personality
