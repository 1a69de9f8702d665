// Formats as the system wants them byte by byte, and what a device takes.
#include <doctest/doctest.h>

#include <limits>

#include "drivers/shell/fault.h"
#include "drivers/wasapi/negotiation.h"
#include "simulated_audio.h"

namespace type = abi::sample_type;
namespace w = drivers::wasapi;
using w::FormatBytes;
using w::FormatHeader;
using w::WaveFormat;

namespace {

WaveFormat make(std::uint32_t rateHz, std::uint32_t channels, std::uint32_t container, std::uint32_t valid) {
  return {rateHz, channels, container, valid, false, w::usualChannelMask(channels), FormatHeader::extensible};
}

std::vector<int> bytesOf(const WaveFormat& format) {
  const FormatBytes bytes(format);
  std::vector<int> values;
  for (std::size_t i = 0; i < bytes.size(); ++i) values.push_back(std::to_integer<int>(bytes.data()[i]));
  return values;
}

std::optional<WaveFormat> parsed(const WaveFormat& format) {
  const FormatBytes bytes(format);
  return w::parseFormat(bytes.data(), bytes.size());
}

struct Refusal {
  abi::Error code = abi::error::kOk;
  std::string message;
};

template <class Work>
Refusal refusalOf(Work work) {
  try {
    work();
  } catch (const drivers::shell::DriverFault& fault) {
    return {fault.code(), fault.what()};
  }
  return {};
}

std::vector<std::uint32_t> ratesOf(const w::FormatFamily& family) {
  std::vector<std::uint32_t> rates;
  for (const WaveFormat& format : family.formats) rates.push_back(format.rateHz);
  return rates;
}

}  // namespace

TEST_CASE("24 valid bits of 32 are written out exactly as WAVEFORMATEXTENSIBLE") {
  CHECK(bytesOf(make(96000, 2, 32, 24)) ==
        std::vector<int>{0xfe, 0xff, 2,    0, 0x00, 0x77, 0x01, 0x00, 0x00, 0xb8, 0x0b, 0x00, 8, 0,
                         32,   0,    22,   0, 24,   0,    3,    0,    0,    0,    1,    0,    0, 0,
                         0,    0,    0x10, 0, 0x80, 0,    0,    0xaa, 0,    0x38, 0x9b, 0x71});
}

TEST_CASE("16-bit stereo can be written out as plain WAVEFORMATEX") {
  WaveFormat format = make(44100, 2, 16, 16);
  format.header = FormatHeader::plain;
  CHECK(bytesOf(format) ==
        std::vector<int>{1, 0, 2, 0, 0x44, 0xac, 0, 0, 0x10, 0xb1, 2, 0, 4, 0, 16, 0, 0, 0});
}

TEST_CASE("what is written out is read again") {
  for (const std::uint32_t channels : {1u, 2u, 6u, 8u, 32u}) {
    for (WaveFormat format : {make(8000, channels, 16, 16), make(48000, channels, 24, 24),
                              make(384000, channels, 32, 24), make(768000, channels, 32, 32)}) {
      CHECK(parsed(format) == format);
      format.header = FormatHeader::plain;
      format.validBits = format.containerBits;
      format.channelMask = 0;
      CHECK(parsed(format) == format);
    }
    WaveFormat format = make(48000, channels, 32, 32);
    format.isFloat = true;
    CHECK(parsed(format) == format);
  }
}

TEST_CASE("what is no format of samples is not read") {
  const FormatBytes good(make(48000, 2, 32, 24));
  std::vector<std::byte> bytes(good.data(), good.data() + good.size());
  const auto readable = [&] { return w::parseFormat(bytes.data(), bytes.size()).has_value(); };
  CHECK(readable());
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    CHECK_FALSE(w::parseFormat(bytes.data(), size).has_value());
  }
  // The tag, the channels, the size of a frame, the container, the valid bits, the subformat twice.
  for (const std::size_t at : {0u, 2u, 12u, 14u, 18u, 24u, 30u}) {
    const std::byte kept = bytes[at];
    bytes[at] = std::byte{0x55};
    INFO(at);
    CHECK_FALSE(readable());
    bytes[at] = kept;
  }
  CHECK(readable());
}

TEST_CASE("24 bits in a container of 32 are a 32-bit sample for the host") {
  CHECK(make(48000, 2, 32, 24).sampleType() == type::kInt32Lsb);
  CHECK(make(48000, 2, 32, 32).sampleType() == type::kInt32Lsb);
  CHECK(make(48000, 2, 24, 24).sampleType() == type::kInt24Lsb);
  CHECK(make(48000, 2, 16, 16).sampleType() == type::kInt16Lsb);
}

