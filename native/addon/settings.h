// What a settings text of the virtual driver means. Thread: JavaScript.
#pragma once

#include <napi.h>

#include <string>

#include "addon/checked.h"
#include "drivers/personality/settings_of.h"
#include "drivers/shell/fault.h"
#include "host/error.h"

namespace addon {

/// Throws SETTINGS_REFUSED, with what the driver would say.
inline drivers::loopback::Settings settingsFrom(Napi::Env env, const std::string& text) {
  return guarded(env, [&] {
    try {
      return drivers::personality::settingsOf(text);
    } catch (const drivers::shell::DriverFault& fault) {
      throw host::Error(host::ErrorCode::settingsRefused,
                        std::string("The driver refused its settings: ") + fault.what());
    }
  });
}

}  // namespace addon
