// What the driver tells about itself, and what it refuses because of the arguments.
#include <doctest/doctest.h>

#include <cstring>
#include <limits>

#include "abi/sample_types.h"
#include "abi/selectors.h"
#include "loopback_host.h"

using namespace abi::error;
using abi::Long;

namespace {

abi::ChannelInfo infoOf(LoopbackHost& host, bool isInput, Long channel) {
  abi::ChannelInfo info;
  std::memset(&info, 0x55, sizeof info);
  info.isInput = isInput ? 1 : 0;
  info.channel = channel;
  CHECK(host.call(&Table::getChannelInfo, &info) == kOk);
  return info;
}

void checkLatencies(LoopbackHost& host, Long input, Long output) {
  Long seenInput = -1, seenOutput = -1;
  CHECK(host.call(&Table::getLatencies, &seenInput, &seenOutput) == kOk);
  CHECK(seenInput == input);
  CHECK(seenOutput == output);
}

}  // namespace

TEST_CASE("channels, sizes and latencies are those of the settings") {
  LoopbackHost host(
      "inputs=3;outputs=5;minBuffer=32;maxBuffer=512;preferredBuffer=128;granularity=32;clock=step");
  Long inputs = 0, outputs = 0;
  CHECK(host.call(&Table::getChannels, &inputs, &outputs) == kOk);
  CHECK(inputs == 3);
  CHECK(outputs == 5);
  Long min = 0, max = 0, preferred = 0, granularity = 0;
  CHECK(host.call(&Table::getBufferSize, &min, &max, &preferred, &granularity) == kOk);
  CHECK(min == 32);
  CHECK(max == 512);
  CHECK(preferred == 128);
  CHECK(granularity == 32);
  checkLatencies(host, 128, 128);
  REQUIRE(host.createBuffers({0}, {}, 64) == kOk);
  checkLatencies(host, 64, 64);
}

TEST_CASE("latencies can be set apart from the buffer size") {
  LoopbackHost host("inputLatency=100;outputLatency=411;clock=step");
  checkLatencies(host, 100, 411);
  REQUIRE(host.createBuffers({0}, {}, 64) == kOk);
  checkLatencies(host, 100, 411);
}

TEST_CASE("channel info tells name, type and whether the channel is in use") {
  LoopbackHost host("inputs=2;outputs=3;type=float64msb");
  abi::ChannelInfo info = infoOf(host, false, 2);
  CHECK(std::string(info.name) == "Output 3");
  CHECK(info.type == abi::sample_type::kFloat64Msb);
  CHECK(info.isActive == 0);
  CHECK(info.channelGroup == 0);
  CHECK(std::string(infoOf(host, true, 0).name) == "Input 1");
  REQUIRE(host.createBuffers({1}, {2}, 256) == kOk);
  CHECK(infoOf(host, false, 2).isActive == 1);
  CHECK(infoOf(host, true, 1).isActive == 1);
  CHECK(infoOf(host, true, 0).isActive == 0);
  CHECK(infoOf(host, false, 1).isActive == 0);
  for (const auto& [isInput, channel] : {std::pair{1, -1}, {1, 2}, {0, 3}, {0, -2147483647}}) {
    info.isInput = isInput;
    info.channel = channel;
    CHECK(host.call(&Table::getChannelInfo, &info) == kInvalidParameter);
  }
  CHECK(host.call(&Table::disposeBuffers) == kOk);
  CHECK(infoOf(host, false, 2).isActive == 0);
}

