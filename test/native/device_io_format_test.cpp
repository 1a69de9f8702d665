// Switching between PCM and DSD: asked for, told, verified by the types of the channels, undone where it
// failed.
#include <doctest/doctest.h>

#include "device_rig.h"
#include "failure.h"

using abi::io_format::kDsd;
using abi::io_format::kPcm;
using host::ErrorCode;
using host::IoFormat;
namespace type = abi::sample_type;

namespace {

abi::Error& futureOf(FakeDriver& fake) { return fake.answers[static_cast<std::size_t>(Call::future)]; }

/// A driver that does both, and changes all that it says of itself with the format.
struct Rig : DeviceRig {
  Rig() {
    fake.ioFormats = {kPcm, kDsd};
    fake.onIoFormat = [this](abi::Long format) { turn(format); };
    device.limitWork(200'000'000);
  }
  void turn(abi::Long format) {
    const bool dsd = format == kDsd;
    fake.ioFormat = format;
    fake.type = dsd ? type::kDsdInt8Msb1 : type::kInt32Lsb;
    fake.rate = dsd ? 2822400 : 48000;
    fake.rates = dsd ? std::vector<double>{2822400, 6144000} : std::vector<double>{44100, 48000};
    fake.bufferSizes =
        dsd ? std::array<abi::Long, 4>{1024, 65536, 8192, 8} : std::array<abi::Long, 4>{64, 1024, 256, -1};
    fake.latencies = {dsd ? 5000 : 100, 200};
    fake.channels = {dsd ? 0 : 2, 2};
  }
  std::optional<host::Error> refusal(IoFormat format) {
    const auto error = failureOf([&] { device.setIoFormat(format); });
    CHECK(has(error, ErrorCode::ioFormatRefused));
    return error;
  }
};

}  // namespace

TEST_CASE("a device is in the format of its channels, and that is among those it does") {
  DeviceRig rig;
  rig.open();
  CHECK(rig.device.description().ioFormat == IoFormat::pcm);
  CHECK(rig.device.description().ioFormats == std::vector{IoFormat::pcm});
  for (const abi::SampleType dsd : {type::kDsdInt8Lsb1, type::kDsdInt8Msb1, type::kDsdInt8Ner8}) {
    rig.fake.type = dsd;
    rig.device.refresh();
    CHECK(rig.device.description().ioFormat == IoFormat::dsd);
    CHECK(rig.device.description().ioFormats == std::vector{IoFormat::dsd});
  }
  rig.fake.channels = {0, 0};
  rig.device.refresh();
  CHECK(rig.device.description().ioFormat == IoFormat::pcm);
}

TEST_CASE("one channel that is not DSD makes it PCM") {
  host::DeviceDescription device;
  device.inputs.resize(1);
  device.outputs.resize(1);
  device.inputs[0].type = type::kInt24Lsb;
  device.outputs[0].type = type::kDsdInt8Msb1;
  CHECK(host::ioFormatOf(device) == IoFormat::pcm);
  device.inputs.clear();
  CHECK(host::ioFormatOf(device) == IoFormat::dsd);
}

TEST_CASE("a switch is asked for, told, and everything is asked again after it") {
  Rig rig;
  rig.open();
  CHECK(rig.device.description().ioFormats == std::vector{IoFormat::pcm, IoFormat::dsd});
  rig.device.setIoFormat(IoFormat::dsd);
  const host::DeviceDescription& now = rig.device.description();
  CHECK(rig.fake.toldIoFormats == std::vector{kDsd});
  CHECK(now.ioFormat == IoFormat::dsd);
  CHECK(now.inputs.empty());
  CHECK(now.outputs[1].type == type::kDsdInt8Msb1);
  CHECK(now.bufferSizes.preferred == 8192);
  CHECK(now.sampleRate == 2822400);
  CHECK(now.latencies.input == 5000);
  rig.device.setIoFormat(IoFormat::pcm);
  CHECK(rig.device.description().inputs[0].type == type::kInt32Lsb);
  CHECK(rig.device.description().sampleRate == 48000);
  CHECK(rig.fake.toldIoFormats == std::vector{kDsd, kPcm});
}

