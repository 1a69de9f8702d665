// A system with audio devices behind the interface of the WASAPI driver, in a time of its own: nothing takes
// any of it but what a test says. Each call can fail or take long, at any turn.
//
// Time goes on where the stream's thread waits, up to where the test lets it: `runFor` returns when the
// thread waits for more. So every run is the same, on whatever machine.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "audio_guard.h"
#include "drivers/wasapi/endpoint.h"
#include "simulated_halves.h"

namespace simulated {

using drivers::wasapi::ClockReading;
using drivers::wasapi::Direction;
using drivers::wasapi::EnginePeriods;
using drivers::wasapi::Packet;
using drivers::wasapi::Result;
using drivers::wasapi::WaveFormat;

/// What can fail.
enum class Call {
  activate,
  getDeviceFormat,
  isFormatSupported,
  getMixFormat,
  getPeriods,
  initialize,
  getBufferFrames,
  getLatencyHns,
  setEvent,
  openStream,
  start,
  stop,
  reset,
  getPadding,
  takeBuffer,
  giveBuffer,
  takePacket,
  givePacket,
  getEnginePeriods,
  getCurrentPeriod,
  initializeFlexible,
  openClock,
  readClock,
};
inline constexpr int kCalls = static_cast<int>(Call::readClock) + 1;

/// What happens to a call: from the one after `skip` on, `times` times.
struct Fault {
  Call call;
  Result result = 0;  ///< `result::kOk`: it only takes long
  std::uint64_t takesNs = 0;
  int skip = 0;
  int times = 1;
  std::optional<Direction> direction = std::nullopt;  ///< of both, without one
};

class Device;

/// What the simulation does is not what the driver does: on the stream's thread it is not counted.
class Inside {
 public:
  explicit Inside(std::mutex& lock) : lock_(lock) {}

 private:
  const AudioPause pause_;
  const std::lock_guard<std::mutex> lock_;
};

class System {
 public:
  System();
  ~System();

  // --- Thread: the test's

  void add(const Fault& fault);
  /// Lets time go on by so much, and waits until the stream's thread has used it up. False: it has not, for
  /// a minute of the machine's.
  bool runFor(std::uint64_t ns);
  /// The same without waiting: for a thread that may end before.
  void letRun(std::uint64_t ns);
  /// The machine sleeps while the stream's thread waits. For devices that stand still.
  void sleepFor(std::uint64_t ns);
  /// The waiter of the stream's thread, and one that nobody waits at.
  std::unique_ptr<drivers::wasapi::Waiter> makeWaiter();

  // --- Thread: any

  std::uint64_t nowNs();
  /// Somebody on the stream's thread takes his time.
  void spend(std::uint64_t ns);
  int callsOf(Call call);
  /// How often a fault has come to pass.
  int faults();

  /// Which devices were started, one after the other. Thread: as of a device.
  std::vector<Direction> startOrder;

 private:
  friend class Device;
  friend class SimulatedClient;
  friend class SimulatedEndpoint;
  class Waiter;

  /// The call is made: what becomes of it. With `lock_` held.
  Result enter(Call call, Direction direction);
  void advanceTo(std::uint64_t ns);

  std::mutex lock_;  ///< guards all of the simulation
  std::condition_variable changed_;
  std::uint64_t nowNs_ = 1'000'000'000;
  std::uint64_t limitNs_ = 1'000'000'000;
  bool isAtLimit_ = false;
  std::vector<Fault> faults_;
  int calls_[kCalls] = {};
  int hits_ = 0;
  std::vector<Device*> devices_;
};

/// What a device is like.
struct DeviceSettings {
  Direction direction = Direction::render;
  std::string name = "Simulated";
  std::function<bool(const WaveFormat&)> takes = [](const WaveFormat&) { return true; };
  WaveFormat format{48000, 2, 32, 24, false, 3, {}};  ///< that is set for it; the mix is in float
  std::int64_t usualHns = 100'000;
  std::int64_t shortestHns = 30'000;
  std::int64_t latencyHns = 0;  ///< beyond the buffer
  bool doesEvents = true;
  /// With events, in exclusive mode: what is taken before its event is refused. Without it a device that
  /// plays hands out the half that sounds, and one that records the last packet once more.
  bool refusesEarly = false;
  std::uint32_t alignedTo = 1;    ///< other numbers of frames are refused, with events
  std::uint32_t multiple = 1;     ///< of what is asked for
  std::uint32_t timerFrames = 0;  ///< the only size without events; 0: what is asked for
  double driftPpm = 0;            ///< how much faster it is than the clock
  /// Of the mixer; without: the usual one only.
  std::optional<EnginePeriods> enginePeriods = std::nullopt;
  std::uint32_t lockedPeriod = 0;  ///< that another program has set; 0: none has
  std::uint64_t clockDelayNs = 0;  ///< from the buffer to the loudspeaker, which its clock knows of
  std::uint64_t clockUnitsPerFrame = 1;
  bool hasClock = true;
  bool tellsTimes = true;                               ///< when what it hands over was recorded
  std::optional<std::uint32_t> mixMask = std::nullopt;  ///< of the mix; without: that of the format
};

/// A device and what it has done. Thread: the test's, while the stream's thread waits, unless said otherwise.
class Device {
 public:
  Device(System& system, DeviceSettings settings);
  ~Device();
  Device(const Device&) = delete;
  Device& operator=(const Device&) = delete;

