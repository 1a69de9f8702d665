// How long this process has kept processors busy.
#pragma once

namespace bench {

/// Seconds of all threads together, in the program and in the system.
double cpuSeconds() noexcept;

}  // namespace bench
