// An open device and its two threads, seen from outside.
//
// The driver thread makes every call into the driver, one after the other. The courier thread waits for the
// audio thread's doorbell and passes it on, and watches the clock: a call that exceeds its time limit is
// reported and poisons this session, and only this one; the driver thread is then left to itself. Each thread
// keeps the session alive while it runs.
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
#include "platform/event.h"

namespace host {

/// What a session tells its owner. Called on its threads, one call at a time per thread; must not block.
struct SessionListener {
  /// The stream's rings or counters have news.
  std::function<void()> onWake;
  /// The driver told something: bits of `engine::notice`, the rate it announced, and what it says of itself
  /// now.
  std::function<void(std::uint32_t notices, double sampleRate, const DeviceDescription& description)>
      onNotice;
};

class Session : public std::enable_shared_from_this<Session> {
 public:
  /// Called once when a piece of work has ended, with what it threw or nullptr. On one of the session's
  /// threads.
  using Done = std::function<void(std::exception_ptr)>;
  using Work = std::function<void(Device&)>;

  /// Starts the threads. Throws `Error`: deviceBusy when `id` is open, invalidState when too many devices
  /// are. Thread: any.
  static std::shared_ptr<Session> create(const std::string& id, SessionListener listener);
  ~Session();

  /// Queues `work`, called `operation` in errors. Its `limitNs` counts from when its turn comes. Thread: any.
  void run(const char* operation, std::uint64_t limitNs, Work work, Done done);

  /// Queues the end: the device is closed, its id is free, then `done` is called and both threads finish.
  /// Work that comes later is refused. Thread: any.
  void close(std::uint64_t limitNs, Done done);

  /// Waits until both threads have finished, or only the courier where a driver never returned; false when
  /// `deadlineNs` came first. Thread: any but the session's.
  bool waitClosed(std::uint64_t deadlineNs);

  /// After a call that never returned: whether the audio thread may still use the stream's memory. Thread:
  /// any.
  bool holdsMemory();

 private:
  struct Command;
  Session(const std::string& id, SessionListener listener, engine::CallbackSlot& slot);

  void driverThread();
  void courierThread();
  Done perform(Device& device, const std::shared_ptr<Command>& command);
  void announceNotices(Device& device);
  void poison();
  std::shared_ptr<Command> nextCommand();
  void queue(const std::shared_ptr<Command>& command);
  static void ringCourier(void* self) noexcept;
  static void ringDriver(void* self) noexcept;

  // Set once.
  const std::string id_;
  const SessionListener listener_;
  engine::CallbackSlot& slot_;

  // Shared, each with its own synchronisation.
  platform::Event driverEvent_;   ///< work is queued, or the driver said something
  platform::Event courierEvent_;  ///< the audio thread rang, or there is a new deadline to watch
  std::atomic<bool> audioRang_{false};

  // Protected by the mutex.
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::shared_ptr<Command>> queue_;
  std::shared_ptr<Command> current_;
  std::unique_ptr<OpenId> openId_;
  bool closing_ = false;
  bool poisoned_ = false;
  bool holdsMemory_ = false;
  bool driverFinished_ = false;
  bool courierFinished_ = false;
};

}  // namespace host
