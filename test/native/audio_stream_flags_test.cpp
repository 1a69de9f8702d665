// What blocks say of the time before them.
#include <doctest/doctest.h>

#include "abi/selectors.h"
#include "engine/audio_stream.h"
#include "patience.h"
#include "switch_rig.h"

namespace flag = rt::block_flag;
namespace message = abi::message;
namespace notice = engine::notice;
namespace type = abi::sample_type;

namespace {

/// Blocks of four frames, four of them.
engine::StreamPlan plan() { return {4, 16, sample::Format::int32, {type::kInt32Lsb}, {type::kInt32Lsb}}; }

/// The flags of the oldest block, which is given back. UINT32_MAX: there is none.
std::uint32_t nextFlags(SwitchRig& rig) {
  const rt::Block block = rig.input.tryPeek();
  if (!block) return UINT32_MAX;
  const std::uint32_t flags = block.header->flags;
  rig.readInput();
  return flags;
}

/// The flags of the block of a buffer switch now.
std::uint32_t flagsOfSwitch(SwitchRig& rig) {
  rig.driver.bufferSwitch(0);
  return nextFlags(rig);
}

/// A running stream whose first block is read.
struct Running : SwitchRig {
  explicit Running(const SwitchRigOptions& options = {}) : SwitchRig(plan(), options) {
    stream->run(0);
    CHECK(flagsOfSwitch(*this) == flag::kStart);
  }
};

/// Until a buffer switch would be over a millisecond after the last one.
bool letTimePass(SwitchRig& rig) {
  const std::uint64_t end = rig.counters().lastSwitchNs.get() + 1'000'000;
  return comesTrue([&] { return platform::nowNs() > end; });
}

}  // namespace

TEST_CASE("the block after another sample rate was announced says so, and the mailbox has the rate") {
  Running rig;
  rig.driver.sampleRateDidChange(44100);
  CHECK(rig.slot->mailbox().sampleRate() == 44100);
  CHECK(rig.slot->mailbox().take() == notice::kSampleRateChanged);
  CHECK(flagsOfSwitch(rig) == flag::kRateChanged);
  CHECK(flagsOfSwitch(rig) == 0);
  rig.driver.sampleRateDidChange(0);
  CHECK(rig.slot->mailbox().sampleRate() == 0);
  CHECK(flagsOfSwitch(rig) == flag::kRateChanged);
}

TEST_CASE("a rate or a clock that a buffer switch announces is that of its own block") {
  Running rig;
  abi::Time time = {};
  time.timeInfo.flags = abi::time_info::kSampleRateChanged | abi::time_info::kSampleRateValid;
  time.timeInfo.sampleRate = 96000;
  rig.driver.bufferSwitchTimeInfo(&time, 0);
  CHECK(nextFlags(rig) == flag::kRateChanged);
  CHECK(rig.slot->mailbox().sampleRate() == 96000);
  CHECK(rig.slot->mailbox().take() == notice::kSampleRateChanged);
  time.timeInfo.flags = abi::time_info::kClockSourceChanged;
  time.timeInfo.sampleRate = 192000;
  rig.driver.bufferSwitchTimeInfo(&time, 1);
  CHECK(nextFlags(rig) == flag::kClockChanged);
  CHECK(rig.slot->mailbox().sampleRate() == 96000);
  CHECK(rig.slot->mailbox().take() == notice::kClockSourceChanged);
  time.timeInfo.flags = abi::time_info::kSampleRateValid | abi::time_info::kSamplePositionValid;
  rig.driver.bufferSwitchTimeInfo(&time, 0);
  CHECK(nextFlags(rig) == 0);
  CHECK(rig.slot->mailbox().take() == 0);
}

TEST_CASE("an overload is said once, and what does not concern the sound not at all") {
  Running rig;
  rig.driver.message(message::kOverload);
  rig.driver.message(message::kOverload);
  CHECK(flagsOfSwitch(rig) == flag::kOverload);
  CHECK(flagsOfSwitch(rig) == 0);
  for (const abi::Long selector : {message::kResetRequest, message::kResyncRequest,
                                   message::kLatenciesChanged, message::kBufferSizeChange}) {
    rig.driver.message(selector);
  }
  CHECK(flagsOfSwitch(rig) == 0);
}

