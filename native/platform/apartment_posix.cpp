#include "platform/apartment.h"

namespace platform {

Apartment::Apartment() = default;
Apartment::~Apartment() = default;

bool Apartment::waitUntilNs(Event& event, std::uint64_t deadlineNs) noexcept {
  return event.waitUntilNs(deadlineNs);
}

}  // namespace platform
