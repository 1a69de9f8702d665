// The results of WASAPI's calls, as numbers that every platform can compile, and what they mean for a user.
#pragma once

#include <cstdint>
#include <string>

#include "abi/error.h"

namespace drivers::wasapi {

/// An HRESULT. Negative: the call failed.
using Result = std::int32_t;

constexpr bool failed(Result result) noexcept { return result < 0; }

namespace result {

constexpr Result of(std::uint32_t code) noexcept { return static_cast<Result>(code); }

inline constexpr Result kOk = 0;
inline constexpr Result kFalse = 1;                     ///< of a format: not that one, but one like it
inline constexpr Result kBufferEmpty = of(0x08890001);  ///< there is nothing to be read

inline constexpr Result kNotInitialized = of(0x88890001);
inline constexpr Result kAlreadyInitialized = of(0x88890002);
inline constexpr Result kWrongEndpointType = of(0x88890003);
inline constexpr Result kDeviceInvalidated = of(0x88890004);
inline constexpr Result kNotStopped = of(0x88890005);
inline constexpr Result kBufferTooLarge = of(0x88890006);
inline constexpr Result kOutOfOrder = of(0x88890007);
inline constexpr Result kUnsupportedFormat = of(0x88890008);
inline constexpr Result kInvalidSize = of(0x88890009);
inline constexpr Result kDeviceInUse = of(0x8889000a);
inline constexpr Result kBufferOperationPending = of(0x8889000b);
inline constexpr Result kExclusiveModeNotAllowed = of(0x8889000e);
inline constexpr Result kEndpointCreateFailed = of(0x8889000f);
inline constexpr Result kServiceNotRunning = of(0x88890010);
inline constexpr Result kEventHandleNotExpected = of(0x88890011);
inline constexpr Result kExclusiveModeOnly = of(0x88890012);
inline constexpr Result kDurationPeriodNotEqual = of(0x88890013);
inline constexpr Result kEventHandleNotSet = of(0x88890014);
inline constexpr Result kIncorrectBufferSize = of(0x88890015);
inline constexpr Result kBufferSizeError = of(0x88890016);
inline constexpr Result kCpuUsageExceeded = of(0x88890017);
inline constexpr Result kBufferError = of(0x88890018);
inline constexpr Result kBufferSizeNotAligned = of(0x88890019);
inline constexpr Result kInvalidDevicePeriod = of(0x88890020);
inline constexpr Result kInvalidStreamFlag = of(0x88890021);
inline constexpr Result kResourcesInvalidated = of(0x88890026);
inline constexpr Result kEnginePeriodicityLocked = of(0x88890028);
inline constexpr Result kEngineFormatLocked = of(0x88890029);

inline constexpr Result kNotImplemented = of(0x80004001);
inline constexpr Result kFail = of(0x80004005);
inline constexpr Result kAccessDenied = of(0x80070005);
inline constexpr Result kOutOfMemory = of(0x8007000e);
inline constexpr Result kInvalidArgument = of(0x80070057);
inline constexpr Result kNotFound = of(0x80070490);

/// Ours, in the range of codes that belong to applications: a device that runs has asked for nothing, or
/// taken nothing, for so long that it is taken for gone.
inline constexpr Result kSilentDevice = of(0xa0420001);
/// It asks for something far less often than it should, again and again.
inline constexpr Result kSlowDevice = of(0xa0420002);
/// Who follows the default device has one that it is no more.
inline constexpr Result kDefaultChanged = of(0xa0420003);
/// The format that is set for the device was changed.
inline constexpr Result kFormatChanged = of(0xa0420004);
/// Of the user, whose devices these are.
inline constexpr Result kSessionEnded = of(0xa0420005);
/// More time has gone by than anybody has waited.
inline constexpr Result kClockJumped = of(0xa0420006);

}  // namespace result

/// One sentence that fits into the contract's message: what is wrong, and what the user can do. `operation`
/// is the call that failed; it is named where the code alone says little.
std::string describe(Result result, const char* operation);

/// What a host is told.
abi::Error errorOf(Result result) noexcept;

/// Throws the two as a `shell::DriverFault` where the call failed.
void require(Result result, const char* operation);

}  // namespace drivers::wasapi
