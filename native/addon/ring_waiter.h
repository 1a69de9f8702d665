// How a thread of JavaScript without use for an event loop sleeps until there is a block.
#pragma once

#include <napi.h>

#include <memory>
#include <optional>

#include "addon/turns.h"
#include "engine/stream_layout.h"
#include "host/bells.h"
#include "platform/thread.h"

namespace addon {

/// On a ring that another environment has opened and handed over. One waiter per ring at a time.
class RingWaiter : public Napi::ObjectWrap<RingWaiter> {
 public:
  static Napi::Function define(Napi::Env env);

  /// (bellsId, memory, input): throws a plain Error when the device is closed or somebody waits already.
  explicit RingWaiter(const Napi::CallbackInfo& info);
  ~RingWaiter() override;

 private:
  /// (milliseconds): whether the bell was rung. Blocks the thread.
  Napi::Value jsWait(const Napi::CallbackInfo& info);
  /// Whether the event loop should have a turn: true every 100 ms.
  Napi::Value jsIsTurnDue(const Napi::CallbackInfo& info);
  void jsProgress(const Napi::CallbackInfo& info);
  /// (wanted): whether the thread runs with the priority of professional audio now.
  Napi::Value jsSetAudioPriority(const Napi::CallbackInfo& info);
  void jsRelease(const Napi::CallbackInfo& info);

  void leave() noexcept;

  std::shared_ptr<host::Bells> bells_;  ///< nullptr: released
  Napi::ObjectReference memory_;        ///< keeps what is behind `bytes_`
  std::byte* bytes_ = nullptr;
  engine::RingLayout input_;
  Turns turns_{100'000'000};
  std::optional<platform::AudioPriority> priority_;
};

}  // namespace addon
