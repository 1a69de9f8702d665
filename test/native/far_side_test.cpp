// The far side of a driver: what it feeds arrives, what is played is kept, and what it knows of time.
#include "drivers/loopback/far_side.h"

#include <cstring>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "abi/selectors.h"
#include "audio_guard.h"
#include "loopback_host.h"

using namespace abi::error;
using drivers::loopback::announceFarSide;
using drivers::loopback::Cable;
using drivers::loopback::CableOptions;
using drivers::loopback::FarSide;
using drivers::loopback::Fault;
using drivers::loopback::FaultKind;
using drivers::loopback::Faults;
using drivers::loopback::findFarSide;
using drivers::loopback::parseSettings;
using drivers::loopback::SampleRings;
using drivers::loopback::StepResult;
using drivers::loopback::withdrawFarSide;

namespace {

constexpr char kName[] = "far";

/// A driver with a far side, of bytes' size: one output, one input, 16-bit samples.
class FarHost {
 public:
  explicit FarHost(const CableOptions& options, const std::string& settings = "clock=step;delay=16")
      : FarHost(options, settings + ";inputs=1;outputs=1;type=int16lsb;minBuffer=16", 0) {}
  ~FarHost() { withdrawFarSide(kName); }

  std::shared_ptr<FarSide> farSide;
  LoopbackHost host;

 private:
  FarHost(const CableOptions& options, const std::string& settings, int)
      : farSide(std::make_shared<FarSide>(settings, parseSettings(settings), options)),
        host(settings, false) {
    REQUIRE(announceFarSide(kName, farSide));
    REQUIRE(host.future(abi::selector::kSetInstanceName, kName) == kSuccess);
    REQUIRE(host.call(&Table::init, nullptr) == 1);
  }
};

CableOptions roomFor(abi::Long frames, bool isOpen = false) {
  CableOptions options{};
  options.isOpen = isOpen;
  options.feedFrames = frames;
  options.captureFrames = frames;
  return options;
}

/// The host plays its switch's number, and hears these.
std::vector<std::int16_t> play(LoopbackHost& host, std::size_t switches) {
  std::vector<std::int16_t> heard;
  host.onSwitch = [&](std::size_t number, const LoopbackHost::Switch& seen) {
    auto* const in = static_cast<const std::int16_t*>(host.buffers[0].buffers[seen.half]);
    auto* const out = static_cast<std::int16_t*>(host.buffers[1].buffers[seen.half]);
    heard.insert(heard.end(), in, in + 16);
    for (int i = 0; i < 16; ++i)
      out[i] = static_cast<std::int16_t>(100 * (number + 1) + static_cast<std::size_t>(i));
  };
  CHECK(host.step(switches) == kSuccess);
  host.onSwitch = nullptr;
  return heard;
}

std::vector<std::int16_t> capturedBy(FarSide& farSide) {
  const auto captured = farSide.cable.captured();
  std::vector<std::int16_t> samples(captured.channels.at(0).size() / 2);
  std::memcpy(samples.data(), captured.channels[0].data(), 2 * samples.size());
  return samples;
}

void feed(FarSide& farSide, const std::vector<std::int16_t>& samples) {
  farSide.cable.feed({reinterpret_cast<const std::byte*>(samples.data())}, 2 * samples.size());
}

}  // namespace

TEST_CASE("a far side is found by its name, which is given once, until it is withdrawn") {
  const std::string settings;
  const auto one = std::make_shared<FarSide>(settings, parseSettings(settings), roomFor(16));
  CHECK(findFarSide(kName).get() == nullptr);
  CHECK(announceFarSide(kName, one));
  CHECK_FALSE(announceFarSide(kName, one));
  CHECK(findFarSide(kName).get() == one.get());
  withdrawFarSide(kName);
  CHECK(findFarSide(kName).get() == nullptr);
}

TEST_CASE("what is fed arrives in place of the loop, sample by sample, and what is played is kept") {
  FarHost far(roomFor(64));
  far.host.run(1, 16);
  feed(*far.farSide, {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18});
  CHECK(far.farSide->cable.fed() == 18);
  const auto heard = play(far.host, 2);
  for (std::size_t i = 0; i < 18; ++i) CHECK(heard[i] == static_cast<int>(i) + 1);
  for (std::size_t i = 18; i < 32; ++i) CHECK(heard[i] == static_cast<int>(100 + i - 16));
  CHECK(far.farSide->cable.fed() == 0);
  const auto captured = capturedBy(*far.farSide);
  REQUIRE(captured.size() == 32);
  CHECK(captured[0] == 100);
  CHECK(captured[31] == 215);
}

TEST_CASE("the driver's side of a cable takes no lock and no memory, whatever the test's side does") {
  const auto settings = parseSettings("inputs=1;outputs=2;type=int16lsb");
  Cable cable(settings, roomFor(64));
  cable.connect({true, false});
  std::vector<std::byte> fed(20);
  cable.feed({fed.data()}, fed.size());
  std::byte half[64] = {};
  const std::uint64_t allocations = allocationsInAudio();
  const std::uint64_t locks = locksInAudio();
  std::size_t arrived = 0;
  for (int i = 0; i < 3; ++i) {
    const AudioScope inside;
    const std::size_t bytes = cable.arriving(sizeof half);
    cable.take(0, half, bytes);
    cable.taken(bytes);
    arrived += bytes;
    const std::size_t room = cable.keeping(sizeof half);
    cable.keep(0, half, room);
    cable.kept(room);
  }
  CHECK(arrived == fed.size());
  CHECK(cable.captured().lostFrames == 32);
  CHECK(allocationsInAudio() == allocations);
  CHECK(locksInAudio() == locks);
}

