// Text that comes from elsewhere, as UTF-8.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace platform {

/// The text in a driver's buffer of `room` bytes, which may lack a terminator: on Windows in the system's
/// ANSI code page, elsewhere taken as UTF-8.
std::string fromDriverText(const char* text, std::size_t room);

/// The way back, for text that a driver gives its host: what the code page does not have becomes something
/// like it, or a question mark.
std::string toDriverText(std::string_view text);

#ifdef _WIN32
std::string fromWide(const wchar_t* text, std::size_t length);
std::wstring toWide(const std::string& text);
#endif

}  // namespace platform
