// What stands between a host and the virtual driver, to make it behave as some real driver does.
//
// Layers are stacked: the host's calls go down through them to the driver, buffer switches come up through
// them to the host. A layer does one weird thing; everything else passes through it. The driver below keeps
// to the contract.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <string>
#include "platform/thread.h"

#include "abi/driver.h"

namespace drivers::personality {

/// A call for a buffer switch on its way to the host.
struct Switch {
  abi::Time* time;  ///< null: none goes with it
  abi::Long half;
  abi::Bool directProcess;
};

/// The host's callbacks, for a layer to call. Nothing happens while there are none.
class Host {
 public:
  void use(abi::Callbacks* callbacks) noexcept { callbacks_.store(callbacks); }
  abi::Callbacks* callbacks() const noexcept { return callbacks_.load(); }

  /// Thread: any.
  void bufferSwitch(const Switch& change) const noexcept;
  abi::Long message(abi::Long selector, abi::Long value = 0) const noexcept;
  void sampleRateDidChange(double rateHz) const noexcept;

  /// Whether the calling thread is inside one of these callbacks, and will return to layers. Thread: any.
  bool isInside() const noexcept;

 private:
  class Inside;

  /// Who is; more threads at a time than any driver has. Nobody at first: by itself an atomic is whatever was
  /// there.
  mutable std::array<std::atomic<platform::ThreadId>, 16> inside_{};
  /// The host's own structure and no copy, as some drivers keep it. Stays after `disposeBuffers`.
  std::atomic<abi::Callbacks*> callbacks_{nullptr};
};

/// What the layers of one driver have in common.
struct Context {
  Host host;
  std::string instance;  ///< the name that the host gave it, or none
  /// How many drivers with that instance's name and this personality there were in this process before it.
  int generation = 0;
};

class Layer {
 public:
  using Long = abi::Long;
  using Error = abi::Error;

  Layer() = default;
  virtual ~Layer() = default;
  Layer(const Layer&) = delete;
  Layer& operator=(const Layer&) = delete;

  /// Puts it in its place. Before everything else.
  void connect(Context& context, Layer& above, Layer& below) noexcept {
    context_ = &context;
    above_ = &above;
    below_ = &below;
  }

  // The host's calls, on their way down.

  virtual abi::Bool init(void* systemHandle) { return below_->init(systemHandle); }
  virtual void getDriverName(char* name) { below_->getDriverName(name); }
  virtual Long getDriverVersion() { return below_->getDriverVersion(); }
  virtual void getErrorMessage(char* message) { below_->getErrorMessage(message); }
  virtual Error start() { return below_->start(); }
  virtual Error stop() { return below_->stop(); }
  virtual Error getChannels(Long* inputs, Long* outputs) { return below_->getChannels(inputs, outputs); }
  virtual Error getLatencies(Long* input, Long* output) { return below_->getLatencies(input, output); }
  virtual Error getBufferSize(Long* min, Long* max, Long* preferred, Long* granularity) {
    return below_->getBufferSize(min, max, preferred, granularity);
  }
  virtual Error canSampleRate(double rateHz) { return below_->canSampleRate(rateHz); }
  virtual Error getSampleRate(double* rateHz) { return below_->getSampleRate(rateHz); }
  virtual Error setSampleRate(double rateHz) { return below_->setSampleRate(rateHz); }
  virtual Error getClockSources(abi::ClockSource* clocks, Long* count) {
    return below_->getClockSources(clocks, count);
  }
  virtual Error setClockSource(Long index) { return below_->setClockSource(index); }
  virtual Error getSamplePosition(abi::Samples* position, abi::TimeStamp* time) {
    return below_->getSamplePosition(position, time);
  }
  virtual Error getChannelInfo(abi::ChannelInfo* info) { return below_->getChannelInfo(info); }
  virtual Error createBuffers(abi::BufferInfo* infos, Long channels, Long frames, abi::Callbacks* callbacks) {
    return below_->createBuffers(infos, channels, frames, callbacks);
  }
  virtual Error disposeBuffers() { return below_->disposeBuffers(); }
  virtual Error controlPanel() { return below_->controlPanel(); }
  virtual Error future(Long selector, void* opt) { return below_->future(selector, opt); }
  virtual Error outputReady() { return below_->outputReady(); }
  /// The last reference is gone; the driver below still lives.
  virtual void release() { below_->release(); }

  // A buffer switch, on its way up. Thread: buffer-switch.

  virtual void bufferSwitch(Switch& change) { above_->bufferSwitch(change); }

 protected:
  Context& context() noexcept { return *context_; }
  Host& host() noexcept { return context_->host; }
  Layer& above() noexcept { return *above_; }
  Layer& below() noexcept { return *below_; }
  bool isFirstGeneration() const noexcept { return context_->generation == 0; }

 private:
  Context* context_ = nullptr;
  Layer* above_ = nullptr;
  Layer* below_ = nullptr;
};

}  // namespace drivers::personality
