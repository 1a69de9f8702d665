#include <cstdio>

#include "host/crashed_drivers.h"
#include "host/error.h"
#include "host/loader.h"
#include "platform/com.h"

namespace host {

LoadedDriver loadInstalledDriver(const DriverSource& source) {
  const platform::ComObject created = platform::createInProcess(source.id);
  if (created.crash) throw noteCrash(source, "CoCreateInstance", *created.crash);
  if (created.object == nullptr) {
    char result[16];
    std::snprintf(result, sizeof result, "0x%08X", static_cast<unsigned>(created.result));
    throw Error(ErrorCode::driverLoadFailed,
                "Windows could not create the driver (" + std::string(result) + ", " + source.path +
                    "). Reinstalling it usually repairs its registration and the libraries it needs.",
                "CoCreateInstance", created.result, "");
  }
  return {static_cast<abi::Driver*>(created.object), nullptr};
}

}  // namespace host
