#include <algorithm>
#include <atomic>
#include <cstring>
#include <iterator>

#include "drivers/personality/quirks.h"
#include "drivers/personality/switch_counter.h"

namespace drivers::personality {
namespace {

using abi::Long;

class RatesNeedClock final : public Layer {
 public:
  Error getSampleRate(double* rateHz) override {
    return isChosen_ ? below().getSampleRate(rateHz) : abi::error::kNoClock;
  }
  Error setSampleRate(double rateHz) override {
    return isChosen_ ? below().setSampleRate(rateHz) : abi::error::kNoClock;
  }
  Error getClockSources(abi::ClockSource* clocks, Long* count) override {
    const Error result = below().getClockSources(clocks, count);
    for (Long i = 0; i < *count; ++i) clocks[i].isCurrentSource = isChosen_ ? 1 : 0;
    return result;
  }
  Error setClockSource(Long index) override {
    isChosen_ = true;
    return below().setClockSource(index);
  }

 private:
  bool isChosen_ = false;
};

class LosesClock final : public SwitchCounter {
 public:
  explicit LosesClock(std::uint64_t after) : after_(after) {}
  Error getSampleRate(double* rateHz) override {
    return isLost_.load() ? abi::error::kNoClock : below().getSampleRate(rateHz);
  }

 private:
  void at(Switch& change, std::uint64_t count) override {
    double rate = 0;
    if (count == after_ + 1) {
      isLost_ = true;
      host().sampleRateDidChange(0);
    }
    if (count == 2 * after_ + 1) {
      isLost_ = false;
      below().getSampleRate(&rate);
      host().sampleRateDidChange(rate);
    }
    pass(change);
  }
  const std::uint64_t after_;
  std::atomic<bool> isLost_{false};
};

class NoCurrentClock final : public Layer {
 public:
  Error getClockSources(abi::ClockSource* clocks, Long* count) override {
    const Error result = below().getClockSources(clocks, count);
    for (Long i = 0; i < *count; ++i) clocks[i].isCurrentSource = 0;
    return result;
  }
};

class ClockCountLies final : public Layer {
 public:
  Error getClockSources(abi::ClockSource* clocks, Long* count) override {
    std::memset(clocks, 0, sizeof *clocks);
    *count = 4;
    return abi::error::kOk;
  }
};

/// Lists the clocks of an interface, as many as there is room for.
abi::Error listClocks(abi::ClockSource* clocks, Long* count, Long current) {
  static constexpr const char* kNames[] = {"Internal", "Word clock", "Optical"};
  *count = std::min<Long>(*count, std::size(kNames));
  for (Long i = 0; i < *count; ++i) {
    clocks[i] = {i, -1, -1, i == current ? 1 : 0, {}};
    std::strcpy(clocks[i].name, kNames[i]);
  }
  return abi::error::kOk;
}

class ManyClocks final : public Layer {
 public:
  Error getClockSources(abi::ClockSource* clocks, Long* count) override {
    return listClocks(clocks, count, current_);
  }
  Error setClockSource(Long index) override {
    if (index < 0 || index > 2) return abi::error::kInvalidParameter;
    current_ = index;
    return abi::error::kOk;
  }

 private:
  Long current_ = 0;
};

class ChangesClock final : public SwitchCounter {
 public:
  explicit ChangesClock(std::uint64_t after) : after_(after) {}
  Error getClockSources(abi::ClockSource* clocks, Long* count) override {
    return listClocks(clocks, count, current_.load());
  }

 private:
  void at(Switch& change, std::uint64_t count) override {
    if (count == after_ + 1 && change.time != nullptr) {
      current_ = 1;
      change.time->timeInfo.flags |= abi::time_info::kClockSourceChanged;
    }
    pass(change);
  }
  const std::uint64_t after_;
  std::atomic<Long> current_{0};
};

}  // namespace

Quirk ratesNeedClock() { return std::make_unique<RatesNeedClock>(); }
Quirk losesClock(std::uint64_t after) { return std::make_unique<LosesClock>(after); }
Quirk noCurrentClock() { return std::make_unique<NoCurrentClock>(); }
Quirk clockCountLies() { return std::make_unique<ClockCountLies>(); }
Quirk manyClocks() { return std::make_unique<ManyClocks>(); }
Quirk changesClock(std::uint64_t after) { return std::make_unique<ChangesClock>(after); }

}  // namespace drivers::personality
