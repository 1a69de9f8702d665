#define WIN32_LEAN_AND_MEAN
#include <windows.h>

#include "platform/library.h"
#include "platform/text.h"

namespace platform {

void pinLibrary(const std::string& path) noexcept {
  HMODULE module = nullptr;
  if (!path.empty()) GetModuleHandleExW(GET_MODULE_HANDLE_EX_FLAG_PIN, toWide(path).c_str(), &module);
}

void pinLibraryOf(const void* address) noexcept {
  HMODULE module = nullptr;
  GetModuleHandleExW(GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS | GET_MODULE_HANDLE_EX_FLAG_PIN,
                     static_cast<LPCWSTR>(address), &module);
}

void pinThisLibrary() noexcept { pinLibraryOf(reinterpret_cast<const void*>(&pinThisLibrary)); }

}  // namespace platform
