// How a driver's class is registered. Windows only.
#pragma once

#include <optional>
#include <string>

#include "platform/registry.h"

namespace host {

struct ComClass {
  std::string path;            ///< of the library that makes it; empty: none is named
  std::string threadingModel;  ///< as it is written: "Apartment", "Both", ...; empty: none is
};

/// The class with that identifier, "{8-4-4-4-12}", as far as it is made by a library. Thread: any. Blocking:
/// reads the registry.
std::optional<ComClass> findComClass(const std::string& id, platform::RegistryView view);

}  // namespace host
