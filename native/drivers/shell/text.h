// Texts in the fixed arrays of the contract.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <string_view>

namespace drivers::shell {

inline constexpr std::size_t kNameRoom = 32;      ///< of a driver, channel or clock; the NUL included
inline constexpr std::size_t kMessageRoom = 124;  ///< of an error; the NUL included

/// Copies `text`, cut to what `room` holds with its NUL and never inside a UTF-8 character.
inline void copyText(char* to, std::size_t room, std::string_view text) noexcept {
  std::size_t length = std::min(text.size(), room - 1);
  if (length < text.size()) {
    while (length > 0 && (static_cast<unsigned char>(text[length]) & 0xc0u) == 0x80u) --length;
  }
  std::memcpy(to, text.data(), length);
  to[length] = '\0';
}

}  // namespace drivers::shell
