#include "drivers/personality/settings_of.h"

#include "drivers/personality/personality.h"
#include "drivers/personality/settings_text.h"
#include "drivers/shell/fault.h"

namespace drivers::personality {

loopback::Settings settingsOf(std::string_view text) {
  const SettingsText settings(text);
  if (!settings.personality) return loopback::parseSettings(text);
  const Personality* const chosen = findPersonality(*settings.personality);
  if (chosen == nullptr)
    throw shell::DriverFault(abi::error::kInvalidParameter,
                             "there is no personality " + *settings.personality);
  return loopback::parseSettings(settings.with(chosen->settings));
}

}  // namespace drivers::personality
