#include <windows.h>

#include <objbase.h>
#include <stdio.h>
#include <string.h>

#include "check.h"
#include "load.h"

static_assert(sizeof(Guid) == sizeof(GUID), "GUID");
static const GUID kUnknown = {0, 0, 0, {0xc0, 0, 0, 0, 0, 0, 0, 0x46}};
static const GUID kFactory = {1, 0, 0, {0xc0, 0, 0, 0, 0, 0, 0, 0x46}};
static const GUID kNobody = {0x3f0a9d31, 0x77c2, 0x4e15, {1, 2, 3, 4, 5, 6, 7, 8}};

static GUID classId;
static wchar_t libraryPath[MAX_PATH];

static bool readText(const wchar_t* key, const wchar_t* name, wchar_t* text, DWORD bytes) {
  return RegGetValueW(HKEY_LOCAL_MACHINE, key, name, RRF_RT_REG_SZ, NULL, text, &bytes) == ERROR_SUCCESS;
}

bool loadPrepare(const char* place) {
  wchar_t key[256], id[64];
  _snwprintf(key, 256, L"SOFTWARE\\ASIO\\%hs", place);
  if (!readText(key, L"CLSID", id, sizeof id) || FAILED(CLSIDFromString(id, &classId))) {
    printf("%s is not registered\n", place);
    return false;
  }
  _snwprintf(key, 256, L"SOFTWARE\\Classes\\CLSID\\%ls\\InprocServer32", id);
  if (!readText(key, NULL, libraryPath, sizeof libraryPath)) return false;
  return SUCCEEDED(CoInitializeEx(NULL, COINIT_APARTMENTTHREADED));
}

Driver* loadDriver(void) {
  void* driver = NULL;
  const HRESULT result = CoCreateInstance(&classId, NULL, CLSCTX_INPROC_SERVER, &classId, &driver);
  if (FAILED(result)) printf("CoCreateInstance: %08lx\n", (unsigned long)result);
  return FAILED(result) ? NULL : driver;
}

void loadLetGo(void) { CoFreeUnusedLibrariesEx(0, 0); }

bool loadIsLoaded(void) { return GetModuleHandleW(libraryPath) != NULL; }

const Guid* loadOwnInterface(void) { return (const Guid*)&classId; }

/// A host that has its driver on a thread of the multi-threaded apartment.
static DWORD WINAPI createFree(void* result) {
  CoInitializeEx(NULL, COINIT_MULTITHREADED);
  Driver* const driver = loadDriver();
  *(bool*)result = driver != NULL && driver->table->init(driver, NULL) == 1;
  if (driver != NULL) driver->table->release(driver);
  CoUninitialize();
  return 0;
}

static void factoryChecks(void) {
  IClassFactory* factory = NULL;
  HRESULT result = CoGetClassObject(&classId, CLSCTX_INPROC_SERVER, NULL, &kFactory, (void**)&factory);
  if (!check("there is a class factory", SUCCEEDED(result), "%08lx", (unsigned long)result)) return;
  void* object = &object;
  result = factory->lpVtbl->CreateInstance(factory, NULL, &kNobody, &object);
  check("what it cannot create is refused, with no pointer", result == E_NOINTERFACE && object == NULL,
        "%08lx", (unsigned long)result);
  object = &object;
  result = factory->lpVtbl->CreateInstance(factory, (IUnknown*)factory, &kUnknown, &object);
  check("it does not aggregate", result == CLASS_E_NOAGGREGATION && object == NULL, "%08lx",
        (unsigned long)result);
  result = factory->lpVtbl->CreateInstance(factory, NULL, &kUnknown, NULL);
  check("it refuses a null pointer", result == E_POINTER, "%08lx", (unsigned long)result);
  factory->lpVtbl->LockServer(factory, TRUE);
  factory->lpVtbl->Release(factory);
  CoFreeUnusedLibrariesEx(0, 0);
  check("a lock keeps the library", loadIsLoaded(), "it is gone");
  CoGetClassObject(&classId, CLSCTX_INPROC_SERVER, NULL, &kFactory, (void**)&factory);
  factory->lpVtbl->LockServer(factory, FALSE);
  factory->lpVtbl->Release(factory);
}

static void libraryChecks(void) {
  typedef HRESULT(STDAPICALLTYPE * GetClassObject)(REFCLSID, REFIID, void**);
  const HMODULE library = LoadLibraryW(libraryPath);
  const GetClassObject getClassObject =
      (GetClassObject)(void (*)(void))GetProcAddress(library, "DllGetClassObject");
  void* object = &object;
  const HRESULT result = getClassObject == NULL ? S_OK : getClassObject(&kNobody, &kFactory, &object);
  check("the library has no class but its own", result == CLASS_E_CLASSNOTAVAILABLE && object == NULL,
        "%08lx", (unsigned long)result);
  if (library != NULL) FreeLibrary(library);
}

void loadChecks(void) {
  wchar_t key[256], id[64], model[32] = L"";
  StringFromGUID2(&classId, id, 64);
  _snwprintf(key, 256, L"SOFTWARE\\Classes\\CLSID\\%ls\\InprocServer32", id);
  readText(key, L"ThreadingModel", model, sizeof model);
  check("both apartments may create it", wcscmp(model, L"Both") == 0, "%ls", model);
  check("the registered library exists", GetFileAttributesW(libraryPath) != INVALID_FILE_ATTRIBUTES, "%ls",
        libraryPath);
  bool works = false;
  const HANDLE thread = CreateThread(NULL, 0, &createFree, &works, 0, NULL);
  WaitForSingleObject(thread, INFINITE);
  CloseHandle(thread);
  check("it works in the multi-threaded apartment", works, "it does not");
  factoryChecks();
  libraryChecks();
}
