// COM, as far as a driver needs it. Windows only.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "platform/guarded_call.h"

namespace platform {

struct ComObject {
  void* object = nullptr;      ///< nullptr: the call failed, or crashed
  std::int32_t result = 0;     ///< the HRESULT
  std::optional<Crash> crash;  ///< of the code that was to create it
};

/// Creates the in-process object of class `classId`, written "{8-4-4-4-12}", and asks it for the interface of
/// the same identifier: that is how these drivers are made. Thread: one with an `Apartment`. Blocking: the
/// driver's.
ComObject createInProcess(const std::string& classId) noexcept;

/// Whether `text` is an identifier, "{8-4-4-4-12}".
bool isClassId(const std::string& text) noexcept;

}  // namespace platform
