// Sessions that end, and what must not be left of them.
#include <doctest/doctest.h>

#include "session_rig.h"

using host::Device;
using host::ErrorCode;
using host::Session;

TEST_CASE("many sessions one after the other leave no thread and no reference") {
  constexpr int kTimes = 200;
  const std::size_t threads = countThreads();
  for (int i = 0; i < kTimes; ++i) {
    FakeDriver fake;
    const auto session = Session::create("again", deafListener());
    Outcome opened;
    Outcome closed;
    session->run(
        "open", kLongNs, [&](Device& device) { device.open(fake.source(), "", nullptr); }, opened.done());
    session->close(kLongNs, closed.done());
    REQUIRE(opened.succeeds());
    REQUIRE(closed.succeeds());
    REQUIRE(fake.references() == 0);
  }
  CHECK(comesTrue([&] { return countThreads() <= threads; }));
}

TEST_CASE("a session that nobody holds any more ends by itself, whatever it was doing") {
  const std::size_t threads = countThreads();
  for (int phase = 0; phase < 3; ++phase) {
    CAPTURE(phase);
    SessionRig rig;
    if (phase == 1) rig.open();
    if (phase == 2) rig.start();
    rig.session.reset();
    CHECK(comesTrue([&] { return rig.fake.references() == 0 && isFree(rig.fake.source().id); }));
    CHECK(rig.fake.count(Call::stop) == (phase == 2 ? 1 : 0));
  }
  CHECK(comesTrue([&] { return countThreads() <= threads; }));
}

TEST_CASE("the last owner may go in the middle of being told something") {
  SessionRig rig;
  rig.open();
  Outcome told;
  Gate gate;
  auto last = std::move(rig.session);
  Session& session = *last;
  session.run(
      "work", kLongNs, [&](Device&) { gate.pass(); },
      [&, held = std::move(last)](std::exception_ptr failure) mutable {
        held.reset();
        told.done()(failure);
      });
  gate.open();
  CHECK(told.succeeds());
  CHECK(comesTrue([&] { return rig.fake.references() == 0 && isFree(rig.fake.source().id); }));
}

TEST_CASE("work that waits behind the end of its owner is done first") {
  SessionRig rig;
  Gate gate;
  Outcome first;
  Outcome second;
  rig.session->run(
      "first", kLongNs, [&](Device&) { gate.pass(); }, first.done());
  rig.session->run(
      "second", kLongNs, [](Device&) {}, second.done());
  rig.session.reset();
  gate.open();
  CHECK(first.succeeds());
  CHECK(second.succeeds());
}

TEST_CASE("two devices work at once, each on a thread of its own") {
  SessionRig first;
  SessionRig second;
  Gate gate;
  Outcome held;
  first.session->run(
      "work", kLongNs, [&](Device&) { gate.pass(); }, held.done());
  REQUIRE(gate.waitForArrivals());
  second.start();
  second.fake.bufferSwitch(0);
  CHECK(second.memory->counters().buffers.get() == 1);
  CHECK_FALSE(second.close());
  CHECK(held.times() == 0);
  gate.open();
  CHECK(held.succeeds());
}

TEST_CASE("the end waits for work without a limit no longer than its own limit") {
  Gate gate;
  SessionRig rig;
  rig.open();
  Outcome panel;
  rig.session->run(
      "controlPanel", UINT64_MAX, [&](Device&) { gate.pass(); }, panel.done());
  REQUIRE(gate.waitForArrivals());
  CHECK(panel.times() == 0);
  Outcome end;
  rig.session->close(kShortNs, end.done());
  CHECK(has(end.error(), ErrorCode::driverTimeout));
  CHECK(has(panel.error(), ErrorCode::driverTimeout));
  gate.open();
}

TEST_CASE("nor does it wait longer for work without a limit whose turn comes after the end was asked for") {
  Gate before;
  Gate gate;
  SessionRig rig;
  rig.open();
  Outcome first;
  Outcome panel;
  Outcome end;
  rig.session->run(
      "work", kLongNs, [&](Device&) { before.pass(); }, first.done());
  REQUIRE(before.waitForArrivals());
  rig.session->run(
      "controlPanel", UINT64_MAX, [&](Device&) { gate.pass(); }, panel.done());
  rig.session->close(kShortNs, end.done());
  before.open();
  CHECK(first.succeeds());
  CHECK(has(end.error(), ErrorCode::driverTimeout));
  CHECK(has(panel.error(), ErrorCode::driverTimeout));
  gate.open();
}
