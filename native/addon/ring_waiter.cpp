#include "addon/ring_waiter.h"

#include <utility>

#include "addon/checked.h"
#include "engine/wake_up.h"
#include "platform/time.h"
#include "rt/stream_counters.h"

namespace addon {
namespace {

constexpr double kLongestMs = 1e9;
/// More blocks than any ring has.
constexpr double kMostBlocks = 1 << 30;

/// As much of a ring's layout as finding its blocks' headers takes, within `bytes` bytes.
engine::RingLayout ringFrom(const Napi::Object& object, std::size_t bytes) {
  const auto read = [&](const char* name, std::size_t room) {
    const double most = room <= bytes ? static_cast<double>(bytes - room) : -1;
    return static_cast<std::size_t>(wholeNumber(object.Get(name), name, 0, most));
  };
  engine::RingLayout ring;
  ring.capacity = static_cast<std::uint32_t>(wholeNumber(object.Get("capacity"), "capacity", 0, kMostBlocks));
  if ((ring.capacity & (ring.capacity - 1)) != 0)
    throw Napi::TypeError::New(object.Env(), "capacity is no power of two");
  const std::size_t headers = ring.capacity * sizeof(rt::BlockHeader);
  ring.writtenOffset = read("writtenOffset", sizeof(rt::RingIndices));
  ring.headersOffset = read("headersOffset", headers);
  ring.samplesOffset = read("samplesOffset", 0);
  if (ring.writtenOffset % alignof(rt::RingIndices) != 0 ||
      ring.headersOffset % alignof(rt::BlockHeader) != 0)
    throw Napi::TypeError::New(object.Env(), "an offset is not aligned");
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
  Napi::Uint8Array array = bytesOf(info[1], "memory", sizeof(rt::StreamCounters));
  memory_ = Napi::Persistent(array.As<Napi::Object>());
  bytes_ = reinterpret_cast<std::byte*>(array.Data());
  input_ = ringFrom(info[2].As<Napi::Object>(), array.ByteLength());
  const auto bells = host::Bells::find(info[0].ToNumber().Uint32Value());
  if (bells == nullptr) throw Napi::Error::New(info.Env(), "The device of this ring is closed.");
  if (!bells->enter()) throw Napi::Error::New(info.Env(), "Another thread waits at this ring already.");
  bells_ = bells;
}

RingWaiter::~RingWaiter() { leave(); }

void RingWaiter::leave() noexcept {
  if (const auto bells = std::exchange(bells_, nullptr)) bells->leave();
}

Napi::Value RingWaiter::jsWait(const Napi::CallbackInfo& info) {
  if (bells_ == nullptr) throw Napi::Error::New(info.Env(), "The ring was given back.");
  const double limitNs = anyNumber(info[0], "milliseconds", 0, kLongestMs) * 1e6;
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
