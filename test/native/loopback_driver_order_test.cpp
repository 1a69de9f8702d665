// Which call is allowed in which phase, and what is refused there.
#include <doctest/doctest.h>

#include <utility>

#include "abi/selectors.h"
#include "loopback_host.h"

using namespace abi::error;
using abi::Long;

namespace {

/// Every question, with arguments that are good once the driver is initialised.
void checkQueries(LoopbackHost& host, abi::Error expected) {
  Long a = 0, b = 0, c = 0, d = 0;
  double rate = 0;
  abi::ClockSource clock{};
  Long clocks = 1;
  abi::ChannelInfo info{};
  CHECK(host.call(&Table::getChannels, &a, &b) == expected);
  CHECK(host.call(&Table::getLatencies, &a, &b) == expected);
  CHECK(host.call(&Table::getBufferSize, &a, &b, &c, &d) == expected);
  CHECK(host.call(&Table::canSampleRate, 48000.0) == expected);
  CHECK(host.call(&Table::getSampleRate, &rate) == expected);
  CHECK(host.call(&Table::getClockSources, &clock, &clocks) == expected);
  CHECK(host.call(&Table::setClockSource, 0) == expected);
  CHECK(host.call(&Table::getChannelInfo, &info) == expected);
}

}  // namespace

TEST_CASE("before init only names, versions, messages and extensions work") {
  LoopbackHost host("clock=step", false);
  checkQueries(host, kInvalidMode);
  CHECK(host.errorText() == "the driver is not initialised");
  CHECK(host.call(&Table::setSampleRate, 48000.0) == kInvalidMode);
  CHECK(host.createBuffers({0}, {0}, 256) == kInvalidMode);
  CHECK(host.call(&Table::disposeBuffers) == kInvalidMode);
  CHECK(host.call(&Table::start) == kInvalidMode);
  CHECK(host.call(&Table::stop) == kInvalidMode);
  CHECK(host.step(1) == kInvalidMode);
  char name[32];
  host.call(&Table::getDriverName, name);
  CHECK(std::string(name) == "Bufferswitch Loopback");
  CHECK(host.call(&Table::getDriverVersion) == 1);
  CHECK(host.call(&Table::controlPanel) == kNotPresent);
  CHECK(host.call(&Table::outputReady) == kNotPresent);
}

TEST_CASE("initialised: questions are answered, nothing runs") {
  LoopbackHost host("clock=step");
  checkQueries(host, kOk);
  CHECK(host.call(&Table::init, nullptr) == 0);
  CHECK(host.errorText() == "the driver is already initialised");
  CHECK(host.call(&Table::setSampleRate, 96000.0) == kOk);
  CHECK(host.call(&Table::disposeBuffers) == kInvalidMode);
  CHECK(host.call(&Table::start) == kInvalidMode);
  CHECK(host.call(&Table::stop) == kInvalidMode);
  CHECK(host.step(1) == kInvalidMode);
  abi::Samples position;
  abi::TimeStamp time;
  CHECK(host.call(&Table::getSamplePosition, &position, &time) == kSpNotAdvancing);
}

TEST_CASE("prepared: buffers once, the rate may still change") {
  LoopbackHost host("clock=step");
  REQUIRE(host.createBuffers({0}, {0}, 256) == kOk);
  checkQueries(host, kOk);
  CHECK(host.createBuffers({1}, {1}, 256) == kInvalidMode);
  CHECK(host.errorText() == "there are buffers already");
  CHECK(host.call(&Table::setSampleRate, 96000.0) == kOk);
  CHECK(host.call(&Table::stop) == kInvalidMode);
  CHECK(host.step(1) == kInvalidMode);
  CHECK(host.call(&Table::disposeBuffers) == kOk);
  CHECK(host.call(&Table::disposeBuffers) == kInvalidMode);
  CHECK(host.createBuffers({1}, {1}, 256) == kOk);
}

TEST_CASE("running: questions are answered, changes are refused") {
  LoopbackHost host("clock=step");
  host.run(2, 256);
  checkQueries(host, kOk);
  CHECK(host.call(&Table::start) == kInvalidMode);
  CHECK(host.errorText() == "the stream is running");
  CHECK(host.createBuffers({0}, {0}, 256) == kInvalidMode);
  CHECK(host.call(&Table::setSampleRate, 96000.0) == kInvalidMode);
  CHECK(host.call(&Table::setSampleRate, 1.0) == kNoClock);
  double rate = 0;
  CHECK(host.call(&Table::getSampleRate, &rate) == kOk);
  CHECK(rate == 48000);
  CHECK(host.step(3) == kSuccess);
  CHECK(host.call(&Table::stop) == kOk);
  CHECK(host.call(&Table::stop) == kInvalidMode);
  CHECK(host.call(&Table::setSampleRate, 96000.0) == kOk);
  CHECK(host.call(&Table::start) == kOk);
  CHECK(host.step(1) == kSuccess);
  // Stops first.
  CHECK(host.call(&Table::disposeBuffers) == kOk);
  CHECK(host.switches().size() == 4);
}

TEST_CASE("a driver is called as its settings say, or as its instance") {
  LoopbackHost host("clock=step;name=Other", false);
  CHECK(host.future(abi::selector::kSetInstanceName, "An instance") == kSuccess);
  char name[32];
  host.call(&Table::getDriverName, name);
  CHECK(std::string(name) == "Other");
  CHECK(host.future(abi::selector::kSetSettings, "clock=step") == kSuccess);
  host.call(&Table::getDriverName, name);
  CHECK(std::string(name) == "An instance");
}

