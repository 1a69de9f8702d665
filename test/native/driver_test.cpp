// The calls into a driver, one by one, and what becomes of answers that no driver should give.
#include "host/driver.h"

#include <doctest/doctest.h>

#include <cmath>
#include <cstring>
#include <initializer_list>
#include <limits>

#include "failure.h"
#include "fake_driver.h"

using host::Driver;
using host::ErrorCode;

namespace {

/// A driver that has been loaded and nothing more.
struct Loaded {
  Loaded() : driver(fake.source()) {}
  FakeDriver fake;
  Driver driver;
};

abi::Error& answerOf(FakeDriver& fake, Call call) { return fake.answers[static_cast<std::size_t>(call)]; }

abi::ClockSource clockNamed(const char* name, abi::Long index, abi::Bool current) {
  abi::ClockSource clock = {index, -1, -1, current, {}};
  std::memcpy(clock.name, name, std::strlen(name));
  return clock;
}

}  // namespace

TEST_CASE("a driver is released exactly once") {
  FakeDriver fake;
  {
    const Driver driver(fake.source());
    CHECK(fake.references() == 1);
  }
  CHECK(fake.references() == 0);
  CHECK(fake.count(Call::release) == 1);
  CHECK(fake.count(Call::addRef) == 0);
  CHECK(fake.count(Call::queryInterface) == 0);
}

TEST_CASE("any positive answer to init is a yes") {
  Loaded loaded;
  const abi::Bool answers[] = {1, 2, 0, -1};
  for (const abi::Bool answer : answers) {
    loaded.fake.initAnswer = answer;
    CHECK(loaded.driver.init(&loaded) == (answer > 0));
    CHECK(loaded.fake.systemHandle == &loaded);
  }
}

TEST_CASE("text may be longer than the contract has room for, and need not end") {
  Loaded loaded;
  for (const std::size_t length : {0u, 1u, 31u, 32u, 33u, 200u, 3000u}) {
    loaded.fake.name = std::string(length, 'n');
    loaded.fake.errorText = std::string(length, 'e');
    CHECK(loaded.driver.name() == loaded.fake.name);
    CHECK(loaded.driver.errorMessage() == loaded.fake.errorText);
    loaded.fake.channelName = std::string(length, 'c');
    const std::string expected = loaded.fake.channelName.substr(0, 32);
    CHECK(loaded.driver.getChannelInfo(1, true).name == expected);
  }
}

TEST_CASE("more channels than there can be are not believed") {
  Loaded loaded;
  long inputs = -1;
  long outputs = -1;
  loaded.fake.channels = {10000, 18};
  loaded.driver.getChannels(inputs, outputs);
  CHECK(inputs == 4096);
  CHECK(outputs == 18);
  loaded.fake.channels = {-5, std::numeric_limits<abi::Long>::max()};
  loaded.driver.getChannels(inputs, outputs);
  CHECK(inputs == 0);
  CHECK(outputs == 4096);
}

TEST_CASE("a rate that cannot be one is unknown") {
  Loaded loaded;
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  for (const double rate : {0.0, -1.0, -44100.0, 0.5, 1e9, kInfinity, -kInfinity, std::nan("")}) {
    loaded.fake.rate = rate;
    CHECK(loaded.driver.getSampleRate() == 0);
  }
  for (const double rate : {8000.0, 44100.0, 47952.047952, 768000.0, 45'158'400.0}) {
    loaded.fake.rate = rate;
    CHECK(loaded.driver.getSampleRate() == rate);
  }
  answerOf(loaded.fake, Call::getSampleRate) = abi::error::kNoClock;
  CHECK(loaded.driver.getSampleRate() == 0);
}

TEST_CASE("latencies that a driver does not know are zero") {
  Loaded loaded;
  CHECK(loaded.driver.getLatencies().input == 100);
  CHECK(loaded.driver.getLatencies().output == 200);
  loaded.fake.latencies = {-1, 7};
  CHECK(loaded.driver.getLatencies().input == 0);
  CHECK(loaded.driver.getLatencies().output == 7);
  answerOf(loaded.fake, Call::getLatencies) = abi::error::kNotPresent;
  CHECK(loaded.driver.getLatencies().output == 0);
}

