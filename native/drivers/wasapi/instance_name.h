// What an instance of the driver is called: it names its devices. The system's own identifiers are longer
// than the contract has room for.
//
// "out-1a2b3c4d" is a playing device, "in-1a2b3c4d" a recording one, and "out-1a2b3c4d+in-5e6f7081" two that
// run together. In the place of each can be "out-default" or "in-default": whichever is the default one of
// the system's settings.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "drivers/wasapi/endpoint.h"

namespace drivers::wasapi {

/// Of the device with that identifier of the system's. The same one always, and in practice no other's.
std::string instanceName(Direction direction, std::string_view systemId);

/// Of the device that is the default one.
std::string defaultInstanceName(Direction direction);

struct InstanceDevices {
  std::string render;   ///< "out-…", or empty
  std::string capture;  ///< "in-…", or empty; one there is
};

/// Nothing where it is no such name.
std::optional<InstanceDevices> parseInstanceName(std::string_view name);

}  // namespace drivers::wasapi
