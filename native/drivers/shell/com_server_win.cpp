// A library with one driver as a COM in-process server: the four functions it exports, and the class factory.
#ifdef _WIN32

#include <windows.h>

#include <objbase.h>
#include <olectl.h>

#include <atomic>
#include <cstring>
#include <new>
#include <string>
#include <system_error>

#include "abi/selectors.h"
#include "drivers/shell/class_identity.h"
#include "drivers/shell/com_results.h"
#include "drivers/shell/installed_settings.h"
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
  abi::Guid classId;
  std::string instance;  ///< what the driver is told to be; empty: what it is without being told
  std::atomic<ULONG> references{1};
  ModuleUser moduleUser;  ///< it keeps the library loaded
};

ULONG STDMETHODCALLTYPE addRef(Factory* self) {
  return self->references.fetch_add(1, std::memory_order_relaxed) + 1;
}

ULONG STDMETHODCALLTYPE release(Factory* self) {
  const ULONG left = self->references.fetch_sub(1, std::memory_order_acq_rel) - 1;
  if (left == 0) delete self;
  return left;
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

/// The driver is that instance from now on. Where its stored settings are bad it says so when it starts up.
void tellName(abi::Driver* driver, const std::string& instance) {
  if (instance.empty()) return;
  std::string name = instance;
  driver->table->future(driver, abi::selector::kSetInstanceName, name.data());
}

HRESULT STDMETHODCALLTYPE createInstance(Factory* self, IUnknown* outer, REFIID iid, void** object) {
  if (object == nullptr) return E_POINTER;
  *object = nullptr;
  if (outer != nullptr) return CLASS_E_NOAGGREGATION;
  abi::Driver* const driver = kLibraryDriver.create();
  if (driver == nullptr) return E_OUTOFMEMORY;
  const abi::Guid asked = toGuid(iid);
  driver->table->future(driver, kSetClassId, &self->classId);
  tellName(driver, self->instance);
  const HRESULT result = driver->table->queryInterface(driver, &asked, object);
  // The caller's reference is the one of queryInterface; without one the driver ends here.
  driver->table->release(driver);
  return result;
}

/// A lock is the library's: it may be taken through one factory and given back through another.
HRESULT STDMETHODCALLTYPE lockServer(Factory*, BOOL lock) {
  moduleUsers.fetch_add(lock ? 1 : -1, std::memory_order_acq_rel);
  return S_OK;
}

constexpr FactoryTable kFactoryTable = {&queryInterface, &addRef, &release, &createInstance, &lockServer};

/// Throws `std::bad_alloc`. Nullptr: no instance is installed under that class.
Factory* makeFactory(const abi::Guid& classId) {
  const bool isOwn = classId == kLibraryDriver.classId;
  std::string instance = isOwn ? kLibraryDriver.name : instanceOfClass(classId);
  if (instance.empty()) return nullptr;
  // Its own name it knows; being told would come before the setting for that.
  if (isOwn && installedSettings(instance).empty()) instance.clear();
  return new Factory{&kFactoryTable, classId, std::move(instance), {1}, {}};
}

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
  HRESULT result = CLASS_E_CLASSNOTAVAILABLE;
  const HRESULT made = shell::guarded([&] {
    shell::Factory* const factory = shell::makeFactory(shell::toGuid(classId));
    if (factory == nullptr) return;
    result = shell::queryInterface(factory, iid, object);
    shell::release(factory);
  });
  return FAILED(made) ? made : result;
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
