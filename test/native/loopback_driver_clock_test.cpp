// When the driver calls, with which times, and that it does not call any more.
#include <doctest/doctest.h>

#include <thread>

#include "abi/selectors.h"
#include "drivers/shell/module_users.h"
#include "loopback_host.h"

using namespace abi::error;
using abi::Long;

namespace {

struct Position {
  abi::Error result;
  std::uint64_t frames;
  std::uint64_t timeNs;
};

Position positionOf(LoopbackHost& host) {
  abi::Samples frames{};
  abi::TimeStamp time{};
  const abi::Error result = host.call(&Table::getSamplePosition, &frames, &time);
  return {result, abi::toUint64(frames), abi::toUint64(time)};
}

void answerTimeInfo(LoopbackHost& host, Long known, Long wanted) {
  host.onMessage = [=](Long selector, Long value) -> Long {
    if (selector == abi::message::kSelectorSupported)
      return value == abi::message::kSupportsTimeInfo ? known : 0;
    return selector == abi::message::kSupportsTimeInfo ? wanted : 0;
  };
}

bool usesTimeInfo(LoopbackHost& host) {
  host.run(1, 64);
  CHECK(host.step(1) == kSuccess);
  return host.switches().at(0).hasTime;
}

}  // namespace

TEST_CASE("the step clock makes as many switches as it is told, and halves take turns") {
  LoopbackHost host("clock=step");
  host.run(2, 64);
  std::size_t expected = 0;
  for (const std::uint64_t steps : {0u, 1u, 2u, 7u, 0u, 100u}) {
    CHECK(host.step(steps) == kSuccess);
    expected += steps;
    CHECK(host.switches().size() == expected);
  }
  const auto seen = host.switches();
  for (std::size_t i = 0; i < seen.size(); ++i) {
    CHECK(seen[i].half == static_cast<Long>(i % 2));
    CHECK(seen[i].direct == 1);
  }
  // Again from half 0.
  CHECK(host.call(&Table::stop) == kOk);
  host.forget();
  CHECK(host.call(&Table::start) == kOk);
  CHECK(host.step(1) == kSuccess);
  CHECK(host.switches().at(0).half == 0);
}

TEST_CASE("only the step clock steps, and never from inside a callback") {
  {
    LoopbackHost host("clock=freerun");
    host.run(1, 64);
    CHECK(host.step(1) == kInvalidMode);
    CHECK(host.errorText() == "the clock is not the step clock");
  }
  LoopbackHost host("clock=step");
  abi::Error inside = kOk;
  host.onSwitch = [&](std::size_t, const auto&) { inside = host.step(1); };
  host.run(1, 64);
  CHECK(host.step(1) == kSuccess);
  CHECK(inside == kInvalidMode);
}

TEST_CASE("a stop ends a step that is under way") {
  LoopbackHost host("clock=step");
  host.run(1, 64);
  abi::Error result = kOk;
  std::thread stepper([&] { result = host.step(UINT64_MAX); });
  CHECK(host.waitForSwitches(10));
  CHECK(host.call(&Table::stop) == kOk);
  stepper.join();
  CHECK(result == kInvalidMode);
  CHECK(host.step(1) == kInvalidMode);
}

TEST_CASE("several threads may step at once") {
  LoopbackHost host("clock=step");
  host.run(1, 64);
  std::thread other([&] { host.step(300); });
  CHECK(host.step(200) == kSuccess);
  other.join();
  CHECK(host.switches().size() == 500);
}

TEST_CASE("times are passed to hosts that ask for them, and to no others") {
  const auto uses = [](Long known, Long wanted, bool hasFunction) {
    LoopbackHost host("clock=step");
    answerTimeInfo(host, known, wanted);
    if (!hasFunction) host.callbacks.bufferSwitchTimeInfo = nullptr;
    return usesTimeInfo(host);
  };
  CHECK(uses(1, 1, true));
  CHECK_FALSE(uses(1, 0, true));
  CHECK_FALSE(uses(0, 1, true));
  CHECK_FALSE(uses(1, 1, false));
}

