#include <algorithm>
#include <cstring>
#include <thread>
#include <utility>

#include "drivers/personality/at_place.h"
#include "drivers/personality/made_buffers.h"
#include "drivers/personality/quirks.h"
#include "drivers/personality/switch_counter.h"
#include "platform/time.h"

namespace drivers::personality {
namespace {

using abi::Long;

/// Questions have an argument; the rest is told without.
Long valueOf(Long selector) {
  return selector == abi::message::kSelectorSupported ? abi::message::kResetRequest : 0;
}

class TellsWhile final : public AtPlace {
 public:
  TellsWhile(Place place, std::vector<Long> selectors) : AtPlace(place), selectors_(std::move(selectors)) {}

 private:
  void happen() override {
    for (const Long selector : selectors_) host().message(selector, valueOf(selector));
  }
  const std::vector<Long> selectors_;
};

class NeedsVersionTwo final : public Layer {
 public:
  Error createBuffers(abi::BufferInfo* infos, Long channels, Long frames, abi::Callbacks* calls) override {
    if (host().message(abi::message::kEngineVersion) < abi::kEngineVersion) return abi::error::kInvalidMode;
    return below().createBuffers(infos, channels, frames, calls);
  }
};

class Tells final : public Once {
 public:
  Tells(Long selector, Long value, std::uint64_t after, bool once)
      : Once(after), selector_(selector), value_(value), once_(once) {}

 private:
  void happen() override {
    if (!once_ || isFirstGeneration()) host().message(selector_, value_);
  }
  const Long selector_, value_;
  const bool once_;
};

class TellsOften final : public SwitchCounter {
 public:
  TellsOften(Long selector, int times, std::uint64_t after)
      : selector_(selector), times_(times), after_(after) {}

 private:
  void at(Switch& change, std::uint64_t count) override {
    const bool isTime = count == after_ + 1 || count == after_ + 2;
    for (int i = 0; isTime && isFirstGeneration() && i < times_ / 2; ++i) host().message(selector_);
    pass(change);
  }
  const Long selector_;
  const int times_;
  const std::uint64_t after_;
};

class TellsFromAside final : public Once {
 public:
  TellsFromAside(Long selector, std::uint64_t after) : Once(after), selector_(selector) {}

 private:
  void happen() override {
    if (!isFirstGeneration()) return;
    std::thread([this] { host().message(selector_); }).join();
  }
  const Long selector_;
};

class LatenciesChange final : public Once {
 public:
  using Once::Once;
  Error getLatencies(Long* input, Long* output) override {
    const Error result = below().getLatencies(input, output);
    if (areOthers_.load()) *output += 100;
    return result;
  }

 private:
  void happen() override {
    areOthers_ = true;
    std::thread([this] { host().message(abi::message::kLatenciesChanged); }).join();
  }
  std::atomic<bool> areOthers_{false};
};

class AsksFirst final : public Once {
 public:
  AsksFirst(Long selector, std::uint64_t after) : Once(after), selector_(selector) {}

 private:
  void happen() override {
    if (!isFirstGeneration()) return;
    if (host().message(abi::message::kSelectorSupported, selector_) == 1) host().message(selector_);
  }
  const Long selector_;
};

class NoiseUntilReset final : public SwitchCounter {
 public:
  explicit NoiseUntilReset(std::uint64_t after) : after_(after) {}
  Error createBuffers(abi::BufferInfo* infos, Long channels, Long frames, abi::Callbacks* calls) override {
    const Error result = below().createBuffers(infos, channels, frames, calls);
    made_ = madeBuffers(below(), result, infos, channels, frames);
    return result;
  }

 private:
  void at(Switch& change, std::uint64_t count) override {
    if (isFirstGeneration() && count > after_) {
      if (count == after_ + 1) host().message(abi::message::kResetRequest);
      for (const MadeBuffer& made : made_) {
        if (made.isInput) std::memset(made.halves[change.half & 1], 0x2a, made.bytes);
      }
    }
    pass(change);
  }
  const std::uint64_t after_;
  std::vector<MadeBuffer> made_;
};

class StaleReset final : public Once {
 public:
  StaleReset() : Once(24) {}
  Error createBuffers(abi::BufferInfo* infos, Long channels, Long frames, abi::Callbacks* calls) override {
    const Error result = below().createBuffers(infos, channels, frames, calls);
    if (!isFirstGeneration()) host().message(abi::message::kResetRequest);
    return result;
  }

