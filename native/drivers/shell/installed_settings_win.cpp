#ifdef _WIN32

#include "drivers/shell/installed_settings.h"

#include <windows.h>

#include <objbase.h>

#include <cstring>
#include <optional>

#include "platform/registry.h"
#include "platform/text.h"

namespace drivers::shell {

namespace {

using platform::RegistryRoot;
using platform::RegistryView;

constexpr char kHostsKey[] = "SOFTWARE\\ASIO";

/// The program's own width: the other one's drivers are in another library.
constexpr RegistryView kView = sizeof(void*) == 8 ? RegistryView::bits64 : RegistryView::bits32;

std::optional<std::string> valueOf(const std::string& instance, const char* name) {
  const std::string key = std::string(kHostsKey) + "\\" + instance;
  return platform::registryText(RegistryRoot::localMachine, key, name, kView);
}

}  // namespace

std::string installedSettings(const std::string& instance) {
  return instance.empty() || instance.find('\\') != std::string::npos
             ? ""
             : valueOf(instance, "Settings").value_or("");
}

std::string instanceOfClass(const abi::Guid& classId) {
  for (const std::string& instance :
       platform::registrySubkeys(RegistryRoot::localMachine, kHostsKey, kView)) {
    // Others' entries are theirs, whatever library they lead to.
    if (!valueOf(instance, "Settings")) continue;
    GUID guid;
    static_assert(sizeof guid == sizeof classId);
    if (FAILED(CLSIDFromString(platform::toWide(valueOf(instance, "CLSID").value_or("")).c_str(), &guid)))
      continue;
    if (std::memcmp(&guid, &classId, sizeof guid) == 0) return instance;
  }
  return {};
}

}  // namespace drivers::shell

#endif
