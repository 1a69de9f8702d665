// Libraries that are loaded at run time, and this one.
#pragma once

#include <string>

namespace platform {

/// Loads the shared object at `path` and finds `symbol` in it. The object stays loaded for ever, as a
/// driver's threads may outlive it. nullptr, and the system's words in `error`, where either fails. POSIX
/// only.
void* loadSymbol(const std::string& path, const char* symbol, std::string& error);

/// Keeps the library that was loaded from `path` loaded until the process ends. Where there is none, nothing
/// happens.
void pinLibrary(const std::string& path) noexcept;

/// The same for the library in which `address` lies.
void pinLibraryOf(const void* address) noexcept;

/// And for the one that this code is in: a driver's callbacks point into it.
void pinThisLibrary() noexcept;

}  // namespace platform
