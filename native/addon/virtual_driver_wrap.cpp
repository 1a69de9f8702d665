#include "addon/virtual_driver_wrap.h"

#include <cstring>
#include <optional>
#include <utility>
#include <vector>

#include "addon/checked.h"
#include "addon/settings.h"
#include "host/error.h"

namespace addon {
namespace {

using drivers::loopback::FarSide;
using drivers::loopback::StepResult;
namespace loopback = drivers::loopback;

constexpr double kMostFrames = 1 << 30;
constexpr double kMostSteps = 2147483647;
constexpr double kMostExact = 9007199254740991;
constexpr double kHighestRateHz = 1e8;

Napi::Value numberOf(Napi::Env env, std::uint64_t value) {
  return Napi::Number::New(env, static_cast<double>(value));
}

/// [name, arguments, result, thread, position, nanoseconds]; null for what there is not.
Napi::Value toJs(Napi::Env env, const loopback::Call& call) {
  Napi::Array arguments = Napi::Array::New(env, call.argumentCount);
  for (std::size_t i = 0; i < call.argumentCount; ++i) {
    const loopback::Argument& argument = call.arguments[i];
    arguments.Set(static_cast<std::uint32_t>(i), argument.isText
                                                     ? Napi::String::New(env, argument.text).As<Napi::Value>()
                                                     : Napi::Number::New(env, argument.number));
  }
  Napi::Array record = Napi::Array::New(env, 6);
  record.Set(0u, call.name);
  record.Set(1u, arguments);
  record.Set(2u, call.result ? Napi::Number::New(env, static_cast<double>(*call.result)).As<Napi::Value>()
                             : env.Null());
  record.Set(3u, numberOf(env, call.thread));
  record.Set(4u, call.moment ? numberOf(env, call.moment->position) : env.Null());
  record.Set(5u, call.moment ? numberOf(env, call.moment->timeNs) : env.Null());
  return record;
}

/// Waits for the switches on a thread of Node's pool.
class StepWorker final : public Napi::AsyncWorker {
 public:
  StepWorker(Napi::Env env, std::shared_ptr<FarSide> farSide, std::uint64_t switches)
      : Napi::AsyncWorker(env),
        deferred_(Napi::Promise::Deferred::New(env)),
        farSide_(std::move(farSide)),
        switches_(switches) {}

  Napi::Promise promise() const { return deferred_.Promise(); }

  void Execute() override { result_ = farSide_->step(switches_); }
  void OnOK() override {
    if (result_ == StepResult::done) return deferred_.Resolve(Env().Undefined());
    const char* const why = result_ == StepResult::notAStepClock
                                ? "Only a virtual driver with the clock 'step' can be stepped."
                                : "The stream is not running; start it first.";
    deferred_.Reject(
        toJsError(Env(), std::make_exception_ptr(host::Error(host::ErrorCode::invalidState, why, "step")))
            .Value());
  }

