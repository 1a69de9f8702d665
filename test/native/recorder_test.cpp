// The callbacks of an examination, called as drivers call them: they record, and do nothing else.
#include "doctor/recorder.h"

#include <doctest/doctest.h>

#include <thread>
#include <vector>

#include "abi/selectors.h"
#include "audio_guard.h"

using doctor::Message;
using doctor::Phase;
using doctor::Recorder;
using doctor::Snippet;
using doctor::Switch;

namespace {

/// A recorder that has forgotten everything, and is left so.
struct Fresh {
  Fresh() { recorder.begin(nullptr); }
  ~Fresh() { recorder.begin(nullptr); }
  Recorder& recorder = Recorder::instance();
  abi::Callbacks& calls = *recorder.callbacks();
};

abi::Time timeAt(std::uint64_t position) {
  abi::Time time = {};
  time.timeInfo.samplePosition = abi::toInt64(position);
  time.timeInfo.sampleRate = 44100;
  time.timeInfo.flags = abi::time_info::kSamplePositionValid;
  return time;
}

}  // namespace

TEST_CASE("recorder: a switch is kept with its phase, its half and its time") {
  Fresh fresh;
  fresh.recorder.enter(Phase::running);
  abi::Time time = timeAt(640);
  fresh.calls.bufferSwitchTimeInfo(&time, 1, 1);
  fresh.recorder.enter(Phase::stopping);
  fresh.calls.bufferSwitch(0, 0);
  fresh.calls.bufferSwitchTimeInfo(nullptr, 7, 1);
  const std::vector<Switch> all = fresh.recorder.switches();
  REQUIRE(all.size() == 3);
  CHECK(all[0].phase == Phase::running);
  CHECK(all[0].index == 1);
  CHECK(all[0].hasTime);
  CHECK(all[0].position == 640);
  CHECK(all[0].sampleRate == 44100);
  CHECK(all[0].roundsToNearest);
  CHECK_FALSE(all[0].isNested);
  CHECK(all[1].phase == Phase::stopping);
  CHECK_FALSE(all[1].hasTime);
  CHECK(all[1].directProcess == 0);
  CHECK(all[2].isTimeMissing);
  CHECK(all[2].index == 7);
  CHECK(fresh.recorder.countIn(Phase::running) == 1);
  CHECK(fresh.recorder.countIn(Phase::stopping) == 2);
  CHECK(fresh.recorder.countIn(Phase::stopped) == 0);
}

TEST_CASE("recorder: threads are told apart, also where the next one has the place of the last") {
  Fresh fresh;
  for (int i = 0; i < 2; ++i) std::thread([&] { fresh.calls.bufferSwitch(0, 1); }).join();
  const std::vector<Switch> all = fresh.recorder.switches();
  REQUIRE(all.size() == 2);
  CHECK(all[0].thread != all[1].thread);
}

TEST_CASE("recorder: questions are answered as a host of today answers them") {
  Fresh fresh;
  namespace message = abi::message;
  const auto ask = [&](abi::Long selector, abi::Long value) {
    return fresh.calls.asioMessage(selector, value, nullptr, nullptr);
  };
  CHECK(ask(message::kEngineVersion, 0) == 2);
  CHECK(ask(message::kSelectorSupported, message::kResetRequest) == 1);
  CHECK(ask(message::kSelectorSupported, message::kBufferSizeChange) == 0);
  CHECK(ask(message::kSelectorSupported, message::kAwaitProgram) == 0);
  CHECK(ask(message::kBufferSizeChange, 128) == 0);
  CHECK(ask(message::kSupportsTimeInfo, 0) == 1);
  CHECK(ask(4711, 0) == 0);
  fresh.calls.sampleRateDidChange(96000);
  const std::vector<Message> all = fresh.recorder.messages();
  REQUIRE(all.size() == 8);
  CHECK(all[4].selector == message::kBufferSizeChange);
  CHECK(all[4].value == 128);
  CHECK(all[7].selector == doctor::kRateChanged);
  CHECK(all[7].rate == 96000);
}

TEST_CASE("recorder: a driver whose time is its own says so") {
  Fresh fresh;
  CHECK_FALSE(fresh.recorder.awaitsVirtualTime());
  fresh.calls.asioMessage(abi::message::kSelectorSupported, abi::message::kVirtualTime, nullptr, nullptr);
  CHECK(fresh.recorder.awaitsVirtualTime());
  fresh.calls.asioMessage(abi::message::kVirtualTime, 1, nullptr, nullptr);
  CHECK_FALSE(fresh.recorder.awaitsVirtualTime());
  CHECK(fresh.recorder.isTimeVirtual());
}

TEST_CASE("recorder: inputs are kept as they were in the switch, from the fifth on") {
  Fresh fresh;
  unsigned char halves[2][64] = {};
  fresh.recorder.watch({{{halves[0], halves[1]}, sizeof halves[0]}});
  fresh.recorder.enter(Phase::running);
  for (int i = 0; i < 6; ++i) {
    halves[i % 2][0] = static_cast<unsigned char>(10 + i);
    fresh.calls.bufferSwitch(i % 2, 1);
  }
  const std::vector<Snippet> snippets = fresh.recorder.snippets();
  REQUIRE(snippets.size() == 2);
  CHECK(snippets[0].data[0] == 14);
  CHECK(snippets[1].data[0] == 15);
  CHECK(snippets[1].bytes == 64);
}

TEST_CASE("recorder: neither a switch nor a message allocates or locks, and what is too much is counted") {
  Fresh fresh;
  unsigned char halves[2][1024] = {};
  fresh.recorder.watch({{{halves[0], halves[1]}, sizeof halves[0]}});
  fresh.recorder.enter(Phase::running);
  const std::uint64_t allocations = allocationsInAudio();
  const std::uint64_t locks = locksInAudio();
  constexpr std::size_t kMany = Recorder::kMostSwitches + 100;
  {
    const AudioScope scope;
    abi::Time time = timeAt(0);
    for (std::size_t i = 0; i < kMany; ++i) {
      fresh.calls.bufferSwitchTimeInfo(&time, static_cast<abi::Long>(i % 2), 1);
      fresh.calls.asioMessage(abi::message::kResetRequest, 0, nullptr, nullptr);
      fresh.calls.sampleRateDidChange(48000);
    }
  }
  CHECK(allocationsInAudio() == allocations);
  CHECK(locksInAudio() == locks);
  CHECK(fresh.recorder.count() == kMany);
  CHECK(fresh.recorder.switches().size() == Recorder::kMostSwitches);
  CHECK(fresh.recorder.messageCount() == 2 * kMany);
  CHECK(fresh.recorder.messages().size() == Recorder::kMostMessages);
}
