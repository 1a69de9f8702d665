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
  }
  return nullptr;
}

std::vector<DriverEntry> listDrivers(const std::string& cwasioDirectory) {
  std::vector<DriverEntry> entries = listInstalledDrivers(cwasioDirectory);
  std::stable_sort(entries.begin(), entries.end(),
                   [](const DriverEntry& a, const DriverEntry& b) { return a.name < b.name; });
  BuiltIns& all = builtIns();
  const std::lock_guard lock(all.mutex);
  for (const BuiltInDriver& driver : all.drivers) {
    entries.push_back({driver.id, DriverKind::builtIn, driver.name, driver.description, "", ""});
  }
  return entries;
}

}  // namespace host