TEST_CASE("settings and the instance's name come before init") {
  LoopbackHost host("clock=step", false);
  CHECK(host.future(abi::selector::kSetInstanceName) == kSuccess);
  CHECK(host.future(abi::selector::kSetInstanceName, "") == kSuccess);
  CHECK(host.future(abi::selector::kSetInstanceName, "0123456789abcdef0123456789abcdef") == kNotPresent);
  CHECK(host.future(abi::selector::kSetInstanceName, "0123456789abcdef0123456789abcde") == kSuccess);
  CHECK(host.future(abi::selector::kSetSettings, "inputs=4;clock=step") == kSuccess);
  CHECK(host.future(abi::selector::kSetSettings, nullptr) == kInvalidParameter);
  CHECK(host.errorText() == "settings is a null pointer");
  CHECK(host.future(abi::selector::kSetSettings, "inputs=five") == kInvalidParameter);
  CHECK(host.errorText() == "inputs=five is refused; allowed: 0 to 256");
  REQUIRE(host.call(&Table::init, nullptr) == 1);
  char name[32];
  host.call(&Table::getDriverName, name);
  CHECK(std::string(name) == "0123456789abcdef0123456789abcde");
  Long inputs = 0, outputs = 0;
  CHECK(host.call(&Table::getChannels, &inputs, &outputs) == kOk);
  CHECK(inputs == 4);  // the settings that were refused changed nothing
  CHECK(host.future(abi::selector::kSetSettings, "inputs=8") == kInvalidMode);
  CHECK(host.future(abi::selector::kSetInstanceName, "late") == kInvalidMode);
  CHECK(host.future(abi::selector::kSetInstanceName) == kSuccess);
}

TEST_CASE("the name of the settings stands where there is no instance's name") {
  LoopbackHost host("name=Desk");
  char name[32];
  host.call(&Table::getDriverName, name);
  CHECK(std::string(name) == "Desk");
}

TEST_CASE("a release in any phase ends everything, a thousand times") {
  for (int i = 0; i < 1000; ++i) {
    LoopbackHost host("clock=step", i % 5 != 0);
    if (i % 5 == 2) REQUIRE(host.createBuffers({0}, {0}, 64) == kOk);
    if (i % 5 >= 3) host.run(2, 64);
    if (i % 5 == 4) REQUIRE(host.step(2) == kSuccess);
  }
}

TEST_CASE("what a host does inside the questions that it is asked for its buffers is done by then") {
  LoopbackHost host("clock=step");
  abi::BufferInfo inner = {1, 1, {nullptr, nullptr}};
  abi::Error result = kInvalidMode;
  bool isFirst = true;
  host.onMessage = [&](Long, Long) {
    if (!std::exchange(isFirst, false)) return Long{0};
    result = host.call(&Table::createBuffers, &inner, Long{1}, Long{64}, &host.callbacks);
    return Long{0};
  };
  // The second request would take the memory of the first.
  CHECK(host.createBuffers({0}, {0}, 256) == kInvalidMode);
  CHECK(result == kOk);
  Long input = 0, output = 0;
  CHECK(host.call(&Table::getLatencies, &input, &output) == kOk);
  CHECK(input == 64);
  REQUIRE(host.call(&Table::disposeBuffers) == kOk);

  isFirst = true;
  host.onMessage = [&](Long, Long) {
    if (!std::exchange(isFirst, false)) return Long{0};
    abi::IoFormat format = {abi::io_format::kDsd, {}};
    CHECK(host.future(abi::selector::kSetIoFormat, &format) == kSuccess);
    return Long{0};
  };
  // 256 frames are no size of DSD.
  CHECK(host.createBuffers({0}, {0}, 256) == kInvalidParameter);
}

TEST_CASE("a host may let go of the driver inside the questions that it is asked for its buffers") {
  LoopbackHost host("clock=step");
  bool isFirst = true;
  host.onMessage = [&](Long, Long) {
    if (std::exchange(isFirst, false)) host.call(&Table::release);
    return Long{0};
  };
  CHECK(host.createBuffers({0}, {0}, 256) == kOk);  // and is gone
  host.letGo();
}

TEST_CASE("references are counted, and only the driver's own interfaces are given out") {
  LoopbackHost host("");
  CHECK(host.call(&Table::addRef) == 2);
  CHECK(host.call(&Table::release) == 1);
  void* object = nullptr;
  const abi::Guid unknown = {0, 0, 0, {0xc0, 0, 0, 0, 0, 0, 0, 0x46}};
  for (const abi::Guid& iid : {unknown, drivers::loopback::kClassId}) {
    CHECK(host.call(&Table::queryInterface, &iid, &object) == 0);
    CHECK(object == host.driver());
    CHECK(host.call(&Table::release) == 1);
  }
  const abi::Guid other = {1, 0, 0, {0xc0, 0, 0, 0, 0, 0, 0, 0x46}};
  object = &host;
  CHECK(host.call(&Table::queryInterface, &other, &object) != 0);
  CHECK(object == nullptr);
  CHECK(host.call(&Table::queryInterface, &unknown, nullptr) != 0);
  object = nullptr;
#ifdef _WIN32
  CHECK(host.call(&Table::queryInterface, nullptr, &object) < 0);
  CHECK(object == nullptr);
#else
  CHECK(host.call(&Table::queryInterface, nullptr, &object) == 0);
  CHECK(object == host.driver());
  CHECK(host.call(&Table::release) == 1);
#endif
}
