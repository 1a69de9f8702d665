// When drivers were given back in this process: a device may stay busy for a while after that, as drivers
// finish their release elsewhere.
#pragma once

#include <cstdint>
#include <string>

namespace host {

/// The driver that `identityOf` calls so was open and is released now. Thread: any. Blocking: briefly.
void noteRelease(const std::string& identity);

/// For how long that is remembered, at the least.
inline constexpr std::uint64_t kRememberedNs = 10'000'000'000;

/// When that was last, on the monotonic clock; 0: not lately. Thread: any. Blocking: briefly.
std::uint64_t releasedNs(const std::string& identity);

}  // namespace host
