// Where code lies.
#pragma once

#include <filesystem>

namespace platform {

/// The full path of the library or program that contains `address`, which is that of something of static
/// lifetime. Throws `std::system_error`, with the system's own number.
std::filesystem::path moduleContaining(const void* address);

}  // namespace platform
