#include "host/loader.h"

#include "host/error.h"

namespace host {

abi::Driver* loadDriver(const DriverSource& source) {
  if (source.kind != DriverKind::builtIn) return loadInstalledDriver(source);
  const BuiltInDriver* driver = findBuiltInDriver(source.id);
  abi::Driver* created = driver == nullptr ? nullptr : driver->create();
  if (created == nullptr)
    throw Error(ErrorCode::driverLoadFailed, "The built-in driver could not be created.", "create");
  return created;
}

}  // namespace host
