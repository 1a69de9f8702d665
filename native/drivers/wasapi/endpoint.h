// What this driver needs of the system's audio: a few calls, each of which can fail. The real ones go to
// WASAPI; the tests have a simulated system behind the same interface, where every one can fail at any time.
//
// Durations are those of WASAPI: units of 100 nanoseconds, "hns".
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "drivers/wasapi/loss_report.h"
#include "drivers/wasapi/result.h"
#include "drivers/wasapi/wave_format.h"

namespace drivers::wasapi {

enum class Direction { render, capture };

/// Who else may use the device.
enum class ShareMode { exclusive, shared };

/// Who says when it is time: the device, by an event, or whoever looks at how full the buffer is.
enum class Pace { event, timer };

struct StreamRequest {
  ShareMode mode = ShareMode::exclusive;
  Pace pace = Pace::event;
  std::int64_t bufferHns = 0;
  std::int64_t periodHns = 0;  ///< 0 in shared mode
  WaveFormat format;
  /// In shared mode: the period that the mixer is to work in, in frames, and the buffer is as the system
  /// makes it. 0: its usual one.
  std::uint32_t engineFrames = 0;
};

/// In which periods the system's mixer can work, in frames: from the shortest to the longest, in steps.
struct EnginePeriods {
  std::uint32_t usual = 0;
  std::uint32_t step = 0;
  std::uint32_t shortest = 0;
  std::uint32_t longest = 0;
};

/// How far the device has got, in units of its own, and when that was, by the `Waiter`'s clock.
struct ClockReading {
  std::uint64_t units = 0;
  std::uint64_t timeNs = 0;
};

/// What was recorded, as the device hands it over.
struct Packet {
  const std::byte* data = nullptr;
  std::uint32_t frames = 0;
  bool isSilent = false;         ///< take silence, whatever `data` holds
  bool isDiscontinuity = false;  ///< something before it was lost
  std::uint64_t timeNs = 0;      ///< when its first frame was recorded, by the waiter's clock; 0: not known
  std::uint64_t position = 0;    ///< of its first frame since the start, as the device counts
};

/// Why a wait is over.
enum class Woken { byDevice, byCall, deadline };

/// The time, and the one wait of a stream's thread.
class Waiter {
 public:
  Waiter() = default;
  virtual ~Waiter() = default;
  Waiter(const Waiter&) = delete;
  Waiter& operator=(const Waiter&) = delete;

  /// Nanoseconds of a monotonic clock. Thread: any. Blocking: wait-free.
  virtual std::uint64_t nowNs() const noexcept = 0;

  /// Until the device's event is set, somebody wakes the waiter, or the clock shows `deadlineNs`. Where both
  /// are set the device's stays so until the next wait. Thread: the stream's. Blocking: blocks.
  virtual Woken waitUntilNs(std::uint64_t deadlineNs) noexcept = 0;

  /// The device's event is as if it had not been set until now. Thread: the stream's. Blocking: wait-free.
  virtual void forgetEvent() noexcept = 0;

  /// Thread: any. Blocking: short.
  virtual void wake() noexcept = 0;

  /// What the system sets for "it is time". Where nobody waits for it: any event.
  virtual void* event() noexcept = 0;
};

/// An audio client: one stream of one device, which is initialised once. Where that fails only another client
/// can try again. Its destruction gives the device back.
///
/// Thread: one at a time. Those marked so are called by the stream's thread; they neither throw nor wait for
/// the device.
class Client {
 public:
  Client() = default;
  virtual ~Client() = default;
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  // --- Before it is initialised

  /// `result::kOk`: yes.
  virtual Result isFormatSupported(ShareMode mode, const WaveFormat& format) = 0;
  /// In which the system mixes what is shared.
  virtual Result getMixFormat(WaveFormat& format) = 0;
  /// Of the shared mode, and the shortest of the exclusive one.
  virtual Result getPeriods(std::int64_t& usualHns, std::int64_t& shortestHns) = 0;
  /// Of the shared mode with that format. Fails where the system has one period only.
  virtual Result getEnginePeriods(const WaveFormat& format, EnginePeriods& periods) = 0;
  /// In which the mixer works now.
  virtual Result getCurrentPeriod(std::uint32_t& frames) = 0;
  virtual Result initialize(const StreamRequest& request) = 0;

  // --- After that

  /// Also after `result::kBufferSizeNotAligned`: the size that is aligned.
  virtual Result getBufferFrames(std::uint32_t& frames) = 0;
  virtual Result getLatencyHns(std::int64_t& hns) = 0;
  /// With `Pace::event`, and once only: the event outlives the client.
  virtual Result setEvent(void* event) = 0;
  /// What is needed to move samples. Once, after everything else.
  virtual Result openStream() = 0;
  /// What is needed to read the device's clock, and how many units of that are a second.
  virtual Result openClock(std::uint64_t& unitsPerSecond) = 0;

  virtual Result start() = 0;
  virtual Result stop() = 0;
  /// Throws away what is in the buffer of a stopped stream.
  virtual Result reset() = 0;

  // --- Samples. Thread: the stream's, or the control thread while that does not run.

  /// How many frames are in the buffer. Says nothing in exclusive mode with events.
  virtual Result getPadding(std::uint32_t& frames) noexcept = 0;
  /// Room for `frames` to be played, until `giveBuffer`.
  virtual Result takeBuffer(std::uint32_t frames, std::byte*& data) noexcept = 0;
  virtual Result giveBuffer(std::uint32_t frames, bool isSilent) noexcept = 0;
  /// The next that was recorded, until `givePacket`; `result::kBufferEmpty` where there is none.
  virtual Result takePacket(Packet& packet) noexcept = 0;
  virtual Result givePacket(std::uint32_t frames) noexcept = 0;
  /// `result::kFalse`: it could not be read exactly.
  virtual Result readClock(ClockReading& reading) noexcept = 0;
};

/// An audio device, in one direction.
class Endpoint {
 public:
  Endpoint() = default;
  virtual ~Endpoint() = default;
  Endpoint(const Endpoint&) = delete;
  Endpoint& operator=(const Endpoint&) = delete;

  virtual Direction direction() const noexcept = 0;
  virtual const std::string& name() const noexcept = 0;
  /// The format that is set for it in the control panel.
  virtual Result getDeviceFormat(WaveFormat& format) = 0;
  virtual Result activate(std::unique_ptr<Client>& client) = 0;

  /// From now on `waiter`, which outlives the endpoint, is woken when the device goes away: unplugged,
  /// switched off, taken out of use, or not the default any more for who follows that. Once, before there is
  /// a stream.
  virtual void watch(Waiter& waiter) = 0;
  /// Whether it has, and why. A device that could be activated has not, unless another is the default one.
  virtual const LossReport& losses() const noexcept = 0;
};

/// The devices of one instance of the driver, and how it waits.
struct Devices {
  std::unique_ptr<Waiter> waiter;     ///< of the stream's thread; the first, as the others use it
  std::unique_ptr<Waiter> unwatched;  ///< whose event is set by a device that nobody waits for
  std::unique_ptr<Endpoint> render;   ///< or nullptr
  std::unique_ptr<Endpoint> capture;  ///< or nullptr, but one there is
};

}  // namespace drivers::wasapi
