#include "addon/ring_waiter.h"

#include <utility>

#include "engine/wake_up.h"
#include "platform/time.h"

namespace addon {
namespace {

/// As much of a ring's layout as finding its blocks' headers takes.
engine::RingLayout ringFrom(const Napi::Object& object) {
  const auto read = [&](const char* name) {
    return static_cast<std::size_t>(object.Get(name).ToNumber().Int64Value());
  };
  engine::RingLayout ring;
  ring.capacity = static_cast<std::uint32_t>(read("capacity"));
  ring.writtenOffset = read("writtenOffset");
  ring.readOffset = read("readOffset");
  ring.headersOffset = read("headersOffset");
  ring.samplesOffset = read("samplesOffset");
  ring.blockBytes = read("blockBytes");
  return ring;
}

}  // namespace

Napi::Function RingWaiter::define(Napi::Env env) {
  return DefineClass(env, "NativeRingWaiter",
                     {
                         InstanceMethod<&RingWaiter::jsWait>("wait"),
                         InstanceMethod<&RingWaiter::jsIsTurnDue>("isTurnDue"),
                         InstanceMethod<&RingWaiter::jsProgress>("progress"),
                         InstanceMethod<&RingWaiter::jsSetAudioPriority>("setAudioPriority"),
                         InstanceMethod<&RingWaiter::jsRelease>("release"),
                     });
}

RingWaiter::RingWaiter(const Napi::CallbackInfo& info) : Napi::ObjectWrap<RingWaiter>(info) {
  const auto bells = host::Bells::find(info[0].ToNumber().Uint32Value());
  if (bells == nullptr) throw Napi::Error::New(info.Env(), "The device of this ring is closed.");
  if (!bells->enter()) throw Napi::Error::New(info.Env(), "Another thread waits at this ring already.");
  bells_ = bells;
  auto array = info[1].As<Napi::Uint8Array>();
  memory_ = Napi::Persistent(array.As<Napi::Object>());
  bytes_ = reinterpret_cast<std::byte*>(array.Data());
  input_ = ringFrom(info[2].As<Napi::Object>());
}

RingWaiter::~RingWaiter() { leave(); }

void RingWaiter::leave() noexcept {
  if (const auto bells = std::exchange(bells_, nullptr)) bells->leave();
}

Napi::Value RingWaiter::jsWait(const Napi::CallbackInfo& info) {
  if (bells_ == nullptr) throw Napi::Error::New(info.Env(), "The ring was given back.");
  const double limitNs = info[0].ToNumber().DoubleValue() * 1e6;
  const bool rung = bells_->block.waitUntilNs(platform::nowNs() + static_cast<std::uint64_t>(limitNs));
  if (rung) engine::noteWakeUp(bytes_, input_, platform::nowNs());
  return Napi::Boolean::New(info.Env(), rung);
}

Napi::Value RingWaiter::jsIsTurnDue(const Napi::CallbackInfo& info) {
  return Napi::Boolean::New(info.Env(), turns_.isDue());
}

void RingWaiter::jsProgress(const Napi::CallbackInfo&) {
  if (bells_ != nullptr) bells_->progress.set();
}

Napi::Value RingWaiter::jsSetAudioPriority(const Napi::CallbackInfo& info) {
  if (!info[0].ToBoolean().Value()) {
    priority_.reset();
  } else if (!priority_) {
    priority_.emplace();
  }
  return Napi::Boolean::New(info.Env(), priority_ && priority_->granted());
}

void RingWaiter::jsRelease(const Napi::CallbackInfo&) {
  priority_.reset();
  leave();
}

}  // namespace addon
