#ifdef _WIN32

#include "platform/module.h"

#include <windows.h>

#include <string>
#include <system_error>

namespace platform {

namespace {

[[noreturn]] void fail(const char* function) {
  throw std::system_error(static_cast<int>(GetLastError()), std::system_category(), function);
}

}  // namespace

std::filesystem::path moduleContaining(const void* address) {
  constexpr DWORD kFlags =
      GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS | GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT;
  HMODULE module = nullptr;
  if (!GetModuleHandleExW(kFlags, static_cast<LPCWSTR>(address), &module)) fail("GetModuleHandleEx");
  // The function does not tell how much room it needs, only that there was too little.
  for (std::wstring path(MAX_PATH, L'\0');; path.resize(path.size() * 2)) {
    const DWORD length = GetModuleFileNameW(module, path.data(), static_cast<DWORD>(path.size()));
    if (length == 0) fail("GetModuleFileName");
    if (length == path.size()) continue;
    path.resize(length);
    return path;
  }
}

}  // namespace platform

#endif
