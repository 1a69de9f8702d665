// A driver's callbacks carry no context pointer. So each open device owns one slot of a fixed table, and each
// slot has four functions of its own, made at compile time.
//
// Slots live as long as the process: drivers exist that call back after they were stopped, and they find the
// gate closed instead of freed memory. A slot whose callbacks do not drain is never used again.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>

#include "abi/types.h"
#include "engine/audio_stream.h"
#include "engine/mailbox.h"
#include "rt/signal.h"

namespace engine {

/// How many devices can be open at once.
inline constexpr std::size_t kCallbackSlots = 32;

class CallbackSlot {
 public:
  /// A free slot, or nullptr when all are taken. Thread: any. Blocking: lock-free.
  static CallbackSlot* claim() noexcept;

  /// From now on a notice rings `onNotice`. Once per claim. Thread: control. Blocking: wait-free.
  void listen(rt::Signal onNotice) noexcept;

  /// Gives the slot back. True when no callback is in it any more; false retires it for good.
  /// Waits at the most `kDrainLimitNs`. Thread: control. Blocking: waits.
  bool release() noexcept;

  /// What `createBuffers` is given. Lives for ever, as some drivers keep the pointer.
  abi::Callbacks* callbacks() noexcept;

  /// From now on buffer switches are served by `stream`. False: the slot is shut, and they are not.
  /// Thread: control. Blocking: wait-free.
  bool attach(AudioStream* stream) noexcept;

  /// While no stream is attached it is this driver that is told in every buffer switch that its output is
  /// ready: some wait for that each time once they were told. nullptr: none from now on, and no callback is
  /// about to any more, unless one never returns. Thread: control. Blocking: waits, `kDrainLimitNs` at the
  /// most.
  void tellReady(abi::Driver* driver) noexcept;

  /// Takes the stream away and waits, at the most `kDrainLimitNs`, until no callback uses it. False: one
  /// still does, so neither the stream nor its memory may be freed. Thread: control. Blocking: waits.
  bool detach() noexcept;

  /// As `detach`, for good: until the slot is claimed anew no stream can be attached. Mutes the stream, so
  /// that no callback waits for the program. Also waits for a `Use`, so that nobody looks at the stream's
  /// memory any more when it returns true. Thread: any. Blocking: waits.
  bool shut() noexcept;

  /// While it lives, and is true, the control half may use a stream's memory. False: the slot is shut, and
  /// the memory may be gone. Thread: control. Blocking: wait-free.
  class Use {
   public:
    explicit Use(CallbackSlot& slot) noexcept;
    ~Use();
    Use(const Use&) = delete;
    Use& operator=(const Use&) = delete;
    explicit operator bool() const noexcept { return open_; }

   private:
    CallbackSlot& slot_;
    bool open_;
  };

  Mailbox& mailbox() noexcept { return mailbox_; }

  /// Has the stream play silence and leave the rings alone, whatever the driver does. Thread: any. Blocking:
  /// wait-free.
  void mute() noexcept;

  /// How often the driver has called for a buffer switch since the slot was claimed, served or not. Thread:
  /// any. Blocking: wait-free.
  std::uint64_t switches() const noexcept { return switches_.load(std::memory_order_relaxed); }

  /// Whether the driver's time is its own and not the clock's. Thread: any. Blocking: wait-free.
  bool isTimeVirtual() const noexcept { return timeIsVirtual_.load(std::memory_order_relaxed); }

  /// How fast the driver runs, as long as there is a stream. Thread: any. Blocking: wait-free.
  Pace pace() noexcept;

  static constexpr std::uint64_t kDrainLimitNs = 2'000'000'000;

 private:
  friend class CallbackEntry;
  bool drain() const noexcept;

  /// In the place of a stream: the slot is shut.
  static AudioStream* shutMark() noexcept { return reinterpret_cast<AudioStream*>(std::uintptr_t{1}); }

  // Shared. `inFlight_` counts the callbacks that may hold one of the pointers: a callback raises it, then
  // looks at the pointers; control clears a pointer, then waits for zero. Both in one total order, so one of
  // them sees the other.
  std::atomic<std::uint32_t> inFlight_{0};
  std::atomic<AudioStream*> stream_{nullptr};
  std::atomic<abi::Driver*> readyOf_{nullptr};
  std::atomic<bool> listening_{false};
  std::atomic<bool> serving_{false};  ///< a buffer switch is being served
  std::atomic<bool> taken_{false};
  std::atomic<std::uint64_t> switches_{0};
  std::atomic<bool> timeIsVirtual_{false};
  Mailbox mailbox_;
  rt::Signal onNotice_;  ///< changed only while `listening_` is false and nothing is in flight
};

}  // namespace engine
