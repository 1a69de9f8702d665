// Why Windows did not create a driver, in words. Windows only.
#pragma once

#include "host/error.h"
#include "host/loader.h"
#include "platform/com.h"

namespace host {

/// Whether nothing was created because of COM or the loader of libraries, and not as the driver refused.
bool isFailureOfCom(const platform::ComObject& created) noexcept;

/// The error to throw.
Error loadFailure(const DriverSource& source, const platform::ComObject& created);

}  // namespace host
