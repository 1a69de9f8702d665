#include "host/loader.h"

#include "host/crashed_drivers.h"
#include "host/error.h"

namespace host {

std::string identityOf(const DriverSource& source) {
  const bool isInstance = source.kind == DriverKind::builtIn && !source.instance.empty();
  return isInstance ? source.id + ":" + source.instance : source.id;
}

LoadedDriver loadDriver(const DriverSource& source) {
  refuseCrashed(source);
  if (source.kind == DriverKind::com || source.kind == DriverKind::cwasio) return loadInstalledDriver(source);
  const BuiltInDriver* driver = findBuiltInDriver(source.id);
  abi::Driver* created = nullptr;
  const auto create = [&] { created = driver == nullptr ? nullptr : driver->create(); };
  if (const auto crash = platform::callGuarded(create)) throw noteCrash(source, "create", *crash);
  if (created == nullptr)
    throw Error(ErrorCode::driverLoadFailed, "The built-in driver could not be created.", "create");
  return {created, nullptr};
}

}  // namespace host
