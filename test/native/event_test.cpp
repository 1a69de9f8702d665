#include "platform/event.h"

#include <doctest/doctest.h>

#include <atomic>
#include <initializer_list>
#include <memory>
#include <thread>

#include "patience.h"
#include "platform/time.h"

using platform::Event;
using platform::nowNs;

TEST_CASE("an event that was set before ends a wait at once") {
  Event event;
  event.set();
  CHECK(event.waitUntilNs(0));
}

TEST_CASE("one wait uses up all sets before it") {
  Event event;
  event.set();
  event.set();
  CHECK(event.waitUntilNs(UINT64_MAX));
  CHECK_FALSE(event.waitUntilNs(0));
  event.set();
  CHECK(event.waitUntilNs(UINT64_MAX));
}

TEST_CASE("a wait for an event that nobody sets ends at its deadline and not before") {
  Event event;
  for (std::uint64_t waitNs : {0u, 1u, 1000u, 300'000u, 5'000'000u}) {
    const std::uint64_t deadline = nowNs() + waitNs;
    CHECK_FALSE(event.waitUntilNs(deadline));
    CHECK(nowNs() >= deadline);
  }
  event.set();
  CHECK(event.waitUntilNs(nowNs() + 1));
}

TEST_CASE("a deadline in the past does not hide an event") {
  Event event;
  CHECK_FALSE(event.waitUntilNs(1));
  event.set();
  CHECK(event.waitUntilNs(1));
}

TEST_CASE("two threads hand each other the turn, and no turn is lost") {
  constexpr int kTurns = 20000;
  Event ping;
  Event pong;
  int turns = 0;  // only whoever has the turn touches it
  std::thread other([&] {
    for (int i = 0; i < kTurns; ++i) {
      if (!ping.waitUntilNs(patienceEndNs())) return;
      ++turns;
      pong.set();
    }
  });
  bool lost = false;
  for (int i = 0; i < kTurns && !lost; ++i) {
    ping.set();
    // Both kinds of wait.
    lost = !pong.waitUntilNs(i % 2 == 0 ? patienceEndNs() : UINT64_MAX);
  }
  other.join();
  CHECK_FALSE(lost);
  CHECK(turns == kTurns);
}

TEST_CASE("sets that meet deadlines are neither lost nor doubled") {
  constexpr int kSets = 5000;
  Event event;
  std::atomic<int> taken{0};
  std::atomic<bool> done{false};
  std::thread waiter([&] {
    while (!done) {
      if (event.waitUntilNs(nowNs() + 20'000)) ++taken;
    }
  });
  bool lost = false;
  for (int i = 0; i < kSets && !lost; ++i) {
    event.set();
    lost = !comesTrue([&] { return taken == i + 1; });
  }
  done = true;
  waiter.join();
  CHECK_FALSE(lost);
  CHECK(taken == kSets);
}

TEST_CASE("the waiter may destroy the event as soon as it is woken") {
  for (int i = 0; i < 500; ++i) {
    auto event = std::make_unique<Event>();
    std::thread setter([target = event.get()] { target->set(); });
    CHECK(event->waitUntilNs(patienceEndNs()));
#ifdef _WIN32
    setter.join();  // a handle must not be closed during the call that sets it
    event.reset();
#else
    event.reset();
    setter.join();
#endif
  }
}
