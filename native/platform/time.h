// One monotonic clock for everything: the same that Node's `process.hrtime` reads.
#pragma once

#include <cstdint>

namespace platform {

/// Nanoseconds of the monotonic clock.
/// Thread: any. Blocking: wait-free (a read of the clock).
std::uint64_t nowNs() noexcept;

/// Sleeps until the clock shows `deadlineNs`, as exactly as the system allows without spinning.
/// Thread: any but a driver's buffer-switch thread that belongs to somebody else. Blocking: blocks.
void sleepUntilNs(std::uint64_t deadlineNs) noexcept;

}  // namespace platform
