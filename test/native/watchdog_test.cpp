// Whether a driver keeps its pace, with the test as the clock.
#include "host/watchdog.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <vector>

using host::Watchdog;
using Verdict = host::Watchdog::Verdict;

namespace {

constexpr std::uint64_t kMs = 1'000'000;
constexpr std::uint64_t kSecond = 1000 * kMs;
/// 480 frames at 48 kHz.
constexpr std::uint64_t kPeriod = 10 * kMs;

struct Rig {
  explicit Rig(std::uint64_t periodNs = kPeriod) { dog.arm(periodNs, now, pulse); }

  /// Lets `ns` pass with a buffer switch each `everyNs` (0: none), looked at whenever that is wanted. What
  /// was said.
  std::vector<Verdict> pass(std::uint64_t ns, std::uint64_t everyNs) {
    std::vector<Verdict> said;
    const std::uint64_t end = now + ns;
    std::uint64_t nextSwitch = everyNs == 0 ? UINT64_MAX : now + everyNs;
    while (now < end) {
      now = std::min({end, nextSwitch, dog.nextLookNs()});
      if (now == nextSwitch) {
        ++pulse.switches;
        nextSwitch += everyNs;
      }
      if (now < dog.nextLookNs()) continue;
      const Verdict verdict = dog.look(now, pulse);
      if (verdict != Verdict::fine) said.push_back(verdict);
    }
    return said;
  }

  Watchdog dog;
  std::uint64_t now = 77 * kSecond;
  Watchdog::Pulse pulse;
};

const std::vector<Verdict> kNothing;

}  // namespace

TEST_CASE("a driver at its pace is fine, and the watchdog sleeps while nothing is due") {
  Rig rig;
  CHECK(rig.pass(600 * kSecond, kPeriod) == kNothing);
  rig.dog.disarm();
  CHECK(rig.dog.nextLookNs() == UINT64_MAX);
  CHECK(rig.dog.look(rig.now + 3600 * kSecond, rig.pulse) == Verdict::fine);
}

TEST_CASE("a driver that never switches buffers is silent, which is told once, after its time") {
  Rig rig;
  CHECK(rig.pass(Watchdog::kFirstNs - kMs, 0) == kNothing);
  CHECK(rig.pass(kSecond, 0) == std::vector{Verdict::silent});
  CHECK(rig.pass(60 * kSecond, 0) == kNothing);
}

TEST_CASE("a driver that stops to switch buffers is stalled, each time that it does") {
  Rig rig;
  CHECK(rig.pass(kSecond, kPeriod) == kNothing);
  for (int i = 0; i < 3; ++i) {
    CHECK(rig.pass(2 * kSecond, 0) == std::vector{Verdict::stalled});
    CHECK(rig.pass(kSecond, kPeriod) == kNothing);
  }
}

TEST_CASE("long buffers have eight of their periods") {
  Rig rig(500 * kMs);
  CHECK(rig.pass(10 * kSecond, 500 * kMs) == kNothing);
  CHECK(rig.pass(3900 * kMs, 0) == kNothing);
  CHECK(rig.pass(kSecond, 0) == std::vector{Verdict::stalled});
}

TEST_CASE("a pause is caught up with in one go, which is no storm") {
  Rig rig;
  CHECK(rig.pass(10 * kSecond, kPeriod) == kNothing);
  for (int i = 0; i < 20; ++i) {
    rig.now += 900 * kMs;  // nobody has a processor, the watchdog neither
    rig.pulse.switches += 90;
    CHECK(rig.pass(100 * kMs, kPeriod) == kNothing);
  }
}

TEST_CASE("time in which nobody looked is not held against the driver") {
  Rig rig;
  CHECK(rig.pass(kSecond, kPeriod) == kNothing);
  rig.now += 3600 * kSecond;  // the machine slept
  CHECK(rig.dog.look(rig.now, rig.pulse) == Verdict::fine);
  CHECK(rig.pass(10 * kSecond, kPeriod) == kNothing);
}

