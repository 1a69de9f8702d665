#include "platform/guarded_call.h"

namespace platform {

std::optional<Crash> callGuarded(void (*function)(void*), void* context) noexcept {
  function(context);
  return std::nullopt;
}

}  // namespace platform
