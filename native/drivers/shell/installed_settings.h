// What an installer has stored with an instance of a driver, for it to be so whichever host opens it: on
// Windows the value `Settings` of HKLM\SOFTWARE\ASIO\<name>, elsewhere the file `settings` in the instance's
// cwASIO folder.
#pragma once

#include <string>

#include "abi/types.h"

namespace drivers::shell {

/// Empty where nothing is stored, or no such instance is installed.
std::string installedSettings(const std::string& instance);

#ifdef _WIN32
/// The name of the instance that was installed with settings, if no more than empty ones, under that class;
/// empty: none is.
std::string instanceOfClass(const abi::Guid& classId);
#endif

}  // namespace drivers::shell