TEST_CASE("clock sources are those that the driver has filled in") {
  Loaded loaded;
  CHECK(loaded.driver.getClockSources().empty());
  loaded.fake.clocks = {clockNamed("Internal", 0, 1), clockNamed("A name of all thirty-two chars..", 7, 0)};
  auto sources = loaded.driver.getClockSources();
  REQUIRE(sources.size() == 2);
  CHECK(sources[0].name == "Internal");
  CHECK(sources[0].current);
  CHECK(sources[1].index == 7);
  CHECK(sources[1].name == "A name of all thirty-two chars..");
  CHECK_FALSE(sources[1].current);
  for (const abi::Long claimed : {3l, 1000l}) {  // it has filled in two
    loaded.fake.claimedClocks = claimed;
    sources = loaded.driver.getClockSources();
    CHECK(sources.size() == 2);
  }
  loaded.fake.claimedClocks = -1;
  loaded.fake.clocks.assign(100, clockNamed("One of many", 1, 0));
  CHECK(loaded.driver.getClockSources().size() == 64);
  answerOf(loaded.fake, Call::getClockSources) = abi::error::kNotPresent;
  CHECK(loaded.driver.getClockSources().empty());
}

TEST_CASE("an error tells the operation, the driver's number and its words") {
  Loaded loaded;
  loaded.fake.errorText = "the cable is missing";
  answerOf(loaded.fake, Call::getBufferSize) = abi::error::kHwMalfunction;
  const auto error = failureOf([&] { loaded.driver.getBufferSize(); });
  REQUIRE(has(error, ErrorCode::driverFailed));
  CHECK(error->operation() == "getBufferSize");
  CHECK(error->hasDriverCode());
  CHECK(error->driverCode() == abi::error::kHwMalfunction);
  CHECK(error->driverMessage() == "the cable is missing");
  CHECK(says(error, "hardware malfunction"));
  CHECK(says(error, "the cable is missing"));
  answerOf(loaded.fake, Call::getBufferSize) = abi::error::kSuccess;
  CHECK(loaded.driver.getBufferSize().preferred == 256);
}

TEST_CASE("every call whose failure matters fails, the others do not") {
  Loaded loaded;
  long count = 0;
  loaded.fake.answers.fill(abi::error::kInvalidMode);
  CHECK(has(failureOf([&] { loaded.driver.getChannels(count, count); }), ErrorCode::driverFailed));
  CHECK(has(failureOf([&] { loaded.driver.getChannelInfo(0, true); }), ErrorCode::driverFailed));
  CHECK(has(failureOf([&] { loaded.driver.getBufferSize(); }), ErrorCode::driverFailed));
  CHECK(has(failureOf([&] { loaded.driver.start(); }), ErrorCode::driverFailed));
  CHECK(loaded.driver.stop() == abi::error::kInvalidMode);
  CHECK(loaded.driver.disposeBuffers() == abi::error::kInvalidMode);
  CHECK(loaded.driver.setSampleRate(48000) == abi::error::kInvalidMode);
  CHECK_FALSE(loaded.driver.canSampleRate(48000));
  CHECK_FALSE(loaded.driver.supportsOutputReady());
}

TEST_CASE("buffers are all there or none are") {
  Loaded loaded;
  abi::Callbacks callbacks = {};
  std::vector<abi::BufferInfo> infos = {{1, 0, {}}, {0, 1, {}}};
  loaded.driver.createBuffers(infos, 128, &callbacks);
  CHECK(loaded.fake.bufferFrames == 128);
  CHECK(infos[1].buffers[1] != nullptr);
  CHECK(loaded.fake.count(Call::disposeBuffers) == 0);

  infos = {{1, 0, {}}, {0, 1, {}}};
  loaded.fake.leaveNull = 1;
  CHECK(
      says(failureOf([&] { loaded.driver.createBuffers(infos, 128, &callbacks); }), "left some of them out"));
  CHECK(loaded.fake.count(Call::disposeBuffers) == 1);

  infos = {{1, 0, {}}, {0, 1, {}}};
  answerOf(loaded.fake, Call::createBuffers) = abi::error::kNoMemory;
  loaded.fake.errorText = "too many";
  const auto error = failureOf([&] { loaded.driver.createBuffers(infos, 128, &callbacks); });
  CHECK(has(error, ErrorCode::driverFailed));
  CHECK(says(error, "no memory"));
  CHECK(says(error, "too many"));
  CHECK(loaded.fake.inOrder(Call::createBuffers, Call::disposeBuffers));
  CHECK(loaded.fake.count(Call::disposeBuffers) == 2);
}
