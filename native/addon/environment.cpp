#include "addon/environment.h"

#include <algorithm>

#include "platform/time.h"

namespace addon {

Environment& Environment::install(Napi::Env env) {
  auto* environment = new Environment(env);
  env.SetInstanceData<Environment>(environment);
  // Hooks run last in, first out: this one before the doorbell's own end, and that before the instance
  // data's.
  env.AddCleanupHook(
      [](Environment* self) {
        self->closeSessions();
        self->doorbell_->close();
      },
      environment);
  return *environment;
}

Environment& Environment::of(Napi::Env env) { return *env.GetInstanceData<Environment>(); }

void Environment::add(const std::shared_ptr<host::Session>& session,
                      const std::shared_ptr<host::Bells>& bells) {
  const auto gone = [](const Known& known) { return known.session.expired(); };
  sessions_.erase(std::remove_if(sessions_.begin(), sessions_.end(), gone), sessions_.end());
  sessions_.push_back({session, bells});
}

void Environment::closeSessions() noexcept {
  std::vector<std::shared_ptr<host::Session>> open;
  for (const Known& known : sessions_) {
    if (auto session = known.session.lock()) open.push_back(std::move(session));
    if (const auto bells = known.bells.lock()) bells->retire();
  }
  const std::uint64_t deadline = platform::nowNs() + kCloseLimitNs;
  for (const auto& session : open) session->close(kCloseLimitNs, [](std::exception_ptr) {});
  for (const auto& session : open) {
    // What is left of JavaScript's memory goes next, whether or not the driver has come back.
    if (!session->waitClosed(deadline)) session->giveUp();
  }
}

}  // namespace addon
