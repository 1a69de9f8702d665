#define WIN32_LEAN_AND_MEAN
#include <windows.h>

#include <cstring>

#include "platform/text.h"

namespace platform {

std::string fromWide(const wchar_t* text, std::size_t length) {
  if (length == 0) return {};
  const int wide = static_cast<int>(length);
  const int room = WideCharToMultiByte(CP_UTF8, 0, text, wide, nullptr, 0, nullptr, nullptr);
  std::string result(static_cast<std::size_t>(room), '\0');
  WideCharToMultiByte(CP_UTF8, 0, text, wide, result.data(), room, nullptr, nullptr);
  return result;
}

namespace {

std::wstring widen(UINT codePage, const char* text, std::size_t length) {
  if (length == 0) return {};
  const int narrow = static_cast<int>(length);
  const int room = MultiByteToWideChar(codePage, 0, text, narrow, nullptr, 0);
  std::wstring result(static_cast<std::size_t>(room), L'\0');
  MultiByteToWideChar(codePage, 0, text, narrow, result.data(), room);
  return result;
}

}  // namespace

std::wstring toWide(const std::string& text) { return widen(CP_UTF8, text.data(), text.size()); }

std::string fromDriverText(const char* text, std::size_t room) {
  const std::wstring wide = widen(CP_ACP, text, strnlen(text, room));
  return fromWide(wide.data(), wide.size());
}

std::string toDriverText(std::string_view text) {
  const std::wstring wide = widen(CP_UTF8, text.data(), text.size());
  if (wide.empty()) return {};
  const int length = static_cast<int>(wide.size());
  const int room = WideCharToMultiByte(CP_ACP, 0, wide.data(), length, nullptr, 0, nullptr, nullptr);
  std::string result(static_cast<std::size_t>(room), '\0');
  WideCharToMultiByte(CP_ACP, 0, wide.data(), length, result.data(), room, nullptr, nullptr);
  return result;
}

}  // namespace platform
