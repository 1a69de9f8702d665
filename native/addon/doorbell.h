// How other threads get something done on the JavaScript thread of one environment.
#pragma once

#include <napi.h>

#include <functional>
#include <memory>
#include <mutex>
#include <vector>

namespace addon {

/// Tasks run in order on the JavaScript thread; however many are posted before it gets there, it is woken
/// once. Shared by the environment and by everything that may still want to post when the environment is
/// gone: after `close` a post is dropped and Node-API is not touched any more.
class Doorbell : public std::enable_shared_from_this<Doorbell> {
 public:
  using Task = std::function<void(Napi::Env)>;

  /// Thread: JavaScript.
  static std::shared_ptr<Doorbell> create(Napi::Env env);

  /// Thread: any but an audio thread. Blocking: briefly, on a mutex.
  void post(Task task);

  /// While held at least once, the event loop stays alive. Thread: JavaScript.
  void hold();
  void drop();

  /// Thread: JavaScript, in the environment's cleanup.
  void close() noexcept;

 private:
  explicit Doorbell(Napi::Env env) : env_(env) {}
  static void ring(napi_env env, napi_value callback, void* context, void* data);
  void runTasks();

  // JavaScript thread only.
  const Napi::Env env_;
  int holds_ = 0;

  // Protected by the mutex.
  std::mutex mutex_;
  napi_threadsafe_function function_ = nullptr;  // nullptr: closed
  std::vector<Task> tasks_;
  bool rung_ = false;
};

}  // namespace addon
