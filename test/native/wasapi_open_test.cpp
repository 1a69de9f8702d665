// Buffer sizes, and how a stream is got out of a device that wants to be asked otherwise.
#include <doctest/doctest.h>

#include "drivers/shell/fault.h"
#include "drivers/wasapi/open_client.h"
#include "simulated_audio.h"

namespace w = drivers::wasapi;
namespace result = drivers::wasapi::result;
using simulated::Call;

namespace {

const w::WaveFormat kFormat{48000, 2, 32, 24, false, 3, {}};
constexpr w::Periods kPeriods{100'000, 30'000};

struct Rig {
  explicit Rig(simulated::DeviceSettings settings = {}) : device(system, std::move(settings)) {}

  w::OpenClient open(std::uint32_t frames, const w::WaveFormat& format = kFormat) {
    return w::openExclusive(*endpoint, format, frames, kPeriods, waiter->event());
  }
  std::string refusalOf(std::uint32_t frames) {
    try {
      open(frames);
    } catch (const drivers::shell::DriverFault& fault) {
      return fault.what();
    }
    return "";
  }

  simulated::System system;
  simulated::Device device;
  std::unique_ptr<w::Endpoint> endpoint = device.endpoint();
  std::unique_ptr<w::Waiter> waiter = system.makeWaiter();
};

}  // namespace

