#include "host/error.h"
#include "host/loader.h"
#include "platform/library.h"

namespace host {

LoadedDriver loadInstalledDriver(const DriverSource& source) {
  std::string error;
  void* symbol = platform::loadSymbol(source.path, "instantiateDriver", error);
  if (symbol == nullptr) {
    throw Error(ErrorCode::driverLoadFailed, "The driver's library could not be used: " + error, "dlopen");
  }
  const auto instantiate = reinterpret_cast<abi::Driver* (*)()>(symbol);
  abi::Driver* driver = instantiate();
  if (driver == nullptr) {
    throw Error(ErrorCode::driverLoadFailed, "The driver's library made no driver: " + source.path,
                "instantiateDriver");
  }
  return {driver, nullptr};
}

}  // namespace host
