// How a device's stream gets its bells and its processing.
#include "host/stream_setup.h"

#include <doctest/doctest.h>

#include <thread>

#include "abi/selectors.h"
#include "device_rig.h"
#include "patience.h"

namespace {

host::StreamRequest requestWith(DeviceRig& rig, std::optional<engine::Processing> processing) {
  rig.open();
  host::StreamRequest request = requestFor(rig.device.description());
  request.processing = processing;
  return request;
}

rt::RingMemory ringOf(DeviceRig& rig, const host::StreamRequest& request,
                      engine::RingLayout engine::StreamLayout::*direction) {
  const engine::StreamLayout layout = engine::layOut(host::planOf(rig.device.description(), request));
  return engine::mapRing(rig.memory->data(), layout.*direction);
}

}  // namespace

TEST_CASE("without bells a stream rings none and waits for nobody") {
  engine::AudioStreamSetup setup;
  host::connectBells(setup, nullptr);
  setup.bell.ring();
  setup.progress.until(UINT64_MAX);
}

TEST_CASE("a stream's bell and its wait are those of the bells") {
  const auto bells = host::Bells::create();
  engine::AudioStreamSetup setup;
  host::connectBells(setup, bells.get());
  setup.bell.ring();
  CHECK(bells->block.waitUntilNs(0));
  CHECK_FALSE(bells->progress.waitUntilNs(0));
  bells->progress.set();
  setup.progress.until(UINT64_MAX);  // which it would not come back from
  const std::uint64_t deadline = platform::nowNs() + 1'000'000;
  setup.progress.until(deadline);
  CHECK(platform::nowNs() >= deadline);
  CHECK_FALSE(bells->block.waitUntilNs(0));
}

TEST_CASE("a buffer switch rings the bell when that is wanted, once per wish") {
  DeviceRig rig;
  host::StreamRequest request = requestWith(rig, std::nullopt);
  const auto bells = host::Bells::create();
  request.bells = bells;
  rig.prepare(request);
  rig.device.start({});
  rig.fake.bufferSwitch(0);
  CHECK_FALSE(bells->block.waitUntilNs(0));
  rig.memory->counters().bellWanted = 1;
  rig.fake.bufferSwitch(1);
  CHECK(bells->block.waitUntilNs(0));
  CHECK(rig.memory->counters().bellWanted == 0);
  rig.fake.bufferSwitch(0);
  CHECK_FALSE(bells->block.waitUntilNs(0));
}

TEST_CASE("a thread elsewhere is woken by the bell and finds the block") {
  DeviceRig rig;
  host::StreamRequest request = requestWith(rig, std::nullopt);
  request.bells = host::Bells::create();
  rig.prepare(request);
  rig.device.start({});
  rt::RingReader input(ringOf(rig, request, &engine::StreamLayout::input));
  bool found = false;
  std::atomic<bool> asked{false};
  std::thread program([&, id = request.bells->id()] {
    const auto bells = host::Bells::find(id);
    rig.memory->counters().bellWanted = 1;
    asked = true;
    found = bells->enter() && bells->block.waitUntilNs(patienceEndNs()) && input.tryPeek();
  });
  CHECK(comesTrue([&] { return asked.load(); }));
  rig.fake.bufferSwitch(0);
  program.join();
  CHECK(found);
}

TEST_CASE("a stream holds its bells until it is disposed of") {
  DeviceRig rig;
  host::StreamRequest request = requestWith(rig, std::nullopt);
  request.bells = host::Bells::create();
  const std::uint32_t id = request.bells->id();
  rig.prepare(request);
  request.bells.reset();
  CHECK((host::Bells::find(id) != nullptr));
  rig.memory->counters().bellWanted = 1;
  rig.device.start({});
  rig.fake.bufferSwitch(0);
  CHECK(host::Bells::find(id)->block.waitUntilNs(0));
  rig.device.dispose();
  CHECK((host::Bells::find(id) == nullptr));
}

TEST_CASE("a stream that processes without inputs has blocks that tell of buffer switches") {
  for (const bool processes : {false, true}) {
    DeviceRig rig;
    host::StreamRequest request =
        requestWith(rig, processes ? std::optional(engine::Processing{1, 0}) : std::nullopt);
    request.inputs.clear();
    rig.prepare(request);
    const rt::RingMemory ring = ringOf(rig, request, &engine::StreamLayout::input);
    CHECK((ring.capacity > 0) == processes);
    rig.device.start({});
    rig.fake.bufferSwitch(0);
    rig.fake.bufferSwitch(1);
    CHECK(rig.memory->counters().missed.get() == (processes ? 1 : 0));
    if (processes) CHECK(rt::RingReader(ring).tryPeek().header->frames == 256);
  }
}

TEST_CASE("in step a device's stream waits at its bells, as long as its part of the period is") {
  DeviceRig rig;
  rig.fake.rate = 48000;
  host::StreamRequest request = requestWith(rig, engine::Processing{0, 0.5});
  const auto bells = host::Bells::create();
  request.bells = bells;
  rig.prepare(request);
  rig.device.start({});
  const std::uint64_t before = platform::nowNs();
  rig.fake.bufferSwitch(0);
  CHECK(platform::nowNs() - before >= 256 * 1'000'000'000ull / 48000 / 2 - 1);
  CHECK(rig.memory->counters().missed.get() == 1);

  rig.fake.message(abi::message::kVirtualTime, 1);
  rt::RingWriter output(ringOf(rig, request, &engine::StreamLayout::output));
  std::thread program([&] {
    if (!comesTrue([&] { return rig.memory->counters().progressWanted == 1; })) return;
    const rt::Block block = output.tryClaim();
    *block.header = {256, 0, 0, 0, 0, 256, 1, 0};
    output.publish();
    bells->progress.set();
  });
  rig.fake.bufferSwitch(1);
  program.join();
  CHECK(rig.memory->counters().missed.get() == 1);
}
