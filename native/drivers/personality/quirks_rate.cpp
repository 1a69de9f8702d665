#include <algorithm>
#include <atomic>
#include <map>
#include <mutex>
#include <string>

#include "drivers/personality/quirks.h"
#include "drivers/personality/switch_counter.h"
#include "platform/time.h"

namespace drivers::personality {
namespace {

using abi::Long;

constexpr double kBaseRate = 48000;

/// A rate that the hardware has accepted and not taken yet.
class RateLater : public Layer {
 public:
  Error setSampleRate(double rateHz) override {
    const Error can = below().canSampleRate(rateHz);
    if (abi::error::succeeded(can)) wanted_ = rateHz;
    return can;
  }

 protected:
  Error apply() {
    if (wanted_ == 0) return abi::error::kOk;
    const double rate = wanted_;
    wanted_ = 0;
    return below().setSampleRate(rate);
  }
  double wanted() const { return wanted_; }

 private:
  double wanted_ = 0;
};

class RateAfterRun final : public RateLater {
 public:
  Error stop() override {
    const Error result = below().stop();
    hasRun_ = true;
    return result;
  }
  Error disposeBuffers() override {
    const Error result = below().disposeBuffers();
    if (hasRun_) apply();
    return result;
  }

 private:
  bool hasRun_ = false;
};

class RateAfterReload final : public RateLater {
 public:
  abi::Bool init(void* handle) override {
    const abi::Bool result = below().init(handle);
    const std::lock_guard lock(mutex());
    const auto kept = rates().find(context().instance);
    if (kept != rates().end()) below().setSampleRate(kept->second);
    return result;
  }
  void release() override {
    if (wanted() != 0) {
      const std::lock_guard lock(mutex());
      rates()[context().instance] = wanted();
    }
    below().release();
  }

 private:
  static std::mutex& mutex() {
    static std::mutex one;
    return one;
  }
  static std::map<std::string, double>& rates() {
    static auto& all = *new std::map<std::string, double>;
    return all;
  }
};

class RateNever final : public RateLater {};

class RateLies final : public Layer {
 public:
  explicit RateLies(bool untilReload) : untilReload_(untilReload) {}
  Error setSampleRate(double rateHz) override {
    if (untilReload_ && !isFirstGeneration()) return below().setSampleRate(rateHz);
    const Error can = below().canSampleRate(rateHz);
    if (abi::error::succeeded(can)) saidHz_ = rateHz;
    return can;
  }
  Error getSampleRate(double* rateHz) override {
    if (saidHz_ == 0) return below().getSampleRate(rateHz);
    *rateHz = saidHz_;
    return abi::error::kOk;
  }

 private:
  const bool untilReload_;
  double saidHz_ = 0;
};

class SaysRateUntil final : public SwitchCounter {
 public:
  SaysRateUntil(std::uint64_t after, double rateHz) : after_(after), rateHz_(rateHz) {}
  Error getSampleRate(double* rateHz) override {
    if (isOver_.load()) return below().getSampleRate(rateHz);
    *rateHz = rateHz_;
    return abi::error::kOk;
  }

 private:
  void at(Switch& change, std::uint64_t count) override {
    if (count > after_) isOver_ = true;
    pass(change);
  }
  const std::uint64_t after_;
  const double rateHz_;
  std::atomic<bool> isOver_{false};
};

class RateSettles final : public RateLater {
 public:
  explicit RateSettles(int milliseconds) : ns_(static_cast<std::uint64_t>(milliseconds) * 1'000'000) {}
  Error setSampleRate(double rateHz) override {
    dueNs_ = platform::nowNs() + ns_;
    return RateLater::setSampleRate(rateHz);
  }
  Error getSampleRate(double* rateHz) override {
    if (platform::nowNs() >= dueNs_) apply();
    return below().getSampleRate(rateHz);
  }

 private:
  const std::uint64_t ns_;
  std::uint64_t dueNs_ = 0;
};

class RateBeforeQuestions final : public Layer {
 public:
  Error getChannels(Long* inputs, Long* outputs) override {
    wasAsked_ = true;
    return below().getChannels(inputs, outputs);
  }
  Error setSampleRate(double rateHz) override {
    return wasAsked_ ? abi::error::kInvalidMode : below().setSampleRate(rateHz);
  }