TEST_CASE("virtual time is the position's, to the nanosecond") {
  for (const char* clock : {"clock=step;rates=44100", "clock=freerun;rates=44100"}) {
    LoopbackHost host(clock);
    answerTimeInfo(host, 1, 1);
    Position inside{};
    host.onSwitch = [&](std::size_t number, const auto&) {
      if (number == 441) inside = positionOf(host);
    };
    host.run(1, 100);
    CHECK(positionOf(host).result == kOk);
    if (clock[6] == 's') REQUIRE(host.step(1000) == kSuccess);
    CHECK(host.waitForSwitches(1000));
    CHECK(host.call(&Table::stop) == kOk);
    CHECK(positionOf(host).result == kSpNotAdvancing);
    CHECK(inside.frames == 44100);
    CHECK(inside.timeNs == 1'000'000'000);
    const auto seen = host.switches();
    for (std::size_t i = 0; i < seen.size(); ++i) {
      const std::uint64_t position = i * 100;
      REQUIRE(abi::toUint64(seen[i].time.samplePosition) == position);
      REQUIRE(abi::toUint64(seen[i].time.systemTime) == position * 1'000'000'000 / 44100);
      REQUIRE(seen[i].time.sampleRate == 44100);
      REQUIRE(seen[i].time.flags == 7);
    }
  }
}

TEST_CASE("real time keeps its rate: no switch early, and none left out") {
  LoopbackHost host("clock=realtime;rates=96000");
  answerTimeInfo(host, 1, 1);
  const std::uint64_t before = platform::nowNs();
  host.run(1, 128);
  CHECK(host.waitForSwitches(200));
  CHECK(host.call(&Table::stop) == kOk);
  const auto seen = host.switches();
  std::uint64_t last = before;
  for (std::size_t i = 0; i < seen.size(); ++i) {
    const std::uint64_t position = i * 128;
    REQUIRE(abi::toUint64(seen[i].time.samplePosition) == position);
    const std::uint64_t time = abi::toUint64(seen[i].time.systemTime);
    REQUIRE(time >= last);
    REQUIRE(time >= before + position * 1'000'000'000 / 96000);
    last = time;
  }
  CHECK(last <= platform::nowNs());
}

TEST_CASE("real time makes up for a host that was late") {
  // 12000 periods late: what has to follow without a pause stands out from anything a busy machine does.
  constexpr std::uint64_t kLateNs = 500'000'000;
  LoopbackHost host("clock=realtime;rates=384000");
  answerTimeInfo(host, 1, 1);
  host.onSwitch = [&](std::size_t number, const auto&) {
    if (number == 3) platform::sleepUntilNs(platform::nowNs() + kLateNs);
  };
  host.run(1, 16);
  CHECK(host.waitForSwitches(11000));
  CHECK(host.call(&Table::stop) == kOk);
  const auto seen = host.switches();
  const auto timeOf = [&](std::size_t i) { return abi::toUint64(seen[i].time.systemTime); };
  CHECK(timeOf(4) >= timeOf(3) + kLateNs);
  CHECK(abi::toUint64(seen[10999].time.samplePosition) == 10999 * 16);  // nothing was skipped
  CHECK(timeOf(10999) - timeOf(4) < 10995 * std::uint64_t{41'666});
}

TEST_CASE("after stop there is no callback, however often") {
  for (const char* clock : {"clock=realtime", "clock=freerun"}) {
    LoopbackHost host(clock);
    REQUIRE(host.createBuffers({0, 1}, {0, 1}, 16) == kOk);
    for (int i = 0; i < 50; ++i) {
      host.mayBeCalled = true;
      host.forget();
      REQUIRE(host.call(&Table::start) == kOk);
      if (i % 2 == 0) REQUIRE(host.waitForSwitches(3));
      REQUIRE(host.call(&Table::stop) == kOk);
      host.mayBeCalled = false;
    }
    CHECK(host.forbidden == 0);
  }
}

TEST_CASE("a callback may stop its stream; the current switch is the last") {
  for (const char* clock : {"clock=realtime", "clock=freerun", "clock=step"}) {
    CAPTURE(clock);
    LoopbackHost host(clock);
    abi::Error inside = kInvalidMode, again = kInvalidMode, dispose = kOk, start = kOk;
    host.onSwitch = [&](std::size_t number, const auto&) {
      if (number != 5) return;
      inside = host.call(&Table::stop);
      again = host.call(&Table::stop);
      dispose = host.call(&Table::disposeBuffers);
      start = host.call(&Table::start);
    };
    host.run(1, 64);
    if (clock[6] == 's') CHECK(host.step(6) == kSuccess);
    REQUIRE(host.waitForSwitches(6));
    CHECK(inside == kOk);
    CHECK(again == kOk);
    CHECK(dispose == kInvalidMode);
    CHECK(start == kInvalidMode);
    CHECK(positionOf(host).result == kSpNotAdvancing);
    // Waits for the thread, so what is seen now is all there will be.
    CHECK(host.call(&Table::stop) == kOk);
    CHECK(host.switches().size() == 6);
    CHECK(host.call(&Table::stop) == kInvalidMode);
    host.onSwitch = nullptr;
    host.forget();
    CHECK(host.call(&Table::start) == kOk);
    if (clock[6] == 's') CHECK(host.step(3) == kSuccess);
    CHECK(host.waitForSwitches(3));
  }
}

TEST_CASE("after a stop inside a callback the next control call need not be a stop") {
  for (int i = 0; i < 3; ++i) {
    LoopbackHost host("clock=freerun");
    host.onSwitch = [&](std::size_t number, const auto&) {
      if (number == 0) host.call(&Table::stop);
    };
    host.run(1, 64);
    REQUIRE(host.waitForSwitches(1));
    if (i == 0) CHECK(host.call(&Table::start) == kOk);
    if (i == 1) CHECK(host.call(&Table::setSampleRate, 96000.0) == kOk);
    if (i == 2) CHECK(host.call(&Table::disposeBuffers) == kOk);
  }
}

TEST_CASE("a release while running waits for the last callback") {
  for (const char* clock : {"clock=realtime", "clock=freerun"}) {
    for (int i = 0; i < 20; ++i) {
      LoopbackHost host(clock);
      host.run(2, 16);
      if (i % 2 == 0) REQUIRE(host.waitForSwitches(2));
      CHECK(host.call(&Table::release) == 0);
      host.letGo();
      host.mayBeCalled = false;
    }
  }
  CHECK(drivers::shell::moduleUsers == 0);
}

TEST_CASE("the last release may come from inside a callback") {
  for (int i = 0; i < 20; ++i) {
    LoopbackHost host("clock=freerun");
    std::atomic<bool> started{false};  // no other call may be under way
    std::atomic<std::size_t> last{0};
    host.onSwitch = [&](std::size_t number, const auto&) {
      if (!started || last != 0) return;
      host.call(&Table::release);
      last = number + 1;
    };
    host.run(1, 64);
    started = true;
    CHECK(comesTrue([] { return drivers::shell::moduleUsers == 0; }));
    host.letGo();
    CHECK(host.switches().size() == last);
  }
}

TEST_CASE("the position can be asked for from anywhere, and its halves belong together") {
  LoopbackHost host("clock=freerun;rates=100000000");
  host.run(1, 16);
  bool together = true;
  std::uint64_t last = 0;
  REQUIRE(host.waitForSwitches(1));
  for (int i = 0; i < 20000; ++i) {
    const Position position = positionOf(host);
    together = together && position.timeNs == position.frames * 10 && position.frames >= last;
    last = position.frames;
  }
  CHECK(together);
  CHECK(host.call(&Table::stop) == kOk);
}
