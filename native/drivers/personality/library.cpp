// The virtual driver, with its personalities, as the content of a library.
#include "drivers/shell/library.h"

#include "drivers/loopback/loopback.h"
#include "drivers/personality/personality.h"

namespace drivers::shell {

const DriverClass kLibraryDriver = {loopback::kClassId, loopback::kName, loopback::kDescription,
                                    &personality::create};

}  // namespace drivers::shell
