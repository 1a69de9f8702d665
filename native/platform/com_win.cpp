#define WIN32_LEAN_AND_MEAN
#include <objbase.h>
#include <windows.h>

#include <map>
#include <mutex>

#include "platform/com.h"
#include "platform/text.h"

namespace platform {
namespace {

using GetClassObject = HRESULT(STDAPICALLTYPE*)(REFCLSID, REFIID, void**);
using CanUnloadNow = HRESULT(STDAPICALLTYPE*)();

bool parse(const std::string& text, CLSID* id) noexcept {
  return text.size() == 38 && SUCCEEDED(CLSIDFromString(toWide(text).c_str(), id));
}

template <class Function>
Function find(HMODULE library, const char* name) noexcept {
  // By way of a type that may become any function: the system's own is of one that takes nothing.
  return reinterpret_cast<Function>(reinterpret_cast<void (*)()>(GetProcAddress(library, name)));
}

/// Where the libraries that it needs are looked for: beside it, as COM has it.
DWORD searchFor(const std::string& path) noexcept {
  const bool isAbsolute = path.size() > 2 && (path[1] == ':' || path.compare(0, 2, "\\\\") == 0);
  return isAbsolute ? LOAD_WITH_ALTERED_SEARCH_PATH : 0;
}

/// References to libraries that outlived the object that they were for. Never destroyed: drivers go late.
struct Kept {
  std::mutex mutex;
  std::map<HMODULE, int> references;
};

/// A library that still has objects or threads stays, until the next one of them is let go of.
void unload(void* library) noexcept {
  static auto& kept = *new Kept;
  const auto module = static_cast<HMODULE>(library);
  const auto canUnloadNow = find<CanUnloadNow>(module, "DllCanUnloadNow");
  const bool isUsed = canUnloadNow != nullptr && canUnloadNow() != S_OK;
  int references = 0;
  {
    const std::lock_guard lock(kept.mutex);
    references = ++kept.references[module];
    if (isUsed) return;
    kept.references.erase(module);
  }
  for (; references > 0; --references) FreeLibrary(module);
}

/// Servers exist that say yes and give nothing.
void finish(ComObject& created, HRESULT result, void* object, const char* operation) {
  created.object = SUCCEEDED(result) ? object : nullptr;
  created.result = static_cast<std::int32_t>(result);
  created.operation = operation;
}

}  // namespace

bool isClassId(const std::string& text) noexcept {
  CLSID id;
  return parse(text, &id);
}

ComObject createInProcess(const std::string& classId) {
  ComObject created;
  CLSID id;
  HRESULT result = CO_E_CLASSSTRING;
  void* object = nullptr;
  const auto create = [&] { result = CoCreateInstance(id, nullptr, CLSCTX_INPROC_SERVER, id, &object); };
  if (parse(classId, &id)) created.crash = callGuarded(create);
  finish(created, result, created.crash ? nullptr : object, "CoCreateInstance");
  return created;
}

ComObject createFromLibrary(const std::string& path, const std::string& classId) {
  ComObject created;
  created.path = path;
  CLSID id;
  if (!parse(classId, &id)) {
    finish(created, CO_E_CLASSSTRING, nullptr, "CLSIDFromString");
    return created;
  }
  const HMODULE library = LoadLibraryExW(toWide(path).c_str(), nullptr, searchFor(path));
  if (library == nullptr) {
    finish(created, HRESULT_FROM_WIN32(GetLastError()), nullptr, "LoadLibrary");
    return created;
  }
  const auto getClassObject = find<GetClassObject>(library, "DllGetClassObject");
  if (getClassObject == nullptr) {
    FreeLibrary(library);
    finish(created, HRESULT_FROM_WIN32(ERROR_PROC_NOT_FOUND), nullptr, "GetProcAddress");
    return created;
  }
  HRESULT result = E_FAIL;
  void* object = nullptr;
  const char* operation = "DllGetClassObject";
  const auto create = [&] {
    IClassFactory* factory = nullptr;
    result = getClassObject(id, IID_IClassFactory, reinterpret_cast<void**>(&factory));
    if (FAILED(result) || factory == nullptr) return;
    operation = "CreateInstance";
    result = factory->CreateInstance(nullptr, id, &object);
    factory->Release();
  };
  created.crash = callGuarded(create);
  finish(created, result, created.crash ? nullptr : object, operation);
  if (!created.crash) created.library = std::shared_ptr<void>(library, unload);
  return created;
}

}  // namespace platform
