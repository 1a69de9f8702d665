#include "drivers/personality/at_place.h"
#include "drivers/personality/hang.h"
#include "drivers/personality/quirks.h"
#include "drivers/personality/switch_counter.h"
#include "platform/time.h"

namespace drivers::personality {
namespace {

using abi::Long;

class Slow final : public AtPlace {
 public:
  Slow(Place place, int milliseconds)
      : AtPlace(place), ns_(static_cast<std::uint64_t>(milliseconds) * 1'000'000) {}

 private:
  void happen() override { platform::sleepUntilNs(platform::nowNs() + ns_); }
  const std::uint64_t ns_;
};

class Hangs final : public AtPlace {
 public:
  using AtPlace::AtPlace;

 private:
  void happen() override { hangForEver(); }
};

class NeverSwitches final : public Layer {
 public:
  void bufferSwitch(Switch&) override {}
};

class StopsSwitching final : public SwitchCounter {
 public:
  explicit StopsSwitching(std::uint64_t after) : after_(after) {}

 private:
  void at(Switch& change, std::uint64_t count) override {
    if (!isFirstGeneration() || count <= after_) pass(change);
  }
  const std::uint64_t after_;
};

class Storms final : public SwitchCounter {
 public:
  explicit Storms(std::uint64_t after) : after_(after) {}
  Error start() override {
    isOver_ = false;
    return SwitchCounter::start();
  }
  Error stop() override {
    isOver_ = true;
    return below().stop();
  }

 private:
  void at(Switch& change, std::uint64_t count) override {
    pass(change);
    if (!isFirstGeneration() || count <= after_) return;
    while (!isOver_) {
      change.half = 1 - change.half;
      pass(change);
    }
  }
  const std::uint64_t after_;
  std::atomic<bool> isOver_{false};
};

class IsUnplugged final : public SwitchCounter {
 public:
  explicit IsUnplugged(std::uint64_t after) : after_(after) {}
  abi::Bool init(void* handle) override { return isFirstGeneration() ? below().init(handle) : 0; }
  Error getChannels(Long* inputs, Long* outputs) override {
    return isGone_ ? kGone : below().getChannels(inputs, outputs);
  }
  Error getSampleRate(double* rateHz) override { return isGone_ ? kGone : below().getSampleRate(rateHz); }
  Error getLatencies(Long* input, Long* output) override {
    return isGone_ ? kGone : below().getLatencies(input, output);
  }
  /// The driver below has to be stopped all the same: its thread is still there.
  Error stop() override { return failed(below().stop()); }
  Error disposeBuffers() override { return failed(below().disposeBuffers()); }

 private:
  static constexpr Error kGone = abi::error::kNotPresent;
  Error failed(Error result) const { return isGone_ ? kGone : result; }
  void at(Switch& change, std::uint64_t count) override {
    if (count > after_) isGone_ = true;
    if (!isGone_) pass(change);
  }
  const std::uint64_t after_;
  std::atomic<bool> isGone_{false};
};

class ChannelsNotPresent final : public Layer {
 public:
  Error getChannelInfo(abi::ChannelInfo*) override { return abi::error::kNotPresent; }
};

class BuffersInUse final : public Layer {
 public:
  Error createBuffers(abi::BufferInfo*, Long, Long, abi::Callbacks*) override {
    return abi::error::kNotPresent;
  }
};

class StopFails final : public Layer {
 public:
  Error stop() override {
    below().stop();
    return abi::error::kHwMalfunction;
  }
};

}  // namespace

Quirk slow(Place place, int milliseconds) { return std::make_unique<Slow>(place, milliseconds); }
Quirk hangs(Place place) { return std::make_unique<Hangs>(place); }
Quirk neverSwitches() { return std::make_unique<NeverSwitches>(); }
Quirk stopsSwitching(std::uint64_t after) { return std::make_unique<StopsSwitching>(after); }
Quirk storms(std::uint64_t after) { return std::make_unique<Storms>(after); }
Quirk isUnplugged(std::uint64_t after) { return std::make_unique<IsUnplugged>(after); }
Quirk channelsNotPresent() { return std::make_unique<ChannelsNotPresent>(); }
Quirk buffersInUse() { return std::make_unique<BuffersInUse>(); }
Quirk stopFails() { return std::make_unique<StopFails>(); }

}  // namespace drivers::personality
