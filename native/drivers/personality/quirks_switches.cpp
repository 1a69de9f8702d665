#include <cfenv>
#include <chrono>
#include <cstring>
#include <thread>
#include <utility>
#include <vector>

#include "drivers/personality/at_place.h"
#include "drivers/personality/hang.h"
#include "drivers/personality/made_buffers.h"
#include "drivers/personality/quirks.h"
#include "drivers/personality/switch_counter.h"
#include "platform/time.h"
#include "sample/type_info.h"

namespace drivers::personality {
namespace {

using abi::Long;

void pauseNs(std::uint64_t ns) { platform::sleepUntilNs(platform::nowNs() + ns); }

/// A thread that the layer waits for at its end.
class Aside {
 public:
  ~Aside() { join(); }
  template <class Work>
  void run(Work work) {
    join();
    thread_ = std::thread(std::move(work));
  }
  void join() {
    if (thread_.joinable()) thread_.join();
  }

 private:
  std::thread thread_;
};

class SwitchesWhile final : public AtPlace {
 public:
  using AtPlace::AtPlace;

 private:
  void happen() override {
    std::thread([this] {
      host().bufferSwitch({nullptr, 0, 1});
      host().bufferSwitch({nullptr, 1, 1});
    }).join();
  }
};

class SwitchesAfterStop final : public Layer {
 public:
  Error stop() override {
    const Error result = below().stop();
    aside_.run([this] {
      for (Long i = 0; i < 3; ++i) {
        pauseNs(5'000'000);
        host().bufferSwitch({nullptr, i & 1, 1});
      }
    });
    return result;
  }

 private:
  Aside aside_;
};

class IndexPlus final : public Layer {
 public:
  explicit IndexPlus(Long offset) : offset_(offset) {}
  void bufferSwitch(Switch& change) override {
    change.half += offset_;
    above().bufferSwitch(change);
  }

 private:
  const Long offset_;
};

class Duplicates final : public SwitchCounter {
 public:
  explicit Duplicates(std::uint64_t every) : every_(every) {}

 private:
  void at(Switch& change, std::uint64_t count) override {
    pass(change);
    if (count % every_ == 0) pass(change);
  }
  const std::uint64_t every_;
};

class Bursts final : public SwitchCounter {
 public:
  explicit Bursts(std::uint64_t switches) : switches_(switches) {}

 private:
  void at(Switch& change, std::uint64_t count) override {
    // The clock below catches up with what became due meanwhile.
    const std::uint64_t now = platform::nowNs();
    if (count > 1) periodNs_ = std::max<std::uint64_t>(1'000'000, now - lastNs_);
    lastNs_ = now;
    if (count % switches_ == 0) pauseNs(std::min<std::uint64_t>(periodNs_, 10'000'000) * switches_);
    pass(change);
  }
  const std::uint64_t switches_;
  std::uint64_t lastNs_ = 0;
  std::uint64_t periodNs_ = 1'000'000;
};

/// Calls again while the host is inside, which it tells by `outputReady`.
class Reenters final : public SwitchCounter {
 public:
  explicit Reenters(std::uint64_t every) : every_(every) {}
  Error outputReady() override {
    if (std::exchange(isDue_, false)) {
      std::thread([this] { host().bufferSwitch({nullptr, 0, 1}); }).join();
    }
    return abi::error::kOk;
  }

 private:
  void at(Switch& change, std::uint64_t count) override {
    isDue_ = count % every_ == 0;
    pass(change);
  }
  const std::uint64_t every_;
  bool isDue_ = false;
};

class NewThreads final : public Layer {
 public:
  void bufferSwitch(Switch& change) override {
    std::thread([&] { above().bufferSwitch(change); }).join();
  }
};

class TimeNever final : public Layer {
 public:
  void bufferSwitch(Switch& change) override {
    change.time = nullptr;
    above().bufferSwitch(change);
  }
};

class TimeNull final : public Layer {
 public:
  void bufferSwitch(Switch& change) override {
    const abi::Callbacks* const callbacks = host().callbacks();
    callbacks->bufferSwitchTimeInfo(nullptr, change.half, change.directProcess);
  }
};

/// Does something to the times.
class Times : public Layer {
 public:
  void bufferSwitch(Switch& change) override {
    if (change.time != nullptr) alter(change.time->timeInfo);
    above().bufferSwitch(change);
  }

 private:
  virtual void alter(abi::TimeInfo& info) = 0;
};

/// What a time holds that nothing is valid of: whatever was there.
class TimeWithoutFlags final : public Times {
  void alter(abi::TimeInfo& info) override {
    info.flags = 0;
    info.samplePosition = abi::toInt64(0x5a5a'5a5a'5a5a);
  }
};

class TimeSwapped final : public Times {
  void alter(abi::TimeInfo& info) override {
    const std::uint64_t position = abi::toUint64(info.samplePosition);
    info.samplePosition = abi::toInt64(position << 32 | position >> 32);
  }
};

class TimeCoarse final : public Times {
  void alter(abi::TimeInfo& info) override {
    constexpr std::uint64_t kStepNs = 16'000'000;
    info.systemTime = abi::toInt64(abi::toUint64(info.systemTime) / kStepNs * kStepNs);
  }
};

class PositionFrozen final : public Times {
 public:
  Error getSamplePosition(abi::Samples*, abi::TimeStamp*) override { return abi::error::kSpNotAdvancing; }

