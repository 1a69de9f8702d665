// How an installed program gets at the driver: by COM and the registry on Windows, as a shared object on
// Linux.
#pragma once

#include <stdbool.h>

#include "abi.h"

/// The driver's name in HKLM\SOFTWARE\ASIO, or the path of its library. False: it is not there; that is
/// printed.
bool loadPrepare(const char* place);

/// A new driver with a reference of its own, named but not initialised; NULL where it cannot be had.
Driver* loadDriver(void);

/// Lets go of the library, which no driver is in use of.
void loadLetGo(void);

/// Whether the library is in memory.
bool loadIsLoaded(void);

/// The identifier by which the platform's hosts ask a driver for itself; NULL is one.
const Guid* loadOwnInterface(void);

/// What the platform's installation promises: COM's rules, or cwASIO's.
void loadChecks(void);
