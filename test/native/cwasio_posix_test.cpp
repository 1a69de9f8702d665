// The virtual driver as a cwASIO library: its functions, and the folder that registers it.
#include <doctest/doctest.h>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "drivers/loopback/loopback.h"
#include "drivers/shell/cwasio_registration.h"

namespace fs = std::filesystem;
using drivers::shell::kLibraryDriver;
using drivers::shell::registerInstance;
using drivers::shell::unregisterInstance;

extern "C" {
abi::Driver* instantiateDriver();
void releaseDriver(abi::Driver* driver);
int registerDriver(const char* name);
int unregisterDriver(const char* name);
}

namespace {

/// A folder of its own in the place of /etc/cwASIO.
struct Registry {
  Registry() {
    std::string pattern = (fs::temp_directory_path() / "bufferswitch-XXXXXX").string();
    path = mkdtemp(pattern.data());
  }
  ~Registry() { fs::remove_all(path); }
  std::string read(const char* instance, const char* file) const {
    std::ostringstream text;
    text << std::ifstream(path / instance / file).rdbuf();
    return text.str();
  }
  fs::path path;
};

}  // namespace

TEST_CASE("a library makes drivers and takes them back") {
  abi::Driver* const driver = instantiateDriver();
  REQUIRE(driver != nullptr);
  CHECK(driver->table->addRef(driver) == 2);
  CHECK(driver->table->release(driver) == 1);
  releaseDriver(driver);
  releaseDriver(nullptr);
}

TEST_CASE("an instance is a folder with the library's path and a description") {
  Registry registry;
  REQUIRE(registerInstance(registry.path, "Desk", kLibraryDriver) == 0);
  CHECK(registry.read("Desk", "driver") == fs::canonical("/proc/self/exe").string());
  CHECK(registry.read("Desk", "description") == drivers::loopback::kDescription);
  CHECK(registerInstance(registry.path, "Desk", kLibraryDriver) == EEXIST);
  CHECK(registerInstance(registry.path, "Studio", kLibraryDriver) == 0);
  CHECK(unregisterInstance(registry.path, "Desk") == 0);
  CHECK(unregisterInstance(registry.path, "Desk") == ENOENT);
  CHECK_FALSE(fs::exists(registry.path / "Desk"));
  CHECK(fs::exists(registry.path / "Studio"));
}

TEST_CASE("an instance's parameters are not ours to remove") {
  Registry registry;
  REQUIRE(registerInstance(registry.path, "Desk", kLibraryDriver) == 0);
  std::ofstream(registry.path / "Desk" / "rate") << "48000";
  CHECK(unregisterInstance(registry.path, "Desk") == ENOTEMPTY);
  CHECK_FALSE(fs::exists(registry.path / "Desk" / "driver"));
  CHECK(fs::exists(registry.path / "Desk" / "rate"));
}

TEST_CASE("names that hosts would not find, or that lead elsewhere, are refused") {
  Registry registry;
  for (const char* name :
       {"", ".", "..", ".hidden", "a/b", "../x", "/etc", "0123456789abcdef0123456789abcdef"}) {
    CAPTURE(name);
    CHECK(registerInstance(registry.path, name, kLibraryDriver) == EINVAL);
    CHECK(unregisterInstance(registry.path, name) == EINVAL);
  }
  CHECK(registerInstance(registry.path, "0123456789abcdef0123456789abcde", kLibraryDriver) == 0);
  CHECK(registerDriver("../x") == EINVAL);
  CHECK(unregisterDriver("../x") == EINVAL);
}

TEST_CASE("where the folder of all instances is missing, nothing is made") {
  Registry registry;
  CHECK(registerInstance(registry.path / "none", "Desk", kLibraryDriver) == ENOENT);
  CHECK_FALSE(fs::exists(registry.path / "none"));
}
