// The drivers there are. Reads the registry or a folder and never loads one: loading takes devices away from
// others.
#pragma once

#include <string>
#include <vector>

#include "abi/driver.h"

namespace host {

enum class DriverKind {
  com,      ///< a COM in-process server under HKLM\SOFTWARE\ASIO
  cwasio,   ///< a shared object named in the cwASIO folder
  builtIn,  ///< one of our own
  wasapi,   ///< an audio device of Windows, by way of one of our own
};

/// What is known of a driver without loading it.
struct DriverEntry {
  std::string id;  ///< the class identifier, the folder, or a built-in name: stays the same
  DriverKind kind = DriverKind::builtIn;
  std::string name;
  std::string description;
  std::string path;    ///< of its library; empty where that is not known
  std::string reason;  ///< why it cannot be used here; empty: it can
};

/// A device that a driver inside this library opens.
struct DeviceInstance {
  std::string instance;  ///< what the driver is told before `init`
  std::string name;
  std::string description;
};

/// A driver inside this library.
struct BuiltInDriver {
  const char* id;
  const char* name;
  const char* description;
  abi::Driver* (*create)() noexcept;
  DriverKind kind = DriverKind::builtIn;
  /// Where the driver is nothing without a device: those that there are. They are listed in its place, each
  /// as "<id>:<instance>".
  std::vector<DeviceInstance> (*devices)() = nullptr;
};

/// Makes `driver` known; its strings live for ever. A second call with the same id changes nothing. Thread:
/// any.
void addBuiltInDriver(const BuiltInDriver& driver);

/// The built-in driver with that id, or of which it is a device, or nullptr. Thread: any.
const BuiltInDriver* findBuiltInDriver(const std::string& id);

/// All drivers, installed ones first, in a stable order. `cwasioDirectory` is where shared objects are
/// registered; unused on Windows. Thread: any. Blocking: reads the registry or a few small files, and asks
/// the system for its audio devices.
std::vector<DriverEntry> listDrivers(const std::string& cwasioDirectory);

/// The platform's part of `listDrivers`.
std::vector<DriverEntry> listInstalledDrivers(const std::string& cwasioDirectory);

}  // namespace host