TEST_CASE("exactly the listed rates can be had") {
  LoopbackHost host("rates=44100,96000.5;rate=96000.5");
  double rate = 0;
  CHECK(host.call(&Table::getSampleRate, &rate) == kOk);
  CHECK(rate == 96000.5);
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const double infinity = std::numeric_limits<double>::infinity();
  for (const double refused : {0.0, -1.0, 48000.0, 44100.001, 96000.0, 1e7, nan, infinity, -infinity,
                               std::numeric_limits<double>::lowest(), std::numeric_limits<double>::max()}) {
    CAPTURE(refused);
    CHECK(host.call(&Table::canSampleRate, refused) == kNoClock);
    CHECK(host.call(&Table::setSampleRate, refused) == kNoClock);
    CHECK(host.errorText().find("is refused; allowed: 44100 96000.5") != std::string::npos);
    CHECK(host.call(&Table::getSampleRate, &rate) == kOk);
    CHECK(rate == 96000.5);
  }
  CHECK(host.call(&Table::canSampleRate, 44100.0) == kOk);
  CHECK(host.call(&Table::setSampleRate, 44100.0) == kOk);
  CHECK(host.call(&Table::getSampleRate, &rate) == kOk);
  CHECK(rate == 44100);
}

TEST_CASE("there is one clock source") {
  LoopbackHost host("");
  abi::ClockSource clocks[3];
  Long count = 3;
  CHECK(host.call(&Table::getClockSources, clocks, &count) == kOk);
  CHECK(count == 1);
  CHECK(clocks[0].index == 0);
  CHECK(clocks[0].associatedChannel == -1);
  CHECK(clocks[0].associatedGroup == -1);
  CHECK(clocks[0].isCurrentSource == 1);
  CHECK(std::string(clocks[0].name) == "Internal");
  for (Long none : {0, -1}) CHECK(host.call(&Table::getClockSources, clocks, &none) == kInvalidParameter);
  CHECK(host.call(&Table::setClockSource, 0) == kOk);
  CHECK(host.call(&Table::setClockSource, 1) == kInvalidParameter);
  CHECK(host.call(&Table::setClockSource, -1) == kInvalidParameter);
}

TEST_CASE("extensions: known ones are not present, unknown ones are invalid") {
  LoopbackHost host("");
  namespace s = abi::selector;
  CHECK(host.future(s::kCanTimeInfo) == kSuccess);
  for (const Long selector :
       {s::kEnableTimeCodeRead, s::kTransport, s::kCanInputMonitor, s::kCanTimeCode, s::kCanTransport,
        s::kCanOutputMeter, s::kCanReportOverload, s::kGetInternalBufferSamples}) {
    CHECK(host.future(selector) == kNotPresent);
  }
  for (const Long selector : {Long{0}, Long{-1}, Long{18}, Long{0x7fffffff}}) {
    CHECK(host.future(selector) == kInvalidParameter);
  }
  CHECK(host.future(s::kStep) == kInvalidParameter);
}

TEST_CASE("null pointers are refused and never followed") {
  LoopbackHost host("");
  Long number = 0;
  double* const noRate = nullptr;
  Long* const nowhere = nullptr;
  abi::Samples position;
  abi::TimeStamp time;
  abi::ClockSource clock;
  abi::BufferInfo buffer{1, 0, {}};
  CHECK(host.call(&Table::getChannels, nowhere, &number) == kInvalidParameter);
  CHECK(host.errorText() == "inputs is a null pointer");
  CHECK(host.call(&Table::getChannels, &number, nowhere) == kInvalidParameter);
  CHECK(host.call(&Table::getLatencies, nowhere, nowhere) == kInvalidParameter);
  CHECK(host.call(&Table::getBufferSize, &number, &number, &number, nowhere) == kInvalidParameter);
  CHECK(host.call(&Table::getBufferSize, nowhere, &number, &number, &number) == kInvalidParameter);
  CHECK(host.call(&Table::getSampleRate, noRate) == kInvalidParameter);
  CHECK(host.call(&Table::getClockSources, nullptr, &number) == kInvalidParameter);
  CHECK(host.call(&Table::getClockSources, &clock, nowhere) == kInvalidParameter);
  CHECK(host.call(&Table::getSamplePosition, &position, nullptr) == kInvalidParameter);
  CHECK(host.call(&Table::getSamplePosition, nullptr, &time) == kInvalidParameter);
  CHECK(host.call(&Table::getChannelInfo, nullptr) == kInvalidParameter);
  CHECK(host.call(&Table::createBuffers, nullptr, 1, 256, &host.callbacks) == kInvalidParameter);
  CHECK(host.call(&Table::createBuffers, &buffer, 1, 256, nullptr) == kInvalidParameter);
  host.call(&Table::getDriverName, nullptr);
  host.call(&Table::getErrorMessage, nullptr);
}

