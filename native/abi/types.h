// The scalar types and structures that cross the border between an ASIO host and a driver.
//
// These are our own declarations of a published binary contract; no file of Steinberg's SDK is used. Two
// layouts exist: Windows (`long` is 32 bits, structures packed to 4 bytes) and LP64 (`long` is 64 bits,
// natural alignment), the second defined by cwASIO (github.com/s13n/cwASIO) for Linux. `layout.cpp` asserts
// every size and offset.
#pragma once

#include <cstddef>
#include <cstdint>

#if !defined(_WIN64) && !defined(__LP64__)
#error "Only 64-bit processes are supported: 32-bit drivers use another calling convention."
#endif

namespace abi {

/// The contract's `long`: 32 bits on Windows, 64 bits where cwASIO defines it.
using Long = long;
/// 0 is false, 1 is true. Drivers return other values too; see `isTrue`.
using Bool = Long;
/// A result of a driver call: one of `error.h`'s codes, or anything else a driver makes up.
using Error = Long;
/// One of the codes in `sample_types.h`.
using SampleType = Long;
/// Frames per second; 0 means "external clock" in some calls.
using SampleRate = double;

/// Drivers return values that are neither 0 nor 1: hosts in the field take a positive value as true.
constexpr bool isTrue(Bool value) noexcept { return value > 0; }

#ifdef _WIN32
/// A 64-bit count as the contract lays it out on Windows: high half first, so never a plain integer in
/// memory.
struct Int64 {
  std::uint32_t high;
  std::uint32_t low;
};
constexpr std::uint64_t toUint64(Int64 value) noexcept {
  return (static_cast<std::uint64_t>(value.high) << 32) | value.low;
}
constexpr Int64 toInt64(std::uint64_t value) noexcept {
  return {static_cast<std::uint32_t>(value >> 32), static_cast<std::uint32_t>(value)};
}
#else
/// A 64-bit count as cwASIO lays it out: one integer.
using Int64 = long long;
constexpr std::uint64_t toUint64(Int64 value) noexcept { return static_cast<std::uint64_t>(value); }
constexpr Int64 toInt64(std::uint64_t value) noexcept { return static_cast<Int64>(value); }
#endif

/// A position in frames since start.
using Samples = Int64;
/// Nanoseconds of the system's multimedia clock.
using TimeStamp = Int64;

#ifdef _WIN32
#pragma pack(push, 4)
#endif

struct ClockSource {
  Long index;
  Long associatedChannel;  ///< -1: none
  Long associatedGroup;    ///< -1: none
  Bool isCurrentSource;
  char name[32];
};

struct ChannelInfo {
  Long channel;  ///< set by the host
  Bool isInput;  ///< set by the host
  Bool isActive;
  Long channelGroup;
  SampleType type;
  char name[32];
};

/// One entry per channel in `createBuffers`: the host fills the first two members, the driver the pointers.
struct BufferInfo {
  Bool isInput;
  Long channelNum;
  void* buffers[2];  ///< double buffer, stable until `disposeBuffers`; alignment is only that of a sample
};

struct TimeInfo {
  double speed;
  TimeStamp systemTime;
  Samples samplePosition;
  SampleRate sampleRate;
  Long flags;  ///< `time_info::` bits
  char reserved[12];
};

struct TimeCode {
  double speed;
  Samples timeCodeSamples;
  Long flags;  ///< `time_code::` bits
  char future[64];
};

struct Time {
  Long reserved[4];
  TimeInfo timeInfo;
  TimeCode timeCode;
};

/// Called by the driver, mostly on its buffer-switch thread. There is no context pointer. Drivers exist that
/// keep the pointer to this structure instead of a copy: it has to live as long as the process.
struct Callbacks {
  void (*bufferSwitch)(Long doubleBufferIndex, Bool directProcess);
  void (*sampleRateDidChange)(SampleRate rate);
  Long (*asioMessage)(Long selector, Long value, void* message, double* opt);
  Time* (*bufferSwitchTimeInfo)(Time* params, Long doubleBufferIndex, Bool directProcess);
};

struct InputMonitor {
  Long input;  ///< -1: all
  Long output;
  Long gain;  ///< 0 .. 0x7fffffff
  Bool state;
  Long pan;
};

struct ChannelControls {
  Long channel;
  Bool isInput;
  Long gain;
  Long meter;
  char future[32];
};

struct TransportParameters {
  Long command;
  Samples samplePosition;
  Long track;
  Long trackSwitches[16];
  char future[64];
};

struct IoFormat {
  Long formatType;  ///< `io_format::`
  char future[512 - sizeof(Long)];
};

struct InternalBufferInfo {
  Long inputSamples;
  Long outputSamples;
};

#ifdef _WIN32
#pragma pack(pop)
#endif

/// A class or interface identifier, laid out like the platform's own.
struct Guid {
  std::uint32_t data1;
  std::uint16_t data2;
  std::uint16_t data3;
  std::uint8_t data4[8];
};

constexpr bool operator==(const Guid& a, const Guid& b) noexcept {
  if (a.data1 != b.data1 || a.data2 != b.data2 || a.data3 != b.data3) return false;
  for (int i = 0; i < 8; ++i) {
    if (a.data4[i] != b.data4[i]) return false;
  }
  return true;
}
constexpr bool operator!=(const Guid& a, const Guid& b) noexcept { return !(a == b); }

}  // namespace abi
