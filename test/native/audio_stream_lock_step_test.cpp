// A driver that can wait asks between two buffer switches whether the program is ready for the next.
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

/// Blocks of four frames, four in each direction.
engine::StreamPlan plan() { return {4, 16, Format::native, {type::kInt32Lsb}, {type::kInt32Lsb}}; }

bool asked(SwitchRig& rig) { return rig.driver.message(abi::message::kAwaitProgram) == 1; }

/// Only the program's step ends a wait, so one that is not told of it stays asleep.
SwitchRigOptions patient() {
  SwitchRigOptions options;
  options.patientWaits = true;
  return options;
}

/// Whether `step` of the program ends a wait that has begun, and the answer is yes then.
template <class Step>
bool endsTheWait(SwitchRig& rig, Step step) {
  const int waits = rig.waits;
  bool answer = false;
  std::thread driver([&] { answer = asked(rig); });
  const bool waited = comesTrue([&] { return rig.waits > waits; });
  step();
  driver.join();
  return waited && answer && rig.vainWaits == 0;
}

}  // namespace

TEST_CASE("where no program has to be waited for the answer is yes at once") {
  SwitchRig rig(plan());
  rig.counters().outputWanted = 1;
  CHECK(asked(rig));  // not started
  rig.stream->run(0);
  for (int i = 0; i < 4; ++i) rig.driver.bufferSwitch(0);
  rig.stream->mute();
  CHECK(asked(rig));  // although the input ring is full
  rig.stream->run(0);
  CHECK(rig.slot->detach());
  CHECK(asked(rig));
  CHECK(rig.slot->attach(rig.stream.get()));
  CHECK(rig.waits == 0);
  CHECK_FALSE(asked(rig));
}

TEST_CASE("a stream with room for input and output to play, or none wanted, goes on") {
  SwitchRig rig(plan());
  rig.stream->run(0);
  for (int i = 0; i < 20; ++i) {
    if (i == 5) rig.counters().outputWanted = 1;
    if (i >= 5) CHECK(rig.queueOutput(std::byte{1}));
    CHECK(asked(rig));
    CHECK(asked(rig));  // asking changes nothing
    rig.driver.bufferSwitch(0);
    CHECK(rig.plays(0, std::byte{i < 5 ? std::uint8_t{0} : std::uint8_t{1}}));
    CHECK(rig.readInput());
  }
  CHECK(rig.waits == 0);
  CHECK(rig.counters().underruns.get() == 0);
}

TEST_CASE("while the input ring is full the answer is no, some milliseconds later") {
  SwitchRig rig(plan());
  rig.stream->run(0);
  for (int i = 0; i < 4; ++i) {
    CHECK(asked(rig));
    rig.driver.bufferSwitch(0);
  }
  const std::uint64_t before = platform::nowNs();
  CHECK_FALSE(asked(rig));
  CHECK(platform::nowNs() - before >= 1'000'000);
  CHECK(rig.waits >= 1);
  CHECK_FALSE(asked(rig));
  CHECK(rig.readInput());
  CHECK(asked(rig));
  CHECK(rig.counters().overruns.get() == 0);
}

TEST_CASE("while output is wanted and none is queued the answer is no") {
  SwitchRig rig(plan());
  rig.counters().outputWanted = 1;
  rig.stream->run(0);
  CHECK_FALSE(asked(rig));  // before the first buffer switch as well
  CHECK(rig.queueOutput(std::byte{1}));
  CHECK(asked(rig));
  rig.driver.bufferSwitch(0);
  CHECK_FALSE(asked(rig));
  rig.counters().outputWanted = 0;
  CHECK(asked(rig));
  CHECK(rig.counters().underruns.get() == 0);
}

TEST_CASE("reading and writing end the wait") {
  SwitchRig rig(plan(), patient());
  rig.stream->run(0);
  for (int i = 0; i < 4; ++i) rig.driver.bufferSwitch(0);
  CHECK(endsTheWait(rig, [&] { rig.readInput(); }));
  rig.counters().outputWanted = 1;
  CHECK(endsTheWait(rig, [&] { rig.queueOutput(std::byte{1}); }));
}

TEST_CASE("a program that answers within the buffer switch is never waited for while it waits itself") {
  SwitchRig rig(plan());
  rig.onBell = [](SwitchRig& of) {
    of.counters().bellWanted = 1;
    if (!of.readInput()) return;
    of.queueOutput(std::byte{1});
    of.counters().outputWanted = 1;
  };
  rig.counters().bellWanted = 1;
  rig.stream->run(0);
  for (int i = 0; i < 20; ++i) {
    CHECK(asked(rig));
    rig.driver.bufferSwitch(0);
    CHECK(
        rig.plays(0, std::byte{i == 0 ? std::uint8_t{0} : std::uint8_t{1}}));  // the answer to the one before
  }
  CHECK(rig.waits == 0);
  CHECK(rig.counters().underruns.get() == 0);
}