TEST_CASE("several things before one block are said together, with a gap as well") {
  Running rig;
  for (int i = 0; i < 4; ++i) rig.driver.bufferSwitch(0);
  rig.driver.sampleRateDidChange(48000);
  rig.driver.bufferSwitch(0);  // for which there is no room
  rig.driver.message(message::kOverload);
  for (int i = 0; i < 4; ++i) CHECK(nextFlags(rig) == 0);
  CHECK(flagsOfSwitch(rig) == (flag::kGap | flag::kRateChanged | flag::kOverload));
  CHECK(flagsOfSwitch(rig) == 0);
}

TEST_CASE("a run begins with the flags that it is given, and with what was told before it") {
  SwitchRig rig(plan());
  rig.stream->run(0, flag::kRateChanged | flag::kClockChanged);
  CHECK(flagsOfSwitch(rig) == (flag::kStart | flag::kRateChanged | flag::kClockChanged));
  CHECK(flagsOfSwitch(rig) == 0);
  rig.stream->mute();
  rig.driver.message(message::kOverload);
  rig.driver.bufferSwitch(0);
  CHECK(nextFlags(rig) == UINT32_MAX);
  rig.stream->run(0);
  CHECK(flagsOfSwitch(rig) == (flag::kStart | flag::kOverload));
  rig.stream->mute();
  rig.stream->run(0);
  CHECK(flagsOfSwitch(rig) == flag::kStart);
}

TEST_CASE("what is told while no stream is attached is no block's") {
  Running rig;
  CHECK(rig.slot->detach());
  rig.driver.message(message::kOverload);
  CHECK(rig.slot->attach(rig.stream.get()));
  CHECK(flagsOfSwitch(rig) == 0);
  CHECK(rig.slot->mailbox().take() == notice::kOverload);
}

TEST_CASE("a block of a buffer switch that came late says so, but not the first of a run") {
  Running rig({true, std::nullopt, 1e6});  // a period of 4 microseconds
  REQUIRE(letTimePass(rig));
  CHECK(flagsOfSwitch(rig) == flag::kLate);
  CHECK(rig.counters().late.get() == 1);
  rig.stream->mute();
  rig.stream->run(0);
  REQUIRE(letTimePass(rig));
  CHECK(flagsOfSwitch(rig) == flag::kStart);
  CHECK(rig.counters().late.get() == 1);
  rig.driver.message(message::kVirtualTime, 1);
  REQUIRE(letTimePass(rig));
  CHECK(flagsOfSwitch(rig) == 0);
  rig.driver.message(message::kVirtualTime, 0);
  rig.driver.message(message::kOverload);
  REQUIRE(letTimePass(rig));
  CHECK(flagsOfSwitch(rig) == (flag::kLate | flag::kOverload));
  CHECK(rig.counters().late.get() == 2);
}

TEST_CASE("without a sample rate, and with much time, nothing is late") {
  for (const double rate : {0.0, 1e-3}) {
    Running rig({true, std::nullopt, rate});
    REQUIRE(letTimePass(rig));
    CHECK(flagsOfSwitch(rig) == 0);
    CHECK(rig.counters().late.get() == 0);
  }
}

TEST_CASE("intervals and busy time are measured from switch to switch of one run") {
  SwitchRig rig(plan());
  const std::uint64_t before = platform::nowNs();
  for (int run = 0; run < 3; ++run) {
    rig.stream->run(0);
    for (int i = 0; i < 5; ++i) rig.driver.bufferSwitch(0);
    rig.stream->mute();
    for (int i = 0; i < 5; ++i) rig.driver.bufferSwitch(0);  // which is no part of it
  }
  const std::uint64_t elapsed = platform::nowNs() - before;
  const rt::StreamCounters& counters = rig.counters();
  CHECK(counters.buffers.get() == 15);
  CHECK(counters.intervals.get() == 12);
  CHECK(counters.intervalsNs.get() <= elapsed);
  CHECK(counters.shortestIntervalNs.get() <= counters.longestIntervalNs.get());
  CHECK(counters.longestIntervalNs.get() <= counters.intervalsNs.get());
  CHECK(counters.busyNs.get() <= elapsed);
  CHECK(counters.longestBusyNs.get() <= counters.busyNs.get());
}

TEST_CASE("time that the driver's own function takes is busy time as well") {
  SwitchRig rig(plan());
  rig.stream->run(0);
  rig.driver.onCall = [](Call) { platform::sleepUntilNs(platform::nowNs() + 2'000'000); };
  rig.driver.bufferSwitch(0);
  CHECK(rig.counters().longestBusyNs.get() >= 2'000'000);
  CHECK(rig.counters().busyNs.get() == rig.counters().longestBusyNs.get());
}
