// Several drivers at one cable: what one plays all hear, every sample once, and who came first has the say.
#include <algorithm>
#include <chrono>
#include <memory>
#include <string>
#include <thread>

#include "bus_host.h"

using namespace abi::error;

namespace {

/// Of a test's own, so that no other program meets it.
std::string cable(const std::string& more = "") {
  static std::atomic<int> count{0};
  return "cable=bus test " + std::to_string(platform::nowNs()) + " " + std::to_string(++count) +
         ";inputs=4;outputs=4" + more;
}

/// No two alike within a test, and never silence.
std::int32_t sound(int who, std::size_t channel, std::size_t index) {
  return static_cast<std::int32_t>((static_cast<std::uint32_t>(who) << 28) |
                                   (static_cast<std::uint32_t>(channel) << 24) |
                                   ((static_cast<std::uint32_t>(index) & 0xffffff) + 1));
}

template <class Host>
void playSound(Host& host, int who, std::size_t channel) {
  host.plays = [=](std::size_t output, std::size_t index) {
    return output == channel ? sound(who, channel, index) : 0;
  };
}

/// How many samples of the sound there are after a silence, from its first on and without a gap; 0 where
/// there is anything else.
std::size_t soundIn(const std::vector<std::int32_t>& heard, int who, std::size_t channel) {
  const auto start =
      std::find_if(heard.begin(), heard.end(), [](std::int32_t sample) { return sample != 0; });
  std::size_t index = 0;
  for (auto sample = start; sample != heard.end(); ++sample, ++index) {
    if (*sample != sound(who, channel, index)) return 0;
  }
  return index;
}

/// Whether all is heard of the sound, and nothing before it, `delay` late.
template <class Host>
bool hearsAll(Host& host, int who, std::size_t channel, std::size_t delay) {
  const auto heard = host.heard(channel);
  return soundIn(heard, who, channel) == heard.size() - delay;
}

}  // namespace

