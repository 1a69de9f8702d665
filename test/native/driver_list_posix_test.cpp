// The folder of registered drivers: what is listed, and with which reason it cannot be used.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>

#include "failure.h"
#include "host/driver_list.h"
#include "host/loader.h"

namespace fs = std::filesystem;
using host::DriverEntry;

namespace {

class Folder {
 public:
  Folder() {
    std::string pattern = (fs::temp_directory_path() / "bufferswitch-XXXXXX").string();
    path = mkdtemp(pattern.data());
  }
  ~Folder() { fs::remove_all(path); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  void write(const std::string& file, const std::string& text) const {
    fs::create_directories((path / file).parent_path());
    std::ofstream(path / file, std::ios::binary) << text;
  }

  std::optional<DriverEntry> find(const std::string& name) const {
    for (const DriverEntry& entry : host::listInstalledDrivers(path.string())) {
      if (entry.name == name) return entry;
    }
    return std::nullopt;
  }

  fs::path path;
};

const std::string kSelf = fs::canonical("/proc/self/exe").string();  // some file that exists

}  // namespace

TEST_CASE("a registered driver is listed with all that its folder says") {
  const Folder folder;
  folder.write("Desk/driver", kSelf + "\n");
  folder.write("Desk/description", "The big one\r\nand more\n");
  folder.write("Desk/rate", "48000");
  const auto entry = folder.find("Desk");
  REQUIRE(entry);
  CHECK(entry->id == (folder.path / "Desk").string());
  CHECK(entry->kind == host::DriverKind::cwasio);
  CHECK(entry->path == kSelf);
  CHECK(entry->description == "The big one");
  CHECK(entry->reason.empty());
}

TEST_CASE("a driver that cannot be used is listed with the reason") {
  const Folder folder;
  folder.write("NoDriver/description", "nothing to load");
  folder.write("Missing/driver", "/nowhere/lib.so");
  folder.write("Relative/driver", "lib.so\n");
  folder.write("Empty/driver", "\n");
  fs::create_directories(folder.path / "Directory" / "driver");
  folder.write("IsDirectory/driver", "/tmp");
  CHECK(folder.find("NoDriver")->reason.find("no file 'driver'") != std::string::npos);
  CHECK(folder.find("NoDriver")->description == "nothing to load");
  CHECK(folder.find("Missing")->reason == "its library does not exist: /nowhere/lib.so");
  CHECK(folder.find("Relative")->reason == "its path is not absolute: lib.so");
  CHECK_FALSE(folder.find("Empty")->reason.empty());
  CHECK_FALSE(folder.find("Directory")->reason.empty());
  CHECK_FALSE(folder.find("IsDirectory")->reason.empty());
  CHECK(folder.find("Missing")->description == "Missing");
}

TEST_CASE("hidden folders and plain files are not drivers") {
  const Folder folder;
  folder.write(".hidden/driver", kSelf);
  folder.write("README", "a file");
  folder.write("Good/driver", kSelf);
  CHECK(host::listInstalledDrivers(folder.path.string()).size() == 1);
}

TEST_CASE("one broken entry hides no other") {
  const Folder folder;
  folder.write("Good/driver", kSelf);
  fs::create_directory_symlink(folder.path / "gone", folder.path / "Dangling");
  fs::create_directory_symlink(folder.path / "Loop", folder.path / "Loop");
  folder.write("Long/driver", "/" + std::string(5000, 'x'));
  CHECK(folder.find("Good")->reason.empty());
  CHECK(folder.find("Long")->path.size() == 1023);  // what is read of a line
  CHECK_FALSE(folder.find("Long")->reason.empty());
}

TEST_CASE("names are what the file system says, in any script") {
  const Folder folder;
  const std::string names[] = {"Gerät Ω", "録音機", "Two  spaces ", "a'b\"c"};
  for (const std::string& name : names) folder.write(name + "/driver", kSelf);
  for (const std::string& name : names) {
    CAPTURE(name);
    REQUIRE(folder.find(name));
    CHECK(folder.find(name)->reason.empty());
  }
}

TEST_CASE("where the folder is missing there are no drivers of others, and ours all the same") {
  CHECK(host::listInstalledDrivers("/nowhere/at/all").empty());
  CHECK(host::listInstalledDrivers("").empty());
  CHECK(host::listInstalledDrivers("/proc/self/exe").empty());
}

TEST_CASE("installed drivers come first, sorted by name") {
  const Folder folder;
  for (const char* name : {"b", "C", "a"}) folder.write(std::string(name) + "/driver", kSelf);
  const auto entries = host::listDrivers(folder.path.string());
  REQUIRE(entries.size() >= 3);
  CHECK(entries[0].name == "C");
  CHECK(entries[1].name == "a");
  CHECK(entries[2].name == "b");
  CHECK(std::all_of(entries.begin() + 3, entries.end(), [](const DriverEntry& entry) {
    return entry.kind == host::DriverKind::builtIn && entry.reason.empty();
  }));
}

TEST_CASE("a library that is none, or makes no driver, is a failure to load") {
  const Folder folder;
  folder.write("text.so", "not a library");
  host::DriverSource source;
  source.kind = host::DriverKind::cwasio;
  source.path = (folder.path / "text.so").string();
  auto error = failureOf([&] { host::loadDriver(source); });
  CHECK(has(error, host::ErrorCode::driverLoadFailed));
  CHECK(says(error, "text.so"));
  source.path = "libm.so.6";  // a library, and not a driver's
  error = failureOf([&] { host::loadDriver(source); });
  CHECK(has(error, host::ErrorCode::driverLoadFailed));
  CHECK(says(error, "instantiateDriver"));
}
