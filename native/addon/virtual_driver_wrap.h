// The far side of a virtual driver, for JavaScript. Thread: JavaScript, one environment's.
#pragma once

#include <napi.h>

#include <memory>
#include <string>

#include "drivers/loopback/far_side.h"

namespace addon {

class VirtualDriverWrap : public Napi::ObjectWrap<VirtualDriverWrap> {
 public:
  static Napi::Function define(Napi::Env env);

  /// (instance, settings, {isOpen, feedFrames, captureFrames}): throws SETTINGS_REFUSED.
  explicit VirtualDriverWrap(const Napi::CallbackInfo& info);
  ~VirtualDriverWrap() override;

 private:
  Napi::Value jsSample(const Napi::CallbackInfo& info);
  Napi::Value jsTakeCalls(const Napi::CallbackInfo& info);
  Napi::Value jsLostCalls(const Napi::CallbackInfo& info);
  Napi::Value jsStep(const Napi::CallbackInfo& info);
  Napi::Value jsFeedRoom(const Napi::CallbackInfo& info);
  Napi::Value jsFed(const Napi::CallbackInfo& info);
  void jsFeed(const Napi::CallbackInfo& info);
  Napi::Value jsCaptured(const Napi::CallbackInfo& info);
  void jsClearCaptured(const Napi::CallbackInfo& info);
  Napi::Value jsInject(const Napi::CallbackInfo& info);
  void jsSetUnplugged(const Napi::CallbackInfo& info);
  void jsDispose(const Napi::CallbackInfo& info);

  void withdraw() noexcept;

  std::string instance_;  ///< empty: withdrawn
  std::shared_ptr<drivers::loopback::FarSide> farSide_;
  drivers::loopback::Settings settings_;
};

}  // namespace addon
