#ifdef _WIN32

#include "drivers/shell/registration_win.h"

#include <windows.h>

#include <objbase.h>

#include <cstring>
#include <string>
#include <system_error>

#include "platform/module.h"
#include "platform/text.h"

namespace drivers::shell {

namespace {

std::wstring classIdText(const abi::Guid& classId) {
  GUID guid;
  static_assert(sizeof guid == sizeof classId);
  std::memcpy(&guid, &classId, sizeof guid);
  wchar_t text[39];
  StringFromGUID2(guid, text, 39);
  return text;
}

std::wstring hostsKey(const DriverClass& driver) {
  return L"SOFTWARE\\ASIO\\" + platform::toWide(driver.name);
}

/// Not by way of HKCR: that would go to the user's own part of it where one exists, which an elevated host
/// ignores.
std::wstring classKey(const DriverClass& driver) {
  return L"SOFTWARE\\Classes\\CLSID\\" + classIdText(driver.classId);
}

void check(LSTATUS status, const char* what) {
  if (status != ERROR_SUCCESS)
    throw std::system_error(static_cast<int>(status), std::system_category(), what);
}

/// `name`: nullptr for the key's default value.
void writeText(const std::wstring& path, const wchar_t* name, const std::wstring& text) {
  HKEY key = nullptr;
  check(
      RegCreateKeyExW(HKEY_LOCAL_MACHINE, path.c_str(), 0, nullptr, 0, KEY_SET_VALUE, nullptr, &key, nullptr),
      "RegCreateKeyEx");
  const auto bytes = static_cast<DWORD>((text.size() + 1) * sizeof(wchar_t));
  const LSTATUS status =
      RegSetValueExW(key, name, 0, REG_SZ, reinterpret_cast<const BYTE*>(text.c_str()), bytes);
  RegCloseKey(key);
  check(status, "RegSetValueEx");
}

LSTATUS deleteTree(const std::wstring& path) {
  const LSTATUS status = RegDeleteTreeW(HKEY_LOCAL_MACHINE, path.c_str());
  return status == ERROR_FILE_NOT_FOUND ? ERROR_SUCCESS : status;
}

}  // namespace

void registerDriverClass(const DriverClass& driver) {
  const std::wstring server = classKey(driver) + L"\\InprocServer32";
  const std::wstring library = platform::moduleContaining(&driver).wstring();
  try {
    writeText(classKey(driver), nullptr, platform::toWide(driver.description));
    writeText(server, nullptr, library);
    writeText(server, L"ThreadingModel", L"Both");
    // Last: no host sees a driver that cannot be created.
    writeText(hostsKey(driver), L"CLSID", classIdText(driver.classId));
    writeText(hostsKey(driver), L"Description", platform::toWide(driver.description));
  } catch (...) {
    deleteTree(hostsKey(driver));
    deleteTree(classKey(driver));
    throw;
  }
}

void unregisterDriverClass(const DriverClass& driver) {
  const LSTATUS hosts = deleteTree(hostsKey(driver));
  const LSTATUS classes = deleteTree(classKey(driver));
  check(hosts, "RegDeleteTree");
  check(classes, "RegDeleteTree");
}

}  // namespace drivers::shell

#endif
