#include "engine/callback_slot.h"

#include <doctest/doctest.h>

#include <set>
#include <thread>

#include "abi/selectors.h"
#include "gate.h"
#include "retired_slots.h"
#include "switch_rig.h"

using engine::CallbackSlot;

namespace {

engine::StreamPlan plan() {
  return {4, 16, sample::Format::int32, {abi::sample_type::kInt32Lsb}, {abi::sample_type::kInt32Lsb}};
}

}  // namespace

TEST_CASE("32 devices have callbacks of their own, the 33rd gets none, and a slot given back is used again") {
  std::vector<CallbackSlot*> claimed;
  std::set<void (*)(abi::Long, abi::Bool)> switches;
  std::set<abi::Callbacks*> tables;
  while (CallbackSlot* slot = CallbackSlot::claim()) {
    claimed.push_back(slot);
    tables.insert(slot->callbacks());
    switches.insert(slot->callbacks()->bufferSwitch);
    CHECK((slot->callbacks()->bufferSwitchTimeInfo != nullptr));
    CHECK((slot->callbacks()->asioMessage != nullptr));
    CHECK((slot->callbacks()->sampleRateDidChange != nullptr));
  }
  CHECK(claimed.size() == 32 - retiredSlots);
  CHECK(switches.size() == claimed.size());
  CHECK(tables.size() == claimed.size());
  CallbackSlot* const freed = claimed[claimed.size() / 2];
  CHECK(freed->release());
  CHECK(CallbackSlot::claim() == freed);
  CHECK(CallbackSlot::claim() == nullptr);
  for (CallbackSlot* slot : claimed) CHECK(slot->release());
}

TEST_CASE("each slot's callbacks reach its own stream and no other") {
  SwitchRig first(plan());
  SwitchRig second(plan());
  first.stream->run(0);
  second.stream->run(0);
  second.driver.bufferSwitch(0);
  CHECK(first.counters().buffers.get() == 0);
  CHECK(second.counters().buffers.get() == 1);
}

TEST_CASE("callbacks without a stream, and after the slot was given back, do nothing") {
  CallbackSlot* slot = CallbackSlot::claim();
  abi::Callbacks* late = slot->callbacks();
  for (int i = 0; i < 2; ++i) {
    late->bufferSwitch(0, 1);
    CHECK(late->bufferSwitchTimeInfo(nullptr, 1, 1) == nullptr);
    CHECK(late->asioMessage(abi::message::kResetRequest, 0, nullptr, nullptr) == 1);
    late->sampleRateDidChange(44100);
    if (i == 0) CHECK(slot->release());
  }
  // Whoever has the slot next is not told what was said to the one before.
  CHECK(CallbackSlot::claim() == slot);
  CHECK(slot->mailbox().take() == 0);
  CHECK(slot->release());
}