TEST_CASE("createBuffers checks everything before it touches anything") {
  LoopbackHost host("inputs=2;outputs=1;minBuffer=64;maxBuffer=256;granularity=-1;delay=128;clock=step");
  const auto refused = [&](const std::vector<Long>& inputs, const std::vector<Long>& outputs, Long frames) {
    CHECK(host.createBuffers(inputs, outputs, frames) == kInvalidParameter);
    for (const abi::BufferInfo& info : host.buffers) {
      CHECK(info.buffers[0] == nullptr);
      CHECK(info.buffers[1] == nullptr);
    }
    return host.errorText();
  };
  CHECK(refused({0}, {0}, 96) == "buffer size 96 is refused; allowed: 64 to 256, powers of two");
  refused({0}, {0}, 32);
  refused({0}, {0}, 512);
  refused({0}, {0}, 0);
  refused({0}, {0}, -64);
  CHECK(refused({2}, {}, 64) == "input 2 does not exist: there are 2");
  refused({-1}, {}, 64);
  refused({0, 1}, {0, 1}, 64);
  CHECK(refused({0, 1, 0}, {0}, 64) == "input 0 is asked for twice");
  CHECK(refused({0}, {0}, 256).find("delay of 128 frames is shorter than the buffer of 256") == 0);
  abi::BufferInfo buffer{1, 0, {}};
  CHECK(host.call(&Table::createBuffers, &buffer, 0, 64, &host.callbacks) == kInvalidParameter);
  CHECK(host.call(&Table::createBuffers, &buffer, -1, 64, &host.callbacks) == kInvalidParameter);
  const abi::Callbacks complete = host.callbacks;
  host.callbacks.asioMessage = nullptr;
  CHECK(refused({0}, {0}, 64) == "callbacks.asioMessage is a null pointer");
  host.callbacks = complete;
  host.callbacks.bufferSwitch = nullptr;
  CHECK(refused({0}, {0}, 64) == "callbacks.bufferSwitch is a null pointer");
  host.callbacks = complete;
  CHECK(host.createBuffers({1}, {0}, 64) == kOk);
}

TEST_CASE("buffers lie apart, aligned, and hold silence") {
  for (const char* type : {"int24lsb", "dsdint8msb1;minBuffer=24"}) {
    LoopbackHost host(std::string("inputs=3;outputs=3;clock=step;type=") + type);
    REQUIRE(host.createBuffers({0, 2}, {1}, 24) == kOk);
    const bool isDsd = type[0] == 'd';
    const std::size_t bytes = isDsd ? 3 : 72;
    for (const abi::BufferInfo& info : host.buffers) {
      for (void* half : info.buffers) {
        CHECK(reinterpret_cast<std::uintptr_t>(half) % 64 == 0);
        for (std::size_t i = 0; i < bytes; ++i)
          CHECK(static_cast<unsigned char*>(half)[i] == (isDsd ? 0x69 : 0));
        std::memset(half, 0xff, bytes);  // the sanitizer's turn
      }
    }
  }
}

TEST_CASE("with eight samples to a byte, sizes and delays are multiples of eight") {
  LoopbackHost host("type=dsdint8lsb1;minBuffer=16;granularity=8;delay=500;clock=step");
  CHECK(host.createBuffers({0}, {0}, 20) == kInvalidParameter);
  CHECK(host.createBuffers({0}, {0}, 64) == kInvalidParameter);
  CHECK(host.errorText().find("delay of 500 frames") == 0);
}
