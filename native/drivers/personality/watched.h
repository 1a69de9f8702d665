// The layer above all others of a driver that has a far side: writes down every call of the host, and does to
// the host what the far side says.
#pragma once

#include <atomic>
#include <memory>

#include "drivers/loopback/far_side.h"
#include "drivers/personality/layer.h"

namespace drivers::personality {

class Watched final : public Layer {
 public:
  explicit Watched(std::shared_ptr<loopback::FarSide> farSide) : farSide_(std::move(farSide)) {}

  loopback::FarSide& farSide() noexcept { return *farSide_; }

  abi::Bool init(void* systemHandle) override;
  void getDriverName(char* name) override;
  Long getDriverVersion() override;
  void getErrorMessage(char* message) override;
  Error start() override;
  Error stop() override;
  Error getChannels(Long* inputs, Long* outputs) override;
  Error getLatencies(Long* input, Long* output) override;
  Error getBufferSize(Long* min, Long* max, Long* preferred, Long* granularity) override;
  Error canSampleRate(double rateHz) override;
  Error getSampleRate(double* rateHz) override;
  Error setSampleRate(double rateHz) override;
  Error getClockSources(abi::ClockSource* clocks, Long* count) override;
  Error setClockSource(Long index) override;
  Error getSamplePosition(abi::Samples* position, abi::TimeStamp* time) override;
  Error getChannelInfo(abi::ChannelInfo* info) override;
  Error createBuffers(abi::BufferInfo* infos, Long channels, Long frames, abi::Callbacks* callbacks) override;
  Error disposeBuffers() override;
  Error controlPanel() override;
  Error future(Long selector, void* opt) override;
  Error outputReady() override;
  void release() override;

  void bufferSwitch(Switch& change) override;

  /// A call that is answered elsewhere: only written down.
  void noteSettings(const char* text, Error result);

 private:
  class Note;

  /// What a call answers that asks the hardware: what `ask` says, or that there is none.
  template <class Ask>
  Error answer(Note& note, Error whenUnplugged, Ask ask);
  bool isUnplugged() const noexcept { return farSide_->isUnplugged.load(std::memory_order_acquire); }
  /// Whether the switch reaches the host after it, and how often.
  int suffer(const loopback::Fault& fault) noexcept;

  const std::shared_ptr<loopback::FarSide> farSide_;
  std::atomic<bool> isStalled_{false};  ///< until the next start
};

}  // namespace drivers::personality