TEST_CASE("a format that is there already is left alone") {
  Rig rig;
  rig.open();
  rig.device.setIoFormat(IoFormat::pcm);
  CHECK(rig.fake.toldIoFormats.empty());
  rig.turn(kDsd);  // in the driver's own window
  rig.device.setIoFormat(IoFormat::dsd);
  CHECK(rig.fake.toldIoFormats.empty());
  CHECK(rig.device.description().ioFormat == IoFormat::dsd);
}

TEST_CASE("under a stream nothing is switched") {
  Rig rig;
  rig.prepare();
  const auto error = failureOf([&] { rig.device.setIoFormat(IoFormat::dsd); });
  CHECK(has(error, ErrorCode::invalidState));
  CHECK(says(error, "close it before"));
  CHECK(rig.fake.toldIoFormats.empty());
  rig.device.dispose();
  rig.device.setIoFormat(IoFormat::dsd);
}

TEST_CASE("only one answer says that a driver can do DSD") {
  for (const abi::Error answer : {abi::error::kOk, abi::error::kNotPresent, abi::error::kInvalidParameter,
                                  abi::Error{1}, abi::error::kInvalidMode}) {
    CAPTURE(answer);
    Rig rig;
    rig.fake.ioFormats.clear();
    futureOf(rig.fake) = answer;
    rig.open();
    CHECK(rig.device.description().ioFormats == std::vector{IoFormat::pcm});
    const auto error = rig.refusal(IoFormat::dsd);
    CHECK(says(error, "does not offer DSD, only PCM"));
    CHECK(says(error, "control panel"));
    CHECK_FALSE(error->hasDriverCode());
  }
}

TEST_CASE("a driver that says yes to everything and does nothing is found out") {
  Rig rig;
  rig.fake.ioFormats.clear();
  futureOf(rig.fake) = abi::error::kSuccess;
  rig.open();
  const auto error = rig.refusal(IoFormat::dsd);
  CHECK(says(error, "accepted DSD and stayed with PCM"));
  CHECK(says(error, "channels are int32lsb"));
}

TEST_CASE("a driver that only says it has switched is told to go back") {
  for (const abi::Error answer : {abi::error::kSuccess, abi::error::kOk}) {
    Rig rig;
    rig.fake.setIoFormatAnswer = answer;
    rig.fake.onIoFormat = [&](abi::Long format) { rig.fake.ioFormat = format; };
    rig.open();
    CHECK(says(rig.refusal(IoFormat::dsd), "accepted DSD and stayed with PCM"));
    CHECK(rig.fake.toldIoFormats == std::vector{kDsd, kPcm});
    CHECK(rig.device.description().ioFormat == IoFormat::pcm);
    rig.prepare();
  }
}

TEST_CASE("the channels are believed, whatever else the driver answers") {
  Rig rig;
  rig.open();
  SUBCASE("zero to the order") { rig.fake.setIoFormatAnswer = abi::error::kOk; }
  SUBCASE("nothing about its format") { rig.fake.getIoFormatAnswer = abi::error::kNotPresent; }
  SUBCASE("the old format") {
    rig.fake.onIoFormat = [&](abi::Long format) {
      rig.turn(format);
      rig.fake.ioFormat = kPcm;
    };
  }
  SUBCASE("a format that is none") {
    rig.fake.onIoFormat = [&](abi::Long format) {
      rig.turn(format);
      rig.fake.ioFormat = abi::io_format::kInvalid;
    };
  }
  rig.device.setIoFormat(IoFormat::dsd);
  CHECK(rig.device.description().ioFormat == IoFormat::dsd);
}

TEST_CASE("a refusal carries the driver's number and words") {
  Rig rig;
  rig.open();
  rig.fake.errorText = "the clock is external";
  rig.fake.setIoFormatAnswer = abi::error::kInvalidMode;
  const auto error = rig.refusal(IoFormat::dsd);
  CHECK(error->operation() == "setIoFormat");
  CHECK(error->driverCode() == abi::error::kInvalidMode);
  CHECK(error->driverMessage() == "the clock is external");
  CHECK(says(error, "refused to switch to DSD"));
  CHECK(says(error, "the clock is external"));
  CHECK(says(error, "offers PCM and DSD"));
  CHECK(rig.device.description().ioFormat == IoFormat::pcm);
  rig.prepare();
}