 private:
  bool wasAsked_ = false;
};

class RateHalvesChannels final : public Layer {
 public:
  Error getChannels(Long* inputs, Long* outputs) override {
    const Error result = below().getChannels(inputs, outputs);
    double rate = 0;
    below().getSampleRate(&rate);
    if (rate > kBaseRate) {
      *inputs /= 2;
      *outputs /= 2;
    }
    return result;
  }
};

class RateDoublesBuffers final : public Layer {
 public:
  Error getBufferSize(Long* min, Long* max, Long* preferred, Long* granularity) override {
    below().getBufferSize(min, max, preferred, granularity);
    double rate = 0;
    below().getSampleRate(&rate);
    *preferred = *min = *max = rate > kBaseRate ? 512 : 256;
    *granularity = 0;
    return abi::error::kOk;
  }
};

class OneRateOnly final : public Layer {
 public:
  Error canSampleRate(double rateHz) override { return isCurrent(rateHz); }
  Error setSampleRate(double rateHz) override { return isCurrent(rateHz); }

 private:
  Error isCurrent(double rateHz) {
    double rate = 0;
    below().getSampleRate(&rate);
    return rate == rateHz ? abi::error::kOk : abi::error::kNoClock;
  }
};

class SaysRate final : public Layer {
 public:
  explicit SaysRate(double rateHz) : rateHz_(rateHz) {}
  Error getSampleRate(double* rateHz) override {
    *rateHz = rateHz_;
    return abi::error::kOk;
  }

 private:
  const double rateHz_;
};

class CanSays final : public Layer {
 public:
  explicit CanSays(Error answer) : answer_(answer) {}
  Error canSampleRate(double) override { return answer_; }

 private:
  const Error answer_;
};

class RateBlockedByBuffers final : public Layer {
 public:
  Error createBuffers(abi::BufferInfo* infos, Long channels, Long frames, abi::Callbacks* calls) override {
    const Error result = below().createBuffers(infos, channels, frames, calls);
    hasBuffers_ = hasBuffers_ || abi::error::succeeded(result);
    return result;
  }
  Error disposeBuffers() override {
    hasBuffers_ = false;
    return below().disposeBuffers();
  }
  Error setSampleRate(double rateHz) override {
    return hasBuffers_ ? abi::error::kInvalidMode : below().setSampleRate(rateHz);
  }

 private:
  bool hasBuffers_ = false;
};

class AnnouncesRate final : public SwitchCounter {
 public:
  explicit AnnouncesRate(std::uint64_t every) : every_(every) {}

 private:
  void at(Switch& change, std::uint64_t count) override {
    double rate = 0;
    if (count % every_ == 0 && abi::error::succeeded(below().getSampleRate(&rate)))
      host().sampleRateDidChange(rate);
    pass(change);
  }
  const std::uint64_t every_;
};

class ChangesRate final : public Once {
 public:
  ChangesRate(std::uint64_t after, double rateHz) : Once(after), rateHz_(rateHz) {}
  Error getSampleRate(double* rateHz) override {
    if (!isChanged_.load()) return below().getSampleRate(rateHz);
    *rateHz = rateHz_;
    return abi::error::kOk;
  }

 private:
  void happen() override {
    isChanged_ = true;
    host().sampleRateDidChange(rateHz_);
  }
  const double rateHz_;
  std::atomic<bool> isChanged_{false};
};

}  // namespace

Quirk rateAfterRun() { return std::make_unique<RateAfterRun>(); }
Quirk rateAfterReload() { return std::make_unique<RateAfterReload>(); }
Quirk rateNever() { return std::make_unique<RateNever>(); }
Quirk rateLies(bool untilReload) { return std::make_unique<RateLies>(untilReload); }
Quirk saysRateUntil(std::uint64_t after, double rateHz) {
  return std::make_unique<SaysRateUntil>(after, rateHz);
}
Quirk rateSettles(int milliseconds) { return std::make_unique<RateSettles>(milliseconds); }
Quirk rateBeforeQuestions() { return std::make_unique<RateBeforeQuestions>(); }
Quirk rateHalvesChannels() { return std::make_unique<RateHalvesChannels>(); }
Quirk rateDoublesBuffers() { return std::make_unique<RateDoublesBuffers>(); }
Quirk oneRateOnly() { return std::make_unique<OneRateOnly>(); }
Quirk saysRate(double rateHz) { return std::make_unique<SaysRate>(rateHz); }
Quirk canEveryRate() { return std::make_unique<CanSays>(abi::error::kOk); }
Quirk canNoRate() { return std::make_unique<CanSays>(abi::error::kNoClock); }
Quirk rateBlockedByBuffers() { return std::make_unique<RateBlockedByBuffers>(); }
Quirk announcesRate(std::uint64_t every) { return std::make_unique<AnnouncesRate>(every); }
Quirk changesRate(std::uint64_t after, double rateHz) { return std::make_unique<ChangesRate>(after, rateHz); }

}  // namespace drivers::personality
