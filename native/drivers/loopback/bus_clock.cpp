#include "drivers/loopback/bus_clock.h"

#include <algorithm>
#include <atomic>

#include "drivers/loopback/pace.h"
#include "platform/event.h"
#include "platform/time.h"

namespace drivers::loopback {

namespace {

/// How soon a driver looks again whether the others have come as far as they have to.
constexpr std::uint64_t kLookAgainNs = 250'000;

class BusClock final : public Clock {
 public:
  BusClock(Bus& bus, const ClockSettings& settings, abi::Long frames)
      : bus_(bus),
        frames_(static_cast<std::uint64_t>(frames)),
        jitter_(static_cast<std::uint64_t>(settings.jitterUs * 1e3), settings.seed) {}

  bool awaitSwitch(std::uint64_t& position) noexcept override {
    const std::uint64_t lateNs = jitter_.nextNs();
    while (!stopped_.load(std::memory_order_acquire)) {
      const std::uint64_t dueNs = bus_.timeNsOf(bus_.origin() + position) + lateNs;
      const std::uint64_t nowNs = platform::nowNs();
      if (nowNs < dueNs) {
        wake_.waitUntilNs(dueNs);
      } else if (bus_.wasPassedBy()) {
        goOn(position, nowNs - dueNs);
      } else if (bus_.isTurn(position, nowNs)) {
        return true;
      } else {
        wake_.waitUntilNs(nowNs + kLookAgainNs);
      }
    }
    return false;
  }

  std::uint64_t timeNs(std::uint64_t) const noexcept override { return platform::nowNs(); }
  /// The buses' time is the only one.
  void changeRate(std::uint64_t, double) noexcept override {}

  void stop() noexcept override {
    stopped_.store(true, std::memory_order_release);
    wake_.set();
  }

 private:
  /// Where the others are, or will be when they have caught up.
  void goOn(std::uint64_t& position, std::uint64_t lateNs) noexcept {
    const double missed = static_cast<double>(lateNs) * bus_.time().rateHz / 1e9;
    position += std::max<std::uint64_t>(static_cast<std::uint64_t>(missed) / frames_, 1) * frames_;
    bus_.skipTo(position);
  }

  Bus& bus_;
  const std::uint64_t frames_;
  Jitter jitter_;
  std::atomic<bool> stopped_{false};
  platform::Event wake_;
};

}  // namespace

std::shared_ptr<Clock> makeBusClock(Bus& bus, const ClockSettings& settings, abi::Long frames) {
  return std::make_shared<BusClock>(bus, settings, frames);
}

}  // namespace drivers::loopback
