// What tests of sessions need: something that waits for the end of a piece of work, and a session on a fake
// driver.
#pragma once

#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>

#include "device_rig.h"
#include "failure.h"
#include "gate.h"
#include "host/session.h"
#include "patience.h"

/// How a piece of work ended.
class Outcome {
 public:
  host::Session::Done done() {
    return [this](std::exception_ptr failure) { take(failure); };
  }

  /// Waits for the end. False: in vain.
  bool comes();
  /// Waits for the end; what of ours the work threw.
  std::optional<host::Error> error();
  /// Waits for the end. False: there was a failure.
  bool succeeds();

  int times();
  std::thread::id thread();
  /// What the failure says, of whatever kind it is.
  std::string message();

 private:
  void take(const std::exception_ptr& failure);

  std::mutex mutex_;
  std::condition_variable changed_;
  int times_ = 0;
  bool failed_ = false;
  // In pieces: the thread sanitizer does not see how an exception counts who holds it.
  std::optional<host::ErrorCode> code_;
  std::string message_;
  std::string operation_;
  std::thread::id thread_;
};

/// Long enough for every driver that answers.
inline constexpr std::uint64_t kLongNs = 60'000'000'000;
/// For a driver that does not.
inline constexpr std::uint64_t kShortNs = 50'000'000;

inline host::SessionListener deafListener() {
  return {[] {}, [](std::uint32_t, double, const host::DeviceDescription&) {}};
}

/// A session on a fake driver. Closed, and waited for, at the end unless the driver is lost.
struct SessionRig {
  explicit SessionRig(host::SessionListener listener = deafListener())
      : session(host::Session::create(fake.source().id, std::move(listener))) {}
  ~SessionRig();
  SessionRig(const SessionRig&) = delete;
  SessionRig& operator=(const SessionRig&) = delete;

  /// Does `work` and waits for it; what it threw.
  std::optional<host::Error> run(host::Session::Work work);
  void open();
  /// Opens, has buffers made and starts, with `memory` shared.
  void start();
  std::optional<host::Error> close();

  const std::uint64_t allocationsBefore = allocationsInAudio();
  const std::uint64_t locksBefore = locksInAudio();
  FakeDriver fake;
  std::unique_ptr<StreamMemory> memory;
  std::shared_ptr<host::Session> session;
};

/// Whether a session on `id` could be made now.
bool isFree(const std::string& id);

/// Threads of this process.
std::size_t countThreads();
