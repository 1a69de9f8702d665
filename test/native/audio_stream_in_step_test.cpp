// Output that is made from the input of the very same buffer switch, which waits for it.
#include <doctest/doctest.h>

#include <thread>

#include "abi/selectors.h"
#include "engine/audio_stream.h"
#include "patience.h"
#include "switch_rig.h"

namespace type = abi::sample_type;
using engine::Processing;
using sample::Format;

namespace {

constexpr std::uint32_t kFrames = 4;

/// Blocks of four frames, four in each direction.
engine::StreamPlan plan() { return {kFrames, 16, Format::native, {type::kInt32Lsb}, {type::kInt32Lsb}}; }

/// A period of that many seconds.
SwitchRigOptions inStep(double periodSeconds, double waitPart) {
  return {true, Processing{0, waitPart}, kFrames / periodSeconds};
}

/// The program may take as long as a test waits for anything.
SwitchRigOptions patient() { return inStep(2.0 * static_cast<double>(kPatience.count()), 0.5); }

void setVirtualTime(SwitchRig& rig, bool is) {
  CHECK(rig.driver.message(abi::message::kVirtualTime, is ? 1 : 0) == 1);
}

constexpr std::byte kSilence{0};

/// Who never answers: the buffer switch runs in a thread of its own, which ends with this at the latest.
class Switching {
 public:
  explicit Switching(SwitchRig& rig) : rig_(rig), thread_([&rig] { rig.driver.bufferSwitch(0); }) {}
  ~Switching() {
    rig_.stream->mute();
    thread_.join();
  }
  Switching(const Switching&) = delete;
  Switching& operator=(const Switching&) = delete;

 private:
  SwitchRig& rig_;
  std::thread thread_;
};

}  // namespace

TEST_CASE("what a thread makes of a block is played in the same buffer switch") {
  constexpr int kTimes = 200;
  SwitchRig rig(plan(), patient());
  rig.stream->run(0);
  std::thread program([&] {
    for (int i = 0; i < kTimes; ++i) {
      if (!comesTrue([&] { return rig.process(static_cast<std::byte>(i % 100 + 1)); })) return;
    }
  });
  for (int i = 0; i < kTimes; ++i) {
    rig.driver.bufferSwitch(i % 2);
    CHECK(rig.plays(static_cast<std::size_t>(i % 2), static_cast<std::byte>(i % 100 + 1)));
  }
  program.join();
  CHECK(rig.counters().missed.get() == 0);
  CHECK(rig.counters().buffers.get() == kTimes);
}

TEST_CASE("a program that does not answer is waited for as long as its part of the period, and missed") {
  for (const double part : {0.25, 0.75}) {
    CAPTURE(part);
    SwitchRig rig(plan(), inStep(0.04, part));
    rig.stream->run(100);
    rig.soilOutputs();
    const std::uint64_t before = platform::nowNs();
    rig.driver.bufferSwitch(1);
    const std::uint64_t waited = platform::nowNs() - before;
    CHECK(waited >= static_cast<std::uint64_t>(part * 40e6) - 1);
    CHECK(rig.counters().busyNs.get() >= static_cast<std::uint64_t>(part * 40e6) - 1);
    CHECK(rig.plays(1, kSilence));
    CHECK(rig.waits >= 1);
    CHECK(rig.counters().missed.get() == 1);
    CHECK(rig.counters().missedFrames.get() == kFrames);
    CHECK(rig.counters().lastMissedPosition.get() == 100);
    CHECK(rig.counters().lossPending == 1);
  }
}

TEST_CASE("an answer that comes after the wait is dropped, and the next one is played in its own switch") {
  SwitchRig rig(plan(), inStep(0.001, 0.5));
  rig.stream->run(0);
  rig.driver.bufferSwitch(0);
  CHECK(rig.counters().missed.get() == 1);
  CHECK(rig.process(std::byte{1}));
  CHECK(rig.queueMade(std::byte{2}, kFrames, 1));  // already there when it is asked for
  const int waits = rig.waits;
  rig.driver.bufferSwitch(0);
  CHECK(rig.plays(0, std::byte{2}));
  CHECK(rig.waits == waits);
  CHECK(rig.counters().missed.get() == 1);
}

TEST_CASE("an end of the wait without an answer is not the end of waiting") {
  SwitchRig rig(plan(), patient());
  rig.stream->run(0);
  std::thread program([&] {
    for (int i = 1; i <= 3; ++i) {
      if (!comesTrue([&] { return rig.waits >= i; })) return;
      rig.progress.set();
    }
    rig.process(std::byte{7});
  });
  rig.driver.bufferSwitch(0);
  program.join();
  CHECK(rig.plays(0, std::byte{7}));
  CHECK(rig.waits >= 3);
  CHECK(rig.counters().missed.get() == 0);
}

TEST_CASE("an unknown sample rate leaves no time to wait, and neither does a part of zero") {
  for (const SwitchRigOptions& options :
       {SwitchRigOptions{true, Processing{0, 0.5}}, SwitchRigOptions{true, Processing{0, 0}, 1e-3}}) {
    SwitchRig rig(plan(), options);
    rig.stream->run(0);
    rig.driver.bufferSwitch(0);
    CHECK(rig.waits == 0);
    CHECK(rig.counters().missed.get() == 1);
  }
}