TEST_CASE("with an open cable nothing comes back") {
  FarHost far(roomFor(64, true));
  far.host.run(1, 16);
  CHECK(play(far.host, 3) == std::vector<std::int16_t>(48));
  CHECK(capturedBy(*far.farSide).size() == 48);
}

TEST_CASE("what there is no room for is lost and counted, also in the middle of a buffer") {
  FarHost far(roomFor(40));
  far.host.run(1, 16);
  play(far.host, 4);
  CHECK(capturedBy(*far.farSide).size() == 40);
  CHECK(far.farSide->cable.captured().lostFrames == 24);
  far.farSide->cable.clearCaptured();
  CHECK(far.farSide->cable.captured().lostFrames == 0);
  far.host.forget();
  play(far.host, 2);  // around the end of the ring
  const auto captured = capturedBy(*far.farSide);
  REQUIRE(captured.size() == 32);
  CHECK(captured[0] == 100);
  CHECK(captured[15] == 115);
  CHECK(captured[16] == 200);
}

TEST_CASE("it knows where the driver is, and steps it") {
  FarHost far(roomFor(16));
  CHECK_FALSE(far.farSide->now().has_value());
  CHECK_FALSE(far.farSide->step(1).has_value());
  far.host.run(1, 16);
  CHECK(far.farSide->now()->position == 0);
  CHECK(far.farSide->step(3) == StepResult::done);
  CHECK(far.host.switches().size() == 3);
  CHECK(far.farSide->now()->position == 32);
  CHECK(far.farSide->now()->timeNs == 32 * 1'000'000'000ull / 48000);
  CHECK(far.host.call(&Table::stop) == kOk);
  CHECK_FALSE(far.farSide->now().has_value());
  CHECK_FALSE(far.farSide->step(1).has_value());
}

TEST_CASE("a rate that the driver takes by itself is its own until the host sets another") {
  FarHost far(roomFor(16));
  double rate = 0;
  far.host.run(1, 16);
  CHECK(far.host.step(1) == kSuccess);
  far.farSide->takeRate(24000);
  CHECK(far.host.call(&Table::getSampleRate, &rate) == kOk);
  CHECK(rate == 24000);
  // The switch at 16 is the last of the old rate.
  CHECK(far.host.step(2) == kSuccess);
  CHECK(far.farSide->now()->position == 32);
  CHECK(far.farSide->now()->timeNs == 1'000'000'000ull * 16 / 48000 + 1'000'000'000ull * 16 / 24000);
  CHECK(far.host.call(&Table::stop) == kOk);
  CHECK(far.host.call(&Table::setSampleRate, 44100.0) == kOk);
  CHECK(far.host.call(&Table::getSampleRate, &rate) == kOk);
  CHECK(rate == 44100);
}

TEST_CASE("faults come when they are due, in the order in which they were asked for") {
  Faults faults;
  const auto kindAt = [&](std::uint64_t position) {
    const auto fault = faults.take(position);
    return fault ? static_cast<int>(fault->kind) : -1;
  };
  CHECK(kindAt(1000) == -1);
  faults.add({FaultKind::skip, 128, 0});
  faults.add({FaultKind::reset, 0, 0});
  faults.add({FaultKind::stall, 64, 0});
  CHECK(kindAt(0) == static_cast<int>(FaultKind::reset));
  CHECK(kindAt(0) == -1);
  CHECK(kindAt(63) == -1);
  CHECK(kindAt(200) == static_cast<int>(FaultKind::skip));
  CHECK(kindAt(200) == static_cast<int>(FaultKind::stall));
  CHECK(kindAt(200) == -1);
  for (int i = 0; i < 64; ++i) CHECK(faults.add({FaultKind::skip, 0, 0}));
  CHECK_FALSE(faults.add({FaultKind::skip, 0, 0}));
  CHECK(kindAt(0) == static_cast<int>(FaultKind::skip));
  CHECK(faults.add({FaultKind::skip, 0, 0}));
}

TEST_CASE("two threads share rings: what comes out is what went in, on every channel") {
  constexpr std::size_t kBytes = 20'000;
  SampleRings rings(2, 97, std::byte{0});
  rings.open(0);
  rings.open(1);
  std::thread writer([&] {
    for (std::size_t done = 0; done < kBytes;) {
      const std::size_t count = std::min({rings.room(), std::size_t{13}, kBytes - done});
      std::byte bytes[2][13];
      for (std::size_t i = 0; i < count; ++i) {
        bytes[0][i] = static_cast<std::byte>(done + i);
        bytes[1][i] = static_cast<std::byte>(3 * (done + i));
      }
      rings.put(0, bytes[0], count);
      rings.put(1, bytes[1], count);
      rings.publish(count);
      done += count;
      if (count == 0) std::this_thread::yield();
    }
  });
  std::size_t wrong = 0;
  for (std::size_t done = 0; done < kBytes;) {
    const std::size_t count = std::min(rings.ready(), std::size_t{31});
    std::byte bytes[2][31];
    rings.get(0, bytes[0], count);
    rings.get(1, bytes[1], count);
    for (std::size_t i = 0; i < count; ++i) {
      if (bytes[0][i] != static_cast<std::byte>(done + i)) ++wrong;
      if (bytes[1][i] != static_cast<std::byte>(3 * (done + i))) ++wrong;
    }
    rings.drop(count);
    done += count;
    if (count == 0) std::this_thread::yield();
  }
  writer.join();
  CHECK(wrong == 0);
}
