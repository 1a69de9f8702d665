#ifndef _WIN32

#include <ctime>

#include "cpu_time.h"

namespace bench {

double cpuSeconds() noexcept {
  timespec time = {};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

}  // namespace bench

#endif
