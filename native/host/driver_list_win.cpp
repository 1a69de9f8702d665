// Windows: HKLM\SOFTWARE\ASIO has a key per driver, with the class in "CLSID" and, mostly, a name in
// "Description".
#include <algorithm>
#include <optional>

#include "host/com_class.h"
#include "host/driver_list.h"
#include "platform/com.h"
#include "platform/registry.h"

namespace host {
namespace {

using platform::RegistryRoot;
using platform::RegistryView;

constexpr char kDriversKey[] = "SOFTWARE\\ASIO";

bool isAbsolute(const std::string& path) {
  return path.size() > 2 && (path[1] == ':' || path.compare(0, 2, "\\\\") == 0);
}

/// Why the class cannot be created in this process; empty if it probably can. Fills in the library's path.
std::string findFault(DriverEntry& entry, RegistryView view) {
  if (entry.id.empty()) return "its registry entry has no CLSID";
  if (!platform::isClassId(entry.id)) return "its CLSID is not one: " + entry.id;
  if (const std::optional<ComClass> registered = findComClass(entry.id, view)) entry.path = registered->path;
  if (view == RegistryView::bits32) return "it is a 32-bit driver and this is a 64-bit process";
  if (entry.path.empty()) return "its class is not registered";
  // A path without a drive is looked for by the system in places of its own.
  if (isAbsolute(entry.path) && !platform::isFile(entry.path))
    return "its library does not exist: " + entry.path;
  return {};
}

DriverEntry read(const std::string& keyName, RegistryView view) {
  const std::string key = std::string(kDriversKey) + "\\" + keyName;
  DriverEntry entry;
  entry.kind = DriverKind::com;
  entry.name = keyName;
  entry.id = platform::registryText(RegistryRoot::localMachine, key, "CLSID", view).value_or("");
  entry.description =
      platform::registryText(RegistryRoot::localMachine, key, "Description", view).value_or("");
  if (entry.description.empty()) entry.description = keyName;
  entry.reason = findFault(entry, view);
  // Distinct even where the class is missing or the 32-bit twin has the same one.
  if (entry.id.empty()) entry.id = "registry:" + keyName;
  if (view == RegistryView::bits32) entry.id += ":32-bit";
  return entry;
}

}  // namespace

std::vector<DriverEntry> listInstalledDrivers(const std::string&) {
  std::vector<DriverEntry> entries;
  for (const RegistryView view : {RegistryView::bits64, RegistryView::bits32}) {
    for (const std::string& keyName :
         platform::registrySubkeys(RegistryRoot::localMachine, kDriversKey, view)) {
      DriverEntry entry = read(keyName, view);
      // The twin of a driver that comes in both widths says nothing new.
      const bool twin = view == RegistryView::bits32 &&
                        std::any_of(entries.begin(), entries.end(), [&](const DriverEntry& other) {
                          return other.id + ":32-bit" == entry.id;
                        });
      if (!twin) entries.push_back(std::move(entry));
    }
  }
  return entries;
}

}  // namespace host
