// cwASIO's convention: a folder with one folder per driver instance, in which the file `driver` holds the
// path of the shared object and the file `description` free text, each in its first line.
#include <filesystem>
#include <fstream>
#include <system_error>

#include "host/driver_list.h"

namespace host {
namespace {

namespace fs = std::filesystem;

/// What cwASIO reads of a file.
constexpr std::streamsize kLongestLine = 1023;

std::string firstLine(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::string line(static_cast<std::size_t>(kLongestLine), '\0');
  file.read(line.data(), kLongestLine);
  line.resize(static_cast<std::size_t>(file.gcount()));
  return line.substr(0, line.find_first_of("\r\n"));
}

DriverEntry read(const fs::path& folder) {
  DriverEntry entry;
  entry.kind = DriverKind::cwasio;
  entry.id = folder.string();
  entry.name = folder.filename().string();
  entry.path = firstLine(folder / "driver");
  entry.description = firstLine(folder / "description");
  if (entry.description.empty()) entry.description = entry.name;
  std::error_code ignored;
  if (entry.path.empty()) {
    entry.reason = "its folder has no file 'driver' with the path of a shared object";
  } else if (fs::path(entry.path).is_relative()) {
    entry.reason = "its path is not absolute: " + entry.path;
  } else if (!fs::is_regular_file(entry.path, ignored)) {
    entry.reason = "its library does not exist: " + entry.path;
  }
  return entry;
}

}  // namespace

std::vector<DriverEntry> listInstalledDrivers(const std::string& cwasioDirectory) {
  std::vector<DriverEntry> entries;
  std::error_code error;
  for (fs::directory_iterator it(cwasioDirectory, error), end; !error && it != end; it.increment(error)) {
    const std::string name = it->path().filename().string();
    std::error_code ignored;
    if (name[0] != '.' && it->is_directory(ignored)) entries.push_back(read(it->path()));
  }
  return entries;
}

}  // namespace host
