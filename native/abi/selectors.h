// Numbers that name a message, an optional feature or a flag.
#pragma once

#include "abi/types.h"

namespace abi {

/// Driver to host: the first argument of `Callbacks::asioMessage`.
namespace message {
inline constexpr Long kSelectorSupported = 1;
inline constexpr Long kEngineVersion = 2;
inline constexpr Long kResetRequest = 3;
inline constexpr Long kBufferSizeChange = 4;
inline constexpr Long kResyncRequest = 5;
inline constexpr Long kLatenciesChanged = 6;
inline constexpr Long kSupportsTimeInfo = 7;
inline constexpr Long kSupportsTimeCode = 8;
inline constexpr Long kMmcCommand = 9;
inline constexpr Long kSupportsInputMonitor = 10;
inline constexpr Long kSupportsInputGain = 11;
inline constexpr Long kSupportsInputMeter = 12;
inline constexpr Long kSupportsOutputGain = 13;
inline constexpr Long kSupportsOutputMeter = 14;
inline constexpr Long kOverload = 15;

/// Ours, sent by the virtual driver only. With value 1: time is what the driver makes it, and not the
/// clock's.
inline constexpr Long kVirtualTime = 0x42530003;
/// Ours. The virtual driver asks, between two buffer switches, whether the program can take the next one
/// without losing anything. The answer may take some milliseconds; 0: not yet, ask again.
inline constexpr Long kAwaitProgram = 0x42530004;
}  // namespace message

/// Host to driver: the first argument of `future`.
namespace selector {
inline constexpr Long kEnableTimeCodeRead = 1;
inline constexpr Long kDisableTimeCodeRead = 2;
inline constexpr Long kSetInputMonitor = 3;
inline constexpr Long kTransport = 4;
inline constexpr Long kSetInputGain = 5;
inline constexpr Long kGetInputMeter = 6;
inline constexpr Long kSetOutputGain = 7;
inline constexpr Long kGetOutputMeter = 8;
inline constexpr Long kCanInputMonitor = 9;
inline constexpr Long kCanTimeInfo = 10;
inline constexpr Long kCanTimeCode = 11;
inline constexpr Long kCanTransport = 12;
inline constexpr Long kCanInputGain = 13;
inline constexpr Long kCanInputMeter = 14;
inline constexpr Long kCanOutputGain = 15;
inline constexpr Long kCanOutputMeter = 16;
inline constexpr Long kOptionalOne = 17;
inline constexpr Long kSetIoFormat = 0x23111961;
inline constexpr Long kGetIoFormat = 0x23111983;
inline constexpr Long kCanDoIoFormat = 0x23112004;
inline constexpr Long kCanReportOverload = 0x24042012;
inline constexpr Long kGetInternalBufferSamples = 0x25042012;

/// cwASIO: `const char*`, the registered name of this instance. A Linux host has to send it before `init`.
inline constexpr Long kSetInstanceName = 0x7F000001;

/// Ours, understood by the virtual driver only. `const char*`: "name=value;name=value". Before `init`.
inline constexpr Long kSetSettings = 0x42530001;
/// Ours. `StepRequest*`: with the step clock, run that many buffer switches and return when they are done.
inline constexpr Long kStep = 0x42530002;
/// Ours, understood by the drivers of audio devices. `DeviceReport*`: how the device is. After `init`.
inline constexpr Long kGetDeviceReport = 0x42530007;
}  // namespace selector

/// The argument of `selector::kStep`.
struct StepRequest {
  std::uint64_t buffers;
};

/// The argument of `selector::kGetDeviceReport`. Counts only grow while the driver is loaded.
struct DeviceReport {
  char fault[124];  ///< why the device does not work any more, and what to do; empty: it does
  std::uint64_t missedSwitches;
  std::uint64_t underruns;
  std::uint64_t lostPackets;
  std::uint64_t droppedBuffers;
  std::uint64_t repeatedBuffers;
  /// By how many parts in a million the recording device is faster than the playing one. Not a number: not
  /// known, or there is only one.
  double driftPpm;
  Long isPair;       ///< two devices, whose clocks may be two
  Long isResampled;  ///< what is recorded is fitted to the playing device's clock: no bits are as they were
};

namespace time_info {
inline constexpr Long kSystemTimeValid = 1;
inline constexpr Long kSamplePositionValid = 1 << 1;
inline constexpr Long kSampleRateValid = 1 << 2;
inline constexpr Long kSpeedValid = 1 << 3;
inline constexpr Long kSampleRateChanged = 1 << 4;
inline constexpr Long kClockSourceChanged = 1 << 5;
}  // namespace time_info

namespace time_code {
inline constexpr Long kValid = 1;
inline constexpr Long kRunning = 1 << 1;
inline constexpr Long kReverse = 1 << 2;
inline constexpr Long kOnSpeed = 1 << 3;
inline constexpr Long kStill = 1 << 4;
inline constexpr Long kSpeedValid = 1 << 8;
}  // namespace time_code

namespace transport {
inline constexpr Long kStart = 1;
inline constexpr Long kStop = 2;
inline constexpr Long kLocate = 3;
inline constexpr Long kPunchIn = 4;
inline constexpr Long kPunchOut = 5;
inline constexpr Long kArmOn = 6;
inline constexpr Long kArmOff = 7;
inline constexpr Long kMonitorOn = 8;
inline constexpr Long kMonitorOff = 9;
inline constexpr Long kArm = 10;
inline constexpr Long kMonitor = 11;
}  // namespace transport

namespace io_format {
inline constexpr Long kInvalid = -1;
inline constexpr Long kPcm = 0;
inline constexpr Long kDsd = 1;
}  // namespace io_format

/// The version of the protocol that a host answers to `message::kEngineVersion`.
inline constexpr Long kEngineVersion = 2;

}  // namespace abi
