// What the host answers to a driver, and what it takes note of.
#include <doctest/doctest.h>

#include <limits>
#include <thread>

#include "abi/selectors.h"
#include "audio_guard.h"
#include "engine/callback_slot.h"
#include "fake_driver.h"

namespace message = abi::message;
namespace notice = engine::notice;
using engine::CallbackSlot;

namespace {

struct Listener {
  Listener() : slot(CallbackSlot::claim()) { driver.callbacks = slot->callbacks(); }
  ~Listener() {
    CHECK(slot->release());
    CHECK(allocationsInAudio() == allocationsBefore);
    CHECK(locksInAudio() == locksBefore);
  }
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;
  void listen() {
    slot->listen(rt::Signal([](void* count) noexcept { ++*static_cast<std::atomic<int>*>(count); }, &rung));
  }

  const std::uint64_t allocationsBefore = allocationsInAudio();
  const std::uint64_t locksBefore = locksInAudio();
  CallbackSlot* slot;
  FakeDriver driver;
  std::atomic<int> rung{0};
};

}  // namespace

TEST_CASE("the selectors that are supported are answered as such, all others are not") {
  Listener host;
  struct Answer {
    abi::Long selector;
    bool supported;
    abi::Long answer;
  };
  const Answer answers[] = {
      {message::kSelectorSupported, true, 0},  // about selector 0
      {message::kEngineVersion, true, 2},
      {message::kResetRequest, true, 1},
      {message::kBufferSizeChange, false, 0},  // a driver that hears no asks for a reset
      {message::kResyncRequest, true, 1},
      {message::kLatenciesChanged, true, 1},
      {message::kSupportsTimeInfo, true, 1},
      {message::kSupportsTimeCode, true, 1},
      {message::kMmcCommand, false, 0},
      {message::kSupportsInputMonitor, false, 0},
      {message::kSupportsInputGain, false, 0},
      {message::kSupportsInputMeter, false, 0},
      {message::kSupportsOutputGain, false, 0},
      {message::kSupportsOutputMeter, false, 0},
      {message::kOverload, true, 1},
      {message::kVirtualTime, true, 1},
      {message::kAwaitProgram, true, 1},
      {0, false, 0},
      {-1, false, 0},
      {16, false, 0},
      {std::numeric_limits<abi::Long>::max(), false, 0},
  };
  for (const Answer& expected : answers) {
    CAPTURE(expected.selector);
    CHECK(host.driver.message(message::kSelectorSupported, expected.selector) ==
          (expected.supported ? 1 : 0));
    CHECK(host.driver.message(expected.selector) == expected.answer);
  }
}

TEST_CASE("what a driver tells is kept until somebody looks, each kind once") {
  Listener host;
  host.driver.message(message::kResetRequest);
  host.driver.message(message::kResetRequest);
  host.driver.message(message::kOverload);
  host.driver.message(message::kEngineVersion);  // a question, not news
  CHECK(host.slot->mailbox().take() == (notice::kResetRequest | notice::kOverload));
  CHECK(host.slot->mailbox().take() == 0);
  host.driver.message(message::kResyncRequest);
  host.driver.message(message::kLatenciesChanged);
  CHECK(host.slot->mailbox().take() == (notice::kResyncRequest | notice::kLatenciesChanged));
}

TEST_CASE("a rate that a driver announces is kept with the notice; 0 is a lost clock") {
  Listener host;
  host.driver.sampleRateDidChange(44100);
  host.driver.sampleRateDidChange(96000);
  CHECK(host.slot->mailbox().take() == notice::kSampleRateChanged);
  CHECK(host.slot->mailbox().sampleRate() == 96000);
  host.driver.sampleRateDidChange(0);
  CHECK(host.slot->mailbox().take() == notice::kSampleRateChanged);
  CHECK(host.slot->mailbox().sampleRate() == 0);
}

TEST_CASE("a notice rings for whoever listens") {
  Listener host;
  host.driver.message(message::kResetRequest);
  CHECK(host.rung == 0);  // nobody listened yet
  host.listen();
  host.driver.message(message::kOverload);
  CHECK(host.rung == 1);
  host.driver.sampleRateDidChange(48000);
  CHECK(host.rung == 2);
  host.driver.message(message::kSupportsTimeInfo);
  CHECK(host.rung == 2);
  abi::Time time = {};
  time.timeInfo.flags = abi::time_info::kClockSourceChanged;
  host.driver.bufferSwitchTimeInfo(&time, 0);
  CHECK(host.rung == 3);
}

TEST_CASE("notices from several threads are all there in the end") {
  Listener host;
  host.listen();
  const abi::Long told[] = {message::kResetRequest, message::kResyncRequest, message::kLatenciesChanged,
                            message::kOverload};
  std::vector<std::thread> threads;
  for (const abi::Long selector : told) {
    threads.emplace_back([&host, selector] {
      for (int i = 0; i < 1000; ++i) host.driver.message(selector);
    });
  }
  std::uint32_t seen = 0;
  for (int i = 0; i < 1000; ++i) seen |= host.slot->mailbox().take();
  for (std::thread& thread : threads) thread.join();
  seen |= host.slot->mailbox().take();
  CHECK(seen ==
        (notice::kResetRequest | notice::kResyncRequest | notice::kLatenciesChanged | notice::kOverload));
  CHECK(host.rung == 4000);
}
