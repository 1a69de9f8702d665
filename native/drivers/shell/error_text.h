// The text of the last refusal, for getErrorMessage.
#pragma once

#include <mutex>

#include "drivers/shell/text.h"

namespace drivers::shell {

/// Thread: any; a host may call its driver from several. Blocking: a lock, which is only taken where a call
/// is refused.
class ErrorText {
 public:
  void set(const char* text) noexcept {
    const std::lock_guard<std::mutex> lock(lock_);
    copyText(text_, sizeof text_, text);
  }

  /// `to` has room for `kMessageRoom` bytes.
  void copyTo(char* to) const noexcept {
    const std::lock_guard<std::mutex> lock(lock_);
    copyText(to, kMessageRoom, text_);
  }

 private:
  mutable std::mutex lock_;
  char text_[kMessageRoom] = "";
};

}  // namespace drivers::shell
