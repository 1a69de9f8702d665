// The virtual driver in PCM and in DSD: how it is switched, and that each has its own rates, sizes and types.
#include <doctest/doctest.h>

#include <cstring>

#include "abi/sample_types.h"
#include "abi/selectors.h"
#include "loopback_host.h"

using namespace abi::error;
using abi::Long;
using abi::io_format::kDsd;
using abi::io_format::kInvalid;
using abi::io_format::kPcm;
namespace s = abi::selector;

namespace {

abi::Error ask(LoopbackHost& host, Long selector, Long format) {
  const abi::IoFormat asked = {format, {}};
  return host.future(selector, &asked);
}

Long currentFormat(LoopbackHost& host) {
  abi::IoFormat format = {kInvalid, {}};
  CHECK(host.future(s::kGetIoFormat, &format) == kSuccess);
  return format.formatType;
}

double rateOf(LoopbackHost& host) {
  double rate = 0;
  CHECK(host.call(&Table::getSampleRate, &rate) == kOk);
  return rate;
}

Long typeOf(LoopbackHost& host) {
  abi::ChannelInfo info = {};
  CHECK(host.call(&Table::getChannelInfo, &info) == kOk);
  return info.type;
}

Long preferredOf(LoopbackHost& host) {
  Long min = 0, max = 0, preferred = 0, granularity = 0;
  CHECK(host.call(&Table::getBufferSize, &min, &max, &preferred, &granularity) == kOk);
  return preferred;
}

/// Runs some buffers of the current format and counts the bytes that do not come back.
std::size_t lostBytes(LoopbackHost& host, Long frames, std::size_t halfBytes, Long delayBuffers) {
  std::size_t lost = 0;
  host.forget();
  host.onSwitch = [&](std::size_t number, const LoopbackHost::Switch& seen) {
    const auto byteAt = [](std::size_t buffer, std::size_t i) {
      return static_cast<unsigned char>((buffer * 31 + i * 7) ^ (i >> 3));
    };
    auto* const input = static_cast<unsigned char*>(host.buffers[0].buffers[seen.half]);
    auto* const output = static_cast<unsigned char*>(host.buffers[1].buffers[seen.half]);
    const auto delay = static_cast<std::size_t>(delayBuffers);
    for (std::size_t i = 0; i < halfBytes; ++i) {
      if (number >= delay && input[i] != byteAt(number - delay, i)) ++lost;
      output[i] = byteAt(number, i);
    }
  };
  REQUIRE(host.createBuffers({0}, {0}, frames) == kOk);
  REQUIRE(host.call(&Table::start) == kOk);
  CHECK(host.step(20) == kSuccess);
  CHECK(host.switches().size() == 20);
  CHECK(host.call(&Table::stop) == kOk);
  CHECK(host.call(&Table::disposeBuffers) == kOk);
  return lost;
}

}  // namespace

TEST_CASE("it does PCM and DSD, starts in PCM, and nothing else is a format") {
  LoopbackHost host("clock=step");
  CHECK(currentFormat(host) == kPcm);
  CHECK(ask(host, s::kCanDoIoFormat, kPcm) == kSuccess);
  CHECK(ask(host, s::kCanDoIoFormat, kDsd) == kSuccess);
  for (const Long none : {kInvalid, Long{2}, Long{0x7fffffff}}) {
    CHECK(ask(host, s::kCanDoIoFormat, none) == kInvalidParameter);
    CHECK(ask(host, s::kSetIoFormat, none) == kInvalidParameter);
    CHECK(host.errorText() == "format " + std::to_string(none) + " is neither PCM nor DSD");
  }
  for (const Long selector : {s::kCanDoIoFormat, s::kSetIoFormat, s::kGetIoFormat})
    CHECK(host.future(selector) == kInvalidParameter);
  CHECK(currentFormat(host) == kPcm);
}

