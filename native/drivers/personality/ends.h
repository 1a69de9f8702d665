// The ends of a stack of layers: the driver and the host.
#pragma once

#include "drivers/personality/layer.h"
#include "drivers/shell/host_port.h"

namespace drivers::personality {

/// The driver, below all layers: the virtual one, or in tests another of ours.
class Ground final : public Layer, public shell::HostPort {
 public:
  explicit Ground(abi::Driver* driver) noexcept : driver_(driver) {}

  abi::Driver* driver() const noexcept { return driver_; }

  abi::Bool init(void* systemHandle) override { return table().init(driver_, systemHandle); }
  void getDriverName(char* name) override { table().getDriverName(driver_, name); }
  Long getDriverVersion() override { return table().getDriverVersion(driver_); }
  void getErrorMessage(char* message) override { table().getErrorMessage(driver_, message); }
  Error start() override { return table().start(driver_); }
  Error stop() override { return table().stop(driver_); }
  Error getChannels(Long* inputs, Long* outputs) override {
    return table().getChannels(driver_, inputs, outputs);
  }
  Error getLatencies(Long* input, Long* output) override {
    return table().getLatencies(driver_, input, output);
  }
  Error getBufferSize(Long* min, Long* max, Long* preferred, Long* granularity) override {
    return table().getBufferSize(driver_, min, max, preferred, granularity);
  }
  Error canSampleRate(double rateHz) override { return table().canSampleRate(driver_, rateHz); }
  Error getSampleRate(double* rateHz) override { return table().getSampleRate(driver_, rateHz); }
  Error setSampleRate(double rateHz) override { return table().setSampleRate(driver_, rateHz); }
  Error getClockSources(abi::ClockSource* clocks, Long* count) override {
    return table().getClockSources(driver_, clocks, count);
  }
  Error setClockSource(Long index) override { return table().setClockSource(driver_, index); }
  Error getSamplePosition(abi::Samples* position, abi::TimeStamp* time) override {
    return table().getSamplePosition(driver_, position, time);
  }
  Error getChannelInfo(abi::ChannelInfo* info) override { return table().getChannelInfo(driver_, info); }
  Error createBuffers(abi::BufferInfo* infos, Long channels, Long frames,
                      abi::Callbacks* callbacks) override {
    return table().createBuffers(driver_, infos, channels, frames, callbacks);
  }
  Error disposeBuffers() override { return table().disposeBuffers(driver_); }
  Error controlPanel() override { return table().controlPanel(driver_); }
  Error future(Long selector, void* opt) override { return table().future(driver_, selector, opt); }
  Error outputReady() override { return table().outputReady(driver_); }
  void release() override { table().release(driver_); }

  /// The driver's own call, on its way up.
  void deliver(abi::Time* time, Long half, abi::Bool directProcess) noexcept override {
    Switch change = {time, half, directProcess};
    above().bufferSwitch(change);
  }

 private:
  const abi::DriverTable& table() const noexcept { return *driver_->table; }
  abi::Driver* const driver_;
};

/// Above all layers: the host.
class Sky final : public Layer {
 public:
  void bufferSwitch(Switch& change) override { host().bufferSwitch(change); }
};

}  // namespace drivers::personality
