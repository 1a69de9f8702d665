// What Windows and its hosts know about a driver, in the registry:
//   HKLM\SOFTWARE\ASIO\<name>              CLSID, Description: where hosts look for drivers
//   HKLM\SOFTWARE\Classes\CLSID\{class id} what COM loads; HKCR shows it to everybody
#pragma once

#include "drivers/shell/library.h"

namespace drivers::shell {

/// Writes both, with the path of the library that contains `driver`. Throws `std::system_error`, most often
/// because the caller is no administrator; then neither is left behind.
void registerDriverClass(const DriverClass& driver);

/// Removes both; that they are not there is no error. Throws `std::system_error` after having tried both.
void unregisterDriverClass(const DriverClass& driver);

}  // namespace drivers::shell