TEST_CASE("a delayed stream goes on when the output that is due is there") {
  SwitchRigOptions options = patient();
  options.processing = Processing{2, 0};
  SwitchRig rig(plan(), options);
  rig.stream->run(0);
  for (int i = 0; i < 2; ++i) {  // which want none
    CHECK(asked(rig));
    rig.driver.bufferSwitch(0);
  }
  CHECK(rig.waits == 0);
  CHECK(endsTheWait(rig, [&] { rig.process(std::byte{1}); }));
  rig.driver.bufferSwitch(0);
  CHECK(rig.plays(0, std::byte{1}));
  rig.stream->mute();
  rig.stream->run(0);
  CHECK(asked(rig));  // what the run before lacks is not waited for
  rig.driver.bufferSwitch(0);
  CHECK(asked(rig));
  CHECK(rig.counters().missed.get() == 0);
}

TEST_CASE("output of another position is not what a delayed stream waits for") {
  SwitchRigOptions options;
  options.processing = Processing{1, 0};
  SwitchRig rig(plan(), options);
  rig.stream->run(0);
  rig.driver.bufferSwitch(0);
  CHECK(rig.queueMade(std::byte{1}, 0, 77));  // of another run
  CHECK_FALSE(asked(rig));
  CHECK(rig.queueMade(std::byte{2}, 4, 1));  // too early
  CHECK_FALSE(asked(rig));
}

TEST_CASE("in step the buffer switch itself waits, so room is all that is asked for") {
  SwitchRigOptions options;
  options.processing = Processing{0, 0.5};
  SwitchRig rig(plan(), options);
  rig.stream->run(0);
  for (int i = 0; i < 4; ++i) {
    CHECK(asked(rig));
    rig.driver.bufferSwitch(0);
  }
  CHECK_FALSE(asked(rig));
  rig.readInput();
  CHECK(asked(rig));
}

TEST_CASE("muting ends the wait between buffer switches") {
  SwitchRig rig(plan());
  rig.stream->run(0);
  for (int i = 0; i < 4; ++i) rig.driver.bufferSwitch(0);
  std::thread driver([&] {
    while (!asked(rig)) continue;
  });
  CHECK(comesTrue([&] { return rig.waits >= 3; }));
  rig.stream->mute();
  driver.join();
}

TEST_CASE("what is discarded while the driver waits wakes who waits for its room") {
  for (const bool atTheBell : {false, true}) {
    SwitchRig rig(plan(), patient());
    rig.stream->run(0);
    rig.counters().outputWanted = 1;
    while (rig.queueOutput(std::byte{1})) continue;
    rig.discardOutput();
    // From here on there is no buffer switch until something is written, and no room was seen for it.
    (atTheBell ? rig.counters().bellWanted : rig.counters().wakeWanted) = 1;
    std::thread driver([&] {
      if (asked(rig)) rig.driver.bufferSwitch(0);
    });
    CHECK(comesTrue([&] { return (atTheBell ? rig.bells : rig.wakes) == 1; }));
    CHECK(rig.queueOutput(std::byte{2}));
    driver.join();
    CHECK(rig.plays(0, std::byte{2}));
    CHECK(rig.counters().discardedFrames.get() == 16);
    CHECK(rig.counters().underruns.get() == 0);
  }
}

TEST_CASE("who asks and who reads or writes never wait for each other") {
  constexpr std::uint64_t kBlocks = 30000;
  for (const bool reads : {false, true}) {
    CAPTURE(reads);
    SwitchRigOptions options = patient();
    options.outputReady = false;  // the less there is between two questions, the oftener they meet the steps
    SwitchRig rig(plan(), options);
    rig.stream->run(0);
    rig.counters().outputWanted = reads ? 0 : 1;
    for (int i = 0; i < 4 && reads; ++i) rig.driver.bufferSwitch(0);
    const std::uint64_t before = rig.counters().buffers.get();
    std::thread driver([&] {
      for (std::uint64_t i = 0; i < kBlocks && rig.vainWaits == 0; ++i) {
        while (!asked(rig) && rig.vainWaits == 0) continue;
        rig.driver.bufferSwitch(0);
      }
    });
    bool went = true;
    for (std::uint64_t i = 1; i <= kBlocks && went; ++i) {
      // Now a little sooner, now a little later: somewhere in between the driver begins to wait.
      for (volatile std::uint64_t turns = i % 256; turns > 0;) turns = turns - 1;
      if (reads)
        rig.readInput();
      else
        rig.queueOutput(std::byte{1});
      // No later step of the program's makes up for one that was not seen.
      went = comesTrue([&] { return rig.counters().buffers.get() == before + i || rig.vainWaits > 0; });
      if (!reads) rig.readInput();
    }
    driver.join();
    CHECK(went);
    CHECK(rig.vainWaits == 0);
    CHECK(rig.counters().overruns.get() == 0);
    CHECK(rig.counters().underruns.get() == 0);
  }
}