TEST_CASE("a size becomes a time and the same size again, at every rate") {
  for (const std::uint32_t rateHz :
       {8000u, 11025u, 44100u, 48000u, 88200u, 96000u, 192000u, 384000u, 768000u}) {
    for (std::uint32_t frames = 1; frames <= 8192; ++frames) {
      if (w::framesOf(w::hnsOf(frames, rateHz), rateHz) == frames) continue;
      INFO(rateHz << " Hz");
      CHECK(frames == w::framesOf(w::hnsOf(frames, rateHz), rateHz));
    }
  }
  CHECK(w::framesOf(30'000, 44100) == 133);
  CHECK(w::hnsOf(480, 44100) == 108'844);
}

TEST_CASE("sizes fill packets of 128 bytes") {
  for (std::uint32_t frameBytes = 1; frameBytes <= 128; ++frameBytes) {
    const std::uint32_t step = w::alignedStep(frameBytes);
    CHECK(step * frameBytes % 128 == 0);
    CHECK(step >= 8);
    CHECK(8192 % step == 0);
  }
  CHECK(w::alignedStep(4) == 32);
  CHECK(w::alignedStep(6) == 64);
  CHECK(w::alignedStep(8) == 16);
}

TEST_CASE("what is offered begins at the shortest period and prefers the usual one") {
  const auto rule = w::offeredSizes({101'587, 29'025}, 44100, 32);
  CHECK(rule.min == 128);
  CHECK(rule.max == 8192);
  CHECK(rule.preferred == 448);
  CHECK(rule.granularity == 32);
  CHECK(rule.accepts(rule.preferred));
  // With events a device may refuse more than half a second.
  CHECK(w::offeredSizes({100'000, 30'000}, 8000, 32).max == 4000);
  CHECK(w::offeredSizes({100'000, 30'000}, 11025, 32).max == 5504);
  // A device that names nonsense is offered all the same.
  CHECK(w::offeredSizes({0, 0}, 48000, 16).min == 16);
  const auto slow = w::offeredSizes({0, 10'000'000}, 48000, 16);
  CHECK(slow.min == 48000);
  CHECK(slow.max == 48000);
  CHECK(slow.granularity == 0);
}

TEST_CASE("with events the device has the size that it was asked for") {
  Rig rig;
  const w::OpenClient open = rig.open(480);
  CHECK(open.pace == w::Pace::event);
  CHECK(open.bufferFrames == 480);
  CHECK(rig.system.callsOf(Call::initialize) == 1);
}

TEST_CASE("a size that is not aligned is aligned, with another client") {
  simulated::DeviceSettings settings;
  settings.alignedTo = 56;
  Rig rig(settings);
  const w::OpenClient open = rig.open(480);
  CHECK(open.bufferFrames == 504);
  CHECK(rig.system.callsOf(Call::activate) == 2);
  CHECK(rig.device.openClients == 1);
}

TEST_CASE("a device that makes eight buffers of one is asked for an eighth") {
  simulated::DeviceSettings settings;
  settings.multiple = 8;
  settings.shortestHns = 10'000;
  Rig rig(settings);
  SUBCASE("as far as it goes") {
    w::OpenClient open =
        w::openExclusive(*rig.endpoint, kFormat, 480, {100'000, 10'000}, rig.waiter->event());
    CHECK(open.bufferFrames == 480);
    CHECK(rig.system.callsOf(Call::initialize) == 2);
  }
  SUBCASE("not for less than it can do") {
    CHECK(rig.open(480).bufferFrames == 3840);
    CHECK(rig.system.callsOf(Call::initialize) == 1);
  }
}

TEST_CASE("a device that finds no size good gets its own period") {
  Rig rig;
  SUBCASE("of the buffer") { rig.system.add({Call::initialize, result::kBufferSizeError}); }
  SUBCASE("of the period") { rig.system.add({Call::initialize, result::kInvalidDevicePeriod}); }
  SUBCASE("never aligned") {
    rig.system.add({Call::initialize, result::kBufferSizeNotAligned});
    rig.system.add({Call::getBufferFrames, result::kNotInitialized});
    CHECK(rig.refusalOf(960).find("the device takes no buffer of about this size") == std::string::npos);
    return;
  }
  CHECK(rig.open(960).bufferFrames == 480);
  CHECK(rig.system.callsOf(Call::initialize) == 2);
}

TEST_CASE("where memory is short a shorter buffer is taken") {
  Rig rig;
  rig.system.add({Call::initialize, result::kOutOfMemory});
  CHECK(rig.open(8192).bufferFrames == 3392);
}

TEST_CASE("a device that refuses events is looked at by the clock") {
  simulated::DeviceSettings settings;
  settings.doesEvents = false;
  Rig rig(settings);
  const w::OpenClient open = rig.open(480);
  CHECK(open.pace == w::Pace::timer);
  // Four switches are queued, and there is as much room again.
  CHECK(open.bufferFrames == 3840);
  CHECK(open.filledFrames(480) == 1920);
  CHECK(rig.system.callsOf(Call::setEvent) == 0);
  // It is asked to take half a switch at a time, or as little as it can.
  CHECK(rig.device.request().periodHns == 50'000);
}

TEST_CASE("without events the room is no longer than a second, unless the queue is") {
  simulated::DeviceSettings settings;
  settings.doesEvents = false;
  Rig rig(settings);
  SUBCASE("half of it is queued") { CHECK(rig.open(4800).bufferFrames == 38'400); }
  SUBCASE("a second") { CHECK(rig.open(8000).bufferFrames == 48'000); }
  SUBCASE("the queue is longer") { CHECK(rig.open(16'000).bufferFrames == 64'000); }
}

TEST_CASE("without events the steps are no shorter than the device's shortest period") {
  simulated::DeviceSettings settings;
  settings.doesEvents = false;
  Rig rig(settings);
  const w::OpenClient open = rig.open(192);
  CHECK(open.pace == w::Pace::timer);
  CHECK(rig.device.request().periodHns == 30'000);
}

TEST_CASE("without events the buffer has to hold two switches") {
  simulated::DeviceSettings settings;
  settings.doesEvents = false;
  settings.timerFrames = 3840;
  Rig rig(settings);
  CHECK(rig.open(1920).bufferFrames == 3840);
  CHECK(rig.refusalOf(1936) ==
        "the device's buffer of 3840 frames is too short for that size: choose at most 1920");
  CHECK(rig.device.openClients == 0);
}

TEST_CASE("why a device cannot be opened is said, and nothing of it is kept") {
  Rig rig;
  SUBCASE("exclusive mode is off: no timer changes that") {
    rig.system.add({Call::initialize, result::kExclusiveModeNotAllowed, 0, 0, 9});
    CHECK(rig.refusalOf(480).find("exclusive mode is switched off") == 0);
    CHECK(rig.system.callsOf(Call::initialize) == 1);
  }
  SUBCASE("somebody else has it") {
    rig.system.add({Call::initialize, result::kDeviceInUse, 0, 0, 9});
    CHECK(rig.refusalOf(480).find("another program has the device for itself") == 0);
  }
  SUBCASE("a failure that nobody knows has its call and its number") {
    rig.system.add({Call::initialize, result::of(0x8007abcd), 0, 0, 9});
    CHECK(rig.refusalOf(480) ==
          "IAudioClient::Initialize failed with 0x8007abcd: close other programs and reset the driver");
  }
  CHECK(rig.device.openClients == 0);
  CHECK(rig.device.mistakes.empty());
}

TEST_CASE("whichever call fails at whichever turn, a refusal is a sentence or the stream is there") {
  // Enough turns for the longest way: a size that is not aligned, eight buffers, and no events.
  for (const auto call : {Call::activate, Call::initialize, Call::getBufferFrames, Call::getLatencyHns,
                          Call::setEvent, Call::openStream}) {
    for (const w::Result error :
         {result::kDeviceInvalidated, result::kDeviceInUse, result::kBufferSizeNotAligned,
          result::kOutOfMemory, result::kBufferSizeError, result::kFail, result::kInvalidArgument}) {
      for (int turn = 0; turn < 4; ++turn) {
        for (const int times : {1, 100}) {
          simulated::DeviceSettings settings;
          settings.alignedTo = 56;
          settings.multiple = 8;
          Rig rig(settings);
          rig.system.add({call, error, 0, turn, times});
          INFO(static_cast<int>(call) << " " << error << " " << turn << " " << times);
          try {
            const w::OpenClient open = rig.open(4800);
            CHECK(open.bufferFrames > 0);
          } catch (const drivers::shell::DriverFault& fault) {
            CHECK(std::string(fault.what()).size() <= 123);
            CHECK(fault.code() != abi::error::kOk);
          }
          CHECK(rig.device.openClients == 0);
          CHECK(rig.device.mistakes.empty());
        }
      }
    }
  }
}

TEST_CASE("every result has a sentence that fits") {
  for (std::uint32_t low = 0; low < 0x40; ++low) {
    const auto text = w::describe(result::of(0x88890000u | low), "IAudioRenderClient::ReleaseBuffer");
    CHECK(text.size() <= 123);
    CHECK(text.size() > 20);
  }
  CHECK(w::errorOf(result::kFail) == abi::error::kHwMalfunction);
}
