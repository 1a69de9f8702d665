#include <cstring>

#include "platform/text.h"

namespace platform {

std::string fromDriverText(const char* text, std::size_t room) { return {text, strnlen(text, room)}; }

std::string toDriverText(std::string_view text) { return std::string(text); }

}  // namespace platform
