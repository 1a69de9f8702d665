#ifdef _WIN32

#include "platform/thread.h"

#include <windows.h>

namespace platform {

namespace {

/// A function that not every Windows has, or whose library not every process wants to load.
template <class Function>
Function find(HMODULE library, const char* name) noexcept {
  if (library == nullptr) return nullptr;
  // By way of a general function pointer: compilers warn about the direct cast.
  return reinterpret_cast<Function>(reinterpret_cast<void (*)()>(GetProcAddress(library, name)));
}

/// The multimedia class scheduler. Loaded once, from the system's own directory, and kept.
struct Mmcss {
  using Join = HANDLE(WINAPI*)(LPCWSTR, LPDWORD);
  using SetPriority = BOOL(WINAPI*)(HANDLE, int);
  using Leave = BOOL(WINAPI*)(HANDLE);

  HMODULE library = LoadLibraryExW(L"avrt.dll", nullptr, LOAD_LIBRARY_SEARCH_SYSTEM32);
  Join join = find<Join>(library, "AvSetMmThreadCharacteristicsW");
  SetPriority setPriority = find<SetPriority>(library, "AvSetMmThreadPriority");
  Leave leave = find<Leave>(library, "AvRevertMmThreadCharacteristics");
};

const Mmcss& mmcss() noexcept {
  static const Mmcss instance;
  return instance;
}

constexpr int kPriorityCritical = 2;

}  // namespace

ThreadId currentThread() noexcept { return GetCurrentThreadId(); }

std::uint64_t systemThread() noexcept { return GetCurrentThreadId(); }

void nameThread(const char* name) noexcept {
  using Describe = HRESULT(WINAPI*)(HANDLE, PCWSTR);  // since Windows 10 1607
  static const auto describe = find<Describe>(GetModuleHandleW(L"kernel32.dll"), "SetThreadDescription");
  if (describe == nullptr) return;
  wchar_t wide[16] = {};
  for (int i = 0; i < 15 && name[i] != '\0'; ++i) wide[i] = static_cast<unsigned char>(name[i]);
  describe(GetCurrentThread(), wide);
}

AudioPriority::AudioPriority() noexcept {
  const Mmcss& system = mmcss();
  if (system.join == nullptr || system.leave == nullptr) return;
  DWORD taskIndex = 0;
  task_ = system.join(L"Pro Audio", &taskIndex);
  if (task_ == nullptr) return;
  granted_ = true;
  if (system.setPriority != nullptr) system.setPriority(task_, kPriorityCritical);
}

AudioPriority::~AudioPriority() {
  if (task_ != nullptr) mmcss().leave(task_);
}

}  // namespace platform

#endif
