// The virtual driver as the content of a library.
#include "drivers/shell/library.h"

#include "drivers/loopback/loopback.h"

namespace drivers::shell {

const DriverClass kLibraryDriver = {loopback::kClassId, loopback::kName, loopback::kDescription,
                                    &loopback::create};

}  // namespace drivers::shell
