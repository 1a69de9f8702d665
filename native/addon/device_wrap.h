// An open device as JavaScript sees it: every method that reaches the driver returns a promise.
#pragma once

#include <napi.h>

#include <functional>
#include <memory>

#include "addon/environment.h"
#include "addon/turns.h"
#include "host/session.h"

namespace addon {

class DeviceWrap : public Napi::ObjectWrap<DeviceWrap> {
 public:
  static Napi::Function define(Napi::Env env);

  explicit DeviceWrap(const Napi::CallbackInfo& info);
  /// Collected as garbage, or the environment ends: the device is closed and nobody waits for it.
  ~DeviceWrap() override;

 private:
  /// The memory that a stream shares with JavaScript, kept alive for the audio thread. Let go only on the
  /// JavaScript thread, and never while a callback may be inside.
  struct Memory;

  Napi::Value jsOpen(const Napi::CallbackInfo& info);
  Napi::Value jsReopen(const Napi::CallbackInfo& info);
  Napi::Value jsRefresh(const Napi::CallbackInfo& info);
  Napi::Value jsCanSampleRates(const Napi::CallbackInfo& info);
  Napi::Value jsSetSampleRate(const Napi::CallbackInfo& info);
  Napi::Value jsSetIoFormat(const Napi::CallbackInfo& info);
  Napi::Value jsSetClockSource(const Napi::CallbackInfo& info);
  Napi::Value jsOpenControlPanel(const Napi::CallbackInfo& info);
  Napi::Value jsSetInputMonitor(const Napi::CallbackInfo& info);
  Napi::Value jsSetGain(const Napi::CallbackInfo& info);
  Napi::Value jsMeter(const Napi::CallbackInfo& info);
  Napi::Value jsTransport(const Napi::CallbackInfo& info);
  Napi::Value jsReport(const Napi::CallbackInfo& info);
  Napi::Value jsEnableTimeCode(const Napi::CallbackInfo& info);
  Napi::Value jsLayOut(const Napi::CallbackInfo& info);
  Napi::Value jsPrepare(const Napi::CallbackInfo& info);
  Napi::Value jsStart(const Napi::CallbackInfo& info);
  Napi::Value jsStop(const Napi::CallbackInfo& info);
  Napi::Value jsDispose(const Napi::CallbackInfo& info);
  Napi::Value jsStep(const Napi::CallbackInfo& info);
  Napi::Value jsClose(const Napi::CallbackInfo& info);
  Napi::Value jsBellsId(const Napi::CallbackInfo& info);
  void jsProgress(const Napi::CallbackInfo& info);
  void jsRing(const Napi::CallbackInfo& info);
  Napi::Value jsIsTurnDue(const Napi::CallbackInfo& info);
  void jsRef(const Napi::CallbackInfo& info);
  void jsUnref(const Napi::CallbackInfo& info);

  using ToValue = std::function<Napi::Value(Napi::Env)>;
  Napi::Value run(Napi::Env env, const char* operation, host::Session::Work work, ToValue toValue);
  Napi::Value runWithin(std::uint64_t limitNs, Napi::Env env, const char* operation, host::Session::Work work,
                        ToValue toValue);
  /// Work that ends with a new description of the device, which becomes the promise's value.
  Napi::Value runAndDescribe(Napi::Env env, const char* operation, host::Session::Work work);
  Napi::Value runAndDescribeWithin(std::uint64_t limitNs, Napi::Env env, const char* operation,
                                   host::Session::Work work);
  host::Session::Done settle(Napi::Promise::Deferred deferred, ToValue toValue,
                             std::function<void()> onFailure = {});
  host::SessionListener listener();
  void wakeUp();

  // JavaScript thread only.
  const std::shared_ptr<Doorbell> doorbell_;  // outlives the environment, which may end before this
  host::DriverSource source_;
  std::string settings_;
  std::uint64_t limitNs_;
  Napi::FunctionReference onWake_;
  Napi::FunctionReference onNotice_;
  host::DeviceDescription description_;
  std::shared_ptr<Memory> memory_;
  const std::shared_ptr<host::Bells> bells_ = host::Bells::create();
  Turns turns_{10'000'000};  ///< while samples are processed on the JavaScript thread
  bool ref_ = false;
  /// Cleared by the destructor; tasks that arrive later see it and do nothing.
  std::shared_ptr<DeviceWrap*> self_;
  std::shared_ptr<host::Session> session_;
};

}  // namespace addon
