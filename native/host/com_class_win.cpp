#include <algorithm>

#include "host/com_class.h"

namespace host {
namespace {

/// Installers write the path with quotes round it, too.
std::string withoutQuotes(std::string path) {
  path.erase(std::remove(path.begin(), path.end(), '"'), path.end());
  return path;
}

}  // namespace

std::optional<ComClass> findComClass(const std::string& id, platform::RegistryView view) {
  constexpr auto kRoot = platform::RegistryRoot::classes;
  const std::string key = "CLSID\\" + id + "\\InprocServer32";
  const std::optional<std::string> path = platform::registryText(kRoot, key, "", view);
  if (!path) return std::nullopt;
  return ComClass{withoutQuotes(*path),
                  platform::registryText(kRoot, key, "ThreadingModel", view).value_or("")};
}

}  // namespace host
