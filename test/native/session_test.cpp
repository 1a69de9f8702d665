// A session as its owner sees it, with a driver that answers.
#include "host/session.h"

#include <doctest/doctest.h>

#include <stdexcept>

#include "abi/selectors.h"
#include "retired_slots.h"
#include "session_rig.h"

using host::Device;
using host::ErrorCode;
using host::Session;

TEST_CASE("work is done in the order in which it was queued, on one thread that is not the caller's") {
  SessionRig rig;
  std::vector<int> order;
  std::vector<std::thread::id> threads;
  Outcome outcomes[20];
  for (int i = 0; i < 20; ++i) {
    rig.session->run(
        "work", kLongNs,
        [&, i](Device&) {
          order.push_back(i);
          threads.push_back(std::this_thread::get_id());
        },
        outcomes[i].done());
  }
  for (Outcome& outcome : outcomes) CHECK(outcome.succeeds());
  for (int i = 0; i < 20; ++i) {
    CHECK(order[static_cast<std::size_t>(i)] == i);
    CHECK((threads[static_cast<std::size_t>(i)] == threads[0]));
    CHECK(outcomes[i].times() == 1);
    CHECK((outcomes[i].thread() == threads[0]));
  }
  CHECK((threads[0] != std::this_thread::get_id()));
}

TEST_CASE("what work throws arrives, and the next work is done all the same") {
  SessionRig rig;
  const auto error = rig.run([](Device& device) { device.start({}); });
  CHECK(has(error, ErrorCode::deviceClosed));
  Outcome other;
  rig.session->run(
      "work", kLongNs, [](Device&) { throw std::runtime_error("something else"); }, other.done());
  CHECK_FALSE(other.succeeds());
  CHECK(other.message() == "something else");
  rig.open();
  CHECK(rig.fake.references() == 1);
}

TEST_CASE("a driver that is open is busy, whoever asks, until it is closed") {
  SessionRig rig;
  const std::string id = rig.fake.source().id;
  std::optional<host::Error> error;
  std::thread([&] { error = failureOf([&] { Session::create(id, deafListener()); }); }).join();
  CHECK(has(error, ErrorCode::deviceBusy));
  CHECK_FALSE(rig.close());
  CHECK(isFree(id));
}

TEST_CASE("when the end is reported the driver is released and its id is free") {
  SessionRig rig;
  rig.open();
  const std::string id = rig.fake.source().id;
  Outcome closed;
  bool released = false;
  bool free = false;
  rig.session->close(kLongNs, [&](std::exception_ptr failure) {
    released = rig.fake.references() == 0;
    free = isFree(id);
    closed.done()(failure);
  });
  CHECK(closed.succeeds());
  CHECK(released);
  CHECK(free);
}

TEST_CASE("after the end there is no more work, and no second end") {
  SessionRig rig;
  rig.open();
  Outcome before;
  Outcome end;
  Outcome after;
  Outcome again;
  rig.session->run(
      "before", kLongNs, [](Device&) {}, before.done());
  rig.session->close(kLongNs, end.done());
  rig.session->run(
      "after", kLongNs, [](Device&) { FAIL_CHECK("work was done after the end"); }, after.done());
  rig.session->close(kLongNs, again.done());
  CHECK(after.times() == 1);  // refused at once, on this thread
  CHECK(has(after.error(), ErrorCode::deviceClosed));
  CHECK(after.error()->operation() == "after");
  CHECK(has(again.error(), ErrorCode::deviceClosed));
  CHECK(before.succeeds());
  CHECK(end.succeeds());
  CHECK(has(rig.run([](Device&) {}), ErrorCode::deviceClosed));
  CHECK_FALSE(rig.session->holdsMemory());
}

TEST_CASE("waiting for the end has a deadline, and does not bring it about") {
  SessionRig rig;
  CHECK_FALSE(rig.session->waitClosed(0));
  CHECK_FALSE(rig.session->waitClosed(platform::nowNs() + 1'000'000));
  rig.open();
  Outcome end;
  rig.session->close(kLongNs, end.done());
  CHECK(rig.session->waitClosed(patienceEndNs()));
  CHECK(end.times() == 1);  // nothing is left to be told
  CHECK(rig.session->waitClosed(0));
}