TEST_CASE("buffer switches without a pause are a storm, soon") {
  Rig rig;
  CHECK(rig.pass(3600 * kSecond, kPeriod) == kNothing);
  CHECK(rig.pass(kSecond, 10'000) == std::vector{Verdict::storm});
}

TEST_CASE("a driver that is faster than it says, as clocks are, or at another rate, is no storm for a day") {
  for (const std::uint64_t every : {kPeriod - kPeriod / 20000, kPeriod * 441 / 480}) {
    Rig rig;
    CHECK(rig.pass(24 * 3600 * kSecond, every) == kNothing);
  }
}

TEST_CASE("where the rate is unknown there is no storm, but there is a stall") {
  Rig rig(0);
  CHECK(rig.pass(10 * kSecond, 10'000) == kNothing);
  CHECK(rig.pass(2 * kSecond, 0) == std::vector{Verdict::stalled});
}

TEST_CASE("a driver whose time is its own owes nobody a pace") {
  Rig rig;
  rig.pulse.isVirtual = true;
  CHECK(rig.pass(60 * kSecond, 0) == kNothing);
  CHECK(rig.pass(kSecond, 10'000) == kNothing);
  CHECK(rig.pass(60 * kSecond, 0) == kNothing);
}

TEST_CASE("another start is another beginning") {
  Rig rig;
  CHECK(rig.pass(60 * kSecond, 0) == std::vector{Verdict::silent});
  rig.dog.arm(kPeriod, rig.now, rig.pulse);
  CHECK(rig.pass(2 * kSecond, 0) == kNothing);
  CHECK(rig.pass(2 * kSecond, 0) == std::vector{Verdict::silent});
  rig.dog.arm(kPeriod, rig.now, rig.pulse);
  CHECK(rig.pass(10 * kSecond, kPeriod) == kNothing);
}

namespace {

/// What a meter would have found meanwhile, `windows` times.
std::vector<Verdict> measure(Rig& rig, double saidHz, double measuredHz, int windows) {
  std::vector<Verdict> said;
  for (int i = 0; i < windows; ++i) {
    rig.pulse.pace = {saidHz, measuredHz, rig.pulse.pace.windows + 1};
    for (const Verdict verdict : rig.pass(kSecond, kPeriod)) said.push_back(verdict);
  }
  return said;
}

}  // namespace

TEST_CASE("a driver that keeps the pace of another usual rate is told once, after two measurements") {
  Rig rig;
  CHECK(measure(rig, 96000, 48010, 1) == kNothing);
  CHECK(measure(rig, 96000, 48010, 1) == std::vector<Verdict>{Verdict::offRate});
  CHECK(measure(rig, 96000, 47990, 5) == kNothing);
  CHECK(measure(rig, 96000, 96001, 3) == kNothing);
  CHECK(measure(rig, 96000, 44100, 2) == std::vector<Verdict>{Verdict::offRate});
}

TEST_CASE("a pause, a clock that differs, an unknown rate and an odd pace are no other rate") {
  Rig rig;
  CHECK(measure(rig, 48000, 44100, 1) == kNothing);  // as after a pause
  CHECK(measure(rig, 48000, 48000, 1) == kNothing);
  CHECK(measure(rig, 48000, 32000, 1) == kNothing);
  CHECK(measure(rig, 48000, 44100, 1) == kNothing);  // two that do not agree
  CHECK(measure(rig, 48000, 47952, 3) == kNothing);  // pulled down for film
  CHECK(measure(rig, 48000, 48900, 3) == kNothing);
  CHECK(measure(rig, 48000, 40000, 3) == kNothing);  // a machine that is too slow
  CHECK(measure(rig, 0, 44100, 3) == kNothing);
}

TEST_CASE("every usual rate is known, up to the fastest of DSD") {
  for (const double rate : {8000.0, 11025.0, 22050.0, 32000.0, 44100.0, 48000.0, 88200.0, 96000.0, 176400.0,
                            192000.0, 352800.0, 384000.0, 705600.0, 768000.0, 2822400.0, 22579200.0}) {
    CAPTURE(rate);
    Rig rig;
    CHECK(measure(rig, rate * 1.1, rate, 2) == std::vector<Verdict>{Verdict::offRate});
  }
}

TEST_CASE("one that runs faster than it says, at a rate, is no storm") {
  Rig rig;
  std::vector<Verdict> said;
  for (int i = 0; i < 20; ++i) {
    rig.pulse.pace = {48000, 96000, rig.pulse.pace.windows + 1};
    for (const Verdict verdict : rig.pass(kSecond, kPeriod / 2)) said.push_back(verdict);
  }
  CHECK(said == std::vector<Verdict>{Verdict::offRate});
}
