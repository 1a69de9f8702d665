#include "addon/doorbell.h"

#include <utility>

namespace addon {

std::shared_ptr<Doorbell> Doorbell::create(Napi::Env env) {
  std::shared_ptr<Doorbell> doorbell(new Doorbell(env));
  napi_threadsafe_function function = nullptr;
  const napi_status status =
      napi_create_threadsafe_function(env, nullptr, nullptr, Napi::String::New(env, "bufferswitch"), 0, 1,
                                      nullptr, nullptr, doorbell.get(), &Doorbell::ring, &function);
  if (status != napi_ok) throw Napi::Error::New(env, "No thread-safe function could be made.");
  napi_unref_threadsafe_function(env, function);
  doorbell->function_ = function;
  return doorbell;
}

void Doorbell::post(Task task) {
  const std::lock_guard lock(mutex_);
  if (function_ == nullptr) return;
  tasks_.push_back(std::move(task));
  if (rung_) return;
  rung_ = true;
  napi_call_threadsafe_function(function_, nullptr, napi_tsfn_nonblocking);
}

void Doorbell::hold() {
  if (holds_++ == 0 && function_ != nullptr) napi_ref_threadsafe_function(env_, function_);
}

void Doorbell::drop() {
  if (--holds_ == 0 && function_ != nullptr) napi_unref_threadsafe_function(env_, function_);
}

void Doorbell::close() noexcept {
  napi_threadsafe_function function = nullptr;
  {
    const std::lock_guard lock(mutex_);
    function = std::exchange(function_, nullptr);
    tasks_.clear();
  }
  if (function != nullptr) napi_release_threadsafe_function(function, napi_tsfn_abort);
}

void Doorbell::ring(napi_env env, napi_value, void* context, void*) {
  if (env == nullptr) return;  // the environment is being torn down
  // Kept alive: a task may be what closes the environment.
  const auto self = static_cast<Doorbell*>(context)->shared_from_this();
  self->runTasks();
}

void Doorbell::runTasks() {
  std::vector<Task> tasks;
  {
    const std::lock_guard lock(mutex_);
    tasks.swap(tasks_);
    rung_ = false;
  }
  for (Task& task : tasks) {
    const Napi::HandleScope scope(env_);
    try {
      task(env_);
    } catch (const Napi::Error& error) {
      napi_fatal_exception(env_, error.Value());  // as an exception that nobody caught
    }
  }
}

}  // namespace addon