TEST_CASE("families: integers first, most bits first, each rate once") {
  simulated::System system;
  simulated::DeviceSettings settings;
  settings.takes = [](const WaveFormat& format) {
    if (format.channels != 2 || format.channelMask != 3) return false;
    if (format.isFloat) return format.rateHz == 48000;
    if (format.containerBits == 32) {
      return format.rateHz == (format.validBits == 32 ? 48000u : 96000u) || format.rateHz == 44100;
    }
    return format.containerBits == 16 && format.rateHz <= 48000 && format.rateHz >= 44100;
  };
  simulated::Device device(system, settings);
  const auto families = w::probeFormats(*device.endpoint());
  REQUIRE(families.size() == 3);
  CHECK(families[0].type == type::kInt32Lsb);
  CHECK(ratesOf(families[0]) == std::vector<std::uint32_t>{44100, 48000, 96000});
  // All 32 bits where the device does them, the upper 24 elsewhere.
  CHECK(families[0].find(44100)->validBits == 32);
  CHECK(families[0].find(96000)->validBits == 24);
  CHECK(families[1].type == type::kInt16Lsb);
  CHECK(families[2].type == type::kFloat32Lsb);
  for (const double rateHz : {0.0, -48000.0, 48000.5, 1e300, std::numeric_limits<double>::quiet_NaN(),
                              std::numeric_limits<double>::infinity()}) {
    CHECK(families[0].find(rateHz) == nullptr);
  }
  CHECK(system.callsOf(simulated::Call::initialize) == 0);
  CHECK(device.openClients == 0);
}

TEST_CASE("each spelling of a format is tried") {
  simulated::System system;
  simulated::DeviceSettings settings;
  settings.format.channels = 8;
  settings.format.channelMask = 0xff;
  SUBCASE("the loudspeakers of the device's own format") {
    settings.takes = [](const WaveFormat& format) {
      return format.channels == 8 && format.channelMask == 0xff;
    };
  }
  SUBCASE("the usual ones") {
    settings.takes = [](const WaveFormat& format) {
      return format.channels == 8 && format.channelMask == 0x63f;
    };
  }
  SUBCASE("none in particular") {
    settings.takes = [](const WaveFormat& format) { return format.channels == 8 && format.channelMask == 0; };
  }
  SUBCASE("another number of channels") {
    settings.takes = [](const WaveFormat& format) { return format.channels == 1; };
  }
  SUBCASE("without the extension") {
    settings.takes = [](const WaveFormat& format) { return format.header == FormatHeader::plain; };
  }
  simulated::Device device(system, settings);
  const auto families = w::probeFormats(*device.endpoint());
  REQUIRE(families.size() >= 1);
  for (const WaveFormat& format : families[0].formats) CHECK(settings.takes(format));
}

TEST_CASE("why there is no format is said") {
  simulated::System system;
  simulated::DeviceSettings settings;
  settings.takes = [](const WaveFormat&) { return false; };
  simulated::Device device(system, settings);
  const auto probe = [&] { w::probeFormats(*device.endpoint()); };
  using simulated::Call;
  SUBCASE("exclusive mode is off") {
    system.add({Call::isFormatSupported, w::result::kExclusiveModeNotAllowed});
    const Refusal refusal = refusalOf(probe);
    CHECK(refusal.code == abi::error::kNotPresent);
    CHECK(refusal.message.find("exclusive mode is switched off for this device") == 0);
    CHECK(system.callsOf(Call::isFormatSupported) == 1);
  }
  SUBCASE("somebody has the device") {
    system.add({Call::isFormatSupported, w::result::kDeviceInUse, 0, 5});
    CHECK(refusalOf(probe).message.find("another program has the device for itself") == 0);
  }
  SUBCASE("nothing but formats that it does not take") {
    CHECK(refusalOf(probe).message.find("the device takes no format in exclusive mode") == 0);
  }
  SUBCASE("there is no client") {
    system.add({Call::activate, w::result::kDeviceInvalidated});
    const Refusal refusal = refusalOf(probe);
    CHECK(refusal.code == abi::error::kHwMalfunction);
    CHECK(refusal.message.find("the device was unplugged") == 0);
  }
  CHECK(device.openClients == 0);
}

TEST_CASE("hints that are not to be had are done without") {
  simulated::System system;
  simulated::Device device(system, {});
  system.add({simulated::Call::getDeviceFormat, w::result::kNotFound});
  system.add({simulated::Call::getMixFormat, w::result::kNotImplemented});
  CHECK(w::probeFormats(*device.endpoint())[0].find(48000)->channels == 2);
}

TEST_CASE("two devices: one type, and the rates of both") {
  const auto family = [](abi::SampleType sampleType, std::vector<std::uint32_t> rates) {
    w::FormatFamily made{sampleType, {}};
    for (const std::uint32_t rateHz : rates) made.formats.push_back(make(rateHz, 2, 32, 24));
    return made;
  };
  const std::vector<w::FormatFamily> render = {family(type::kInt32Lsb, {96000}),
                                               family(type::kInt16Lsb, {44100, 48000})};
  const auto pair =
      w::commonFormats(render, {family(type::kInt32Lsb, {44100}), family(type::kInt16Lsb, {48000, 96000})});
  REQUIRE(pair.has_value());
  CHECK(pair->render.type == type::kInt16Lsb);
  CHECK(ratesOf(pair->render) == std::vector<std::uint32_t>{48000});
  CHECK(ratesOf(pair->capture) == std::vector<std::uint32_t>{48000});
  CHECK_FALSE(w::commonFormats(render, {family(type::kFloat32Lsb, {96000})}).has_value());
}
