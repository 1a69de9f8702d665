// Which drivers are open in this process, whatever thread or worker opened them. Opening one twice is
// undefined in every driver, so it is refused here.
#pragma once

#include <string>

namespace host {

/// Holds `id` while it lives.
class OpenId {
 public:
  /// Throws `Error` (deviceBusy) when `id` is held already. Thread: any. Blocking: briefly.
  explicit OpenId(std::string id);
  ~OpenId();
  OpenId(const OpenId&) = delete;
  OpenId& operator=(const OpenId&) = delete;

 private:
  std::string id_;
};

}  // namespace host
