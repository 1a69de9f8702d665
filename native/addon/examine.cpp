#include "addon/examine.h"

#include <string>
#include <thread>

#include "addon/checked.h"
#include "addon/environment.h"
#include "addon/marshal.h"
#include "doctor/examination.h"

namespace addon {
namespace {

/// More than anybody waits, in milliseconds.
constexpr double kLongestMs = 1e9;

std::uint64_t nanoseconds(const Napi::Object& options, const char* name) {
  return static_cast<std::uint64_t>(anyNumber(options.Get(name), name, 0, kLongestMs) * 1e6);
}

}  // namespace

Napi::Value jsExamine(const Napi::CallbackInfo& info) {
  const auto options = info[0].As<Napi::Object>();
  doctor::Order order;
  order.source = driverSourceFrom(options);
  order.settings = options.Get("settings").ToString();
  order.trail = options.Get("trail").ToString();
  order.durationNs = nanoseconds(options, "duration");
  order.patienceNs = nanoseconds(options, "patience");
  const auto deferred = Napi::Promise::Deferred::New(info.Env());
  const std::shared_ptr<Doorbell> doorbell = Environment::of(info.Env()).doorbell();
  doorbell->hold();
  // Left to itself: a driver that hangs is no reason to wait for at the end.
  std::thread([order, deferred, doorbell] {
    std::exception_ptr failure;
    try {
      doctor::examine(order);
    } catch (...) {
      failure = std::current_exception();
    }
    doorbell->post([deferred, doorbell, failure](Napi::Env env) {
      doorbell->drop();
      if (failure)
        deferred.Reject(toJsError(env, failure).Value());
      else
        deferred.Resolve(env.Undefined());
    });
  }).detach();
  return deferred.Promise();
}

}  // namespace addon
