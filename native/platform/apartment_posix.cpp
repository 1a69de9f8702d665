#include "platform/apartment.h"

namespace platform {

Apartment::Apartment() = default;
Apartment::~Apartment() = default;
void Apartment::renew() noexcept {}

bool Apartment::waitUntilNs(Event& event, std::uint64_t deadlineNs) noexcept {
  return event.waitUntilNs(deadlineNs);
}

}  // namespace platform
