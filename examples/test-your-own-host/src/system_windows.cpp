// Drivers of Windows: HKLM\SOFTWARE\ASIO has a key for each name, and COM creates the class that is written
// there.
#include <windows.h>

#include <objbase.h>

#include <cstring>

#include "system.h"

asio::Driver* loadDriver(const std::string& name) {
  static const HRESULT apartment = CoInitializeEx(nullptr, COINIT_APARTMENTTHREADED);
  if (FAILED(apartment)) throw std::string("COM is not available");

  char text[64];
  DWORD bytes = sizeof text;
  CLSID id;
  const std::string key = "SOFTWARE\\ASIO\\" + name;
  if (RegGetValueA(HKEY_LOCAL_MACHINE, key.c_str(), "CLSID", RRF_RT_REG_SZ, nullptr, text, &bytes) !=
          ERROR_SUCCESS ||
      FAILED(CLSIDFromString(std::wstring(text, text + std::strlen(text)).c_str(), &id))) {
    throw std::string("there is no driver with this name");
  }

  // The interface of an ASIO driver has the identifier of its class.
  void* driver = nullptr;
  if (FAILED(CoCreateInstance(id, nullptr, CLSCTX_INPROC_SERVER, id, &driver))) {
    throw std::string("the driver cannot be created");
  }
  return static_cast<asio::Driver*>(driver);
}

namespace {

const HANDLE bell = CreateEventW(nullptr, FALSE, FALSE, nullptr);

}  // namespace

void ringBell() noexcept { SetEvent(bell); }

void awaitBell() {
  while (MsgWaitForMultipleObjects(1, &bell, FALSE, INFINITE, QS_ALLINPUT) == WAIT_OBJECT_0 + 1) {
    MSG message;
    while (PeekMessageW(&message, nullptr, 0, 0, PM_REMOVE)) DispatchMessageW(&message);
  }
}

void awaitLine() {
  char character = 0;
  DWORD count = 1;
  while (character != '\n' && count == 1) {
    if (!ReadFile(GetStdHandle(STD_INPUT_HANDLE), &character, 1, &count, nullptr)) return;
  }
}
