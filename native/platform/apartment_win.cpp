#define WIN32_LEAN_AND_MEAN
#include <objbase.h>
#include <windows.h>

#include "platform/apartment.h"
#include "platform/time.h"

namespace platform {
namespace {

constexpr wchar_t kWindowClass[] = L"BufferswitchHost";

/// The class belongs to this library, not to the program, so that two copies of us do not meet.
HINSTANCE thisModule() noexcept {
  HMODULE module = nullptr;
  GetModuleHandleExW(GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS | GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT,
                     reinterpret_cast<LPCWSTR>(&thisModule), &module);
  return module;
}

/// A top-level window that is never shown: some drivers broadcast or parent dialogs, which a message-only one
/// would not get.
HWND makeHiddenWindow() noexcept {
  WNDCLASSEXW windowClass = {};
  windowClass.cbSize = sizeof windowClass;
  windowClass.lpfnWndProc = DefWindowProcW;
  windowClass.hInstance = thisModule();
  windowClass.lpszClassName = kWindowClass;
  RegisterClassExW(&windowClass);  // fails harmlessly when another device has registered it
  return CreateWindowExW(WS_EX_TOOLWINDOW, kWindowClass, L"bufferswitch", WS_POPUP, 0, 0, 0, 0, nullptr,
                         nullptr, thisModule(), nullptr);
}

void handleMessages() noexcept {
  MSG message;
  while (PeekMessageW(&message, nullptr, 0, 0, PM_REMOVE)) {
    TranslateMessage(&message);
    DispatchMessageW(&message);
  }
}

DWORD millisecondsUntil(std::uint64_t deadlineNs) noexcept {
  if (deadlineNs == UINT64_MAX) return INFINITE;
  const std::uint64_t now = nowNs();
  if (deadlineNs <= now) return 0;
  const std::uint64_t wait = (deadlineNs - now + 999'999) / 1'000'000;
  return wait >= INFINITE ? INFINITE - 1 : static_cast<DWORD>(wait);
}

}  // namespace

Apartment::Apartment() { enter(); }

Apartment::~Apartment() { leave(); }

void Apartment::renew() noexcept {
  leave();
  enter();
}

void Apartment::enter() noexcept {
  initialised_ = SUCCEEDED(CoInitializeEx(nullptr, COINIT_APARTMENTTHREADED | COINIT_DISABLE_OLE1DDE));
  window_ = makeHiddenWindow();
}

void Apartment::leave() noexcept {
  if (window_ != nullptr) DestroyWindow(static_cast<HWND>(window_));
  handleMessages();
  if (initialised_) CoUninitialize();
  window_ = nullptr;
  initialised_ = false;
}

bool Apartment::waitUntilNs(Event& event, std::uint64_t deadlineNs) noexcept {
  HANDLE handle = event.handle();
  for (;;) {
    const DWORD wait = millisecondsUntil(deadlineNs);
    const DWORD result = MsgWaitForMultipleObjectsEx(1, &handle, wait, QS_ALLINPUT, MWMO_INPUTAVAILABLE);
    if (result == WAIT_OBJECT_0) return true;
    if (result != WAIT_OBJECT_0 + 1) return false;  // the limit has passed
    handleMessages();
  }
}

}  // namespace platform
