#ifndef _WIN32

#include "drivers/shell/cwasio_registration.h"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <new>
#include <string_view>
#include <system_error>

#include "drivers/shell/text.h"
#include "platform/module.h"

namespace drivers::shell {

namespace {

namespace fs = std::filesystem;

/// A name that is one path component, that hosts do not skip, and that fits where drivers echo it.
bool isInstanceName(std::string_view name) {
  return !name.empty() && name.size() < kNameRoom && name.front() != '.' &&
         name.find('/') == std::string_view::npos;
}

void writeFile(const fs::path& path, const std::string& text) {
  errno = 0;
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file << text;
  file.close();
  if (!file) throw std::system_error(errno == 0 ? EIO : errno, std::system_category(), path.string());
}

template <class Body>
int guarded(Body body) noexcept {
  try {
    return body();
  } catch (const std::system_error& failure) {
    return failure.code().value();
  } catch (const std::bad_alloc&) {
    return ENOMEM;
  } catch (...) {
    return EIO;
  }
}

}  // namespace

int registerInstance(const fs::path& parent, const char* name, const DriverClass& driver) noexcept {
  return guarded([&] {
    if (!isInstanceName(name)) return EINVAL;
    const fs::path folder = parent / name;
    const std::string library = platform::moduleContaining(&driver).string();
    if (!fs::create_directory(folder)) return EEXIST;
    try {
      writeFile(folder / "description", driver.description);
      // Last: a host takes a folder with this file for a driver.
      writeFile(folder / "driver", library);
    } catch (...) {
      std::error_code ignored;
      fs::remove_all(folder, ignored);
      throw;
    }
    return 0;
  });
}

int unregisterInstance(const fs::path& parent, const char* name) noexcept {
  return guarded([&] {
    if (!isInstanceName(name)) return EINVAL;
    const fs::path folder = parent / name;
    if (!fs::remove(folder / "driver")) return ENOENT;
    fs::remove(folder / "description");
    fs::remove(folder);
    return 0;
  });
}

}  // namespace drivers::shell

#endif