 private:
  const Napi::Promise::Deferred deferred_;
  const std::shared_ptr<FarSide> farSide_;
  const std::uint64_t switches_;
  std::optional<StepResult> result_;
};

}  // namespace

Napi::Function VirtualDriverWrap::define(Napi::Env env) {
  return DefineClass(env, "NativeVirtualDriver",
                     {
                         InstanceAccessor<&VirtualDriverWrap::jsSample>("sample"),
                         InstanceMethod<&VirtualDriverWrap::jsTakeCalls>("takeCalls"),
                         InstanceAccessor<&VirtualDriverWrap::jsLostCalls>("lostCalls"),
                         InstanceMethod<&VirtualDriverWrap::jsStep>("step"),
                         InstanceAccessor<&VirtualDriverWrap::jsFeedRoom>("feedRoom"),
                         InstanceAccessor<&VirtualDriverWrap::jsFed>("fed"),
                         InstanceMethod<&VirtualDriverWrap::jsFeed>("feed"),
                         InstanceMethod<&VirtualDriverWrap::jsCaptured>("captured"),
                         InstanceMethod<&VirtualDriverWrap::jsClearCaptured>("clearCaptured"),
                         InstanceMethod<&VirtualDriverWrap::jsInject>("inject"),
                         InstanceMethod<&VirtualDriverWrap::jsSetUnplugged>("setUnplugged"),
                         InstanceMethod<&VirtualDriverWrap::jsDispose>("dispose"),
                     });
}

VirtualDriverWrap::VirtualDriverWrap(const Napi::CallbackInfo& info)
    : Napi::ObjectWrap<VirtualDriverWrap>(info) {
  const std::string instance = info[0].ToString();
  const std::string text = info[1].ToString();
  const auto object = info[2].As<Napi::Object>();
  loopback::CableOptions options{};
  options.isOpen = object.Get("isOpen").ToBoolean();
  options.feedFrames = static_cast<long>(wholeNumber(object.Get("feedFrames"), "feedFrames", 1, kMostFrames));
  options.captureFrames =
      static_cast<long>(wholeNumber(object.Get("captureFrames"), "captureFrames", 1, kMostFrames));
  settings_ = settingsFrom(info.Env(), text);
  farSide_ = guarded(info.Env(), [&] { return std::make_shared<FarSide>(text, settings_, options); });
  if (!loopback::announceFarSide(instance, farSide_))
    throw Napi::Error::New(info.Env(), "There is a virtual driver with that name already.");
  instance_ = instance;
}

VirtualDriverWrap::~VirtualDriverWrap() { withdraw(); }

void VirtualDriverWrap::withdraw() noexcept {
  if (!instance_.empty()) loopback::withdrawFarSide(std::exchange(instance_, {}));
}

Napi::Value VirtualDriverWrap::jsSample(const Napi::CallbackInfo& info) {
  const loopback::SampleLayout& sample = farSide_->cable.sample();
  Napi::Object object = Napi::Object::New(info.Env());
  object.Set("type", std::string(sample.name));
  object.Set("unitBytes", numberOf(info.Env(), sample.unitBytes));
  object.Set("unitFrames", numberOf(info.Env(), static_cast<std::uint64_t>(sample.unitFrames)));
  object.Set("inputs", numberOf(info.Env(), static_cast<std::uint64_t>(settings_.inputs)));
  object.Set("outputs", numberOf(info.Env(), static_cast<std::uint64_t>(settings_.outputs)));
  object.Set("isVirtual", farSide_->isVirtual);
  return object;
}

Napi::Value VirtualDriverWrap::jsTakeCalls(const Napi::CallbackInfo& info) {
  const std::vector<loopback::Call> calls = farSide_->calls.take();
  Napi::Array array = Napi::Array::New(info.Env(), calls.size());
  for (std::size_t i = 0; i < calls.size(); ++i)
    array.Set(static_cast<std::uint32_t>(i), toJs(info.Env(), calls[i]));
  return array;
}

Napi::Value VirtualDriverWrap::jsLostCalls(const Napi::CallbackInfo& info) {
  return numberOf(info.Env(), farSide_->calls.lost());
}

Napi::Value VirtualDriverWrap::jsStep(const Napi::CallbackInfo& info) {
  const auto switches = static_cast<std::uint64_t>(wholeNumber(info[0], "buffers", 1, kMostSteps));
  auto* const worker = new StepWorker(info.Env(), farSide_, switches);  // deletes itself
  worker->Queue();
  return worker->promise();
}

Napi::Value VirtualDriverWrap::jsFeedRoom(const Napi::CallbackInfo& info) {
  return numberOf(info.Env(), static_cast<std::uint64_t>(farSide_->cable.feedRoom()));
}

Napi::Value VirtualDriverWrap::jsFed(const Napi::CallbackInfo& info) {
  return numberOf(info.Env(), static_cast<std::uint64_t>(farSide_->cable.fed()));
}

void VirtualDriverWrap::jsFeed(const Napi::CallbackInfo& info) {
  const auto array = info[0].As<Napi::Array>();
  const loopback::SampleLayout& sample = farSide_->cable.sample();
  const double most = static_cast<double>(sample.bytes(farSide_->cable.feedRoom()));
  const auto bytes = static_cast<std::size_t>(wholeNumber(info[1], "bytes", 0, most));
  if (bytes % sample.unitBytes != 0 || array.Length() != static_cast<std::uint32_t>(settings_.inputs))
    throw Napi::TypeError::New(info.Env(), "what is fed does not fit the driver");
  std::vector<const std::byte*> channels;
  for (std::uint32_t i = 0; i < array.Length(); ++i) {
    const Napi::Value channel = array.Get(i);
    channels.push_back(channel.IsNull()
                           ? nullptr
                           : reinterpret_cast<const std::byte*>(bytesOf(channel, "channel", bytes).Data()));
  }
  guarded(info.Env(), [&] { farSide_->cable.feed(channels, bytes); });
}

Napi::Value VirtualDriverWrap::jsCaptured(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const loopback::Cable::Captured captured = guarded(env, [&] { return farSide_->cable.captured(); });
  Napi::Array channels = Napi::Array::New(env, captured.channels.size());
  for (std::size_t i = 0; i < captured.channels.size(); ++i) {
    const std::vector<std::byte>& bytes = captured.channels[i];
    Napi::Uint8Array copy = Napi::Uint8Array::New(env, bytes.size());
    if (!bytes.empty()) std::memcpy(copy.Data(), bytes.data(), bytes.size());
    channels.Set(static_cast<std::uint32_t>(i), copy);
  }
  Napi::Object object = Napi::Object::New(env);
  object.Set("channels", channels);
  object.Set("lostFrames", numberOf(env, captured.lostFrames));
  return object;
}

void VirtualDriverWrap::jsClearCaptured(const Napi::CallbackInfo&) { farSide_->cable.clearCaptured(); }

Napi::Value VirtualDriverWrap::jsInject(const Napi::CallbackInfo& info) {
  constexpr double kLastKind = static_cast<double>(loopback::FaultKind::stall);
  loopback::Fault fault{};
  fault.kind = static_cast<loopback::FaultKind>(static_cast<int>(wholeNumber(info[0], "kind", 0, kLastKind)));
  fault.at = static_cast<std::uint64_t>(wholeNumber(info[1], "at", 0, kMostExact));
  fault.rateHz = anyNumber(info[2], "rate", 0, kHighestRateHz);
  return Napi::Boolean::New(info.Env(), farSide_->faults.add(fault));
}

void VirtualDriverWrap::jsSetUnplugged(const Napi::CallbackInfo& info) {
  farSide_->isUnplugged.store(info[0].ToBoolean(), std::memory_order_release);
}

void VirtualDriverWrap::jsDispose(const Napi::CallbackInfo&) { withdraw(); }

}  // namespace addon
