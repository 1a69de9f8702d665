// The driver of Windows' audio devices, as the content of a library.
#ifdef _WIN32

#include "drivers/shell/library.h"

#include "drivers/shell/installed_settings.h"
#include "drivers/wasapi/wasapi.h"

namespace drivers::shell {

const DriverClass kLibraryDriver = {wasapi::kClassId, wasapi::kName, wasapi::kDescription,
                                    []() noexcept { return wasapi::create(&installedSettings); }};

}  // namespace drivers::shell

#endif
