// What one JavaScript environment (the main thread or a worker) owns of this addon.
#pragma once

#include <napi.h>

#include <memory>
#include <vector>

#include "addon/doorbell.h"
#include "host/bells.h"
#include "host/session.h"

namespace addon {

/// Node does not run cleanup hooks when the main thread ends by `process.exit` or an exception that nobody
/// caught, and runs no JavaScript when a worker is terminated: so `closeSessions` is reached from both an
/// 'exit' listener and a hook.
class Environment {
 public:
  /// Creates this environment's and hangs it on `env`. Thread: JavaScript.
  static Environment& install(Napi::Env env);
  static Environment& of(Napi::Env env);

  const std::shared_ptr<Doorbell>& doorbell() const noexcept { return doorbell_; }

  /// Remembers a session that has to end with the environment, and the bells of its device.
  void add(const std::shared_ptr<host::Session>& session, const std::shared_ptr<host::Bells>& bells);

  /// Closes all sessions and waits for them, at the most `kCloseLimitNs`. Thread: JavaScript. Blocking:
  /// waits.
  void closeSessions() noexcept;

  static constexpr std::uint64_t kCloseLimitNs = 3'000'000'000;

 private:
  explicit Environment(Napi::Env env) : doorbell_(Doorbell::create(env)) {}

  const std::shared_ptr<Doorbell> doorbell_;
  struct Known {
    std::weak_ptr<host::Session> session;
    std::weak_ptr<host::Bells> bells;
  };
  std::vector<Known> sessions_;
};

}  // namespace addon
