// The binary contract between an ASIO host and a driver, as a host in plain C declares it.
//
// These declarations share nothing with the project's own: that both agree is what the host tests. There are
// two layouts: Windows (`long` has 32 bits, structures are packed to 4 bytes) and LP64 (`long` has 64 bits,
// natural alignment), which cwASIO defines for Linux.
#pragma once

#include <assert.h>
#include <stddef.h>
#include <stdint.h>

typedef long AsioLong;
typedef AsioLong AsioBool;
typedef AsioLong AsioError;

enum {
  kOk = 0,
  kSuccess = 0x3f4847a0,  ///< the yes of `future`
  kNotPresent = -1000,
  kInvalidParameter = -998,
  kInvalidMode = -997,
  kNotAdvancing = -996,
  kNoClock = -995,
};

/// Driver to host, in `asioMessage`.
enum {
  kSelectorSupported = 1,
  kEngineVersion = 2,
  kResetRequest = 3,
  kLatenciesChanged = 6,
  kOverload = 15,
  kSupportsTimeInfo = 7,
};

/// Host to driver, in `future`.
enum {
  kEnableTimeCodeRead = 1,
  kTransport = 4,
  kCanInputMonitor = 9,
  kCanTimeInfo = 10,
  kCanOutputMeter = 16,
  kSetIoFormat = 0x23111961,
  kGetIoFormat = 0x23111983,
  kCanDoIoFormat = 0x23112004,
  kCanReportOverload = 0x24042012,
  kSetInstanceName = 0x7f000001,
  kSetSettings = 0x42530001,  ///< the virtual driver's own: "name=value;name=value", before `init`
};

enum { kSystemTimeValid = 1, kPositionValid = 2, kRateValid = 4 };
enum { kPcm = 0, kDsd = 1 };
enum { kNameRoom = 32, kMessageRoom = 124 };

#ifdef _WIN32
typedef struct {
  uint32_t high;  ///< first, so that this is no integer in memory
  uint32_t low;
} AsioInt64;
static inline uint64_t toInteger(AsioInt64 value) { return (uint64_t)value.high << 32 | value.low; }
typedef int32_t ComResult;
typedef uint32_t RefCount;
#pragma pack(push, 4)
#else
typedef long long AsioInt64;
static inline uint64_t toInteger(AsioInt64 value) { return (uint64_t)value; }
typedef long ComResult;
typedef unsigned long RefCount;
#endif

typedef struct {
  AsioLong index, channel, group;
  AsioBool isCurrent;
  char name[kNameRoom];
} ClockSource;

typedef struct {
  AsioLong channel;   ///< in
  AsioBool isInput;   ///< in
  AsioBool isActive;  ///< out, as all that follows
  AsioLong group, type;
  char name[kNameRoom];
} ChannelInfo;

typedef struct {
  AsioBool isInput;
  AsioLong channel;
  void* halves[2];  ///< the driver's
} BufferInfo;

typedef struct {
  double speed;
  AsioInt64 systemTime;
  AsioInt64 position;
  double rate;
  AsioLong flags;
  char reserved[12];
} TimeInfo;

typedef struct {
  double speed;
  AsioInt64 samples;
  AsioLong flags;
  char future[64];
} TimeCode;

typedef struct {
  AsioLong reserved[4];
  TimeInfo info;
  TimeCode code;
} Time;

typedef struct {
  void (*bufferSwitch)(AsioLong half, AsioBool directly);
  void (*sampleRateDidChange)(double rate);
  AsioLong (*message)(AsioLong selector, AsioLong value, void* text, double* number);
  Time* (*bufferSwitchTimeInfo)(Time* time, AsioLong half, AsioBool directly);
} Callbacks;

typedef struct {
  AsioLong format;
  char future[512 - sizeof(AsioLong)];
} IoFormat;

#ifdef _WIN32
#pragma pack(pop)
#endif

typedef struct {
  uint32_t data1;
  uint16_t data2, data3;
  uint8_t data4[8];
} Guid;

typedef struct Driver Driver;

typedef struct {
  ComResult (*queryInterface)(Driver*, const Guid*, void**);
  RefCount (*addRef)(Driver*);
  RefCount (*release)(Driver*);
  AsioBool (*init)(Driver*, void*);
  void (*getDriverName)(Driver*, char*);
  AsioLong (*getDriverVersion)(Driver*);
  void (*getErrorMessage)(Driver*, char*);
  AsioError (*start)(Driver*);
  AsioError (*stop)(Driver*);
  AsioError (*getChannels)(Driver*, AsioLong* inputs, AsioLong* outputs);
  AsioError (*getLatencies)(Driver*, AsioLong* input, AsioLong* output);
  AsioError (*getBufferSize)(Driver*, AsioLong* min, AsioLong* max, AsioLong* preferred, AsioLong* step);
  AsioError (*canSampleRate)(Driver*, double);
  AsioError (*getSampleRate)(Driver*, double*);
  AsioError (*setSampleRate)(Driver*, double);
  AsioError (*getClockSources)(Driver*, ClockSource*, AsioLong* count);
  AsioError (*setClockSource)(Driver*, AsioLong);
  AsioError (*getSamplePosition)(Driver*, AsioInt64* position, AsioInt64* time);
  AsioError (*getChannelInfo)(Driver*, ChannelInfo*);
  AsioError (*createBuffers)(Driver*, BufferInfo*, AsioLong channels, AsioLong frames, Callbacks*);
  AsioError (*disposeBuffers)(Driver*);
  AsioError (*controlPanel)(Driver*);
  AsioError (*future)(Driver*, AsioLong selector, void* argument);
  AsioError (*outputReady)(Driver*);
} DriverTable;

struct Driver {
  const DriverTable* table;
};

#ifdef _WIN32
#define LAYOUT(windows, lp64) (windows)
#else
#define LAYOUT(windows, lp64) (lp64)
#endif
static_assert(sizeof(AsioLong) == LAYOUT(4, 8), "long");
static_assert(sizeof(ClockSource) == LAYOUT(48, 64), "ClockSource");
static_assert(offsetof(ClockSource, name) == LAYOUT(16, 32), "ClockSource.name");
static_assert(sizeof(ChannelInfo) == LAYOUT(52, 72), "ChannelInfo");
static_assert(offsetof(ChannelInfo, type) == LAYOUT(16, 32), "ChannelInfo.type");
static_assert(sizeof(BufferInfo) == LAYOUT(24, 32), "BufferInfo");
static_assert(offsetof(BufferInfo, halves) == LAYOUT(8, 16), "BufferInfo.halves");
static_assert(sizeof(TimeInfo) == LAYOUT(48, 56), "TimeInfo");
static_assert(offsetof(TimeInfo, flags) == 32, "TimeInfo.flags");
static_assert(sizeof(TimeCode) == LAYOUT(84, 88), "TimeCode");
static_assert(sizeof(Time) == LAYOUT(148, 176), "Time");
static_assert(offsetof(Time, info) == LAYOUT(16, 32), "Time.info");
static_assert(offsetof(Time, code) == LAYOUT(64, 88), "Time.code");
static_assert(sizeof(Callbacks) == 32, "Callbacks");
static_assert(sizeof(IoFormat) == 512, "IoFormat");
static_assert(sizeof(DriverTable) == 192, "24 slots");
#undef LAYOUT
