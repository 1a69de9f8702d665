#ifndef _WIN32

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "drivers/shell/cwasio_registration.h"
#include "drivers/shell/installed_settings.h"

namespace drivers::shell {

/// The first line, as with all parameters of a cwASIO driver. `CWASIO_DIR` is where our hosts look as well.
std::string installedSettings(const std::string& instance) {
  const char* const elsewhere = std::getenv("CWASIO_DIR");
  const std::filesystem::path folder = elsewhere != nullptr && *elsewhere != '\0' ? elsewhere : kCwasioFolder;
  if (instance.empty() || instance.front() == '.' || instance.find('/') != std::string::npos) return {};
  std::ifstream file(folder / instance / "settings", std::ios::binary);
  std::string line;
  std::getline(file, line);
  if (!line.empty() && line.back() == '\r') line.pop_back();
  return line;
}

}  // namespace drivers::shell

#endif
