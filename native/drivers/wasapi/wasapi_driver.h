// The driver itself: one method for each thing a host can ask (see shell/driver_object.h).
//
// Its phases are nested: what belongs to a phase exists only in it. Control calls come from one thread at a
// time. From any other thread at any time, callbacks included, come `getSamplePosition` and `outputReady`;
// from inside a callback also the calls that only ask, and `stop`.
#pragma once

#include <atomic>
#include <optional>
#include <string>
#include <string_view>

#include "abi/driver.h"
#include "drivers/shell/position_report.h"
#include "drivers/wasapi/device_source.h"
#include "drivers/wasapi/messenger.h"
#include "drivers/wasapi/run.h"
#include "drivers/wasapi/setup.h"
#include "drivers/wasapi/wasapi.h"

namespace drivers::wasapi {

class WasapiDriver {
 public:
  using Long = abi::Long;

  static constexpr abi::Guid kClassId = wasapi::kClassId;
  static constexpr Long kVersion = 1;

  /// `installedSettings`: of a library; nullptr where instances are called like their devices.
  explicit WasapiDriver(InstalledSettings* installedSettings = nullptr) noexcept
      : installedSettings_(installedSettings) {}

  std::string_view driverName() const noexcept;
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
  abi::Error outputReady() noexcept;

 private:
  struct Prepared {
    Prepared(const Setup& setup, Setup::Opened devices, abi::BufferInfo* infos, Long channels, Long frames,
             const shell::HostCalls& hostCalls)
        : opened(std::move(devices)),
          buffers(setup.channels(), setup.sampleBytes(), infos, channels, frames),
          host(hostCalls),
          messenger(hostCalls) {}

    Setup::Opened opened;
    Buffers buffers;
    shell::HostCalls host;
    Messenger messenger;
    std::atomic<Long> ahead{-1};  ///< of what is written, by the playing device's clock; negative: unknown
    std::optional<Run> run;       ///< the last: its thread uses the others
  };

  Setup& setup();
  Prepared& prepared();
  bool isRunning();
  void reopen(double rateHz);
  Result failure() const noexcept;
  void report(abi::DeviceReport& report);
  void setInstanceName(const char* name);
  void takeInstalledSettings();
  void setSettings(const char* text);
  std::string deviceName() const;

  InstalledSettings* const installedSettings_;
  DeviceSource* source_ = systemDevices();
  shell::HostPort* port_ = nullptr;
  std::string instanceName_;
  Settings settings_;
  std::string badSettings_;  ///< why the installed ones are refused; empty: they are not
  shell::PositionReport report_;
  Counters counters_;
  std::atomic<bool> isInitialised_{false};
  std::atomic<bool> outputReady_{false};
  std::atomic<bool> tellsReady_{false};  ///< the host has called `outputReady` at some time
  std::atomic<Result> failure_{result::kOk};
  std::optional<Setup> setup_;
  std::optional<Prepared> prepared_;  ///< the last: a running thread uses what stands above
};

}  // namespace drivers::wasapi
