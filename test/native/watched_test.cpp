// The layer at the far side: what it lets through, what it writes down, and that it does so without a lock or
// memory where a buffer is switched.
#include "drivers/personality/watched.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "abi/selectors.h"
#include "audio_guard.h"

using drivers::loopback::CableOptions;
using drivers::loopback::Call;
using drivers::loopback::CallLog;
using drivers::loopback::FarSide;
using drivers::loopback::FaultKind;
using drivers::loopback::parseSettings;
using drivers::personality::Context;
using drivers::personality::Layer;
using drivers::personality::Switch;
using drivers::personality::Watched;

namespace {

std::vector<abi::Long> messages;
double newRate = 0;

void takeSwitch(abi::Long, abi::Bool) {}
abi::Time* takeTime(abi::Time*, abi::Long, abi::Bool) { return nullptr; }
void takeRate(abi::SampleRate rate) { newRate = rate; }
abi::Long takeMessage(abi::Long selector, abi::Long, void*, double*) {
  const AudioPause outside;
  messages.push_back(selector);
  return 1;
}

/// The host above, and a driver below that grants everything.
class End final : public Layer {
 public:
  Error start() override { return answer("start"); }
  Error stop() override { return answer("stop"); }
  Error outputReady() override { return abi::error::kOk; }
  Error getSamplePosition(abi::Samples*, abi::TimeStamp*) override { return abi::error::kOk; }
  Error canSampleRate(double) override { return answer("canSampleRate"); }
  void bufferSwitch(Switch&) override { ++switches; }

  std::vector<std::string> asked;
  int switches = 0;

 private:
  Error answer(const char* name) {
    asked.push_back(name);
    return abi::error::kOk;
  }
};

struct Scene {
  Scene() : farSide(std::make_shared<FarSide>("", parseSettings("clock=step"), options())), watched(farSide) {
    watched.connect(context, host, driver);
    context.host.use(&callbacks);
    messages.clear();
    newRate = 0;
    farSide->report().publish({64, 1});
    farSide->report().setAdvancing(true);
    CallLog::threadNumber();
  }
  static CableOptions options() {
    CableOptions options{};
    options.feedFrames = options.captureFrames = 16;
    return options;
  }

  /// As on the driver's thread. How often the host was called for it.
  int switchBuffers() {
    const int before = host.switches;
    Switch change = {nullptr, 0, 1};
    const std::uint64_t allocations = allocationsInAudio();
    const std::uint64_t locks = locksInAudio();
    {
      const AudioScope inside;
      watched.bufferSwitch(change);
      watched.outputReady();
      watched.getSamplePosition(nullptr, nullptr);
    }
    CHECK(allocationsInAudio() == allocations);
    CHECK(locksInAudio() == locks);
    return host.switches - before;
  }

  abi::Callbacks callbacks = {&takeSwitch, &takeRate, &takeMessage, &takeTime};
  std::shared_ptr<FarSide> farSide;
  Context context;
  End host;
  End driver;
  Watched watched;
};

}  // namespace

TEST_CASE("buffer switches pass, and calls are written down, without a lock or memory") {
  Scene scene;
  CHECK(scene.switchBuffers() == 1);
  const std::vector<Call> calls = scene.farSide->calls.take();
  REQUIRE(calls.size() == 2);
  CHECK(std::string(calls[0].name) == "outputReady");
  CHECK(calls[0].result == abi::error::kOk);
  CHECK(calls[0].moment->position == 64);
  CHECK(calls[0].thread == CallLog::threadNumber());
  CHECK(std::string(calls[1].name) == "getSamplePosition");
}

TEST_CASE("each fault does what its name says, once") {
  const auto with = [](FaultKind kind, double rateHz = 0) {
    auto scene = std::make_unique<Scene>();
    CHECK(scene->farSide->faults.add({kind, 65, rateHz}));
    CHECK(scene->switchBuffers() == 1);  // at 64
    CHECK(messages.empty());
    scene->farSide->report().publish({128, 2});
    return scene;
  };
  const auto message = [&](FaultKind kind) {
    const auto scene = with(kind);
    CHECK(scene->switchBuffers() == 1);
    CHECK(scene->switchBuffers() == 1);
    REQUIRE(messages.size() == 1);
    return messages[0];
  };
  CHECK(message(FaultKind::reset) == abi::message::kResetRequest);
  CHECK(message(FaultKind::resync) == abi::message::kResyncRequest);
  CHECK(message(FaultKind::latencies) == abi::message::kLatenciesChanged);
  CHECK(message(FaultKind::overload) == abi::message::kOverload);

  const auto changed = with(FaultKind::rateChange, 44100);
  CHECK(changed->switchBuffers() == 1);
  CHECK(newRate == 44100);
  CHECK(changed->farSide->ownRateHz() == 44100);

  const auto duplicated = with(FaultKind::duplicate);
  CHECK(duplicated->switchBuffers() == 2);
  CHECK(duplicated->switchBuffers() == 1);

  const auto skipped = with(FaultKind::skip);
  CHECK(skipped->switchBuffers() == 0);
  CHECK(skipped->switchBuffers() == 1);

  const auto stalled = with(FaultKind::stall);
  CHECK(stalled->switchBuffers() == 0);
  CHECK(stalled->switchBuffers() == 0);
  CHECK(stalled->watched.start() == abi::error::kOk);
  CHECK(stalled->switchBuffers() == 1);
}

TEST_CASE("while it is unplugged no switch passes and no call is granted, but the driver below is stopped") {
  Scene scene;
  scene.farSide->isUnplugged = true;
  CHECK(scene.farSide->faults.add({FaultKind::skip, 0, 0}));
  CHECK(scene.switchBuffers() == 0);
  CHECK(scene.watched.canSampleRate(48000) == abi::error::kNotPresent);
  CHECK(scene.watched.start() == abi::error::kHwMalfunction);
  CHECK(scene.watched.stop() == abi::error::kHwMalfunction);
  CHECK(scene.watched.init(nullptr) == 0);
  CHECK(scene.driver.asked == std::vector<std::string>{"stop"});
  char text[124];
  scene.watched.getErrorMessage(text);
  CHECK(std::string(text) == "the device is unplugged");
  scene.farSide->isUnplugged = false;
  CHECK(scene.switchBuffers() == 0);  // what was to be skipped is skipped now
  CHECK(scene.switchBuffers() == 1);
  CHECK(scene.watched.canSampleRate(48000) == abi::error::kOk);
}
