// An open device and its two threads, seen from outside.
//
// The driver thread makes every call into the driver, one after the other. The courier thread waits for the
// audio thread's doorbell and passes it on, and watches the clock: a call that exceeds its time limit is
// reported and poisons this session, and only this one; the driver thread is then left to itself. It also
// watches whether the driver goes on switching buffers. Each thread keeps the session alive while it runs.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <string>

#include "engine/callback_slot.h"
#include "host/device.h"
#include "host/open_ids.h"
#include "host/reset_requests.h"
#include "host/watchdog.h"
#include "platform/event.h"

namespace host {

/// What a session tells its owner. Called on its threads, one call at a time per thread; must not block or
/// throw.
struct SessionListener {
  /// The stream's rings or counters have news.
  std::function<void()> onWake;
  /// The driver told something, or something is to be seen of it: bits of `engine::notice`, the rate that is
  /// news (with `kOffRate` the one that was measured), and what it says of itself now. A wish to be reset
  /// comes once, some time after it was first said, and not at all where it is an echo of what we did to the
  /// driver.
  std::function<void(std::uint32_t notices, double sampleRate, const DeviceDescription& description)>
      onNotice;
};

class Session : public std::enable_shared_from_this<Session> {
 public:
  /// Called once when a piece of work has ended, with what it threw or nullptr. On one of the session's
  /// threads, or on the caller's where the work is refused. Must not block or throw.
  using Done = std::function<void(std::exception_ptr)>;
  using Work = std::function<void(Device&)>;

  /// Starts the threads. Throws `Error`: deviceBusy when `id` is open, invalidState when too many devices
  /// are. With the last copy of the pointer goes the session: it is closed if it was not. Thread: any.
  static std::shared_ptr<Session> create(const std::string& id, SessionListener listener);
  ~Session();

  /// Queues `work`, called `operation` in errors. Its `limitNs` counts from when its turn comes. Thread: any.
  void run(const char* operation, std::uint64_t limitNs, Work work, Done done);

  /// Queues the end: the device is closed, its id is free, then `done` is called and both threads finish. A
  /// driver that crashed as it was released is what `done` is told, and changes nothing of that.
  /// Work that comes later is refused. Where work without a limit is under way, `limitNs` counts from now and
  /// ends that wait too; where it is still to come, from when its turn comes. Thread: any.
  void close(std::uint64_t limitNs, Done done);

  /// Waits until both threads have finished, or only the courier where a driver never returned; false when
  /// `deadlineNs` came first. Thread: any but the session's.
  bool waitClosed(std::uint64_t deadlineNs);

  /// Does not wait for the driver any longer, as if a time limit had passed: work fails, and the audio thread
  /// is kept out of the stream's memory. Thread: any but the session's. Blocking: waits for a callback that
  /// is inside.
  void giveUp() { poison(true); }

  /// Whether the audio thread may still use the stream's memory although the session is over, because one of
  /// the driver's callbacks never returned. Thread: any.
  bool holdsMemory();

  /// What closing a session that nobody holds any more may take.
  static constexpr std::uint64_t kOrphanLimitNs = 10'000'000'000;

 private:
  struct Command;
  Session(SessionListener listener, engine::CallbackSlot& slot);

  void queue(const std::shared_ptr<Command>& command);
  void poison(bool always);

  void driverThread();
  bool serve(Device& device);
  void perform(Device& device, Command& command);
  std::shared_ptr<Command> nextCommand(Device& device);
  void announce(Device& device, std::uint32_t notices);
  void finish(bool lost, const std::exception_ptr& crash);
  void courierThread();
  void watchDriver();
  bool isOverdue(std::uint64_t nowNs) const;
  static void ringCourier(void* self) noexcept;
  static void ringDriver(void* self) noexcept;

  // Set once.
  const SessionListener listener_;
  engine::CallbackSlot& slot_;

  // Shared, each with its own synchronisation.
  platform::Event driverEvent_;   ///< work is queued, or the driver said something
  platform::Event courierEvent_;  ///< the audio thread rang, or there is a new deadline to watch
  std::atomic<bool> audioRang_{false};
  Watchdog watchdog_;

  // Driver thread only.
  ResetRequests resets_;

  // Protected by the mutex.
  std::mutex mutex_;
  std::condition_variable changed_;
  std::unique_ptr<OpenId> openId_;
  std::deque<std::shared_ptr<Command>> queue_;
  std::shared_ptr<Command> current_;  ///< what the driver thread does, while somebody waits for it
  std::uint64_t lastLimitNs_ = UINT64_MAX;
  std::uint64_t closeByNs_ = UINT64_MAX;  ///< the end does not wait for work without a limit longer than this
  bool closing_ = false;
  bool poisoned_ = false;
  bool shutting_ = false;    ///< whoever poisoned is about to shut the slot
  bool driverGone_ = false;  ///< the driver is released, and the slot may soon be somebody else's
  bool holdsMemory_ = false;
  bool driverFinished_ = false;
  bool courierFinished_ = false;
};

}  // namespace host