TEST_CASE("in virtual time nothing comes too late") {
  SwitchRig rig(plan(), inStep(1e-6, 0.5));
  setVirtualTime(rig, true);
  CHECK(rig.counters().virtualTime == 1);
  rig.stream->run(0);
  std::thread program([&] {
    // Each of them is far longer than the period.
    if (comesTrue([&] { return rig.waits >= 3; })) rig.process(std::byte{5});
  });
  rig.driver.bufferSwitch(0);
  program.join();
  CHECK(rig.plays(0, std::byte{5}));
  CHECK(rig.counters().missed.get() == 0);
  setVirtualTime(rig, false);
  CHECK(rig.counters().virtualTime == 0);
  rig.driver.bufferSwitch(0);
  CHECK(rig.counters().missed.get() == 1);
}

TEST_CASE("a program that waits is told that time is the driver's own, also between two buffer switches") {
  SwitchRig rig(plan());
  rig.stream->run(0);
  setVirtualTime(rig, true);
  CHECK(rig.wakes == 0);  // nobody waits
  rig.counters().wakeWanted = 1;
  setVirtualTime(rig, true);
  CHECK(rig.counters().virtualTime == 1);
  CHECK(rig.wakes == 1);
}

TEST_CASE("muting ends a wait that has no end") {
  SwitchRig rig(plan(), inStep(1e-6, 0.5));
  setVirtualTime(rig, true);
  rig.stream->run(0);
  rig.soilOutputs();
  {
    const Switching switching(rig);
    CHECK(comesTrue([&] { return rig.waits >= 2; }));
    CHECK(rig.counters().buffers.get() == 0);
  }
  CHECK(rig.counters().buffers.get() == 1);
  CHECK(rig.plays(0, kSilence));
  CHECK(rig.counters().missed.get() == 0);  // that is nobody's fault
}

TEST_CASE("another run ends the wait of the one before") {
  SwitchRig rig(plan(), inStep(1e-6, 0.5));
  setVirtualTime(rig, true);
  rig.stream->run(0);
  std::thread audio([&] { rig.driver.bufferSwitch(0); });
  CHECK(comesTrue([&] { return rig.waits >= 1; }));
  rig.stream->run(0);
  audio.join();
  CHECK(rig.readInput());
  CHECK(rig.queueMade(std::byte{9}, 0, 2));
  rig.driver.bufferSwitch(1);
  CHECK(rig.plays(1, std::byte{9}));
}

TEST_CASE("a buffer switch that comes during the wait is counted and does not wait") {
  SwitchRig rig(plan(), patient());
  rig.stream->run(0);
  rig.soilOutputs();
  std::thread audio([&] { rig.driver.bufferSwitch(0); });
  CHECK(comesTrue([&] { return rig.waits >= 1; }));
  rig.driver.bufferSwitch(1);
  CHECK(rig.counters().reentries.get() == 1);
  CHECK(rig.plays(1, std::byte{0xee}));
  CHECK(rig.process(std::byte{3}));
  audio.join();
  CHECK(rig.plays(0, std::byte{3}));
  CHECK(rig.counters().position.get() == kFrames);
  CHECK(rig.queueMade(std::byte{4}, 2 * kFrames, 1));
  rig.driver.bufferSwitch(0);
  CHECK(rig.plays(0, std::byte{4}));
}

TEST_CASE("a block that finds no room is not waited for: nobody can answer it") {
  SwitchRig rig(plan(), inStep(1e-6, 0.5));
  setVirtualTime(rig, true);
  rig.stream->run(0);
  for (std::uint64_t i = 0; i < 4; ++i) {
    CHECK(rig.queueMade(std::byte{1}, i * kFrames, 1));
    rig.driver.bufferSwitch(0);
  }
  CHECK(rig.waits == 0);
  {
    const Switching switching(rig);
    CHECK(comesTrue([&] { return rig.counters().buffers.get() == 5; }));
  }
  CHECK(rig.counters().overruns.get() == 1);
  CHECK(rig.counters().missed.get() == 1);
}

TEST_CASE("without outputs there is nothing to wait for, and without inputs there is") {
  SwitchRig inputsOnly({kFrames, 16, Format::native, {type::kInt32Lsb}, {}}, patient());
  inputsOnly.stream->run(0);
  inputsOnly.driver.bufferSwitch(0);
  CHECK(inputsOnly.waits == 0);
  CHECK(inputsOnly.counters().missed.get() == 0);

  engine::StreamPlan outputsOnly{kFrames, 16, Format::native, {}, {type::kInt32Lsb}};
  outputsOnly.tellsSwitches = true;
  SwitchRig rig(outputsOnly, patient());
  rig.stream->run(0);
  std::thread program([&] { comesTrue([&] { return rig.process(std::byte{6}); }); });
  rig.driver.bufferSwitch(0);
  program.join();
  CHECK(rig.plays(0, std::byte{6}));
}

TEST_CASE("a program that is over is not waited for, even where time is the driver's own") {
  SwitchRig rig(plan(), inStep(1e-3, 0.5));
  setVirtualTime(rig, true);
  rig.stream->run(0);
  std::thread driver([&] { rig.driver.bufferSwitch(0); });
  CHECK(comesTrue([&] { return rig.counters().progressWanted.load() != 0; }));
  rig.counters().over.store(1);
  driver.join();
  CHECK(rig.counters().buffers.get() == 1);
  CHECK(rig.counters().missed.get() == 0);
  CHECK(rig.plays(0, kSilence));
}
