// A library with one driver as cwASIO wants it: the four functions it exports.
#ifndef _WIN32

#include "drivers/shell/cwasio_registration.h"
#include "drivers/shell/library.h"

extern "C" {

/// A driver with a reference count of one; nullptr where there is no memory.
[[gnu::visibility("default")]] abi::Driver* instantiateDriver() {
  return drivers::shell::kLibraryDriver.create();
}

/// Gives a driver back. Hosts mostly use the driver's own release, which does the same.
[[gnu::visibility("default")]] void releaseDriver(abi::Driver* driver) {
  if (driver != nullptr) driver->table->release(driver);
}

// For installers, which have to be allowed to write in /etc. The results are 0 or the system's error number;
// without a name the instance is called like the driver.

[[gnu::visibility("default")]] int registerDriver(const char* name) {
  using namespace drivers::shell;
  return registerInstance(kCwasioFolder, name == nullptr ? kLibraryDriver.name : name, kLibraryDriver);
}

[[gnu::visibility("default")]] int unregisterDriver(const char* name) {
  using namespace drivers::shell;
  return unregisterInstance(kCwasioFolder, name == nullptr ? kLibraryDriver.name : name);
}

}  // extern "C"

#endif
