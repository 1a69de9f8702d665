// Drivers that do not come back. Whoever waits is told in time, nobody else is affected, and what comes back
// late finds everything it may still touch.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstring>
#include <thread>

#include "abi/selectors.h"
#include "retired_slots.h"
#include "session_rig.h"

using host::Device;
using host::ErrorCode;

namespace {

abi::Error& answerOf(FakeDriver& fake, Call call) { return fake.answers[static_cast<std::size_t>(call)]; }

/// Holds the driver thread in `call` until `gate` is open.
void holdIn(SessionRig& rig, Call call, Gate& gate) {
  CHECK_FALSE(rig.run([&rig, call, &gate](Device&) {
    rig.fake.onCall = [call, &gate](Call made) {
      if (made == call) gate.pass();
    };
  }));
}

/// Lets the driver come back, and waits until everything is released.
void release(SessionRig& rig, Gate& gate) {
  gate.open();
  CHECK(comesTrue([&] { return rig.fake.references() == 0 && isFree(rig.fake.source().id); }));
}

}  // namespace

TEST_CASE("a call that hangs is reported in time, all that waits behind it fails, and others go on") {
  SessionRig rig;
  SessionRig other;
  rig.open();
  Gate gate;
  holdIn(rig, Call::canSampleRate, gate);
  Outcome hung;
  Outcome queued;
  Outcome end;
  rig.session->run(
      "canSampleRate", kShortNs, [](Device& device) { device.canSampleRates({48000}); }, hung.done());
  rig.session->run(
      "start", kLongNs, [](Device&) { FAIL_CHECK("work was done after a hang"); }, queued.done());
  rig.session->close(kLongNs, end.done());
  other.start();
  other.fake.bufferSwitch(0);
  for (Outcome* outcome : {&hung, &queued, &end}) {
    CHECK(has(outcome->error(), ErrorCode::driverTimeout));
    CHECK(outcome->error()->operation() == "canSampleRate");
  }
  Outcome late;
  rig.session->run(
      "late", kLongNs, [](Device&) {}, late.done());
  CHECK(has(late.error(), ErrorCode::driverTimeout));
  CHECK(rig.session->waitClosed(patienceEndNs()));  // nobody waits for a driver that is lost
  CHECK(rig.fake.references() == 1);
  CHECK_FALSE(isFree(rig.fake.source().id));
  CHECK_FALSE(other.close());
  release(rig, gate);
  for (Outcome* outcome : {&hung, &queued, &end, &late}) CHECK(outcome->times() == 1);
  CHECK_FALSE(failureOf([&] { host::Session::create(rig.fake.source().id, deafListener()); }));
}

TEST_CASE("a call that returns in time is not overdue, however long the work before it took") {
  SessionRig rig;
  Gate gate;
  Outcome slow;
  Outcome next;
  rig.session->run(
      "slow", kLongNs, [&](Device&) { gate.pass(); }, slow.done());
  REQUIRE(gate.waitForArrivals());
  rig.session->run(
      "next", kLongNs / 2, [](Device&) {}, next.done());
  gate.open();
  CHECK(slow.succeeds());
  CHECK(next.succeeds());
}

TEST_CASE("a driver that makes its buffers too late does not reach the memory that was meant for them") {
  SessionRig rig;
  rig.open();
  Gate gate;
  holdIn(rig, Call::createBuffers, gate);
  Outcome hung;
  rig.session->run(
      "createBuffers", kShortNs,
      [&](Device& device) {
        host::StreamRequest request = requestFor(device.description());
        rig.memory =
            std::make_unique<StreamMemory>(engine::layOut(host::planOf(device.description(), request)).bytes);
        request.memory = rig.memory->data();
        request.memoryBytes = rig.memory->size();
        device.prepare(request);
      },
      hung.done());
  REQUIRE(gate.waitForArrivals());
  CHECK(has(hung.error(), ErrorCode::driverTimeout));
  CHECK_FALSE(rig.session->holdsMemory());
  std::memset(rig.memory->data(), 0xcc, rig.memory->size());  // somebody else's by now
  release(rig, gate);
  CHECK(rig.fake.count(Call::disposeBuffers) == 1);
  rig.fake.bufferSwitch(0);
  const std::byte* memory = rig.memory->data();
  CHECK(std::all_of(memory, memory + rig.memory->size(),
                    [](std::byte byte) { return byte == std::byte{0xcc}; }));
}

