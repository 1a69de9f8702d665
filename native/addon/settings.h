// What a settings text of a driver of ours means. Thread: JavaScript.
#pragma once

#include <napi.h>

#include <string>

#include "addon/checked.h"
#include "drivers/personality/settings_of.h"
#include "drivers/shell/fault.h"
#include "host/error.h"

namespace addon {

/// What `parse` makes of a text. Throws SETTINGS_REFUSED, with what the driver would say.
template <class Parse>
auto settingsBy(Napi::Env env, Parse parse) {
  return guarded(env, [&] {
    try {
      return parse();
    } catch (const drivers::shell::DriverFault& fault) {
      throw host::Error(host::ErrorCode::settingsRefused,
                        std::string("The driver refused its settings: ") + fault.what());
    }
  });
}

/// Of the virtual driver.
inline drivers::loopback::Settings settingsFrom(Napi::Env env, const std::string& text) {
  return settingsBy(env, [&] { return drivers::personality::settingsOf(text); });
}

}  // namespace addon
