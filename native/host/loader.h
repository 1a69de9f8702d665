// Brings a driver into the process.
#pragma once

#include <memory>
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

/// What tells drivers apart in this process: instances of a built-in one have nothing in common.
std::string identityOf(const DriverSource& source);

/// A driver in the process.
struct LoadedDriver {
  abi::Driver* object = nullptr;  ///< with one reference, which is the holder's
  /// Keeps the driver's code where nobody else does. To be let go of after the object.
  std::shared_ptr<void> library;
};

/// A new driver. Throws `Error`: driverLoadFailed, or driverCrashed where it does that or did it before.
/// Thread: the driver thread, in its apartment. Blocking: the driver's.
LoadedDriver loadDriver(const DriverSource& source);

/// The platform's part of `loadDriver`, for a driver that is installed.
LoadedDriver loadInstalledDriver(const DriverSource& source);

}  // namespace host