TEST_CASE("audio is kept out of the memory of a stream whose driver hangs, though it rings without end") {
  SessionRig* self = nullptr;
  // As JavaScript does: whoever was woken wants to be woken again.
  SessionRig rig({[&] { self->memory->counters().wakeWanted = 1; },
                  [](std::uint32_t, double, const host::DeviceDescription&) {}});
  self = &rig;
  rig.start();
  Gate gate;
  holdIn(rig, Call::canSampleRate, gate);
  rig.memory->counters().wakeWanted = 1;
  std::atomic<bool> over{false};
  std::thread audio([&] {
    for (abi::Long i = 0; !over; ++i) rig.fake.bufferSwitch(i);
  });
  Outcome hung;
  rig.session->run(
      "canSampleRate", kShortNs, [](Device& device) { device.canSampleRates({48000}); }, hung.done());
  CHECK(has(hung.error(), ErrorCode::driverTimeout));
  CHECK_FALSE(rig.session->holdsMemory());
  CHECK(rig.session->waitClosed(patienceEndNs()));
  rig.memory.reset();  // sanitizers see whoever is in there
  release(rig, gate);
  CHECK(rig.fake.inOrder(Call::stop, Call::disposeBuffers));
  over = true;
  audio.join();
}

TEST_CASE("what the driver tells is asked for under a time limit, too") {
  SessionRig rig;
  rig.start();
  Gate gate;
  Outcome last;
  rig.session->run(
      "work", kShortNs,
      [&](Device&) {
        rig.fake.onCall = [&gate](Call call) {
          if (call == Call::getLatencies) gate.pass();
        };
      },
      last.done());
  CHECK(last.succeeds());
  rig.fake.message(abi::message::kLatenciesChanged);
  REQUIRE(gate.waitForArrivals());
  Outcome behind;
  rig.session->run(
      "work", kLongNs, [](Device&) {}, behind.done());
  CHECK(has(behind.error(), ErrorCode::driverTimeout));
  CHECK(behind.error()->operation() == "getLatencies");
  release(rig, gate);
}

TEST_CASE("the end is watched until the driver is released") {
  SessionRig rig;
  rig.open();
  Gate gate;
  holdIn(rig, Call::release, gate);
  Outcome end;
  rig.session->close(kShortNs, end.done());
  CHECK(has(end.error(), ErrorCode::driverTimeout));
  CHECK(end.error()->operation() == "close");
  CHECK_FALSE(isFree(rig.fake.source().id));
  release(rig, gate);
  CHECK(end.times() == 1);
}

TEST_CASE("whoever gives up waiting has the audio thread kept out at once") {
  SessionRig rig;
  rig.start();
  Gate gate;
  Outcome slow;
  Outcome end;
  rig.session->run(
      "slow", kLongNs, [&](Device&) { gate.pass(); }, slow.done());
  rig.session->close(kLongNs, end.done());
  REQUIRE(gate.waitForArrivals());
  CHECK_FALSE(rig.session->waitClosed(platform::nowNs() + 1'000'000));
  rig.session->giveUp();
  CHECK(has(slow.error(), ErrorCode::driverTimeout));
  CHECK(has(end.error(), ErrorCode::driverTimeout));
  CHECK_FALSE(rig.session->holdsMemory());
  const std::uint64_t buffers = rig.memory->counters().buffers.get();
  rig.fake.bufferSwitch(0);
  CHECK(rig.memory->counters().buffers.get() == buffers);
  CHECK(rig.session->waitClosed(patienceEndNs()));
  rig.session->giveUp();
  release(rig, gate);
}

TEST_CASE("giving up an idle session ends it, and one that has ended stays as it is") {
  SessionRig idle;
  idle.start();
  idle.session->giveUp();
  CHECK(comesTrue([&] { return idle.fake.references() == 0 && isFree(idle.fake.source().id); }));
  SessionRig ended;
  CHECK_FALSE(ended.close());
  ended.session->giveUp();
  CHECK(has(ended.run([](Device&) {}), ErrorCode::deviceClosed));
}

TEST_CASE("a callback that never returns: the memory is held, the driver stays and so does its id") {
  SessionRig rig;
  rig.fake.mayBeLost = true;
  answerOf(rig.fake, Call::outputReady) = abi::error::kOk;
  rig.start();
  Gate gate;
  holdIn(rig, Call::outputReady, gate);
  std::thread audio([&] { rig.fake.bufferSwitch(0); });
  REQUIRE(gate.waitForArrivals());
  CHECK(has(rig.close(), ErrorCode::driverTimeout));
  ++retiredSlots;
  CHECK(rig.session->holdsMemory());
  CHECK(rig.fake.count(Call::release) == 0);
  CHECK_FALSE(isFree(rig.fake.source().id));
  gate.open();
  audio.join();
}
