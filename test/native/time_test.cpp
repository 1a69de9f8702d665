#include "platform/time.h"

#include <doctest/doctest.h>

#include <initializer_list>

#include "platform/thread.h"

using platform::nowNs;

TEST_CASE("the clock never goes back") {
  std::uint64_t last = nowNs();
  for (int i = 0; i < 100'000; ++i) {
    const std::uint64_t now = nowNs();
    REQUIRE(now >= last);
    last = now;
  }
}

TEST_CASE("a sleep does not end before its deadline") {
  for (std::uint64_t sleepNs : {0u, 1u, 50'000u, 3'000'000u}) {
    const std::uint64_t deadline = nowNs() + sleepNs;
    platform::sleepUntilNs(deadline);
    CHECK(nowNs() >= deadline);
  }
  platform::sleepUntilNs(0);
}

TEST_CASE("a thread may ask for audio priority wherever it is refused") {
  platform::nameThread("a name longer than fifteen");
  const platform::AudioPriority priority;
  CHECK(nowNs() > 0);
}