TEST_CASE("what a driver tells reaches the listener, with what the driver says of itself by then") {
  std::mutex mutex;
  std::uint32_t seen = 0;
  double rate = -1;
  long latency = -1;
  SessionRig rig({[] {},
                  [&](std::uint32_t notices, double sampleRate, const host::DeviceDescription& description) {
                    const std::lock_guard lock(mutex);
                    seen |= notices;
                    rate = sampleRate;
                    latency = description.latencies.output;
                  }});
  const auto isSeen = [&](std::uint32_t notices) {
    const std::lock_guard lock(mutex);
    return (seen & notices) == notices;
  };
  const auto sees = [&](std::uint32_t notices) { return comesTrue([&] { return isSeen(notices); }); };
  rig.start();
  CHECK(comesTrue([&] {
    rig.fake.message(
        abi::message::kResetRequest);  // as drivers do that mean it: right after the start it is an echo
    return isSeen(engine::notice::kResetRequest);
  }));
  CHECK_FALSE(rig.run([&](Device&) { rig.fake.latencies = {1, 999}; }));
  rig.fake.message(abi::message::kLatenciesChanged);
  CHECK(sees(engine::notice::kLatenciesChanged));
  CHECK_FALSE(rig.run([&](Device&) { rig.fake.rate = 44100; }));
  rig.fake.sampleRateDidChange(44100);
  CHECK(sees(engine::notice::kSampleRateChanged));
  CHECK_FALSE(rig.close());
  const std::lock_guard lock(mutex);
  CHECK(latency == 999);
  CHECK(rate == 44100);
}

TEST_CASE("the audio thread's bell is passed on") {
  std::atomic<int> wakes{0};
  SessionRig rig({[&] { ++wakes; }, [](std::uint32_t, double, const host::DeviceDescription&) {}});
  rig.start();
  for (int i = 1; i <= 4; ++i) {  // as many as the ring holds: a loss would ring as well
    rig.memory->counters().wakeWanted = 1;
    rig.fake.bufferSwitch(i);
    CHECK(comesTrue([&] { return wakes == i; }));
  }
  CHECK_FALSE(rig.close());
  rig.fake.bufferSwitch(0);  // late, and nobody is there
}

TEST_CASE("an owner that never comes back from being told does not hold up the audio") {
  Gate gate;
  SessionRig rig(
      {[&] { gate.pass(); }, [&](std::uint32_t, double, const host::DeviceDescription&) { gate.pass(); }});
  rig.start();
  rig.fake.message(abi::message::kOverload);
  rig.memory->counters().wakeWanted = 1;
  rig.fake.bufferSwitch(0);
  REQUIRE(gate.waitForArrivals(2));
  for (int i = 1; i < 100; ++i) {
    rig.memory->counters().wakeWanted = 1;
    rig.fake.message(abi::message::kResyncRequest);
    rig.fake.bufferSwitch(i);
  }
  CHECK(rig.memory->counters().buffers.get() == 100);
  gate.open();
}

TEST_CASE("there are places for many devices, and one too many is told so and leaves its id alone") {
  const auto takesAll = [] {
    std::vector<std::shared_ptr<Session>> sessions;
    std::optional<host::Error> error;
    std::string id;
    while (!error) {
      id = "crowd-" + std::to_string(sessions.size());
      error = failureOf([&] { sessions.push_back(Session::create(id, deafListener())); });
    }
    CHECK(has(error, ErrorCode::invalidState));
    CHECK(isFree(id));
    for (const auto& session : sessions) session->close(kLongNs, [](std::exception_ptr) {});
    for (const auto& session : sessions) CHECK(session->waitClosed(patienceEndNs()));
    CHECK(sessions.size() <= engine::kCallbackSlots - retiredSlots);
    return sessions.size() == engine::kCallbackSlots - retiredSlots;
  };
  CHECK(comesTrue(takesAll));  // sessions of the tests before may not have given theirs back yet
}
