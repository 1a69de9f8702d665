// The virtual driver as a COM server: the exported functions, called as COM and regsvr32 call them.
#include <doctest/doctest.h>

#include <windows.h>

#include <objbase.h>
#include <unknwn.h>

#include <cstring>
#include <filesystem>
#include <string>

#include "abi/driver.h"
#include "drivers/loopback/loopback.h"
#include "drivers/shell/module_users.h"

STDAPI DllGetClassObject(REFCLSID classId, REFIID iid, void** object);
STDAPI DllCanUnloadNow();
STDAPI DllRegisterServer();
STDAPI DllUnregisterServer();

namespace {

constexpr wchar_t kClassKey[] = L"SOFTWARE\\Classes\\CLSID\\{6D1F2C58-0B1E-4B7A-9C53-7E41D28A360F}";
constexpr wchar_t kServerKey[] =
    L"SOFTWARE\\Classes\\CLSID\\{6D1F2C58-0B1E-4B7A-9C53-7E41D28A360F}\\InprocServer32";
constexpr wchar_t kHostsKey[] = L"SOFTWARE\\ASIO\\Bufferswitch Loopback";
constexpr wchar_t kSandbox[] = L"Software\\bufferswitch-native-tests";

GUID classId() {
  GUID guid;
  std::memcpy(&guid, &drivers::loopback::kClassId, sizeof guid);
  return guid;
}

IClassFactory* factory() {
  void* object = nullptr;
  REQUIRE(DllGetClassObject(classId(), IID_IClassFactory, &object) == S_OK);
  REQUIRE(object != nullptr);
  return static_cast<IClassFactory*>(object);
}

/// A key of the user's in the place of HKEY_LOCAL_MACHINE, for this process: a test registers nothing.
class Sandbox {
 public:
  Sandbox() {
    RegDeleteTreeW(HKEY_CURRENT_USER, kSandbox);
    REQUIRE(RegCreateKeyExW(HKEY_CURRENT_USER, kSandbox, 0, nullptr, 0, KEY_ALL_ACCESS, nullptr, &root_,
                            nullptr) == 0);
    REQUIRE(RegOverridePredefKey(HKEY_LOCAL_MACHINE, root_) == 0);
  }
  ~Sandbox() {
    RegOverridePredefKey(HKEY_LOCAL_MACHINE, nullptr);
    RegCloseKey(root_);
    RegDeleteTreeW(HKEY_CURRENT_USER, kSandbox);
  }
  Sandbox(const Sandbox&) = delete;
  Sandbox& operator=(const Sandbox&) = delete;

  /// "(none)" where there is no such text.
  static std::wstring text(const wchar_t* key, const wchar_t* value) {
    wchar_t room[1024];
    DWORD bytes = sizeof room;
    const std::wstring path = std::wstring(kSandbox) + L"\\" + key;
    if (RegGetValueW(HKEY_CURRENT_USER, path.c_str(), value, RRF_RT_REG_SZ, nullptr, room, &bytes) != 0)
      return L"(none)";
    return room;
  }
  static bool exists(const wchar_t* key) {
    HKEY opened = nullptr;
    const std::wstring path = std::wstring(kSandbox) + L"\\" + key;
    if (RegOpenKeyExW(HKEY_CURRENT_USER, path.c_str(), 0, KEY_READ, &opened) != 0) return false;
    RegCloseKey(opened);
    return true;
  }

 private:
  HKEY root_ = nullptr;
};

}  // namespace

TEST_CASE("the library has its own class and no other") {
  void* object = &object;
  CHECK(DllGetClassObject(IID_IUnknown, IID_IClassFactory, &object) == CLASS_E_CLASSNOTAVAILABLE);
  CHECK(object == nullptr);
  object = &object;
  CHECK(DllGetClassObject(classId(), IID_IDispatch, &object) == E_NOINTERFACE);
  CHECK(object == nullptr);
  CHECK(DllGetClassObject(classId(), IID_IClassFactory, nullptr) == E_POINTER);
  CHECK(DllGetClassObject(classId(), IID_IUnknown, &object) == S_OK);
  static_cast<IUnknown*>(object)->Release();
  CHECK(DllCanUnloadNow() == S_OK);
}

