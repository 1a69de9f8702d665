// Every byte that goes out comes back, exactly as late as it should, and nothing else does.
#include <doctest/doctest.h>

#include <cstring>

#include "abi/selectors.h"
#include "loopback_host.h"

using namespace abi::error;
using abi::Long;

namespace {

/// The byte that output `channel` sends as byte `index` of the run; no two channels or periods alike.
std::byte signal(std::size_t channel, std::size_t index) {
  std::uint64_t x = (static_cast<std::uint64_t>(channel) << 40) + index + 1;
  x *= 0x9e3779b97f4a7c15u;
  x ^= x >> 29;
  return static_cast<std::byte>(x >> 56);
}

struct Loop {
  const char* type;
  std::size_t halfBytes;  ///< of one buffer
  Long bufferFrames;
  std::size_t delayBytes;
  std::byte silence;
  const char* settings;
};

/// Writes the signal to all outputs and compares all inputs with it, on the driver's own thread.
class Comparison {
 public:
  Comparison(LoopbackHost& host, const Loop& loop) : host_(host), loop_(loop) {
    host.onSwitch = [this](std::size_t number, const LoopbackHost::Switch& seen) { check(number, seen); };
  }
  std::size_t compared = 0;
  std::size_t different = 0;

 private:
  void check(std::size_t number, const LoopbackHost::Switch& seen) {
    for (const abi::BufferInfo& info : host_.buffers) {
      auto* const half = static_cast<std::byte*>(info.buffers[seen.half]);
      const auto channel = static_cast<std::size_t>(info.channelNum);
      for (std::size_t i = 0; i < loop_.halfBytes; ++i) {
        const std::size_t index = number * loop_.halfBytes + i;
        if (info.isInput == 0) {
          half[i] = signal(channel, index);
          continue;
        }
        const std::byte expected =
            index < loop_.delayBytes ? loop_.silence : signal(channel, index - loop_.delayBytes);
        ++compared;
        if (half[i] != expected) ++different;
        half[i] = std::byte{0xa5};  // a host may use an input's memory
      }
    }
  }

  LoopbackHost& host_;
  Loop loop_;
};

const Loop kLoops[] = {
    {"int16lsb", 128, 64, 2 * 128, std::byte{0}, ""},
    {"int24lsb", 3 * 256, 256, 3 * 512, std::byte{0}, ""},
    {"int24lsb", 3 * 100, 100, 3 * 101, std::byte{0}, ";delay=101"},
    {"int32lsb", 4 * 16, 16, 4 * 16, std::byte{0}, ";delay=16"},
    {"int32lsb", 4 * 441, 441, 4 * 8191, std::byte{0}, ";delay=8191"},
    {"float32lsb", 4 * 17, 17, 4 * 77, std::byte{0}, ";inputLatency=11;outputLatency=66"},
    {"float64msb", 8 * 48, 48, 8 * 50, std::byte{0}, ";delay=50"},
    {"int32msb20", 4 * 8192, 8192, 4 * 16384, std::byte{0}, ""},
    {"int16msb", 2 * 1000, 1000, 2 * 100003, std::byte{0}, ";delay=100003"},
    {"dsdint8lsb1", 64, 512, 1000 / 8, std::byte{0x96}, ";minBuffer=512;delay=1000"},
    {"dsdint8msb1", 2, 16, 2, std::byte{0x69}, ";minBuffer=16;delay=16"},
    {"dsdint8msb1", 2048, 16384, 4096, std::byte{0x69}, ";rate=22579200"},
    {"dsdint8ner8", 100, 100, 333, std::byte{0}, ";minBuffer=100;delay=333"},
};

}  // namespace

TEST_CASE("the loop is bit-exact for every type, size and delay") {
  for (const Loop& loop : kLoops) {
    CAPTURE(loop.type);
    CAPTURE(loop.delayBytes);
    LoopbackHost host(std::string("inputs=3;outputs=3;clock=step;type=") + loop.type + loop.settings);
    Comparison comparison(host, loop);
    host.run(3, loop.bufferFrames);
    const std::size_t switches = loop.delayBytes / loop.halfBytes + 60;
    CHECK(host.step(switches) == kSuccess);
    CHECK(comparison.compared == switches * 3 * loop.halfBytes);
    CHECK(comparison.different == 0);
    REQUIRE(host.call(&Table::stop) == kOk);
    // The second run starts from silence, like the first.
    host.forget();
    REQUIRE(host.call(&Table::start) == kOk);
    CHECK(host.step(5) == kSuccess);
    CHECK(comparison.different == 0);
  }
}

TEST_CASE("256 channels each come back on their own") {
  const Loop loop{"int24lsb", 3 * 32, 32, 3 * 64, std::byte{0}, ""};
  LoopbackHost host("inputs=256;outputs=256;clock=step;type=int24lsb");
  Comparison comparison(host, loop);
  host.run(256, 32);
  CHECK(host.step(20) == kSuccess);
  CHECK(comparison.compared == 20 * 256 * loop.halfBytes);
  CHECK(comparison.different == 0);
}

TEST_CASE("the loop is bit-exact with the clocks that do not wait for the host") {
  for (const char* clock : {"freerun", "realtime;rates=384000"}) {
    CAPTURE(clock);
    const Loop loop{"int32lsb", 4 * 64, 64, 4 * 129, std::byte{0}, ""};
    LoopbackHost host(std::string("delay=129;clock=") + clock);
    Comparison comparison(host, loop);
    host.run(2, 64);
    CHECK(host.waitForSwitches(500));
    REQUIRE(host.call(&Table::stop) == kOk);
    CHECK(comparison.different == 0);
    CHECK(comparison.compared == host.switches().size() * 2 * loop.halfBytes);
  }
}

TEST_CASE("an input whose output was not created is silent, whatever the host leaves in it") {
  const Loop silent{"dsdint8lsb1", 8, 64, std::size_t{1} << 40, std::byte{0x96}, ""};
  LoopbackHost host("inputs=4;outputs=3;clock=step;type=dsdint8lsb1;minBuffer=64");
  Comparison comparison(host, silent);
  REQUIRE(host.createBuffers({0, 3}, {1, 2}, 64) == kOk);
  REQUIRE(host.call(&Table::start) == kOk);
  CHECK(host.step(50) == kSuccess);
  CHECK(comparison.compared == 50 * 2 * 8);
  CHECK(comparison.different == 0);
}

TEST_CASE("channels may come in any order") {
  const Loop loop{"int32lsb", 4 * 64, 64, 4 * 128, std::byte{0}, ""};
  LoopbackHost host("inputs=4;outputs=4;clock=step");
  Comparison comparison(host, loop);
  host.buffers = {{0, 2, {}}, {1, 3, {}}, {1, 2, {}}, {0, 3, {}}};
  REQUIRE(host.call(&Table::createBuffers, host.buffers.data(), 4, 64, &host.callbacks) == kOk);
  // A host may reuse the memory of its table.
  std::memset(&host.callbacks, 0, sizeof host.callbacks);
  REQUIRE(host.call(&Table::start) == kOk);
  CHECK(host.step(50) == kSuccess);
  CHECK(comparison.compared == 50 * 2 * loop.halfBytes);
  CHECK(comparison.different == 0);
}
