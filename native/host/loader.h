// Brings a driver into the process.
#pragma once

#include <string>

#include "abi/driver.h"
#include "host/driver_list.h"

namespace host {

/// Which driver to load, and as what.
struct DriverSource {
  std::string id;  ///< as listed; for a built-in one without the instance's name
  DriverKind kind = DriverKind::builtIn;
  std::string path;
  std::string instance;  ///< sent to the driver before `init` unless empty
};

/// A new driver, with one reference that is the caller's. Throws `Error` (driverLoadFailed).
/// Thread: the driver thread, in its apartment. Blocking: the driver's.
abi::Driver* loadDriver(const DriverSource& source);

/// The platform's part of `loadDriver`, for a driver that is installed.
abi::Driver* loadInstalledDriver(const DriverSource& source);

}  // namespace host
