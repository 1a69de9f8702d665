// The virtual driver, with its personalities, as the content of a library.
#include "drivers/shell/library.h"

#include "drivers/loopback/loopback.h"
#include "drivers/personality/personality.h"
#include "drivers/shell/installed_settings.h"

namespace drivers::shell {

const DriverClass kLibraryDriver = {loopback::kClassId, loopback::kName, loopback::kDescription,
                                    []() noexcept { return personality::create(&installedSettings); }};

}  // namespace drivers::shell
