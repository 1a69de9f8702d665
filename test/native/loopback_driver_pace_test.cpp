// Who sets the pace of virtual time, and who is told that time is virtual.
#include <doctest/doctest.h>

#include <thread>

#include "abi/selectors.h"
#include "loopback_host.h"

using namespace abi::error;
using abi::Long;

namespace message = abi::message;

namespace {

constexpr int kEndless = 1'000'000'000;

/// What a host knows of ours, and what it answers and is told.
struct Program {
  explicit Program(bool awaits, bool knowsTime = true) : awaits_(awaits), knowsTime_(knowsTime) {}

  /// Before the driver is loaded or while none of its threads runs.
  void serve(LoopbackHost& host) {
    host.onMessage = [this](Long selector, Long value) { return answer(selector, value); };
    host.onSwitch = [this](std::size_t, const auto&) {
      if (asksSinceSwitch.exchange(0) == 0) ++unasked;
    };
  }

  std::atomic<int> allowed{kEndless};  ///< so many questions are answered with yes
  std::atomic<int> asks{0};
  std::atomic<int> asksSinceSwitch{0};
  std::atomic<int> unasked{0};  ///< buffer switches without a question before them
  std::atomic<int> toldTimes{0};
  std::atomic<Long> toldTime{-1};
  std::function<void()> onAsk;  ///< on the driver's thread

 private:
  Long answer(Long selector, Long value) {
    if (selector == message::kSelectorSupported) {
      return (value == message::kAwaitProgram && awaits_) || (value == message::kVirtualTime && knowsTime_);
    }
    if (selector == message::kVirtualTime) {
      ++toldTimes;
      toldTime = value;
      return 1;
    }
    if (selector != message::kAwaitProgram) return 0;
    ++asks;
    ++asksSinceSwitch;
    if (onAsk) onAsk();
    if (allowed == 0) return 0;
    --allowed;
    return 1;
  }

  const bool awaits_;
  const bool knowsTime_;
};

}  // namespace

TEST_CASE("in free run a host that knows the question is asked before every switch") {
  Program program(true);
  LoopbackHost host("clock=freerun");
  program.serve(host);
  host.run(1, 64);
  REQUIRE(host.waitForSwitches(500));
  CHECK(host.call(&Table::stop) == kOk);
  CHECK(program.unasked == 0);
  const auto switches = static_cast<int>(host.switches().size());
  CHECK(program.asks >= switches);
  CHECK(program.asks <= switches + 1);  // the last yes may have come after the stop
}

TEST_CASE("in free run there are as many switches as the host allows, and it is asked again and again") {
  Program program(true);
  program.allowed = 3;
  LoopbackHost host("clock=freerun");
  program.serve(host);
  host.run(1, 64);
  REQUIRE(host.waitForSwitches(3));
  const int asks = program.asks;
  CHECK(comesTrue([&] { return program.asks >= asks + 100; }));
  CHECK(host.switches().size() == 3);
  program.allowed = 2;
  REQUIRE(host.waitForSwitches(5));
  CHECK(comesTrue([&] { return program.asksSinceSwitch >= 10; }));
  CHECK(host.call(&Table::stop) == kOk);
  CHECK(host.switches().size() == 5);
}

TEST_CASE("stopping and releasing end the asking") {
  for (const bool releases : {false, true}) {
    Program program(true);
    program.allowed = 0;
    LoopbackHost host("clock=freerun");
    program.serve(host);
    host.run(1, 64);
    CHECK(comesTrue([&] { return program.asks > 0; }));
    if (releases) {
      CHECK(host.call(&Table::release) == 0);
      host.letGo();
    } else {
      CHECK(host.call(&Table::stop) == kOk);
    }
    const int asks = program.asks;
    program.allowed = kEndless;
    CHECK(host.switches().empty());
    if (releases) continue;
    CHECK(host.call(&Table::start) == kOk);
    CHECK(host.waitForSwitches(3));
    CHECK(program.asks >= asks + 3);
  }
}

TEST_CASE("a host may stop the driver while it is asked, whatever it answers then") {
  for (const int allowed : {0, kEndless}) {
    Program program(true);
    program.allowed = allowed;
    LoopbackHost host("clock=freerun");
    program.serve(host);
    abi::Error inside = kInvalidMode;
    std::atomic<bool> stopped{false};
    program.onAsk = [&] {
      inside = host.call(&Table::stop);
      stopped = true;
    };
    host.run(1, 64);
    CHECK(comesTrue([&] { return stopped.load(); }));
    host.call(&Table::stop);  // waits for the thread
    CHECK(inside == kOk);
    CHECK(program.asks == 1);
    CHECK(host.switches().empty());
  }
}

TEST_CASE("a host that does not know the question is not asked and not waited for") {
  Program program(false);
  program.allowed = 0;
  LoopbackHost host("clock=freerun");
  program.serve(host);
  host.run(1, 64);
  CHECK(host.waitForSwitches(500));
  CHECK(host.call(&Table::stop) == kOk);
  CHECK(program.asks == 0);
}

TEST_CASE("only free run asks: rush waits for nobody, and other clocks have a pace of their own") {
  for (const char* clock : {"clock=rush", "clock=realtime", "clock=step"}) {
    CAPTURE(clock);
    Program program(true);
    program.allowed = 0;
    LoopbackHost host(clock);
    program.serve(host);
    host.run(1, 64);
    if (clock[6] == 's') CHECK(host.step(20) == kSuccess);
    CHECK(host.waitForSwitches(20));
    CHECK(host.call(&Table::stop) == kOk);
    CHECK(program.asks == 0);
  }
}

TEST_CASE("a host is told at every start whether time is virtual, before the first switch") {
  for (const char* clock : {"clock=realtime", "clock=freerun", "clock=rush", "clock=step"}) {
    CAPTURE(clock);
    const Long expected = clock[6] == 'r' && clock[7] == 'e' ? 0 : 1;
    Program program(true);
    LoopbackHost host(clock);
    program.serve(host);
    std::atomic<int> untold{0};
    host.onSwitch = [&](std::size_t, const auto&) {
      if (program.toldTime != expected) ++untold;
    };
    REQUIRE(host.createBuffers({0}, {0}, 64) == kOk);
    for (int start = 1; start <= 2; ++start) {
      program.toldTime = -1;
      host.forget();
      REQUIRE(host.call(&Table::start) == kOk);
      if (clock[6] == 's') CHECK(host.step(3) == kSuccess);
      CHECK(host.waitForSwitches(3));
      CHECK(host.call(&Table::stop) == kOk);
      CHECK(program.toldTimes == start);
      CHECK(program.toldTime == expected);
    }
    CHECK(untold == 0);
  }
}

TEST_CASE("a host that does not know of virtual time is not told") {
  for (const char* clock : {"clock=realtime", "clock=freerun"}) {
    Program program(true, false);
    LoopbackHost host(clock);
    program.serve(host);
    host.run(1, 64);
    CHECK(host.waitForSwitches(3));
    CHECK(host.call(&Table::stop) == kOk);
    CHECK(program.toldTimes == 0);
  }
}
