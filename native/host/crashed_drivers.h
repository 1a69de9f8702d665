// Drivers that crashed in this process. What a crash leaves behind nobody knows, so such a driver is not
// called again: what there is of it stays where it is, and it is not loaded a second time.
#pragma once

#include "host/error.h"
#include "host/loader.h"
#include "platform/guarded_call.h"

namespace host {

/// From now on `refuseCrashed` refuses the driver, and its library stays loaded. The error to throw: it
/// crashed in `operation`. Thread: any. Blocking: briefly.
Error noteCrash(const DriverSource& source, const char* operation, const platform::Crash& crash);

/// Throws `Error` (driverCrashed) where the driver has crashed before. Thread: any. Blocking: briefly.
void refuseCrashed(const DriverSource& source);

}  // namespace host
