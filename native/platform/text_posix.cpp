#include <cstring>

#include "platform/text.h"

namespace platform {

std::string fromDriverText(const char* text, std::size_t room) { return {text, strnlen(text, room)}; }

}  // namespace platform