 private:
  void happen() override {
    if (isFirstGeneration()) host().message(abi::message::kResetRequest);
  }
};

class ComesBackWith final : public Once {
 public:
  ComesBackWith(Long inputs, Long outputs) : Once(16), inputs_(inputs), outputs_(outputs) {}
  Error getChannels(Long* inputs, Long* outputs) override {
    const Error result = below().getChannels(inputs, outputs);
    if (isFirstGeneration()) return result;
    *inputs = std::min(*inputs, inputs_);
    *outputs = std::min(*outputs, outputs_);
    return result;
  }

 private:
  void happen() override {
    if (isFirstGeneration()) host().message(abi::message::kResetRequest);
  }
  const Long inputs_, outputs_;
};

class ComesBackPreferring final : public Once {
 public:
  explicit ComesBackPreferring(Long frames) : Once(16), frames_(frames) {}
  Error getBufferSize(Long* min, Long* max, Long* preferred, Long* granularity) override {
    const Error result = below().getBufferSize(min, max, preferred, granularity);
    if (!isFirstGeneration()) *preferred = frames_;
    return result;
  }

 private:
  void happen() override {
    if (!isFirstGeneration()) return;
    // A host that cannot do it on the fly is told to do it from the beginning.
    if (host().message(abi::message::kBufferSizeChange, frames_) == 0)
      host().message(abi::message::kResetRequest);
  }
  const Long frames_;
};

class DoesNotComeBack final : public Once {
 public:
  DoesNotComeBack() : Once(16) {}
  abi::Bool init(void* handle) override { return isFirstGeneration() ? below().init(handle) : 0; }

 private:
  void happen() override { host().message(abi::message::kResetRequest); }
};

class FutureAnswers final : public Layer {
 public:
  explicit FutureAnswers(Error answer) : answer_(answer) {}
  Error future(Long selector, void* opt) override {
    const bool isOurs = selector == abi::selector::kSetInstanceName || selector == abi::selector::kStep;
    return isOurs ? below().future(selector, opt) : answer_;
  }

 private:
  const Error answer_;
};

class Can final : public Layer {
 public:
  explicit Can(std::vector<Long> selectors) : selectors_(std::move(selectors)) {}
  Error future(Long selector, void* opt) override {
    if (std::find(selectors_.begin(), selectors_.end(), selector) == selectors_.end())
      return below().future(selector, opt);
    if (selector == abi::selector::kGetInputMeter || selector == abi::selector::kGetOutputMeter)
      static_cast<abi::ChannelControls*>(opt)->meter = 0x40000000;
    if (selector == abi::selector::kGetInternalBufferSamples)
      *static_cast<abi::InternalBufferInfo*>(opt) = {48, 96};
    return abi::error::kSuccess;
  }

 private:
  const std::vector<Long> selectors_;
};

class ReadsTimeCode final : public Layer {
 public:
  Error future(Long selector, void* opt) override {
    switch (selector) {
      case abi::selector::kCanTimeCode:
        return abi::error::kSuccess;
      case abi::selector::kEnableTimeCodeRead:
      case abi::selector::kDisableTimeCodeRead:
        isOn_ = selector == abi::selector::kEnableTimeCodeRead;
        return abi::error::kSuccess;
      default:
        return below().future(selector, opt);
    }
  }
  void bufferSwitch(Switch& change) override {
    if (change.time != nullptr && isOn_) {
      namespace flag = abi::time_code;
      abi::TimeCode& code = change.time->timeCode;
      code.timeCodeSamples = abi::toInt64(abi::toUint64(change.time->timeInfo.samplePosition) + kAheadFrames);
      code.speed = 1;
      code.flags = flag::kValid | flag::kRunning | flag::kOnSpeed | flag::kSpeedValid;
    }
    above().bufferSwitch(change);
  }

