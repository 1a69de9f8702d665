#include "drivers/wasapi/result.h"

#include <cstdio>

#include "drivers/shell/fault.h"

namespace drivers::wasapi {

namespace {

struct Meaning {
  Result result;
  abi::Error error;
  const char* sentence;  ///< nullptr: a mistake of the driver's own, or nothing that a user could act on
};

namespace e = abi::error;

constexpr Meaning kMeanings[] = {
    {result::kExclusiveModeNotAllowed, e::kNotPresent,
     "exclusive mode is switched off for this device: allow it in its Advanced properties in Sound settings"},
    {result::kDeviceInUse, e::kNotPresent,
     "another program has the device for itself: close it, or its sound output, and open the device again"},
    {result::kDeviceInvalidated, e::kHwMalfunction,
     "the device was unplugged, disabled or set up anew: see that it is there, and reset the driver"},
    {result::kResourcesInvalidated, e::kHwMalfunction,
     "the system took the device's resources away, as it does when it sleeps: reset the driver"},
    {result::kUnsupportedFormat, e::kNoClock,
     "the device does not take this format in exclusive mode: choose another sample rate"},
    {result::kServiceNotRunning, e::kNotPresent,
     "the Windows Audio service is not running: start it (net start audiosrv), and open the device again"},
    {result::kEndpointCreateFailed, e::kNotPresent,
     "the device could not be started: unplug it and plug it in again, or update its driver"},
    {result::kAccessDenied, e::kNotPresent,
     "access is denied: allow programs to use the microphone in Settings, Privacy and security"},
    {result::kCpuUsageExceeded, e::kHwMalfunction,
     "the system has stopped the audio, as it took too much of the processor: choose a larger buffer"},
    {result::kBufferSizeNotAligned, e::kInvalidMode,
     "the device takes no buffer of about this size: choose the preferred one"},
    {result::kBufferSizeError, e::kInvalidMode,
     "the device takes no buffer of this size: choose the preferred one"},
    {result::kInvalidDevicePeriod, e::kInvalidMode,
     "the device does not work in periods of this length: choose a larger buffer"},
    {result::kOutOfMemory, e::kNoMemory, "the system has no memory for this buffer: choose a smaller one"},
    {result::kNotFound, e::kNotPresent, "the device is not there any more: list the drivers again"},
    {result::kEnginePeriodicityLocked, e::kInvalidMode,
     "another program has set the period of the shared mode: choose the preferred buffer size"},
    {result::kEngineFormatLocked, e::kInvalidMode,
     "another program has set the format of the shared mode: choose its sample rate"},
    {result::kSilentDevice, e::kHwMalfunction,
     "the device has stopped to ask for sound: unplug it and plug it in again, or reset the driver"},
    {result::kSlowDevice, e::kHwMalfunction,
     "the device asks for sound too seldom: reset the driver, and choose a larger buffer if that does not "
     "help"},
    {result::kDefaultChanged, e::kHwMalfunction,
     "another device is the default one now: reset the driver, which opens that one"},
    {result::kFormatChanged, e::kHwMalfunction,
     "the device's format was changed in Sound settings: reset the driver, which opens it anew"},
    {result::kSessionEnded, e::kHwMalfunction,
     "the user's session was ended or is shown elsewhere: come back to it, and reset the driver"},
    {result::kClockJumped, e::kHwMalfunction,
     "the computer has slept, and the device does not go on: reset the driver, which opens it anew"},
    {result::kExclusiveModeOnly, e::kNotPresent,
     "another program has the device for itself, and it cannot be shared: close that program"},
    {result::kWrongEndpointType, e::kInvalidParameter, nullptr},
    {result::kInvalidArgument, e::kInvalidParameter, nullptr},
};

const Meaning* find(Result result) noexcept {
  for (const Meaning& meaning : kMeanings) {
    if (meaning.result == result) return &meaning;
  }
  return nullptr;
}

}  // namespace

std::string describe(Result result, const char* operation) {
  const Meaning* const meaning = find(result);
  if (meaning != nullptr && meaning->sentence != nullptr) return meaning->sentence;
  char code[16];
  std::snprintf(code, sizeof code, "0x%08lx", static_cast<unsigned long>(static_cast<std::uint32_t>(result)));
  return std::string(operation) + " failed with " + code + ": close other programs and reset the driver";
}

abi::Error errorOf(Result result) noexcept {
  const Meaning* const meaning = find(result);
  return meaning == nullptr ? abi::error::kHwMalfunction : meaning->error;
}

void require(Result result, const char* operation) {
  if (failed(result)) throw shell::DriverFault(errorOf(result), describe(result, operation));
}

}  // namespace drivers::wasapi
