#include "drivers/loopback/call_log.h"

#include <utility>

namespace drivers::loopback {

CallLog::CallLog() : places_(std::make_unique<Place[]>(kRoom)) {
  for (std::size_t i = 0; i < kRoom; ++i) places_[i].turn.store(i, std::memory_order_relaxed);
}

void CallLog::add(Call&& call) noexcept {
  std::uint64_t number = next_.load(std::memory_order_relaxed);
  for (;;) {
    Place& place = places_[number % kRoom];
    const std::uint64_t turn = place.turn.load(std::memory_order_acquire);
    if (turn == number) {
      if (!next_.compare_exchange_weak(number, number + 1, std::memory_order_relaxed)) continue;
      place.call = std::move(call);
      place.turn.store(number + 1, std::memory_order_release);
      return;
    }
    if (turn < number) {  // what was written there has not been taken yet
      lost_.fetch_add(1, std::memory_order_relaxed);
      return;
    }
    number = next_.load(std::memory_order_relaxed);  // somebody else has it already
  }
}

std::vector<Call> CallLog::take() {
  std::vector<Call> calls;
  for (;;) {
    Place& place = places_[taken_ % kRoom];
    if (place.turn.load(std::memory_order_acquire) != taken_ + 1) return calls;
    calls.push_back(std::move(place.call));
    place.call = {};
    place.turn.store(taken_ + kRoom, std::memory_order_release);
    ++taken_;
  }
}

std::uint64_t CallLog::threadNumber() noexcept {
  static std::atomic<std::uint64_t> last{0};
  thread_local const std::uint64_t own = last.fetch_add(1, std::memory_order_relaxed) + 1;
  return own;
}

}  // namespace drivers::loopback
