// Keeping everybody out of a stream's memory: the driver's callbacks, and the control half that comes back
// late.
#include <doctest/doctest.h>

#include <thread>

#include "abi/selectors.h"
#include "engine/callback_slot.h"
#include "patience.h"
#include "switch_rig.h"

using engine::CallbackSlot;

namespace {

engine::StreamPlan plan() { return {4, 16, sample::Format::int32, {abi::sample_type::kInt32Lsb}, {}}; }

}  // namespace

TEST_CASE("a slot that was shut serves nothing and takes no stream until it is claimed anew") {
  SwitchRig rig(plan());
  rig.stream->run(0);
  rig.driver.bufferSwitch(0);
  CHECK(static_cast<bool>(CallbackSlot::Use(*rig.slot)));
  CHECK(rig.slot->shut());
  CHECK_FALSE(static_cast<bool>(CallbackSlot::Use(*rig.slot)));
  CHECK_FALSE(rig.slot->attach(rig.stream.get()));
  rig.driver.bufferSwitch(1);
  CHECK(rig.slot->detach());
  CHECK_FALSE(rig.slot->attach(rig.stream.get()));
  CHECK(rig.counters().buffers.get() == 1);
  CHECK(rig.slot->release());
  CHECK(CallbackSlot::claim() == rig.slot);
  CHECK(rig.slot->attach(rig.stream.get()));
  rig.stream->run(0);
  rig.driver.bufferSwitch(0);
  CHECK(rig.counters().buffers.get() == 2);
}

TEST_CASE("shutting ends a buffer switch that waits for the program without an end") {
  const abi::SampleType type = abi::sample_type::kInt32Lsb;
  SwitchRig rig({4, 16, sample::Format::int32, {type}, {type}}, {true, engine::Processing{0, 0}});
  CHECK(rig.driver.message(abi::message::kVirtualTime, 1) == 1);
  rig.stream->run(0);
  std::thread audio([&] { rig.driver.bufferSwitch(0); });
  CHECK(comesTrue([&] { return rig.waits >= 2; }));
  CHECK(rig.slot->shut());
  rig.stream->mute();
  audio.join();
  CHECK(rig.slot->shut());  // a second time, with nothing in the slot
}

TEST_CASE("a second stream is not attached over the first") {
  SwitchRig rig(plan());
  SwitchRig other(plan());
  CHECK_FALSE(rig.slot->attach(other.stream.get()));
  CHECK(rig.slot->detach());
  CHECK(rig.slot->attach(rig.stream.get()));
}

TEST_CASE("shutting waits until the control half is out of the memory, and it does not come in again") {
  constexpr int kTimes = 2000;
  CallbackSlot* const slot = CallbackSlot::claim();
  REQUIRE(slot != nullptr);
  for (int i = 0; i < kTimes; ++i) {
    int memory = 0;  // the thread sanitizer sees whoever is in here together with us
    std::thread control([&] {
      for (bool open = true; open;) {
        const CallbackSlot::Use use(*slot);
        open = static_cast<bool>(use);
        if (open) ++memory;
      }
    });
    const bool alone = slot->shut();
    ++memory;
    control.join();
    REQUIRE(alone);
    REQUIRE(slot->release());
    REQUIRE(CallbackSlot::claim() == slot);
  }
  CHECK(slot->release());
}
