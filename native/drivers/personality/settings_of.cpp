#include "drivers/personality/settings_of.h"

#include "drivers/personality/settings_text.h"
#include "drivers/shell/fault.h"

namespace drivers::personality {

Meaning meaningOf(std::string_view text) {
  const SettingsText settings(text);
  if (!settings.personality) return {nullptr, settings.with("")};
  const Personality* const chosen = findPersonality(*settings.personality);
  if (chosen == nullptr)
    throw shell::DriverFault(abi::error::kInvalidParameter,
                             "there is no personality " + *settings.personality);
  return {chosen, settings.with(chosen->settings)};
}

loopback::Settings settingsOf(std::string_view text) {
  return loopback::parseSettings(meaningOf(text).settings);
}

}  // namespace drivers::personality
