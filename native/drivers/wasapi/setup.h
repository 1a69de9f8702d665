// The devices of a driver that is initialised, and in which format they are.
#pragma once

#include <optional>
#include <string>

#include "drivers/shell/buffer_rule.h"
#include "drivers/wasapi/buffers.h"
#include "drivers/wasapi/negotiation.h"
#include "drivers/wasapi/open_client.h"
#include "drivers/wasapi/settings.h"
#include "drivers/wasapi/shared_mode.h"

namespace drivers::wasapi {

/// Thread: the driver's.
class Setup {
 public:
  /// Asks the devices once what they can do, and opens none. Throws `shell::DriverFault` where nothing can
  /// come of them.
  Setup(Devices devices, const Settings& settings);

  /// What the system calls the devices. In shared mode it ends with that.
  const std::string& name() const noexcept { return name_; }
  const ChannelCounts& channels() const noexcept { return channels_; }
  abi::SampleType sampleType() const noexcept { return lead().type; }
  std::size_t sampleBytes() const noexcept { return lead().formats.front().sampleBytes(); }
  Waiter& waiter() noexcept { return *devices_.waiter; }
  const Endpoint* render() const noexcept { return devices_.render.get(); }
  const Endpoint* capture() const noexcept { return devices_.capture.get(); }

  double rateHz() const noexcept { return rateHz_; }
  /// Throws where the devices do not do that rate.
  void checkRate(double rateHz) const;
  void setRate(double rateHz);

  /// What is offered at the current rate. Once a device has shown that it does one size only, that one.
  shell::BufferRule bufferRule() const;

  /// The two, opened for switches of `frames` frames.
  struct Opened {
    std::optional<OpenClient> render;
    std::optional<OpenClient> capture;
  };
  /// Throws where a device refuses, or does another size than asked for: then `bufferRule` knows it.
  Opened open(abi::Long frames);

  /// In frames, at the current rate.
  abi::Long inputLatency(const Opened& opened, abi::Long frames) const noexcept;
  /// `isDirect`: output is taken within its switch. `ahead`: what the device's clock says is played before
  /// it; negative: it says nothing.
  abi::Long outputLatency(const Opened& opened, abi::Long frames, bool isDirect,
                          abi::Long ahead) const noexcept;

 private:
  const FormatFamily& lead() const noexcept { return devices_.render ? render_ : capture_; }
  bool isShared() const noexcept { return renderMix_ || captureMix_; }
  void chooseExclusive(const Settings& settings);
  void chooseShared(const Settings& settings);
  OpenClient openRender(std::uint32_t frames);
  OpenClient openCapture(std::uint32_t frames);

  const bool resamplesCapture_;
  Devices devices_;
  std::optional<Mix> renderMix_;  ///< in shared mode, of a device that is there
  std::optional<Mix> captureMix_;
  FormatFamily render_;
  FormatFamily capture_;
  std::string name_;
  ChannelCounts channels_;
  Periods periods_;
  double rateHz_ = 0;
  std::optional<abi::Long> onlyFrames_;  ///< of the current rate
};

}  // namespace drivers::wasapi