TEST_CASE("a driver may take its time to show the new types") {
  Rig rig;
  rig.open();
  int asked = 0;
  rig.fake.onIoFormat = [&](abi::Long) { asked = 1; };
  rig.fake.onCall = [&](Call call) {
    if (call == Call::getChannels && asked > 0 && ++asked == 4) rig.turn(kDsd);
  };
  rig.device.setIoFormat(IoFormat::dsd);
  CHECK(rig.device.description().ioFormat == IoFormat::dsd);
  CHECK(rig.fake.toldIoFormats == std::vector{kDsd});
}

TEST_CASE("a driver that switches some channels only is put back, and one that fails half-way as well") {
  Rig rig;
  rig.open();
  const std::size_t channelInfo = static_cast<std::size_t>(Call::getChannelInfo);
  bool half = false;
  SUBCASE("some channels") {
    rig.fake.onIoFormat = [&](abi::Long format) { half = format == kDsd; };
    rig.fake.onCall = [&](Call call) {
      if (call != Call::getChannelInfo) return;
      const bool odd = rig.fake.count(Call::getChannelInfo) % 2 == 1;
      rig.fake.type = half && odd ? type::kDsdInt8Msb1 : type::kInt32Lsb;
    };
    const auto error = rig.refusal(IoFormat::dsd);
    CHECK(says(error, "dsdint8msb1"));
    CHECK(says(error, "int32lsb"));
  }
  SUBCASE("no channels can be asked for") {
    rig.fake.onIoFormat = [&](abi::Long format) {
      rig.fake.answers[channelInfo] = format == kDsd ? abi::error::kHwMalfunction : abi::error::kOk;
    };
    rig.refusal(IoFormat::dsd);
  }
  CHECK(rig.fake.toldIoFormats == std::vector{kDsd, kPcm});
  CHECK(rig.device.description().ioFormat == IoFormat::pcm);
  rig.prepare();
}

TEST_CASE("a driver whose sizes cannot be had after the switch is put back") {
  Rig rig;
  rig.open();
  abi::Error& sizes = rig.fake.answers[static_cast<std::size_t>(Call::getBufferSize)];
  rig.fake.onIoFormat = [&](abi::Long format) {
    rig.turn(format);
    sizes = format == kDsd ? abi::error::kHwMalfunction : abi::error::kOk;
  };
  CHECK(has(failureOf([&] { rig.device.setIoFormat(IoFormat::dsd); }), ErrorCode::driverFailed));
  CHECK(rig.device.description().ioFormat == IoFormat::pcm);
  CHECK(rig.device.description().bufferSizes.preferred == 256);
  rig.prepare();
}

TEST_CASE("eight samples to a byte: other sizes are refused before the driver is asked") {
  Rig rig;
  rig.open();
  rig.device.setIoFormat(IoFormat::dsd);
  host::StreamRequest request = requestFor(rig.device.description());
  request.format = sample::Format::native;
  rig.fake.bufferSizes = {1020, 1028, 1028, 1};
  rig.fake.forget();
  for (const long frames : {1020L, 1023L, 1028L}) {
    request.bufferSize = frames;
    const auto error = failureOf([&] { rig.prepare(request); });
    CHECK(has(error, ErrorCode::bufferSizeRefused));
    CHECK(says(error, "multiple of 8"));
  }
  CHECK(rig.fake.calls().empty());
  request.bufferSize = 1024;
  rig.prepare(request);
  CHECK(rig.fake.bufferFrames == 1024);
  rig.device.dispose();
  rig.fake.type = type::kDsdInt8Ner8;
  rig.device.refresh();
  request.bufferSize = 1023;
  rig.prepare(request);
}

TEST_CASE("in DSD a refused rate is answered with the rates of DSD") {
  Rig rig;
  rig.open();
  rig.device.setIoFormat(IoFormat::dsd);
  rig.fake.answers[static_cast<std::size_t>(Call::setSampleRate)] = abi::error::kNoClock;
  const auto error = failureOf([&] { rig.device.setSampleRate(44100); });
  CHECK(has(error, ErrorCode::sampleRateRefused));
  CHECK(says(error, "offers 2822400 Hz, 6144000 Hz"));
}
