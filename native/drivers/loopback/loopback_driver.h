// The virtual driver itself: one method for each thing a host can ask (see shell/driver_object.h).
//
// Its phases are nested: what belongs to a phase exists only in it. Control calls come from one thread at a
// time. From any other thread at any time, callbacks included, come `getSamplePosition`, `outputReady`, and
// `future` with a step; from inside a callback also the calls that only ask, and `stop`.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "abi/driver.h"
#include "drivers/loopback/buffers.h"
#include "drivers/loopback/bus.h"
#include "drivers/loopback/clock.h"
#include "drivers/loopback/far_side.h"
#include "drivers/loopback/host_calls.h"
#include "drivers/loopback/loopback.h"
#include "drivers/loopback/position_report.h"
#include "drivers/loopback/run.h"
#include "drivers/loopback/settings.h"

namespace drivers::loopback {

class LoopbackDriver {
 public:
  using Long = abi::Long;

  static constexpr abi::Guid kClassId = loopback::kClassId;
  static constexpr Long kVersion = 1;

  std::string_view driverName() const noexcept {
    if (!settings_.name.empty()) return settings_.name;
    return instanceName_.empty() ? std::string_view(kName) : instanceName_;
  }
  bool isOwnThread() const noexcept;

  void init(void* systemHandle);
  void start();
  void stop();
  void getChannels(Long& inputs, Long& outputs);
  void getLatencies(Long& input, Long& output);
  void getBufferSize(Long& min, Long& max, Long& preferred, Long& granularity);
  void canSampleRate(double rateHz);
  void getSampleRate(double& rateHz);
  void setSampleRate(double rateHz);
  void getClockSources(abi::ClockSource* clocks, Long& count);
  void setClockSource(Long index);
  abi::Error getSamplePosition(abi::Samples& position, abi::TimeStamp& time) const noexcept;
  void getChannelInfo(abi::ChannelInfo& info);
  void createBuffers(abi::BufferInfo* infos, Long channels, Long bufferFrames,
                     const abi::Callbacks& callbacks);
  void disposeBuffers();
  abi::Error controlPanel() const noexcept { return abi::error::kNotPresent; }
  abi::Error future(Long selector, void* opt);
  abi::Error outputReady() const noexcept { return abi::error::kNotPresent; }

 private:
  struct Prepared {
    Prepared(const Mode& mode, abi::BufferInfo* infos, Long channels, Long bufferFrames, Cable* cable,
             Bus* bus, const HostCalls& hostCalls)
        : buffers(mode, infos, channels, bufferFrames, cable, bus), host(hostCalls) {}

    Buffers buffers;
    HostCalls host;
    std::optional<Run> run;  ///< the last: its thread uses the other two
  };

  struct Initialised {
    explicit Initialised(const Settings& settings) : mode(settings.mode), otherMode(settings.otherMode) {}

    Mode mode;                      ///< in which the driver is; its rate is the current one
    std::optional<Mode> otherMode;  ///< the two change places
    bool isOther = false;           ///< they have
    std::unique_ptr<Bus> bus;       ///< that is shared with other programs; nullptr: there is none
    std::optional<Prepared> prepared;
  };

  Initialised& initialised();
  std::string cableName() const;
  void switchMode();
  BufferRule bufferRule();
  Prepared& prepared();
  bool isRunning();
  double rateHz();
  PositionReport& report() noexcept { return farSide_ == nullptr ? report_ : farSide_->report(); }
  void useClock(const std::shared_ptr<Clock>& clock);
  void setInstanceName(const char* name);
  void step(const abi::StepRequest& request);
  void ioFormat(Long selector, abi::IoFormat* opt);

  Settings settings_ = parseSettings("");
  std::string instanceName_;
  std::shared_ptr<FarSide> farSide_;  ///< nullptr: nobody's
  shell::HostPort* port_ = nullptr;
  std::string installedCable_;  ///< that this driver shares unless its settings say otherwise
  /// Of which the host has heard last. It may ask from any callback.
  std::atomic<double> knownRateHz_{0};
  PositionReport report_;

  std::mutex clockLock_;  ///< a step may meet a stop; never held while waiting
  std::shared_ptr<Clock> clock_;

  std::optional<Initialised> initialised_;  ///< the last: a running thread uses what stands above
};

}  // namespace drivers::loopback
