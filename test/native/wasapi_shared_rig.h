// What the tests of the WASAPI driver's shared mode have in common.
#pragma once

#include "abi/selectors.h"
#include "wasapi_rig.h"

/// Of a mixer whose period can be chosen.
inline constexpr simulated::EnginePeriods kLowLatency{480, 48, 144, 480};

inline simulated::DeviceSettings flexible(simulated::DeviceSettings settings = {}) {
  settings.enginePeriods = kLowLatency;
  return settings;
}

/// Initialises the driver in shared mode.
inline void share(WasapiRig& rig) {
  CHECK(rig.host.future(abi::selector::kSetSettings, "mode=shared") == abi::error::kSuccess);
  rig.init();
}
