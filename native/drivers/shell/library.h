// A driver as a library of its own: what the library contains.
#pragma once

#include "abi/driver.h"

namespace drivers::shell {

struct DriverClass {
  abi::Guid classId;
  const char* name;         ///< of the registry's key, or cwASIO's folder
  const char* description;  ///< what hosts show
  abi::Driver* (*create)() noexcept;
};

/// Defined once by each library, in its driver's room.
extern const DriverClass kLibraryDriver;

}  // namespace drivers::shell