  std::unique_ptr<drivers::wasapi::Endpoint> endpoint();

  DeviceSettings settings;

  /// Every byte that came out of it since the first start.
  std::vector<std::byte> played;
  int gaps = 0;        ///< periods without anything to play
  int overwrites = 0;  ///< halves that were filled while they sounded
  int overflows = 0;   ///< what was recorded and not taken in time
  int openClients = 0;
  int starts = 0;
  std::thread::id startThread;   ///< that has started it last
  bool losesEvents = false;      ///< from now on
  std::uint64_t eventEvery = 1;  ///< from now on: only each so many periods
  /// Of recorded samples, frame by frame and channel by channel, in their lowest bytes. Default: `recorded`.
  std::function<std::uint32_t(std::uint64_t frame, std::uint32_t channel)> sound;
  bool standsStill = false;  ///< from now on
  /// What becomes of a reading of its clock.
  std::function<Result(ClockReading&)> bendsClock;
  /// What becomes of what it says of a packet.
  std::function<void(Packet&)> bendsPacket;
  /// Pulls the plug.
  void unplug();
  bool isRunning() const { return isRunning_; }
  /// What the client that is initialised was asked for.
  const drivers::wasapi::StreamRequest& request() const { return request_; }
  /// The system tells that it is lost. Nothing comes from it any more.
  void lose(Result why);
  /// It stood still and goes on, a period from now.
  void wakeUp();
  /// The system tells what has become of it, which may be nothing.
  void noteCause(Result why) { losses_->noteCause(why); }
  /// It is what it was after all.
  void clearLosses() { losses_->clear(); }
  std::vector<std::string> mistakes;  ///< of whoever uses it

  /// The value of a sample that is recorded: frame by frame, channel by channel, from 1.
  static std::uint32_t recorded(std::uint64_t frame, std::uint32_t channel, const WaveFormat& format) {
    return static_cast<std::uint32_t>(frame * format.channels + channel + 1);
  }

 private:
  friend class System;
  friend class SimulatedClient;
  friend class SimulatedEndpoint;

  std::uint64_t frameTimeNs(std::uint64_t frames) const;
  std::uint64_t nextNs() const;
  std::uint64_t clockUnits() const;
  void advanceTo(std::uint64_t ns);
  void playFrames(std::uint64_t frames);
  void playHalf();
  void fillHalf(const std::vector<std::byte>& bytes);
  Result takeRecorded(std::vector<std::byte>& bytes, Packet& packet);
  void recordPacket();
  void begin(std::uint64_t ns);
  /// Exclusive mode with events: everything is one buffer after the other.
  bool asksForAll() const {
    return request_.mode == drivers::wasapi::ShareMode::exclusive &&
           request_.pace == drivers::wasapi::Pace::event;
  }

  System& system_;
  // Of the client that is initialised
  bool isOpen_ = false;
  bool isRunning_ = false;
  drivers::wasapi::StreamRequest request_;
  std::uint32_t bufferFrames_ = 0;
  std::uint32_t stepFrames_ = 0;  ///< after which something happens
  void* event_ = nullptr;
  bool eventSet_ = false;
  std::uint64_t startNs_ = 0;
  std::uint64_t steps_ = 0;
  bool isDue_ = false;             ///< where it asks for all: a period has begun since something was taken
  std::vector<std::byte> queued_;  ///< to be played
  Halves halves_;                  ///< the same where it asks for all
  std::uint64_t recordedFrames_ = 0;
  struct Recorded {
    std::vector<std::byte> bytes;
    std::uint64_t timeNs;
    std::uint64_t position;
  };
  std::vector<Recorded> packets_;
  std::optional<Recorded> lastTaken_;
  bool hasLost_ = false;
  std::shared_ptr<drivers::wasapi::LossReport> losses_;  ///< of the endpoint that was made last
};

}  // namespace simulated