TEST_CASE("each format has its types, sizes and rates, and finds its rate again") {
  LoopbackHost host("type=int16msb;rates=44100,96000;rate=96000;dsdType=dsdint8lsb1;clock=step");
  REQUIRE(ask(host, s::kSetIoFormat, kDsd) == kSuccess);
  CHECK(currentFormat(host) == kDsd);
  CHECK(typeOf(host) == abi::sample_type::kDsdInt8Lsb1);
  CHECK(rateOf(host) == 2822400);
  CHECK(preferredOf(host) == 16384);
  Long input = 0, output = 0;
  CHECK(host.call(&Table::getLatencies, &input, &output) == kOk);
  CHECK(input == 16384);
  for (const double rate : {2822400.0, 5644800.0, 11289600.0, 22579200.0})
    CHECK(host.call(&Table::canSampleRate, rate) == kOk);
  CHECK(host.call(&Table::canSampleRate, 96000.0) == kNoClock);
  CHECK(host.call(&Table::setSampleRate, 5644800.0) == kOk);

  REQUIRE(ask(host, s::kSetIoFormat, kPcm) == kSuccess);
  CHECK(typeOf(host) == abi::sample_type::kInt16Msb);
  CHECK(rateOf(host) == 96000);
  CHECK(preferredOf(host) == 256);
  CHECK(host.call(&Table::canSampleRate, 5644800.0) == kNoClock);
  REQUIRE(ask(host, s::kSetIoFormat, kDsd) == kSuccess);
  CHECK(rateOf(host) == 5644800);
}

TEST_CASE("the loop is bit-exact in PCM, DSD and PCM again") {
  LoopbackHost host("type=int24lsb;clock=step;delay=256");
  CHECK(lostBytes(host, 256, 3 * 256, 1) == 0);
  REQUIRE(ask(host, s::kSetIoFormat, kDsd) == kSuccess);
  CHECK(lostBytes(host, 1032, 129, 2) == 0);  // the delay of the settings is that of PCM
  REQUIRE(ask(host, s::kSetIoFormat, kPcm) == kSuccess);
  CHECK(lostBytes(host, 256, 3 * 256, 1) == 0);
}

TEST_CASE("nothing is switched while there are buffers, and telling it what it does is fine") {
  LoopbackHost host("clock=step");
  REQUIRE(host.createBuffers({0}, {0}, 256) == kOk);
  CHECK(ask(host, s::kSetIoFormat, kDsd) == kInvalidMode);
  CHECK(host.errorText() == "the format cannot change while there are buffers");
  CHECK(ask(host, s::kSetIoFormat, kPcm) == kSuccess);
  CHECK(ask(host, s::kCanDoIoFormat, kDsd) == kSuccess);
  CHECK(currentFormat(host) == kPcm);
  REQUIRE(host.call(&Table::disposeBuffers) == kOk);
  CHECK(ask(host, s::kSetIoFormat, kDsd) == kSuccess);
  CHECK(host.createBuffers({0}, {0}, 256) == kInvalidParameter);
  CHECK(host.errorText() == "buffer size 256 is refused; allowed: 1024 to 524288 in steps of 8");
}

TEST_CASE("a driver that starts in DSD can be switched to PCM") {
  LoopbackHost host("type=dsdint8ner8;clock=step");
  CHECK(currentFormat(host) == kDsd);
  CHECK(rateOf(host) == 2822400);
  CHECK(lostBytes(host, 1024, 1024, 2) == 0);
  REQUIRE(ask(host, s::kSetIoFormat, kPcm) == kSuccess);
  CHECK(typeOf(host) == abi::sample_type::kInt32Lsb);
  CHECK(rateOf(host) == 48000);
}

TEST_CASE("without DSD there are no formats to ask for, and before init neither") {
  LoopbackHost host("dsdType=none", false);
  for (const Long selector : {s::kCanDoIoFormat, s::kSetIoFormat, s::kGetIoFormat})
    CHECK(ask(host, selector, kPcm) == kInvalidMode);
  REQUIRE(host.call(&Table::init, nullptr) == 1);
  for (const Long selector : {s::kCanDoIoFormat, s::kSetIoFormat, s::kGetIoFormat}) {
    CHECK(ask(host, selector, kPcm) == kNotPresent);
    CHECK(ask(host, selector, kDsd) == kNotPresent);
    CHECK(host.future(selector) == kNotPresent);
  }
}
