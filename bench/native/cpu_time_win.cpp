#ifdef _WIN32

#include <windows.h>

#include "cpu_time.h"

namespace bench {

double cpuSeconds() noexcept {
  FILETIME created, ended, kernel, user;
  GetProcessTimes(GetCurrentProcess(), &created, &ended, &kernel, &user);
  const auto ticks = [](const FILETIME& time) {
    return static_cast<double>(time.dwHighDateTime) * 4294967296.0 + static_cast<double>(time.dwLowDateTime);
  };
  return (ticks(kernel) + ticks(user)) * 1e-7;
}

}  // namespace bench

#endif
