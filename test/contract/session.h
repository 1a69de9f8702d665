// A driver as most checks need it: made, named, initialised, its facts known, with buffers for every channel.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "abi.h"
#include "host.h"

enum { kMostChannels = 64 };

typedef struct {
  Driver* driver;
  AsioLong inputs, outputs;
  AsioLong min, max, preferred, step;
  AsioLong channels;  ///< in `infos`: all inputs, then all outputs
  BufferInfo infos[kMostChannels];
} Session;

/// What every driver is told before `init`, or NULL.
void sessionSettings(const char* settings);

/// What the driver is the driver of. `virtual`: of itself, so that it does what it says exactly, and several
/// at once. `device`: of hardware, which one driver has at a time, and whose ways are as long as they are.
typedef enum { kVirtual, kDevice } SessionKind;
void sessionKind(SessionKind kind);
bool sessionIsDevice(void);

/// A driver that was told the settings, not initialised. NULL: that is printed.
Driver* sessionDriver(void);

/// False where there is no such driver or it does not start up: that is a failed check. The facts are 0 where
/// it does not know them.
bool sessionOpen(Session* session);

/// Asks for the buffer sizes, which may be others after a change of rate or format. A device may turn out to
/// do one size only, and says so when it is asked for another: it was asked.
void sessionSizes(Session* session);

/// Sets a rate, if the driver has it.
void sessionRate(Session* session, double rate);

/// Buffers for all channels.
AsioError sessionPrepare(Session* session, AsioLong frames);

/// As prepare, in a host of that manner, and starts. False: that is a failed check.
bool sessionStart(Session* session, Manner manner, AsioLong frames);

/// Ends whatever there is. It may be given after every failure.
void sessionEnd(Session* session);

/// Bytes of a sample of that type, 0 for those that the contract does not know; DSD: of eight samples.
size_t sampleBytes(AsioLong type);
bool isDsdType(AsioLong type);
/// Bytes of half a buffer.
size_t halfBytes(AsioLong type, AsioLong frames);
/// The type of the first channel.
AsioLong sessionType(Session* session);
