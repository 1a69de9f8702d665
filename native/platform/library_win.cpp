#define WIN32_LEAN_AND_MEAN
#include <windows.h>

#include "platform/library.h"

namespace platform {

void pinThisLibrary() noexcept {
  HMODULE module = nullptr;
  GetModuleHandleExW(GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS | GET_MODULE_HANDLE_EX_FLAG_PIN,
                     reinterpret_cast<LPCWSTR>(&pinThisLibrary), &module);
}

}  // namespace platform
