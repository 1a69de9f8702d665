// Every personality of the virtual driver, opened, streamed and closed by a session, for what a sanitizer
// makes of it. How each ends, and what is heard, is tested where people use it.
#include "drivers/personality/personality.h"

#include <doctest/doctest.h>

#include <set>
#include <string>
#include <utility>

#include "abi/selectors.h"
#include "host/driver_list.h"
#include "retired_slots.h"
#include "session_rig.h"

using drivers::personality::Personality;
using host::Device;
using host::Session;

namespace {

constexpr char kId[] = "personalities";

/// Those that end the process, and those that keep a thread for ever.
bool isDeadly(std::string_view name) {
  static const std::set<std::string_view> deadly = {"init-exits", "create-crashes", "init-crashes",
                                                    "init-throws", "release-crashes"};
  return deadly.count(name) == 1;
}

bool hangs(std::string_view name) {
  constexpr std::string_view kEnd = "-hangs";
  return name.size() > kEnd.size() && name.substr(name.size() - kEnd.size()) == kEnd;
}

/// A stream on whatever the device says of itself.
struct Life {
  Life(std::string_view name, std::uint64_t limitNs) : limit(limitNs) {
    settings = "personality=" + std::string(name);
    source.id = kId;
    source.instance = std::string(name) + " " + std::to_string(++count);
    if (source.instance.size() > 31) source.instance = std::to_string(count);
    session = Session::create(source.instance, deafListener());
  }

  /// What it threw.
  std::optional<host::Error> run(Session::Work work) {
    Outcome outcome;
    session->run("work", limit, std::move(work), outcome.done());
    return outcome.error();
  }

  void prepare(Device& device) {
    host::StreamRequest request = requestFor(device.description());
    request.bufferSize = device.description().bufferSizes.preferred;
    request.depthFrames = static_cast<std::uint32_t>(4 * request.bufferSize);
    request.format = sample::Format::native;
    auto fresh =
        std::make_unique<StreamMemory>(engine::layOut(host::planOf(device.description(), request)).bytes);
    request.memory = fresh->data();
    request.memoryBytes = fresh->size();
    device.prepare(request);
    memory = std::move(fresh);  // only now: where it is refused there may be a stream in the one before
  }

  static inline int count = 0;
  const std::uint64_t limit;
  std::string settings;
  host::DriverSource source;
  std::unique_ptr<StreamMemory> memory;  // outlives the session's stream
  std::shared_ptr<Session> session;
};

/// Leads the driver through everything, twice; each step may fail, and none may take for ever.
void leadThrough(Life& life) {
  life.run([&](Device& device) { device.open(life.source, life.settings, nullptr); });
  for (int round = 0; round < 2; ++round) {
    life.run([&](Device& device) { life.prepare(device); });
    life.run([](Device& device) { device.start({}); });
    for (int i = 0; i < 4; ++i) {
      life.run([](Device& device) { device.step(10); });
    }
    life.run([](Device& device) { device.canSampleRates({44100, 48000, 96000}); });
    if (round == 0) {
      life.run([](Device& device) { device.openControlPanel(); });
      life.run([](Device& device) { device.setClockSource(0); });
      life.run([](Device& device) { device.setGain(0, true, 1); });
      life.run([](Device& device) { device.reopen(); });
    }
    life.run([](Device& device) { device.stop(); });
    life.run([](Device& device) { device.dispose(); });
  }
}

}  // namespace

TEST_CASE("every personality is led through its life, and comes to an end") {
  host::addBuiltInDriver({kId, "Personalities", "Of the tests", drivers::personality::create});
  for (const Personality& personality : drivers::personality::personalities()) {
    if (isDeadly(personality.name)) continue;
    CAPTURE(personality.name);
    const bool isLost = hangs(personality.name);
    // A hanging driver's memory stays, as its thread may still come back to it.
    auto* const life = new Life(personality.name, isLost ? 4 * kShortNs : kLongNs);
    if (personality.settings.find("clock=") == std::string_view::npos) life->settings += ";clock=step";
    leadThrough(*life);
    Outcome end;
    life->session->close(life->limit, end.done());
    CHECK(end.comes());
    CHECK(life->session->waitClosed(patienceEndNs()));
    if (!isLost) {
      CHECK(end.succeeds());
      delete life;
    } else {
      static auto& lost = *new std::vector<Life*>;
      lost.push_back(life);
      ++retiredSlots;
    }
  }
}

TEST_CASE("a personality that is not there is refused, and its settings can be overridden") {
  host::addBuiltInDriver({kId, "Personalities", "Of the tests", drivers::personality::create});
  platform::Apartment apartment;
  engine::CallbackSlot* const slot = engine::CallbackSlot::claim();
  REQUIRE(slot != nullptr);
  {
    host::Watchdog watchdog;
    Device device(apartment, *slot, rt::Signal(), watchdog);
    host::DriverSource source;
    source.id = kId;
    const auto error = failureOf([&] { device.open(source, "personality=angel;clock=step", nullptr); });
    CHECK(has(error, host::ErrorCode::settingsRefused));
    CHECK(says(error, "no personality angel"));
    CHECK(says(failureOf([&] { device.open(source, "personality=reset;personality=reset", nullptr); }),
               "personal"));
    device.open(source, "rate=44100;personality=rme-like;inputs=4", nullptr);
    CHECK(device.description().inputs.size() == 4);
    CHECK(device.description().outputs.size() == 32);
    CHECK(device.description().sampleRate == 44100);
    device.close();
    device.open(source, "rate=44100", nullptr);
    CHECK(device.description().outputs.size() == 2);
  }
  CHECK(slot->release());
}
