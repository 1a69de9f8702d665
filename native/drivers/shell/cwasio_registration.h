// What cwASIO hosts know about a driver: a folder per instance, whose name is the instance's, with the files
// `driver` (the library's path) and `description`.
#pragma once

#include <filesystem>

#include "drivers/shell/library.h"

namespace drivers::shell {

/// Where every host looks.
inline constexpr char kCwasioFolder[] = "/etc/cwASIO";

/// Writes the folder of instance `name` below `parent`, with the path of the library that contains `driver`.
/// 0, or the system's error number: EEXIST where there is one already, EINVAL where a host would not find it
/// under that name. Then nothing is left behind.
int registerInstance(const std::filesystem::path& parent, const char* name,
                     const DriverClass& driver) noexcept;

/// Removes what `registerInstance` writes. ENOTEMPTY: there are files of others, the instance's parameters
/// perhaps; then only the driver is gone from it.
int unregisterInstance(const std::filesystem::path& parent, const char* name) noexcept;

}  // namespace drivers::shell
