#include "addon/device_wrap.h"

#include <utility>

#include "addon/checked.h"
#include "addon/marshal.h"
#include "engine/wake_up.h"
#include "host/error.h"
#include "platform/time.h"

namespace addon {
namespace {

/// More than any limit of ours, in milliseconds.
constexpr double kLongestMs = 1e9;
constexpr double kMostSteps = 2147483647;

Napi::Value undefined(Napi::Env env) { return env.Undefined(); }

}  // namespace

struct DeviceWrap::Memory {
  Memory(const Napi::Uint8Array& array, std::byte* start, engine::RingLayout inputRing)
      : reference(Napi::Persistent(array.As<Napi::Object>())), bytes(start), input(std::move(inputRing)) {
    // Whatever thread drops the last pointer to this must not call Node-API; `letGo` does it where that is
    // allowed.
    reference.SuppressDestruct();
  }
  void letGo() { reference.Reset(); }
  /// Whether `bytes` can still be looked at. Thread: JavaScript.
  bool isHeld() const { return !reference.IsEmpty(); }
  Napi::ObjectReference reference;
  std::byte* const bytes;
  const engine::RingLayout input;
};

Napi::Function DeviceWrap::define(Napi::Env env) {
  return DefineClass(env, "NativeDevice",
                     {
                         InstanceMethod<&DeviceWrap::jsOpen>("open"),
                         InstanceMethod<&DeviceWrap::jsReopen>("reopen"),
                         InstanceMethod<&DeviceWrap::jsRefresh>("refresh"),
                         InstanceMethod<&DeviceWrap::jsCanSampleRates>("canSampleRates"),
                         InstanceMethod<&DeviceWrap::jsSetSampleRate>("setSampleRate"),
                         InstanceMethod<&DeviceWrap::jsSetIoFormat>("setIoFormat"),
                         InstanceMethod<&DeviceWrap::jsSetClockSource>("setClockSource"),
                         InstanceMethod<&DeviceWrap::jsOpenControlPanel>("openControlPanel"),
                         InstanceMethod<&DeviceWrap::jsSetInputMonitor>("setInputMonitor"),
                         InstanceMethod<&DeviceWrap::jsSetGain>("setGain"),
                         InstanceMethod<&DeviceWrap::jsMeter>("meter"),
                         InstanceMethod<&DeviceWrap::jsTransport>("transport"),
                         InstanceMethod<&DeviceWrap::jsReport>("report"),
                         InstanceMethod<&DeviceWrap::jsEnableTimeCode>("enableTimeCode"),
                         InstanceMethod<&DeviceWrap::jsLayOut>("layOut"),
                         InstanceMethod<&DeviceWrap::jsPrepare>("prepare"),
                         InstanceMethod<&DeviceWrap::jsStart>("start"),
                         InstanceMethod<&DeviceWrap::jsStop>("stop"),
                         InstanceMethod<&DeviceWrap::jsDispose>("dispose"),
                         InstanceMethod<&DeviceWrap::jsStep>("step"),
                         InstanceMethod<&DeviceWrap::jsClose>("close"),
                         InstanceAccessor<&DeviceWrap::jsBellsId>("bellsId"),
                         InstanceMethod<&DeviceWrap::jsProgress>("progress"),
                         InstanceMethod<&DeviceWrap::jsRing>("ring"),
                         InstanceMethod<&DeviceWrap::jsIsTurnDue>("isTurnDue"),
                         InstanceMethod<&DeviceWrap::jsRef>("ref"),
                         InstanceMethod<&DeviceWrap::jsUnref>("unref"),
                     });
}

DeviceWrap::DeviceWrap(const Napi::CallbackInfo& info)
    : Napi::ObjectWrap<DeviceWrap>(info), doorbell_(Environment::of(info.Env()).doorbell()) {
  const auto options = info[0].As<Napi::Object>();
  source_ = driverSourceFrom(options);
  settings_ = options.Get("settings").ToString();
  limitNs_ =
      static_cast<std::uint64_t>(anyNumber(options.Get("timeLimit"), "timeLimit", 0, kLongestMs) * 1e6);
  onWake_ = Napi::Persistent(info[1].As<Napi::Function>());
  onNotice_ = Napi::Persistent(info[2].As<Napi::Function>());
  self_ = std::make_shared<DeviceWrap*>(this);
  session_ =
      guarded(info.Env(), [&] { return host::Session::create(host::identityOf(source_), listener()); });
  Environment::of(info.Env()).add(session_, bells_);
}

DeviceWrap::~DeviceWrap() {
  *self_ = nullptr;
  if (session_ == nullptr) return;
  if (ref_) doorbell_->drop();
  // The stream's memory stays until the device has let go of it.
  session_->close(limitNs_, [memory = memory_, doorbell = doorbell_, session = session_](std::exception_ptr) {
    doorbell->post([memory, session](Napi::Env) {
      if (memory != nullptr && !session->holdsMemory()) memory->letGo();
    });
  });
}

host::SessionListener DeviceWrap::listener() {
  host::SessionListener listener;
  listener.onWake = [self = self_, doorbell = doorbell_] {
    doorbell->post([self](Napi::Env) {
      if (*self != nullptr) (*self)->wakeUp();
    });
  };
  listener.onNotice = [self = self_, doorbell = doorbell_](std::uint32_t notices, double sampleRate,
                                                           const host::DeviceDescription& description) {
    doorbell->post([self, notices, sampleRate, description](Napi::Env env) {
      if (*self == nullptr) return;
      (*self)->description_ = description;
      (*self)->onNotice_.Call(
          {Napi::Number::New(env, notices), Napi::Number::New(env, sampleRate), toJs(env, description)});
    });
  };
  return listener;
}

void DeviceWrap::wakeUp() {
  // It may have come after the stream's end: the driver's threads and the courier's post independently.
  if (memory_ != nullptr && memory_->isHeld())
    engine::noteWakeUp(memory_->bytes, memory_->input, platform::nowNs());
  onWake_.Call({});
}

host::Session::Done DeviceWrap::settle(Napi::Promise::Deferred deferred, ToValue toValue,
                                       std::function<void()> onFailure) {
  doorbell_->hold();
  return [deferred, toValue = std::move(toValue), onFailure = std::move(onFailure),
          doorbell = doorbell_](std::exception_ptr failure) {
    doorbell->post([deferred, toValue, onFailure, failure, doorbell](Napi::Env env) {
      doorbell->drop();
      if (failure) {
        if (onFailure) onFailure();
        deferred.Reject(toJsError(env, failure).Value());
      } else {
        deferred.Resolve(toValue(env));
      }
    });
  };
}

Napi::Value DeviceWrap::run(Napi::Env env, const char* operation, host::Session::Work work, ToValue toValue) {
  return runWithin(limitNs_, env, operation, std::move(work), std::move(toValue));
}

Napi::Value DeviceWrap::runWithin(std::uint64_t limitNs, Napi::Env env, const char* operation,
                                  host::Session::Work work, ToValue toValue) {
  const auto deferred = Napi::Promise::Deferred::New(env);
  session_->run(operation, limitNs, std::move(work), settle(deferred, std::move(toValue)));
  return deferred.Promise();
}

Napi::Value DeviceWrap::runAndDescribe(Napi::Env env, const char* operation, host::Session::Work work) {
  return runAndDescribeWithin(limitNs_, env, operation, std::move(work));
}

Napi::Value DeviceWrap::runAndDescribeWithin(std::uint64_t limitNs, Napi::Env env, const char* operation,
                                             host::Session::Work work) {
  auto result = std::make_shared<host::DeviceDescription>();
  return runWithin(
      limitNs, env, operation,
      [work = std::move(work), result](host::Device& device) {
        work(device);
        *result = device.description();
      },
      [result, self = self_](Napi::Env callEnv) {
        if (*self != nullptr) (*self)->description_ = *result;
        return toJs(callEnv, *result);
      });
}

Napi::Value DeviceWrap::jsOpen(const Napi::CallbackInfo& info) {
  const double rate = anyNumber(info[0], "sampleRate", 0, 1e8);
  return runAndDescribe(info.Env(), "open",
                        [source = source_, settings = settings_, rate](host::Device& device) {
                          device.open(source, settings, nullptr, rate);
                        });
}

Napi::Value DeviceWrap::jsReopen(const Napi::CallbackInfo& info) {
  return runAndDescribe(info.Env(), "reopen", [](host::Device& device) { device.reopen(); });
}

Napi::Value DeviceWrap::jsRefresh(const Napi::CallbackInfo& info) {
  return runAndDescribe(info.Env(), "refresh", [](host::Device& device) { device.refresh(); });
}

Napi::Value DeviceWrap::jsCanSampleRates(const Napi::CallbackInfo& info) {
  const auto array = info[0].As<Napi::Array>();
  std::vector<double> rates;
  for (std::uint32_t i = 0; i < array.Length(); ++i) rates.push_back(array.Get(i).ToNumber());
  auto result = std::make_shared<std::vector<bool>>();
  return run(
      info.Env(), "canSampleRate",
      [rates, result](host::Device& device) { *result = device.canSampleRates(rates); },
      [result](Napi::Env env) {
        Napi::Array answers = Napi::Array::New(env, result->size());
        for (std::size_t i = 0; i < result->size(); ++i) {
          answers.Set(static_cast<std::uint32_t>(i), Napi::Boolean::New(env, (*result)[i]));
        }
        return answers.As<Napi::Value>();
      });
}

Napi::Value DeviceWrap::jsSetSampleRate(const Napi::CallbackInfo& info) {
  const double rate = anyNumber(info[0], "rate", 0, 1e8);
  return runAndDescribe(info.Env(), "setSampleRate",
                        [rate](host::Device& device) { device.setSampleRate(rate); });
}

Napi::Value DeviceWrap::jsSetIoFormat(const Napi::CallbackInfo& info) {
  const host::IoFormat format = ioFormatFrom(info[0].ToString());
  return runAndDescribe(info.Env(), "setIoFormat",
                        [format](host::Device& device) { device.setIoFormat(format); });
}

Napi::Value DeviceWrap::jsSetClockSource(const Napi::CallbackInfo& info) {
  const long index = info[0].ToNumber().Int32Value();
  return runAndDescribe(info.Env(), "setClockSource",
                        [index](host::Device& device) { device.setClockSource(index); });
}

Napi::Value DeviceWrap::jsOpenControlPanel(const Napi::CallbackInfo& info) {
  // No time limit: it may be the user who takes his time.
  return runAndDescribeWithin(UINT64_MAX, info.Env(), "controlPanel",
                              [](host::Device& device) { device.openControlPanel(); });
}

Napi::Value DeviceWrap::jsSetInputMonitor(const Napi::CallbackInfo& info) {
  const host::InputMonitor monitor = inputMonitorFrom(info[0].As<Napi::Object>());
  return run(
      info.Env(), "setInputMonitor", [monitor](host::Device& device) { device.setInputMonitor(monitor); },
      undefined);
}

Napi::Value DeviceWrap::jsSetGain(const Napi::CallbackInfo& info) {
  const long channel = info[0].ToNumber().Int32Value();
  const bool isInput = info[1].ToBoolean();
  const double gain = info[2].ToNumber();
  return run(
      info.Env(), "setGain",
      [channel, isInput, gain](host::Device& device) { device.setGain(channel, isInput, gain); }, undefined);
}

Napi::Value DeviceWrap::jsMeter(const Napi::CallbackInfo& info) {
  const long channel = info[0].ToNumber().Int32Value();
  const bool isInput = info[1].ToBoolean();
  auto result = std::make_shared<double>(0);
  return run(
      info.Env(), "meter",
      [channel, isInput, result](host::Device& device) { *result = device.meter(channel, isInput); },
      [result](Napi::Env env) { return Napi::Number::New(env, *result); });
}

Napi::Value DeviceWrap::jsTransport(const Napi::CallbackInfo& info) {
  const host::TransportCommand command = transportCommandFrom(info[0].As<Napi::Object>());
  return run(
      info.Env(), "transport", [command](host::Device& device) { device.transport(command); }, undefined);
}

Napi::Value DeviceWrap::jsReport(const Napi::CallbackInfo& info) {
  auto result = std::make_shared<host::DeviceReport>();
  return run(
      info.Env(), "report", [result](host::Device& device) { *result = device.report(); },
      [result](Napi::Env env) { return toJs(env, *result); });
}

Napi::Value DeviceWrap::jsEnableTimeCode(const Napi::CallbackInfo& info) {
  const bool enabled = info[0].ToBoolean();
  return run(
      info.Env(), "enableTimeCode", [enabled](host::Device& device) { device.enableTimeCode(enabled); },
      undefined);
}

Napi::Value DeviceWrap::jsLayOut(const Napi::CallbackInfo& info) {
  const host::StreamRequest request = streamRequestFrom(info[0].As<Napi::Object>());
  return guarded(info.Env(),
                 [&] { return toJs(info.Env(), engine::layOut(host::planOf(description_, request))); });
}

Napi::Value DeviceWrap::jsPrepare(const Napi::CallbackInfo& info) {
  host::StreamRequest request = streamRequestFrom(info[0].As<Napi::Object>());
  const engine::StreamLayout layout =
      guarded(info.Env(), [&] { return engine::layOut(host::planOf(description_, request)); });
  Napi::Uint8Array array = bytesOf(info[1], "memory", layout.bytes);
  request.memory = reinterpret_cast<std::byte*>(array.Data());
  request.memoryBytes = array.ByteLength();
  request.bells = bells_;
  const auto memory = std::make_shared<Memory>(array, request.memory, layout.input);
  const auto before = std::exchange(memory_, memory);
  auto result = std::make_shared<host::DeviceDescription>();
  const auto deferred = Napi::Promise::Deferred::New(info.Env());
  const auto made = [result, before, self = self_](Napi::Env env) {
    if (before != nullptr) before->letGo();  // its stream was disposed of: a device carries one
    if (*self != nullptr) (*self)->description_ = *result;
    return toJs(env, *result);
  };
  const auto refused = [memory, before, self = self_, session = session_] {
    if (session->holdsMemory()) return;
    memory->letGo();
    if (*self != nullptr && (*self)->memory_ == memory) (*self)->memory_ = before;
  };
  session_->run(
      "createBuffers", limitNs_,
      [request, result](host::Device& device) {
        device.prepare(request);
        *result = device.description();
      },
      settle(deferred, made, refused));
  return deferred.Promise();
}

Napi::Value DeviceWrap::jsStart(const Napi::CallbackInfo& info) {
  const host::StreamStart start = streamStartFrom(info[0].As<Napi::Object>());
  return runAndDescribe(info.Env(), "start", [start](host::Device& device) { device.start(start); });
}

Napi::Value DeviceWrap::jsStop(const Napi::CallbackInfo& info) {
  return run(
      info.Env(), "stop", [](host::Device& device) { device.stop(); }, undefined);
}

Napi::Value DeviceWrap::jsDispose(const Napi::CallbackInfo& info) {
  // That of now: when the driver has done it, another stream may have its own already.
  const auto letGo = [memory = memory_, self = self_](Napi::Env env) {
    if (memory != nullptr) memory->letGo();
    if (*self != nullptr && (*self)->memory_ == memory) (*self)->memory_.reset();
    return env.Undefined();
  };
  return run(
      info.Env(), "disposeBuffers", [](host::Device& device) { device.dispose(); }, letGo);
}

Napi::Value DeviceWrap::jsStep(const Napi::CallbackInfo& info) {
  const auto buffers = static_cast<std::uint64_t>(wholeNumber(info[0], "buffers", 1, kMostSteps));
  return run(
      info.Env(), "step", [buffers](host::Device& device) { device.step(buffers); }, undefined);
}

Napi::Value DeviceWrap::jsClose(const Napi::CallbackInfo& info) {
  const auto deferred = Napi::Promise::Deferred::New(info.Env());
  // Now, and not when the device is collected, which is small and may be late.
  const auto letGo = [memory = memory_, session = session_](Napi::Env env) {
    if (memory != nullptr && !session->holdsMemory()) memory->letGo();
    return env.Undefined();
  };
  bells_->retire();
  session_->close(limitNs_, settle(deferred, letGo));
  return deferred.Promise();
}

Napi::Value DeviceWrap::jsBellsId(const Napi::CallbackInfo& info) {
  return Napi::Number::New(info.Env(), bells_->id());
}

void DeviceWrap::jsProgress(const Napi::CallbackInfo&) { bells_->progress.set(); }

void DeviceWrap::jsRing(const Napi::CallbackInfo&) { bells_->block.set(); }

Napi::Value DeviceWrap::jsIsTurnDue(const Napi::CallbackInfo& info) {
  return Napi::Boolean::New(info.Env(), turns_.isDue());
}

void DeviceWrap::jsRef(const Napi::CallbackInfo&) {
  if (!std::exchange(ref_, true)) doorbell_->hold();
}

void DeviceWrap::jsUnref(const Napi::CallbackInfo&) {
  if (std::exchange(ref_, false)) doorbell_->drop();
}

}  // namespace addon