 private:
  static constexpr std::uint64_t kAheadFrames = 1'000'000;
  std::atomic<bool> isOn_{false};
};

class TimeCodeGarbage final : public Layer {
 public:
  void bufferSwitch(Switch& change) override {
    if (change.time != nullptr) std::memset(&change.time->timeCode, 0x7f, sizeof change.time->timeCode);
    above().bufferSwitch(change);
  }
};

class AnswersSuccess final : public Layer {
 public:
  Error start() override { return yes(below().start()); }
  Error stop() override { return yes(below().stop()); }
  Error getChannels(Long* inputs, Long* outputs) override {
    return yes(below().getChannels(inputs, outputs));
  }
  Error getLatencies(Long* input, Long* output) override { return yes(below().getLatencies(input, output)); }
  Error getBufferSize(Long* min, Long* max, Long* preferred, Long* granularity) override {
    return yes(below().getBufferSize(min, max, preferred, granularity));
  }
  Error canSampleRate(double rateHz) override { return yes(below().canSampleRate(rateHz)); }
  Error getSampleRate(double* rateHz) override { return yes(below().getSampleRate(rateHz)); }
  Error setSampleRate(double rateHz) override { return yes(below().setSampleRate(rateHz)); }
  Error getChannelInfo(abi::ChannelInfo* info) override { return yes(below().getChannelInfo(info)); }
  Error createBuffers(abi::BufferInfo* infos, Long channels, Long frames, abi::Callbacks* calls) override {
    return yes(below().createBuffers(infos, channels, frames, calls));
  }
  Error disposeBuffers() override { return yes(below().disposeBuffers()); }

 private:
  static Error yes(Error result) { return result == abi::error::kOk ? abi::error::kSuccess : result; }
};

class PanelTakes final : public Layer {
 public:
  explicit PanelTakes(int milliseconds) : ns_(static_cast<std::uint64_t>(milliseconds) * 1'000'000) {}
  Error controlPanel() override {
    platform::sleepUntilNs(platform::nowNs() + ns_);
    return abi::error::kOk;
  }

 private:
  const std::uint64_t ns_;
};

class PanelChangesSizes final : public Layer {
 public:
  Error controlPanel() override {
    isChanged_ = true;
    host().message(abi::message::kResetRequest);
    return abi::error::kOk;
  }
  Error getBufferSize(Long* min, Long* max, Long* preferred, Long* granularity) override {
    const Error result = below().getBufferSize(min, max, preferred, granularity);
    if (isChanged_) *preferred = 64;
    return result;
  }

 private:
  bool isChanged_ = false;
};

class PanelOnlyOnce final : public Layer {
 public:
  Error controlPanel() override {
    return std::exchange(wasOpened_, true) ? abi::error::kHwMalfunction : abi::error::kOk;
  }

 private:
  bool wasOpened_ = false;
};

}  // namespace

Quirk tellsWhile(Place place, std::vector<Long> selectors) {
  return std::make_unique<TellsWhile>(place, std::move(selectors));
}
Quirk tells(Long selector, Long value, std::uint64_t after, bool once) {
  return std::make_unique<Tells>(selector, value, after, once);
}
Quirk tellsFromAside(Long selector, std::uint64_t after) {
  return std::make_unique<TellsFromAside>(selector, after);
}
Quirk tellsOften(Long selector, int times, std::uint64_t after) {
  return std::make_unique<TellsOften>(selector, times, after);
}
Quirk needsVersionTwo() { return std::make_unique<NeedsVersionTwo>(); }
Quirk latenciesChange(std::uint64_t after) { return std::make_unique<LatenciesChange>(after); }
Quirk asksFirst(Long selector, std::uint64_t after) { return std::make_unique<AsksFirst>(selector, after); }
Quirk noiseUntilReset(std::uint64_t after) { return std::make_unique<NoiseUntilReset>(after); }
Quirk staleReset() { return std::make_unique<StaleReset>(); }
Quirk comesBackWith(Long inputs, Long outputs) { return std::make_unique<ComesBackWith>(inputs, outputs); }
Quirk comesBackPreferring(Long frames) { return std::make_unique<ComesBackPreferring>(frames); }
Quirk doesNotComeBack() { return std::make_unique<DoesNotComeBack>(); }
Quirk futureAnswers(abi::Error answer) { return std::make_unique<FutureAnswers>(answer); }
Quirk can(std::vector<Long> selectors) { return std::make_unique<Can>(std::move(selectors)); }
Quirk timeCode() { return std::make_unique<ReadsTimeCode>(); }
Quirk timeCodeGarbage() { return std::make_unique<TimeCodeGarbage>(); }
Quirk answersSuccess() { return std::make_unique<AnswersSuccess>(); }
Quirk panelTakes(int milliseconds) { return std::make_unique<PanelTakes>(milliseconds); }
Quirk panelChangesSizes() { return std::make_unique<PanelChangesSizes>(); }
Quirk panelOnlyOnce() { return std::make_unique<PanelOnlyOnce>(); }

}  // namespace drivers::personality
