// A driver of the kind that stands on WASAPI, with simulated devices below it and a host above.
#pragma once

#include <atomic>
#include <cstring>
#include <optional>

#include "drivers/wasapi/counters.h"
#include "drivers/wasapi/device_source.h"
#include "drivers/wasapi/wasapi_driver.h"
#include "loopback_host.h"
#include "simulated_audio.h"

class WasapiRig : public drivers::wasapi::DeviceSource {
 public:
  using Devices = drivers::wasapi::Devices;

  static constexpr abi::Long kFrames = 480;
  static constexpr std::uint64_t kPeriodNs = 10'000'000;

  static simulated::DeviceSettings capture() {
    simulated::DeviceSettings settings;
    settings.direction = simulated::Direction::capture;
    return settings;
  }

  /// With those devices that are given.
  WasapiRig(std::optional<simulated::DeviceSettings> render,
            std::optional<simulated::DeviceSettings> capture = std::nullopt)
      : host(drivers::wasapi::create()) {
    if (render) renderDevice.emplace(system, *render);
    if (capture) captureDevice.emplace(system, *capture);
    REQUIRE(host.future(drivers::wasapi::kSetDeviceSource, static_cast<DeviceSource*>(this)) ==
            abi::error::kSuccess);
    host.onMessage = [this](abi::Long selector, abi::Long) -> abi::Long {
      if (selector == abi::message::kSelectorSupported) return 1;
      if (selector == abi::message::kResetRequest) ++resets;
      if (selector == abi::message::kOverload) ++overloads;
      if (selector == abi::message::kLatenciesChanged) ++latencyChanges;
      return 1;
    };
  }

  Devices open(const std::string&) override {
    Devices devices;
    if (renderDevice) devices.render = renderDevice->endpoint();
    if (captureDevice) devices.capture = captureDevice->endpoint();
    devices.waiter = system.makeWaiter();
    waiter = devices.waiter.get();
    devices.unwatched = system.makeWaiter();
    return devices;
  }

  void init() { REQUIRE(host.call(&Table::init, nullptr) == 1); }

  abi::Error prepare(abi::Long frames = kFrames) {
    std::vector<abi::Long> inputs;
    std::vector<abi::Long> outputs;
    abi::Long ins = 0;
    abi::Long outs = 0;
    REQUIRE(host.call(&Table::getChannels, &ins, &outs) == abi::error::kOk);
    for (abi::Long i = 0; i < ins; ++i) inputs.push_back(i);
    for (abi::Long i = 0; i < outs; ++i) outputs.push_back(i);
    return host.createBuffers(inputs, outputs, frames);
  }

  /// Up to where the first switch is over.
  void run(abi::Long frames = kFrames) {
    init();
    INFO(host.errorText());
    REQUIRE(prepare(frames) == abi::error::kOk);
    start();
  }

  void start() {
    const abi::Error result = host.call(&Table::start);
    INFO(host.errorText());
    REQUIRE(result == abi::error::kOk);
  }

  std::size_t switches() { return host.switches().size(); }

  const drivers::wasapi::Counters& counters() {
    const drivers::wasapi::Counters* counters = nullptr;
    REQUIRE(host.future(drivers::wasapi::kGetCounters, &counters) == abi::error::kSuccess);
    return *counters;
  }

  /// 32-bit samples of a buffer.
  std::uint32_t* samples(std::size_t channel, abi::Long half) {
    return static_cast<std::uint32_t*>(host.buffers.at(channel).buffers[half]);
  }

  /// Writes into all outputs what a device records: frame by frame from `frame` on.
  void play(std::uint64_t frame, abi::Long half, abi::Long frames = kFrames) {
    std::uint32_t channel = 0;
    for (std::size_t i = 0; i < host.buffers.size(); ++i) {
      if (host.buffers[i].isInput != 0) continue;
      for (abi::Long n = 0; n < frames; ++n) {
        samples(i, half)[n] = simulated::Device::recorded(frame + static_cast<std::uint64_t>(n), channel,
                                                          renderDevice->settings.format);
      }
      ++channel;
    }
  }

  simulated::System system;
  std::optional<simulated::Device> renderDevice;
  std::optional<simulated::Device> captureDevice;
  drivers::wasapi::Waiter* waiter = nullptr;  ///< of the driver, once it is initialised
  std::atomic<int> resets{0};
  std::atomic<int> overloads{0};
  std::atomic<int> latencyChanges{0};
  LoopbackHost host;  ///< the last: the driver uses all the others
};

/// Frames of 32-bit stereo that a device has played.
inline std::vector<std::uint32_t> playedSamples(const simulated::Device& device) {
  std::vector<std::uint32_t> samples(device.played.size() / 4);
  if (!samples.empty()) std::memcpy(samples.data(), device.played.data(), samples.size() * 4);
  return samples;
}

struct Sizes {
  abi::Long min = 0;
  abi::Long max = 0;
  abi::Long preferred = 0;
  abi::Long step = 0;
};

/// The buffer sizes that it offers now.
inline Sizes sizesOf(WasapiRig& rig) {
  Sizes sizes;
  CHECK(rig.host.call(&Table::getBufferSize, &sizes.min, &sizes.max, &sizes.preferred, &sizes.step) ==
        abi::error::kOk);
  return sizes;
}
