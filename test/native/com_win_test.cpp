// Objects that are created out of their library's hands, and what becomes of the library.
#include "platform/com.h"

#include <doctest/doctest.h>

#include <windows.h>

#include <string>

#include "abi/driver.h"
#include "platform/apartment.h"
#include "platform/module.h"

using platform::ComObject;
using platform::createFromLibrary;

namespace {

constexpr char kClass[] = "{6D1F2C58-0B1E-4B7A-9C53-7E41D28A360F}";

/// Of the virtual driver, as it was built with these tests.
std::string libraryPath() {
  return platform::moduleContaining(kClass).parent_path().u8string() + "\\bufferswitch-loopback.dll";
}

bool isLoaded() { return GetModuleHandleW(L"bufferswitch-loopback.dll") != nullptr; }

abi::Driver* driverOf(const ComObject& created) { return static_cast<abi::Driver*>(created.object); }

void release(ComObject& created) {
  driverOf(created)->table->release(driverOf(created));
  created.library.reset();
}

}  // namespace

TEST_CASE("a library is loaded for its object, and unloaded after it") {
  const platform::Apartment apartment;
  for (int i = 0; i < 3; ++i) {
    REQUIRE_FALSE(isLoaded());
    ComObject created = createFromLibrary(libraryPath(), kClass);
    REQUIRE(created.object != nullptr);
    CHECK(created.result == S_OK);
    CHECK(platform::moduleContaining(driverOf(created)->table).filename() == "bufferswitch-loopback.dll");
    CHECK(driverOf(created)->table->init(driverOf(created), nullptr) == 1);
    release(created);
    CHECK_FALSE(isLoaded());
  }
}

TEST_CASE("a library stays while another of its objects lives") {
  const platform::Apartment apartment;
  ComObject first = createFromLibrary(libraryPath(), kClass);
  ComObject second = createFromLibrary(libraryPath(), kClass);
  REQUIRE(first.object != nullptr);
  REQUIRE(second.object != nullptr);
  release(first);
  CHECK(isLoaded());
  CHECK(driverOf(second)->table->getDriverVersion(driverOf(second)) == 1);
  release(second);
  CHECK_FALSE(isLoaded());
}

TEST_CASE("what cannot be created tells where it failed, and leaves no library behind") {
  const platform::Apartment apartment;
  const struct {
    std::string path;
    std::string id;
    std::string operation;
    HRESULT result;
  } cases[] = {
      {libraryPath(), "not a class", "CLSIDFromString", CO_E_CLASSSTRING},
      {libraryPath(), "{6D1F2C58-0B1E-4B7A-9C53-7E41D28A3600}", "DllGetClassObject",
       CLASS_E_CLASSNOTAVAILABLE},
      {"C:\\windows\\system32\\kernel32.dll", kClass, "GetProcAddress",
       HRESULT_FROM_WIN32(ERROR_PROC_NOT_FOUND)},
      {"C:\\nowhere\\driver.dll", kClass, "LoadLibrary", HRESULT_FROM_WIN32(ERROR_MOD_NOT_FOUND)},
      {"nowhere.dll", kClass, "LoadLibrary", HRESULT_FROM_WIN32(ERROR_MOD_NOT_FOUND)},
  };
  for (const auto& [path, id, operation, result] : cases) {
    CAPTURE(path);
    CAPTURE(id);
    {
      const ComObject created = createFromLibrary(path, id);
      CHECK(created.object == nullptr);
      CHECK(created.operation == operation);
      CHECK(created.result == result);
      CHECK_FALSE(created.crash);
    }
    CHECK_FALSE(isLoaded());
  }
}
