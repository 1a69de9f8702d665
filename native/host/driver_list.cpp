#include "host/driver_list.h"

#include <algorithm>
#include <deque>
#include <mutex>

namespace host {
namespace {

/// Never destroyed, as other threads may still look when the process ends.
struct BuiltIns {
  std::mutex mutex;
  std::deque<BuiltInDriver> drivers;  // addresses stay
};

BuiltIns& builtIns() {
  static auto& instance = *new BuiltIns;
  return instance;
}

/// A copy: asking the system for devices takes a while.
std::deque<BuiltInDriver> allBuiltIns() {
  BuiltIns& all = builtIns();
  const std::lock_guard lock(all.mutex);
  return all.drivers;
}

}  // namespace

void addBuiltInDriver(const BuiltInDriver& driver) {
  BuiltIns& all = builtIns();
  const std::lock_guard lock(all.mutex);
  for (const BuiltInDriver& known : all.drivers) {
    if (std::string(known.id) == driver.id) return;
  }
  all.drivers.push_back(driver);
}

const BuiltInDriver* findBuiltInDriver(const std::string& id) {
  BuiltIns& all = builtIns();
  const std::lock_guard lock(all.mutex);
  for (const BuiltInDriver& known : all.drivers) {
    if (id == known.id) return &known;
    const std::string prefix = std::string(known.id) + ":";
    if (known.devices != nullptr && id.compare(0, prefix.size(), prefix) == 0) return &known;
  }
  return nullptr;
}

std::vector<DriverEntry> listDrivers(const std::string& cwasioDirectory) {
  std::vector<DriverEntry> entries = listInstalledDrivers(cwasioDirectory);
  std::stable_sort(entries.begin(), entries.end(),
                   [](const DriverEntry& a, const DriverEntry& b) { return a.name < b.name; });
  for (const BuiltInDriver& driver : allBuiltIns()) {
    if (driver.devices == nullptr) {
      entries.push_back({driver.id, driver.kind, driver.name, driver.description, "", ""});
      continue;
    }
    for (const DeviceInstance& device : driver.devices()) {
      const std::string id = std::string(driver.id) + ":" + device.instance;
      entries.push_back({id, driver.kind, device.name, device.description, "", ""});
    }
  }
  return entries;
}

}  // namespace host