 private:
  void alter(abi::TimeInfo& info) override { info.samplePosition = abi::toInt64(0); }
};

class PositionOffset final : public Times {
 public:
  explicit PositionOffset(std::uint64_t frames) : frames_(frames) {}

 private:
  void alter(abi::TimeInfo& info) override {
    info.samplePosition = abi::toInt64(abi::toUint64(info.samplePosition) + frames_);
  }
  const std::uint64_t frames_;
};

class PositionJumps final : public SwitchCounter {
 public:
  explicit PositionJumps(std::uint64_t after) : after_(after) {}

 private:
  void at(Switch& change, std::uint64_t count) override {
    if (count > after_ && change.time != nullptr) {
      abi::Samples& position = change.time->timeInfo.samplePosition;
      position = abi::toInt64((abi::toUint64(position) + 0xffff'ff00u) & 0xffff'ffffu);
    }
    pass(change);
  }
  const std::uint64_t after_;
};

class NotDirect final : public Layer {
 public:
  void bufferSwitch(Switch& change) override {
    change.directProcess = 0;
    above().bufferSwitch(change);
  }
};

/// Once the host has said the word it has to say it in each switch.
class NeedsOutputReady final : public Layer {
 public:
  Error outputReady() override {
    isLatched_ = wasTold_ = true;
    return abi::error::kOk;
  }
  void bufferSwitch(Switch& change) override {
    if (isStuck_) return;
    wasTold_ = false;
    above().bufferSwitch(change);
    isStuck_ = isLatched_ && !wasTold_;
  }
  /// The last switch fades out, and is waited for like every other.
  Error stop() override {
    const Error result = below().stop();
    std::thread([this] {
      Switch last = {nullptr, 0, 1};
      bufferSwitch(last);
    }).join();
    if (isStuck_) hangForEver();
    return result;
  }

 private:
  bool isLatched_ = false;
  bool wasTold_ = false;
  bool isStuck_ = false;
};

class OverwritesInputs final : public Layer {
 public:
  Error createBuffers(abi::BufferInfo* infos, Long channels, Long frames, abi::Callbacks* calls) override {
    const Error result = below().createBuffers(infos, channels, frames, calls);
    made_ = madeBuffers(below(), result, infos, channels, frames);
    return result;
  }
  void bufferSwitch(Switch& change) override {
    above().bufferSwitch(change);
    for (const MadeBuffer& made : made_) {
      if (made.isInput) std::memset(made.halves[change.half & 1], 0x55, made.bytes);
    }
  }

 private:
  std::vector<MadeBuffer> made_;
};

/// By what comes out: `fegetround` asks the x87 unit, which has a mode of its own and is not what computes.
bool roundsUpward() {
  volatile const float one = 1;
  volatile const float little = 1e-20f;
  return one + little > one;
}

class LeavesFloatMode final : public Layer {
 public:
  void bufferSwitch(Switch& change) override {
    if (!isIntact_) return;  // a host that leaves another rounding behind gets no more
    std::fesetround(FE_UPWARD);
    above().bufferSwitch(change);
    isIntact_ = roundsUpward();
    std::fesetround(FE_TONEAREST);
  }

 private:
  bool isIntact_ = true;
};

}  // namespace

Quirk switchesWhile(Place place) { return std::make_unique<SwitchesWhile>(place); }
Quirk switchesAfterStop() { return std::make_unique<SwitchesAfterStop>(); }
Quirk indexPlus(Long offset) { return std::make_unique<IndexPlus>(offset); }
Quirk duplicates(std::uint64_t every) { return std::make_unique<Duplicates>(every); }
Quirk bursts(std::uint64_t switches) { return std::make_unique<Bursts>(switches); }
Quirk reenters(std::uint64_t every) { return std::make_unique<Reenters>(every); }
Quirk newThreads() { return std::make_unique<NewThreads>(); }
Quirk timeNever() { return std::make_unique<TimeNever>(); }
Quirk timeNull() { return std::make_unique<TimeNull>(); }
Quirk timeWithoutFlags() { return std::make_unique<TimeWithoutFlags>(); }
Quirk timeSwapped() { return std::make_unique<TimeSwapped>(); }
Quirk timeCoarse() { return std::make_unique<TimeCoarse>(); }
Quirk positionFrozen() { return std::make_unique<PositionFrozen>(); }
Quirk positionOffset(std::uint64_t frames) { return std::make_unique<PositionOffset>(frames); }
Quirk positionJumps(std::uint64_t after) { return std::make_unique<PositionJumps>(after); }
Quirk notDirect() { return std::make_unique<NotDirect>(); }
Quirk needsOutputReady() { return std::make_unique<NeedsOutputReady>(); }
Quirk overwritesInputs() { return std::make_unique<OverwritesInputs>(); }
Quirk leavesFloatMode() { return std::make_unique<LeavesFloatMode>(); }

}  // namespace drivers::personality
