// A library with one driver as a COM in-process server: the four functions it exports, and the class factory.
#ifdef _WIN32

#include <windows.h>

#include <objbase.h>
#include <olectl.h>

#include <cstring>
#include <new>
#include <system_error>

#include "drivers/shell/com_results.h"
#include "drivers/shell/library.h"
#include "drivers/shell/module_users.h"
#include "drivers/shell/registration_win.h"

namespace drivers::shell {

namespace {

static_assert(sizeof(HRESULT) == sizeof(abi::ComResult) && sizeof(GUID) == sizeof(abi::Guid));

constexpr abi::Guid kClassFactoryInterface = {1, 0, 0, {0xc0, 0, 0, 0, 0, 0, 0, 0x46}};

abi::Guid toGuid(REFGUID windows) noexcept {
  abi::Guid guid;
  std::memcpy(&guid, &windows, sizeof guid);
  return guid;
}

/// IClassFactory, as a table like the driver's.
struct Factory;
struct FactoryTable {
  HRESULT(STDMETHODCALLTYPE* queryInterface)(Factory*, REFIID, void**);
  ULONG(STDMETHODCALLTYPE* addRef)(Factory*);
  ULONG(STDMETHODCALLTYPE* release)(Factory*);
  HRESULT(STDMETHODCALLTYPE* createInstance)(Factory*, IUnknown*, REFIID, void**);
  HRESULT(STDMETHODCALLTYPE* lockServer)(Factory*, BOOL);
};
struct Factory {
  const FactoryTable* table;
};

// The factory is never destroyed: its references only keep the library loaded.

ULONG STDMETHODCALLTYPE addRef(Factory*) {
  moduleUsers.fetch_add(1, std::memory_order_relaxed);
  return 2;
}

ULONG STDMETHODCALLTYPE release(Factory*) {
  moduleUsers.fetch_sub(1, std::memory_order_release);
  return 1;
}

HRESULT STDMETHODCALLTYPE queryInterface(Factory* self, REFIID iid, void** object) {
  if (object == nullptr) return E_POINTER;
  *object = nullptr;
  const abi::Guid asked = toGuid(iid);
  if (asked != kUnknownInterface && asked != kClassFactoryInterface) return E_NOINTERFACE;
  addRef(self);
  *object = self;
  return S_OK;
}

HRESULT STDMETHODCALLTYPE createInstance(Factory*, IUnknown* outer, REFIID iid, void** object) {
  if (object == nullptr) return E_POINTER;
  *object = nullptr;
  if (outer != nullptr) return CLASS_E_NOAGGREGATION;
  abi::Driver* const driver = kLibraryDriver.create();
  if (driver == nullptr) return E_OUTOFMEMORY;
  const abi::Guid asked = toGuid(iid);
  const HRESULT result = driver->table->queryInterface(driver, &asked, object);
  // The caller's reference is the one of queryInterface; without one the driver ends here.
  driver->table->release(driver);
  return result;
}

HRESULT STDMETHODCALLTYPE lockServer(Factory* self, BOOL lock) {
  if (lock) {
    addRef(self);
  } else {
    release(self);
  }
  return S_OK;
}

constexpr FactoryTable kFactoryTable = {&queryInterface, &addRef, &release, &createInstance, &lockServer};
Factory factory = {&kFactoryTable};

/// Nothing that is thrown gets out.
template <class Body>
HRESULT guarded(Body body) noexcept {
  try {
    body();
    return S_OK;
  } catch (const std::system_error& failure) {
    return HRESULT_FROM_WIN32(static_cast<DWORD>(failure.code().value()));
  } catch (const std::bad_alloc&) {
    return E_OUTOFMEMORY;
  } catch (...) {
    return E_UNEXPECTED;
  }
}

}  // namespace

}  // namespace drivers::shell

STDAPI DllGetClassObject(REFCLSID classId, REFIID iid, void** object) {
  namespace shell = drivers::shell;
  if (object == nullptr) return E_POINTER;
  *object = nullptr;
  if (shell::toGuid(classId) != shell::kLibraryDriver.classId) return CLASS_E_CLASSNOTAVAILABLE;
  return shell::queryInterface(&shell::factory, iid, object);
}

STDAPI DllCanUnloadNow() {
  return drivers::shell::moduleUsers.load(std::memory_order_acquire) == 0 ? S_OK : S_FALSE;
}

STDAPI DllRegisterServer() {
  return drivers::shell::guarded([] { drivers::shell::registerDriverClass(drivers::shell::kLibraryDriver); });
}

STDAPI DllUnregisterServer() {
  return drivers::shell::guarded(
      [] { drivers::shell::unregisterDriverClass(drivers::shell::kLibraryDriver); });
}

#endif