TEST_CASE("what one program plays another hears, every sample once, and both hear themselves") {
  const std::string settings = cable(";delay=300");
  BusHost<1> first(settings);
  BusHost<2> second(settings);
  playSound(first, 1, 0);
  playSound(second, 2, 3);
  first.run(4, 64);
  REQUIRE(first.hears(1'000));
  second.run(4, 64);
  REQUIRE(second.hears(20'000));
  // Late as ever, and the sound of the second after the silence before it was there.
  CHECK(hearsAll(first, 1, 0, 300));
  CHECK(soundIn(first.heard(3), 2, 3) > 10'000);
  CHECK(hearsAll(second, 2, 3, 300));
  // Of the first it hears what is on its way, and nothing before that.
  const auto heard = second.heard(0);
  REQUIRE(heard[0] != 0);
  for (std::size_t i = 1; i < heard.size(); ++i) REQUIRE(heard[i] == heard[i - 1] + 1);
  CHECK(std::count(heard.begin(), heard.end(), 0) == 0);
  const auto silent = second.heard(1);
  CHECK(std::count(silent.begin(), silent.end(), 0) == static_cast<std::ptrdiff_t>(silent.size()));
}

TEST_CASE("several on one channel are added up, and clamped where there is no more room") {
  const std::string settings = cable();
  BusHost<1> first(settings);
  BusHost<2> second(settings);
  BusHost<3> third(settings);
  first.plays = [](std::size_t channel, std::size_t) { return channel == 3 ? 0x60000000 : 1000; };
  second.plays = [](std::size_t channel, std::size_t) { return channel == 3 ? 0x60000000 : 200; };
  third.plays = [](std::size_t channel, std::size_t) { return channel == 3 ? -0x50000000 : -30; };
  first.run(4, 32);
  second.run(4, 32);
  third.run(4, 32);
  const auto reaches = [&](auto& host, std::int32_t sum, std::int32_t clamped) {
    return comesTrue([&] {
      const auto low = host.heard(0);
      const auto high = host.heard(3);
      return !low.empty() && low.back() == sum && !high.empty() && high.back() == clamped;
    });
  };
  // The third takes away what was too much: the sum is clamped once, at its end.
  CHECK(reaches(first, 1170, 0x70000000));
  CHECK(reaches(second, 1170, 0x70000000));
  CHECK(third.call(&abi::DriverTable::stop) == kOk);
  CHECK(reaches(first, 1200, 0x7fffffff));
}

TEST_CASE("a program that stops, or goes, leaves the others running") {
  const std::string settings = cable();
  BusHost<1> first(settings);
  auto second = std::make_unique<BusHost<2>>(settings);
  playSound(first, 1, 1);
  playSound(*second, 2, 2);
  first.run(4, 64);
  second->run(4, 64);
  REQUIRE(second->hears(5'000));
  second.reset();
  REQUIRE(first.hears(first.frames() + 10'000));
  CHECK(soundIn(first.heard(1), 1, 1) > 10'000);
  const auto gone = first.heard(2);
  CHECK(gone.back() == 0);
  // All that it has played was heard before the silence.
  const auto last = std::find_if(gone.rbegin(), gone.rend(), [](std::int32_t sample) { return sample != 0; });
  const auto end = static_cast<std::size_t>(gone.rend() - last);
  CHECK(soundIn({gone.begin(), gone.begin() + static_cast<std::ptrdiff_t>(end)}, 2, 2) >= 5'000);
  // And comes back into the same place.
  second = std::make_unique<BusHost<2>>(settings);
  playSound(*second, 3, 2);
  second->run(4, 64);
  REQUIRE(second->hears(5'000));
  CHECK(soundIn(second->heard(2), 3, 2) > 4'000);
}

TEST_CASE("a run begins with silence, however soon it follows another") {
  const std::string settings = cable(";delay=4096;maxBuffer=256");
  BusHost<1> host(settings);
  playSound(host, 1, 0);
  host.run(1, 64);
  for (int run = 0; run < 3; ++run) {
    REQUIRE(host.hears(6'000));
    REQUIRE(host.call(&abi::DriverTable::stop) == kOk);
    CHECK(hearsAll(host, 1, 0, 4096));
    REQUIRE(host.call(&abi::DriverTable::disposeBuffers) == kOk);
    REQUIRE(host.createBuffers(1, 64) == kOk);
    REQUIRE(host.call(&abi::DriverTable::start) == kOk);
  }
}

TEST_CASE("rate and buffer size are up to who came first") {
  const std::string settings = cable();
  BusHost<1> first(settings);
  BusHost<2> second(settings);
  REQUIRE(first.init());
  REQUIRE(second.init());
  REQUIRE(first.call(&abi::DriverTable::setSampleRate, 96000.0) == kOk);
  CHECK(second.rateHz() == 96000);
  CHECK(second.call(&abi::DriverTable::canSampleRate, 96000.0) == kOk);
  CHECK(second.call(&abi::DriverTable::setSampleRate, 96000.0) == kOk);
  CHECK(second.call(&abi::DriverTable::setSampleRate, 48000.0) == kNoClock);
  CHECK(second.errorText() == "another program, which opened the driver first, has set 96000 Hz: only that");
  CHECK(second.rateHz() == 96000);

  CHECK(second.sizes() == std::pair<abi::Long, abi::Long>{16, 8192});
  REQUIRE(first.createBuffers(2, 128) == kOk);
  CHECK(second.sizes() == std::pair<abi::Long, abi::Long>{128, 128});
  CHECK(second.createBuffers(2, 256) == kInvalidParameter);
  CHECK(second.createBuffers(2, 128) == kOk);
  // The first has the choice all the same.
  CHECK(first.call(&abi::DriverTable::disposeBuffers) == kOk);
  CHECK(first.sizes() == std::pair<abi::Long, abi::Long>{16, 8192});
}

TEST_CASE("the others are told what the first changes while they run") {
  const std::string settings = cable();
  BusHost<1> first(settings);
  BusHost<2> second(settings);
  BusHost<3> third(settings);
  third.knowsSizes = false;
  REQUIRE(first.init());
  playSound(second, 2, 1);
  second.run(2, 64);
  third.run(2, 64);
  REQUIRE(first.call(&abi::DriverTable::setSampleRate, 44100.0) == kOk);
  CHECK(comesTrue([&] { return second.toldRateHz == 44100; }));
  CHECK(comesTrue([&] { return third.toldRateHz == 44100; }));
  REQUIRE(first.createBuffers(2, 256) == kOk);
  REQUIRE(first.call(&abi::DriverTable::start) == kOk);
  CHECK(comesTrue([&] { return second.askedFrames == 256; }));
  CHECK(comesTrue([&] { return third.resets == 1; }));
  // They go on as they are until they do as they were told, and lose nothing.
  REQUIRE(second.hears(second.frames() + 5'000));
  REQUIRE(first.hears(5'000));
  CHECK(second.resets == 0);
  CHECK(third.resets == 1);
  CHECK(second.toldRateHz == 44100);
  const auto heard = first.heard(1);
  const auto start =
      std::find_if(heard.begin(), heard.end(), [](std::int32_t sample) { return sample != 0; });
  REQUIRE(start != heard.end());
  for (auto sample = start + 1; sample != heard.end(); ++sample) REQUIRE(*sample == sample[-1] + 1);
  REQUIRE(second.call(&abi::DriverTable::stop) == kOk);
  REQUIRE(second.call(&abi::DriverTable::disposeBuffers) == kOk);
  CHECK(second.sizes() == std::pair<abi::Long, abi::Long>{256, 256});
}

TEST_CASE("when the first has gone, the next has the say") {
  const std::string settings = cable();
  auto first = std::make_unique<BusHost<1>>(settings);
  BusHost<2> second(settings);
  BusHost<3> third(settings);
  REQUIRE(first->init());
  REQUIRE(second.init());
  REQUIRE(third.init());
  CHECK(second.call(&abi::DriverTable::setSampleRate, 88200.0) == kNoClock);
  first.reset();
  CHECK(second.call(&abi::DriverTable::setSampleRate, 88200.0) == kOk);
  CHECK(third.call(&abi::DriverTable::setSampleRate, 48000.0) == kNoClock);
  CHECK(third.rateHz() == 88200);
}

TEST_CASE("the format is up to the first, while nobody else has buffers") {
  const std::string settings = cable();
  BusHost<1> first(settings);
  BusHost<2> second(settings);
  REQUIRE(first.init());
  REQUIRE(second.init());
  abi::IoFormat format{};
  format.formatType = abi::io_format::kDsd;
  CHECK(second.call(&abi::DriverTable::future, abi::selector::kSetIoFormat, static_cast<void*>(&format)) ==
        kInvalidMode);
  REQUIRE(second.createBuffers(1, 64) == kOk);
  CHECK(first.call(&abi::DriverTable::future, abi::selector::kSetIoFormat, static_cast<void*>(&format)) ==
        kInvalidMode);
  REQUIRE(second.call(&abi::DriverTable::disposeBuffers) == kOk);
  CHECK(first.call(&abi::DriverTable::future, abi::selector::kSetIoFormat, static_cast<void*>(&format)) ==
        kSuccess);
  CHECK(second.rateHz() == 2822400);
  format.formatType = abi::io_format::kPcm;
  CHECK(second.call(&abi::DriverTable::future, abi::selector::kGetIoFormat, static_cast<void*>(&format)) ==
        kSuccess);
  CHECK(format.formatType == abi::io_format::kDsd);
  CHECK(second.sizes() == std::pair<abi::Long, abi::Long>{1024, 524288});
}

TEST_CASE("a cable is for those with the same settings, and for eight of them") {
  const std::string settings = cable();
  BusHost<0> first(settings);
  REQUIRE(first.init());
  BusHost<1> other(settings + ";delay=4096");
  CHECK_FALSE(other.init());
  CHECK(other.errorText().find("\" open with other settings, or with another version of this driver") !=
        std::string::npos);
  // Names and latenesses are one's own.
  BusHost<2> named(settings + ";name=Mine;jitter=5;seed=3");
  CHECK(named.init());
  BusHost<3> d(settings);
  BusHost<4> e(settings);
  BusHost<5> f(settings);
  BusHost<6> g(settings);
  BusHost<7> h(settings);
  BusHost<8> i(settings);
  CHECK(d.init());
  CHECK(e.init());
  CHECK(f.init());
  CHECK(g.init());
  CHECK(h.init());
  CHECK(i.init());
  BusHost<9> ninth(settings);
  CHECK_FALSE(ninth.init());
  CHECK(ninth.errorText().find("8 programs have \"") == 0);
}

TEST_CASE("who has gone leaves the cable as nobody had it") {
  const std::string settings = cable();
  {
    BusHost<1> first(settings);
    REQUIRE(first.init());
    REQUIRE(first.call(&abi::DriverTable::setSampleRate, 44100.0) == kOk);
  }
  BusHost<1> next(settings + ";delay=512");
  REQUIRE(next.init());
  CHECK(next.rateHz() == 48000);
}

TEST_CASE("a driver shares nothing unless it is told to") {
  BusHost<1> own("inputs=1;outputs=1");
  BusHost<2> another("inputs=1;outputs=1;cable=none");
  playSound(own, 1, 0);
  playSound(another, 2, 0);
  own.run(1, 64);
  another.run(1, 32);
  REQUIRE(own.hears(2'000));
  REQUIRE(another.hears(2'000));
  CHECK(hearsAll(own, 1, 0, 128));
  CHECK(hearsAll(another, 2, 0, 64));
}

TEST_CASE("who does not come back from a buffer switch is left behind after a second, and told so") {
  const std::string settings = cable();
  BusHost<1> good(settings);
  BusHost<2> bad(settings);
  playSound(good, 1, 0);
  std::atomic<bool> isHeld{true};
  bad.onSwitch = [&](std::size_t number) {
    if (number == 20) comesTrue([&] { return !isHeld; });
  };
  good.run(1, 64);
  bad.run(1, 64);
  // More than the second that the others wait at the most.
  REQUIRE(good.hears(48'000 * 2));
  CHECK(good.overloads == 0);
  isHeld = false;
  CHECK(comesTrue([&] { return bad.overloads == 1; }));
  const std::size_t soFar = bad.frames();
  REQUIRE(bad.hears(soFar + 5'000));
  const auto positions = bad.positions();
  std::size_t jumps = 0;
  for (std::size_t i = 1; i < positions.size(); ++i) {
    const std::int64_t step = positions[i] - positions[i - 1];
    CHECK(step % 64 == 0);
    if (step == 64) continue;
    ++jumps;
    CHECK(step > 24'000);
  }
  CHECK(jumps == 1);
  CHECK(hearsAll(good, 1, 0, 128));
}

TEST_CASE("who starts while another is late does not pass him by") {
  const std::string settings = cable();
  BusHost<1> late(settings);
  BusHost<2> next(settings);
  playSound(late, 1, 0);
  playSound(next, 2, 1);
  std::atomic<bool> isHeld{true};
  late.onSwitch = [&](std::size_t number) {
    if (number == 20) comesTrue([&] { return !isHeld; });
  };
  late.run(2, 64);
  REQUIRE(late.hears(64));
  REQUIRE(comesTrue([&] { return late.isInSwitch(20); }));
  // A few buffers later, which is nothing to be left behind for.
  const std::uint64_t later = platform::nowNs() + 50'000'000;
  REQUIRE(comesTrue([&] { return platform::nowNs() > later; }));
  next.run(2, 64);
  isHeld = false;
  REQUIRE(late.hears(10'000));
  REQUIRE(next.hears(10'000));
  CHECK(late.overloads == 0);
  CHECK(next.overloads == 0);
  CHECK(hearsAll(late, 1, 0, 128));
  CHECK(hearsAll(next, 2, 1, 128));
  const auto positions = late.positions();
  for (std::size_t i = 1; i < positions.size(); ++i) CHECK(positions[i] - positions[i - 1] == 64);
}
