#include "drivers/loopback/settings.h"

#include <doctest/doctest.h>

#include <set>

#include "abi/error.h"
#include "abi/sample_types.h"
#include "drivers/loopback/loopback.h"
#include "drivers/shell/fault.h"
#include "drivers/shell/text.h"

using namespace drivers::loopback;

namespace {

/// The message of the refusal; empty where the settings are accepted.
std::string refusal(std::string_view text) {
  try {
    parseSettings(text);
    return "";
  } catch (const drivers::shell::DriverFault& fault) {
    CHECK(fault.code() == abi::error::kInvalidParameter);
    return fault.what();
  }
}

bool has(const std::string& text, const char* part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("without settings the driver is as documented") {
  for (const char* nothing : {"", ";", ";;"}) {
    const Settings settings = parseSettings(nothing);
    CHECK(settings.name.empty());
    CHECK(settings.inputs == 2);
    CHECK(settings.outputs == 2);
    CHECK(settings.mode.sample.type == abi::sample_type::kInt32Lsb);
    CHECK(settings.mode.rateHz == 48000);
    CHECK(settings.mode.ratesHz ==
          std::vector<double>{44100, 48000, 88200, 96000, 176400, 192000, 352800, 384000});
    CHECK(settings.mode.buffer.min == 16);
    CHECK(settings.mode.buffer.max == 8192);
    CHECK(settings.mode.buffer.preferred == 256);
    CHECK(settings.mode.buffer.granularity == 1);
    CHECK(settings.clock.kind == ClockKind::realtime);
    CHECK(settings.mode.inputLatency(100) == 100);
    CHECK(settings.mode.outputLatency(100) == 100);
    CHECK(settings.mode.delayFrames(100) == 200);
  }
}

TEST_CASE("every setting is taken") {
  const Settings settings = parseSettings(
      "name=My \xc3\xa4 interface;inputs=0;outputs=256;type=dsdint8msb1;rates=2822400,44100.5;rate=44100.5;"
      "minBuffer=64;maxBuffer=4096;preferredBuffer=512;granularity=-1;inputLatency=0;outputLatency=300;"
      "delay=4096;clock=step;");
  CHECK(settings.name == "My \xc3\xa4 interface");
  CHECK(settings.inputs == 0);
  CHECK(settings.outputs == 256);
  CHECK(settings.mode.sample.type == abi::sample_type::kDsdInt8Msb1);
  CHECK(settings.mode.ratesHz == std::vector<double>{2822400, 44100.5});
  CHECK(settings.mode.rateHz == 44100.5);
  CHECK(settings.mode.buffer.min == 64);
  CHECK(settings.mode.buffer.max == 4096);
  CHECK(settings.mode.buffer.preferred == 512);
  CHECK(settings.mode.buffer.granularity == -1);
  CHECK(settings.mode.inputLatency(100) == 0);
  CHECK(settings.mode.outputLatency(100) == 300);
  CHECK(settings.mode.delayFrames(100) == 4096);
  CHECK(settings.clock.kind == ClockKind::step);
  CHECK(parseSettings("clock=freerun").clock.kind == ClockKind::freerun);
}

TEST_CASE("a cable has a name, or there is none, and the clock of those who share it is real time") {
  CHECK_FALSE(parseSettings("").cable.has_value());
  CHECK(parseSettings("cable=Studio A").cable == "Studio A");
  CHECK(parseSettings("cable=none").cable == "");
  CHECK(refusal("cable=") == "cable= is refused; allowed: 1 to 63 bytes, or none");
  CHECK(refusal("cable=" + std::string(64, 'x')).find("allowed: 1 to 63 bytes, or none") !=
        std::string::npos);
  for (const std::string clock : {"freerun", "rush", "step"}) {
    CHECK(refusal("cable=a;clock=" + clock) ==
          "a cable is refused with this clock: programs share realtime only");
    CHECK(refusal("cable=none;clock=" + clock).empty());
  }
}

TEST_CASE("the real-time clock has a drift, a jitter and a seed; one whose time is virtual is never late") {
  const ClockSettings usual = parseSettings("").clock;
  CHECK(usual.driftPpm == 0);
  CHECK(usual.jitterUs == 0);
  CHECK(usual.seed == 0);
  const ClockSettings clock = parseSettings("drift=-12.5;jitter=250.5;seed=2147483647").clock;
  CHECK(clock.driftPpm == -12.5);
  CHECK(clock.jitterUs == 250.5);
  CHECK(clock.seed == 2147483647);
  CHECK(parseSettings("drift=100000").clock.driftPpm == 100000);
  for (const char* name : {"step", "freerun", "rush"}) {
    const std::string text = std::string("clock=") + name;
    CHECK(refusal(text + ";jitter=1") == "jitter is refused with this clock: only realtime can be late");
    CHECK(refusal(text + ";jitter=0;drift=1000;seed=1").empty());
  }
  CHECK(refusal("drift=100001") == "drift=100001 is refused; allowed: -100000 to 100000 ppm");
  CHECK(refusal("jitter=-1") == "jitter=-1 is refused; allowed: 0 to 1000000 microseconds");
}

TEST_CASE("a refusal names the setting, the value and what is allowed") {
  CHECK(refusal("inputs=257") == "inputs=257 is refused; allowed: 0 to 256");
  CHECK(refusal("clock=sundial") == "clock=sundial is refused; allowed: realtime, freerun, rush, step");
  CHECK(refusal("preferredBuffer=100;granularity=16") ==
        "preferredBuffer=100 is refused; allowed: 16 to 8192 in steps of 16");
  CHECK(refusal("rate=45000;rates=44100,48000") == "rate=45000 is refused; allowed: one of 44100 48000");
  CHECK(has(refusal("colour=red"), "colour=re is none of name in/outputs type dsdType rate(s)"));
}

TEST_CASE("malformed settings are refused") {
  for (const char* text : {"inputs",
                           "inputs=",
                           "inputs=1x",
                           "inputs= 1",
                           "inputs=-1",
                           "inputs=1.5",
                           "inputs=99999999999999999999",
                           "=1",
                           "Inputs=1",
                           "inputs=1;inputs=1",
                           "type=int31lsb",
                           "type=",
                           "rate=0",
                           "rate=-1",
                           "rate=nan",
                           "rate=inf",
                           "rate=1e5",
                           "rate=48000Hz",
                           "rate=1.2.3",
                           "drift=",
                           "drift=-",
                           "drift=--1",
                           "drift=+1",
                           "drift=1e3",
                           "jitter=1,5",
                           "seed=-1",
                           "seed=1.5",
                           "rates=",
                           "rates=44100,",
                           "rates=,44100",
                           "rates=44100;rate=48000",
                           "name=",
                           "name=0123456789abcdef0123456789abcdef",
                           "minBuffer=0",
                           "delay=0",
                           "granularity=-2",
                           "minBuffer=100;maxBuffer=50",
                           "minBuffer=100;granularity=-1",
                           "granularity=0",
                           "minBuffer=64;maxBuffer=64;preferredBuffer=128",
                           "preferredBuffer=8193",
                           "clock=",
                           "clock=Step",
                           "type=dsdint8lsb1;minBuffer=12",
                           "type=dsdint8lsb1;granularity=4",
                           "type=dsdint8lsb1;preferredBuffer=20",
                           "dsdType=",
                           "dsdType=dsd",
                           "inputs=1,outputs=1"}) {
    CAPTURE(text);
    CHECK(refusal(text) != "");
  }
}

TEST_CASE("what is not said follows from what is") {
  CHECK(parseSettings("rates=96000,192000").mode.rateHz == 96000);
  CHECK(parseSettings("rates=96000,48000").mode.rateHz == 48000);
  CHECK(parseSettings("maxBuffer=8").mode.buffer.min == 8);
  CHECK(parseSettings("maxBuffer=128").mode.buffer.preferred == 128);
  CHECK(parseSettings("minBuffer=10000").mode.buffer.max == 10000);
  CHECK(parseSettings("minBuffer=512").mode.buffer.preferred == 512);
  const BufferRule fixed = parseSettings("minBuffer=48;maxBuffer=48").mode.buffer;
  CHECK(fixed.preferred == 48);
  CHECK(fixed.granularity == 0);
  CHECK(parseSettings("minBuffer=10;granularity=100").mode.buffer.preferred == 210);
}

namespace {

void checkMode(const std::optional<Mode>& mode, const char* type, double rateHz, abi::Long preferred) {
  REQUIRE(mode.has_value());
  CHECK(mode->sample.name == type);
  CHECK(mode->rateHz == rateHz);
  CHECK(mode->buffer.preferred == preferred);
}

}  // namespace

TEST_CASE("the settings are those of the start, and what it can be switched to is as usual") {
  Settings settings = parseSettings("type=int16lsb;rates=44100;maxBuffer=64;delay=64;inputLatency=1");
  checkMode(settings.mode, "int16lsb", 44100, 64);
  checkMode(settings.otherMode, "dsdint8msb1", 2822400, 16384);
  CHECK(settings.otherMode->ratesHz == std::vector<double>{2822400, 5644800, 11289600, 22579200});
  CHECK(settings.otherMode->buffer.min == 1024);
  CHECK(settings.otherMode->buffer.max == 524288);
  CHECK(settings.otherMode->buffer.granularity == 8);
  CHECK(settings.otherMode->delayFrames(1024) == 2048);
  settings = parseSettings("dsdType=dsdint8ner8");
  checkMode(settings.mode, "int32lsb", 48000, 256);
  checkMode(settings.otherMode, "dsdint8ner8", 2822400, 16384);
  CHECK_FALSE(parseSettings("dsdType=none").otherMode.has_value());
}

TEST_CASE("a driver that starts in DSD has the usual PCM besides") {
  Settings settings = parseSettings("type=dsdint8lsb1");
  checkMode(settings.mode, "dsdint8lsb1", 2822400, 16384);
  checkMode(settings.otherMode, "int32lsb", 48000, 256);
  settings =
      parseSettings("type=dsdint8lsb1;dsdType=dsdint8lsb1;rates=3072000,6144000;minBuffer=64;delay=800");
  checkMode(settings.mode, "dsdint8lsb1", 3072000, 16384);
  CHECK(settings.mode.delayFrames(64) == 800);
  checkMode(settings.otherMode, "int32lsb", 48000, 256);
  CHECK(refusal("type=dsdint8lsb1;dsdType=dsdint8msb1") ==
        "dsdType=dsdint8msb1 is refused; allowed: dsdint8lsb1, as type says");
  CHECK(refusal("dsdType=none;type=dsdint8lsb1") != "");
  CHECK(refusal("dsdType=int16lsb") ==
        "dsdType=int16lsb is refused; allowed: dsdint8msb1 dsdint8lsb1 dsdint8ner8 none");
}

TEST_CASE("idle DSD is the same bits in time, whichever end of a byte comes first") {
  const auto silence = [](const char* type) { return findSampleLayout(type)->silence; };
  CHECK(silence("dsdint8msb1") == std::byte{0b01101001});
  CHECK(silence("dsdint8lsb1") == std::byte{0b10010110});
  CHECK(silence("dsdint8ner8") == std::byte{0});
}

TEST_CASE("a rule accepts its sizes and no others") {
  const BufferRule steps{16, 100, 32, 8};
  CHECK(steps.accepts(16));
  CHECK(steps.accepts(96));
  for (long size : {-8L, 0L, 8L, 17L, 100L, 104L}) CHECK_FALSE(steps.accepts(size));
  const BufferRule powers{64, 1024, 256, -1};
  for (long size : {64L, 128L, 256L, 512L, 1024L}) CHECK(powers.accepts(size));
  for (long size : {0L, 32L, 65L, 96L, 2048L}) CHECK_FALSE(powers.accepts(size));
  const BufferRule one{48, 48, 48, 0};
  CHECK(one.accepts(48));
  CHECK_FALSE(one.accepts(96));
}

TEST_CASE("every sample type of the contract has one name and a plausible size") {
  std::set<abi::SampleType> types;
  for (const char* name :
       {"int16msb",    "int24msb",    "int32msb",   "float32msb", "float64msb", "int32msb16",
        "int32msb18",  "int32msb20",  "int32msb24", "int16lsb",   "int24lsb",   "int32lsb",
        "float32lsb",  "float64lsb",  "int32lsb16", "int32lsb18", "int32lsb20", "int32lsb24",
        "dsdint8lsb1", "dsdint8msb1", "dsdint8ner8"}) {
    const SampleLayout* const layout = findSampleLayout(name);
    REQUIRE(layout != nullptr);
    types.insert(layout->type);
    CHECK(layout->bytes(64) >= 8);
    CHECK(layout->bytes(64) <= 512);
  }
  CHECK(types.size() == 21);
  CHECK(findSampleLayout("") == nullptr);
}

TEST_CASE("a text that is too long is cut between characters") {
  char room[6];
  drivers::shell::copyText(room, sizeof room, "abcd\xc3\xa4");
  CHECK(std::string(room) == "abcd");
  drivers::shell::copyText(room, sizeof room, "abc\xc3\xa4");
  CHECK(std::string(room) == "abc\xc3\xa4");
  drivers::shell::copyText(room, sizeof room, "");
  CHECK(std::string(room).empty());
}
