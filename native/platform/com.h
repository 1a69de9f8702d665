// COM, as far as a driver needs it. Windows only.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "platform/guarded_call.h"

namespace platform {

/// What came of creating an object.
struct ComObject {
  void* object = nullptr;         ///< nullptr: it failed, or crashed
  std::int32_t result = 0;        ///< the HRESULT
  const char* operation = "";     ///< the call that it is of
  std::string path;               ///< of the library, where it was looked for
  std::optional<Crash> crash;     ///< of the code that was to create it
  std::shared_ptr<void> library;  ///< unless COM keeps it; to be let go of after the object
};

/// Creates the in-process object of class `classId`, written "{8-4-4-4-12}", and asks it for the interface of
/// the same identifier: that is how these drivers are made. Thread: one with an `Apartment`. Blocking: the
/// driver's.
ComObject createInProcess(const std::string& classId);

/// The same on this very thread, wherever COM would do it: by asking the library at `path` for its class
/// factory. The library is unloaded when it is let go of and says that it is no longer used. Thread and
/// blocking: as above.
ComObject createFromLibrary(const std::string& path, const std::string& classId);

/// Whether `text` is an identifier, "{8-4-4-4-12}".
bool isClassId(const std::string& text) noexcept;

}  // namespace platform