TEST_CASE("the factory follows COM's rules") {
  IClassFactory* const maker = factory();
  void* object = &object;
  CHECK(maker->QueryInterface(IID_IDispatch, &object) == E_NOINTERFACE);
  CHECK(object == nullptr);
  CHECK(maker->QueryInterface(IID_IUnknown, nullptr) == E_POINTER);
  CHECK(maker->CreateInstance(nullptr, classId(), nullptr) == E_POINTER);
  object = &object;
  CHECK(maker->CreateInstance(maker, IID_IUnknown, &object) == CLASS_E_NOAGGREGATION);
  CHECK(object == nullptr);
  object = &object;
  CHECK(maker->CreateInstance(nullptr, IID_IDispatch, &object) == E_NOINTERFACE);
  CHECK(object == nullptr);
  maker->Release();
  CHECK(DllCanUnloadNow() == S_OK);
}

TEST_CASE("a driver is made with its class identifier as the interface") {
  IClassFactory* const maker = factory();
  for (const GUID& iid : {classId(), IID_IUnknown}) {
    void* object = nullptr;
    REQUIRE(maker->CreateInstance(nullptr, iid, &object) == S_OK);
    auto* const driver = static_cast<abi::Driver*>(object);
    CHECK(driver->table->getDriverVersion(driver) == 1);
    CHECK(driver->table->addRef(driver) == 2);
    CHECK(driver->table->release(driver) == 1);
    CHECK(driver->table->release(driver) == 0);
  }
  maker->Release();
}

TEST_CASE("the library stays while factories, drivers or locks live") {
  CHECK(DllCanUnloadNow() == S_OK);
  IClassFactory* const maker = factory();
  CHECK(DllCanUnloadNow() == S_FALSE);
  void* object = nullptr;
  REQUIRE(maker->CreateInstance(nullptr, classId(), &object) == S_OK);
  CHECK(maker->LockServer(TRUE) == S_OK);
  CHECK(drivers::shell::moduleUsers == 4);  // the driver counts twice, for what stands before it
  maker->Release();
  CHECK(DllCanUnloadNow() == S_FALSE);
  auto* const driver = static_cast<abi::Driver*>(object);
  driver->table->release(driver);
  CHECK(DllCanUnloadNow() == S_FALSE);
  IClassFactory* const another = factory();
  CHECK(another->LockServer(FALSE) == S_OK);
  another->Release();
  CHECK(DllCanUnloadNow() == S_OK);
}

TEST_CASE("registered, the driver is where hosts and COM look") {
  Sandbox sandbox;
  REQUIRE(DllRegisterServer() == S_OK);
  CHECK(sandbox.text(kHostsKey, L"CLSID") == L"{6D1F2C58-0B1E-4B7A-9C53-7E41D28A360F}");
  CHECK(sandbox.text(kHostsKey, L"Description") == L"Bufferswitch Loopback (virtual)");
  CHECK(sandbox.text(kClassKey, nullptr) == L"Bufferswitch Loopback (virtual)");
  CHECK(sandbox.text(kServerKey, L"ThreadingModel") == L"Both");
  const std::filesystem::path library = sandbox.text(kServerKey, nullptr);
  CHECK(library.is_absolute());
  CHECK(std::filesystem::exists(library));
  CHECK(DllRegisterServer() == S_OK);
  CHECK(DllUnregisterServer() == S_OK);
  CHECK_FALSE(sandbox.exists(kHostsKey));
  CHECK_FALSE(sandbox.exists(kClassKey));
  CHECK(DllUnregisterServer() == S_OK);
}

TEST_CASE("a registration that fails half-way says why and leaves nothing") {
  Sandbox sandbox;
  // Below a key that does not survive a restart none can be made that does: what is written last fails.
  HKEY hosts = nullptr;
  REQUIRE(RegCreateKeyExW(HKEY_LOCAL_MACHINE, L"SOFTWARE\\ASIO", 0, nullptr, REG_OPTION_VOLATILE,
                          KEY_ALL_ACCESS, nullptr, &hosts, nullptr) == 0);
  RegCloseKey(hosts);
  CHECK(DllRegisterServer() == HRESULT_FROM_WIN32(ERROR_CHILD_MUST_BE_VOLATILE));
  CHECK_FALSE(sandbox.exists(kClassKey));
  CHECK_FALSE(sandbox.exists(kHostsKey));
}
