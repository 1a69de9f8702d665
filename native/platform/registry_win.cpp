#define WIN32_LEAN_AND_MEAN
#include <windows.h>

#include "platform/registry.h"
#include "platform/text.h"

namespace platform {
namespace {

/// An open key that closes itself.
class Key {
 public:
  Key(RegistryRoot root, const std::string& path, RegistryView view) noexcept {
    HKEY parent = root == RegistryRoot::classes ? HKEY_CLASSES_ROOT : HKEY_LOCAL_MACHINE;
    const REGSAM access = KEY_READ | (view == RegistryView::bits64 ? KEY_WOW64_64KEY : KEY_WOW64_32KEY);
    if (RegOpenKeyExW(parent, toWide(path).c_str(), 0, access, &key_) != ERROR_SUCCESS) key_ = nullptr;
  }
  ~Key() {
    if (key_ != nullptr) RegCloseKey(key_);
  }
  Key(const Key&) = delete;
  Key& operator=(const Key&) = delete;
  HKEY get() const noexcept { return key_; }
  explicit operator bool() const noexcept { return key_ != nullptr; }

 private:
  HKEY key_ = nullptr;
};

constexpr DWORD kLongestKeyName = 256;  // with its terminator, by the registry's own limit

std::wstring expand(const std::wstring& text) {
  const DWORD room = ExpandEnvironmentStringsW(text.c_str(), nullptr, 0);
  if (room == 0) return text;
  std::wstring result(room, L'\0');
  const DWORD used = ExpandEnvironmentStringsW(text.c_str(), result.data(), room);
  if (used == 0 || used > room) return text;
  result.resize(used - 1);
  return result;
}

}  // namespace

std::vector<std::string> registrySubkeys(RegistryRoot root, const std::string& path, RegistryView view) {
  std::vector<std::string> names;
  const Key key(root, path, view);
  if (!key) return names;
  for (DWORD index = 0;; ++index) {
    wchar_t name[kLongestKeyName];
    DWORD length = kLongestKeyName;
    const LSTATUS status = RegEnumKeyExW(key.get(), index, name, &length, nullptr, nullptr, nullptr, nullptr);
    if (status == ERROR_NO_MORE_ITEMS) return names;
    if (status == ERROR_SUCCESS) names.push_back(fromWide(name, length));
    if (status != ERROR_SUCCESS && status != ERROR_MORE_DATA) return names;
  }
}

std::optional<std::string> registryText(RegistryRoot root, const std::string& path, const std::string& name,
                                        RegistryView view) {
  const Key key(root, path, view);
  if (!key) return std::nullopt;
  const std::wstring wideName = toWide(name);
  DWORD type = 0;
  DWORD bytes = 0;
  if (RegQueryValueExW(key.get(), wideName.c_str(), nullptr, &type, nullptr, &bytes) != ERROR_SUCCESS) {
    return std::nullopt;
  }
  if (type != REG_SZ && type != REG_EXPAND_SZ) return std::nullopt;
  // Installers write text without its terminator, or with an odd number of bytes.
  std::wstring text(bytes / sizeof(wchar_t) + 1, L'\0');
  bytes = static_cast<DWORD>(text.size() * sizeof(wchar_t));
  if (RegQueryValueExW(key.get(), wideName.c_str(), nullptr, nullptr, reinterpret_cast<BYTE*>(text.data()),
                       &bytes) != ERROR_SUCCESS) {
    return std::nullopt;
  }
  text.resize(bytes / sizeof(wchar_t));
  text.resize(wcsnlen(text.c_str(), text.size()));
  if (type == REG_EXPAND_SZ) text = expand(text);
  return fromWide(text.data(), text.size());
}

bool isFile(const std::string& path) {
  const DWORD attributes = GetFileAttributesW(toWide(path).c_str());
  return attributes != INVALID_FILE_ATTRIBUTES && (attributes & FILE_ATTRIBUTE_DIRECTORY) == 0;
}

}  // namespace platform
