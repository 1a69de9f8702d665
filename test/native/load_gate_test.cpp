#include "host/load_gate.h"

#include <doctest/doctest.h>

#include <atomic>
#include <memory>
#include <thread>
#include <vector>

#include "patience.h"

using host::LoadGate;

namespace {

constexpr std::uint64_t kShortNs = 20'000'000;

}  // namespace

TEST_CASE("one at a time gets through the gate") {
  int inside = 0;  // the thread sanitizer sees two at once
  bool alone = true;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int times = 0; times < 500; ++times) {
        const LoadGate gate;
        alone = alone && ++inside == 1;
        --inside;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(alone);
}

TEST_CASE("one that hangs in the gate keeps the next out only so long, and those after it not at all") {
  const LoadGate hung;
  const std::uint64_t begin = platform::nowNs();
  { const LoadGate second(kShortNs); }
  const std::uint64_t passed = platform::nowNs();
  CHECK(passed - begin >= kShortNs);
  // A minute each, if the gate did not know that it was given up.
  for (int i = 0; i < 3; ++i) const LoadGate later(60'000'000'000);
  CHECK(platform::nowNs() - passed < 30'000'000'000);
}

TEST_CASE("one that comes out of the gate late does not open it for others") {
  auto hung = std::make_unique<LoadGate>();
  auto second = std::make_unique<LoadGate>(kShortNs);
  hung.reset();
  std::atomic<bool> through{false};
  std::thread third([&] {
    const LoadGate gate(60'000'000'000);
    through = true;
  });
  const bool early = through;
  second.reset();
  third.join();
  CHECK_FALSE(early);
}