TEST_CASE("only the lowest bit of the index counts") {
  SwitchRig rig(plan());
  rig.stream->run(0);
  const std::vector<std::byte> soiled(16, std::byte{0xee});
  for (const abi::Long index : {-1l, 3l, 0x7fff'ffffl}) {
    rig.soilOutputs();
    rig.driver.bufferSwitch(index);
    CHECK((rig.driverOutput(0, 0) == soiled));
    CHECK((rig.driverOutput(0, 1) != soiled));
  }
  rig.soilOutputs();
  rig.driver.bufferSwitch(-2);
  CHECK((rig.driverOutput(0, 0) != soiled));
  CHECK((rig.driverOutput(0, 1) == soiled));
}

TEST_CASE("bufferSwitchTimeInfo serves with a time and without, and reports another clock") {
  SwitchRig rig(plan());
  rig.stream->run(0);
  CHECK(rig.driver.bufferSwitchTimeInfo(nullptr, 0) == nullptr);
  abi::Time time = {};
  CHECK(rig.driver.bufferSwitchTimeInfo(&time, 1) == nullptr);
  CHECK(rig.counters().buffers.get() == 2);
  CHECK(rig.slot->mailbox().take() == 0);
  time.timeInfo.flags = abi::time_info::kClockSourceChanged | abi::time_info::kSystemTimeValid;
  rig.driver.bufferSwitchTimeInfo(&time, 0);
  CHECK(rig.slot->mailbox().take() == engine::notice::kClockSourceChanged);
  CHECK(rig.counters().buffers.get() == 3);
}

TEST_CASE("a buffer switch within another one is counted and not served, and its frames are a gap") {
  SwitchRig rig(plan());
  rig.driver.onCall = [&](Call) {
    if (rig.driver.count(Call::outputReady) > 1) return;
    rig.driver.bufferSwitch(1);                               // on the same thread
    std::thread([&] { rig.driver.bufferSwitch(1); }).join();  // and on another one
  };
  rig.stream->run(0);
  rig.soilOutputs();
  rig.driver.bufferSwitch(0);
  CHECK(rig.counters().reentries.get() == 2);
  CHECK(rig.counters().buffers.get() == 1);
  CHECK(rig.driver.count(Call::outputReady) == 1);
  CHECK((rig.driverOutput(0, 1) == std::vector<std::byte>(16, std::byte{0xee})));
  rig.driver.bufferSwitch(1);
  rig.driver.bufferSwitch(0);
  const std::uint32_t positions[] = {0, 12, 16};
  const std::uint32_t flags[] = {rt::block_flag::kStart, rt::block_flag::kGap, 0};
  for (int i = 0; i < 3; ++i) {
    const rt::Block block = rig.input.tryPeek();
    REQUIRE(block);
    CHECK(block.header->positionLow == positions[i]);
    CHECK(block.header->flags == flags[i]);
    rig.input.release();
  }
  CHECK(rig.counters().position.get() == 20);
}

TEST_CASE("what was not served before a run is no gap in it") {
  SwitchRig rig(plan());
  rig.driver.onCall = [&](Call) {
    if (rig.driver.count(Call::outputReady) == 1) rig.driver.bufferSwitch(1);
  };
  rig.driver.bufferSwitch(0);
  CHECK(rig.counters().reentries.get() == 1);
  rig.stream->run(0);
  rig.driver.bufferSwitch(0);
  CHECK(rig.input.tryPeek().header->flags == rt::block_flag::kStart);
  CHECK(rig.input.tryPeek().header->positionLow == 0);
}

TEST_CASE("detaching waits until the last callback has left") {
  SwitchRig rig(plan());
  rig.stream->run(0);
  Gate gate;
  rig.driver.onCall = [&](Call) { gate.pass(); };
  std::thread audio([&] { rig.driver.bufferSwitch(0); });
  REQUIRE(gate.waitForArrivals());
  std::atomic<bool> opened{false};
  bool early = true;
  std::thread control([&] {
    CHECK(rig.slot->detach());
    early = !opened;
    rig.stream->silenceOutputs();  // the thread sanitizer knows whether we are alone
  });
  opened = true;
  gate.open();
  control.join();
  audio.join();
  CHECK_FALSE(early);
  rig.driver.bufferSwitch(1);
  CHECK(rig.counters().buffers.get() == 1);
}

TEST_CASE("a stream can be taken away from under a driver that never stops calling") {
  constexpr int kTimes = 300;
  SwitchRig rig(plan());
  rig.stream->run(0);
  std::atomic<bool> over{false};
  std::thread audio([&] {
    for (abi::Long i = 0; !over; ++i) rig.driver.bufferSwitch(i);
  });
  bool alone = true;
  for (int i = 0; i < kTimes; ++i) {
    const std::uint64_t before = rig.counters().buffers.get();
    const bool served = comesTrue([&] { return rig.counters().buffers.get() > before; });
    const bool detached = rig.slot->detach();
    // Nobody but this thread is in here now.
    rig.stream->silenceOutputs();
    rig.soilOutputs();
    alone = alone && served && detached;
    rig.slot->attach(rig.stream.get());
  }
  over = true;
  audio.join();
  CHECK(alone);
}

TEST_CASE("a slot with a callback that does not leave is given up and never used again") {
  SwitchRig rig(plan());
  rig.stream->run(0);
  Gate gate;
  rig.driver.onCall = [&](Call) { gate.pass(); };
  CallbackSlot* const hung = CallbackSlot::claim();
  hung->attach(rig.stream.get());
  std::thread audio([&] { hung->callbacks()->bufferSwitch(0, 1); });
  REQUIRE(gate.waitForArrivals());
  CHECK_FALSE(hung->release());
  ++retiredSlots;
  gate.open();
  audio.join();
  std::vector<CallbackSlot*> claimed;
  while (CallbackSlot* slot = CallbackSlot::claim()) claimed.push_back(slot);
  for (CallbackSlot* slot : claimed) {
    CHECK(slot != hung);
    CHECK(slot->release());
  }
  CHECK(claimed.size() == 32 - retiredSlots - 1);  // one is the rig's
}
