// The name of the driver that is being loaded or released, where a crash leaves it: a driver that takes the
// process with it cannot be named by anybody afterwards.
#pragma once

#include <string>

#include "host/loader.h"

namespace host {

/// While it lives, the file that the environment variable BUFFERSWITCH_BREADCRUMB names says what is done
/// with which driver; then it is empty again. Without the variable nothing happens. Thread: any, one at a
/// time. Blocking: writes a small file.
class Breadcrumb {
 public:
  /// `deed`: "load" or "release".
  Breadcrumb(const char* deed, const DriverSource& source) noexcept;
  ~Breadcrumb();
  Breadcrumb(const Breadcrumb&) = delete;
  Breadcrumb& operator=(const Breadcrumb&) = delete;
};

}  // namespace host
