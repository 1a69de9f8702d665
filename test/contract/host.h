// The host's side of a stream: the callbacks, what they saw, and how the host behaves in them.
//
// The contract's callbacks have no context, so there is one of everything. Callbacks write, the main thread
// reads once it has waited for them.
#pragma once

#include <stdbool.h>

#include "abi.h"

typedef struct {
  AsioLong half, directly;
  bool hasTime;  ///< it came with a time, which was none of these if null
  AsioLong flags;
  uint64_t position, systemNs, thread;
  double rate;
  uint64_t arrivalNs;
  AsioError asked;  ///< what getSamplePosition answered
  uint64_t askedPosition, askedNs;
} Switch;

enum { kMostSwitches = 4096 };

/// How the host behaves. The zeroed one takes no times and does nothing in a switch.
typedef struct {
  bool takesTimes;      ///< says yes to both questions
  bool saysNoAfterAll;  ///< knows what times are, and wants none
  bool asksPosition;    ///< in every switch
  bool saysReady;       ///< that its output is, at the end of every switch
  void (*inSwitch)(unsigned long number, AsioLong half);
  void (*inMessage)(AsioLong selector, AsioLong value);
} Manner;

/// Forgets what was seen, and behaves like this towards `driver` from now on.
void hostBecome(Driver* driver, Manner manner);

/// The table to hand to createBuffers: one place in memory, filled anew in each call.
Callbacks* hostCallbacks(void);
/// The same without the callback for times.
Callbacks* hostCallbacksWithoutTimes(void);

/// How many switches there were, at most as many as are kept.
unsigned long hostSwitches(void);
const Switch* hostSwitch(unsigned long number);
unsigned long hostRateChanges(void);
/// Waits until it was told of an overload: that switches are missing. False: not within some seconds.
bool hostAwaitOverload(void);

/// Whether two switches were at the same time.
bool hostWasReentered(void);

/// Waits for that many switches since `hostBecome`. False: they did not come within some seconds.
bool hostAwait(unsigned long switches);

/// Gives a driver that breaks the rule the time to do so. False: it did, there were more than `switches`.
bool hostStaysAt(unsigned long switches, unsigned milliseconds);

/// Waits until the process has no more threads than `before`: a driver's end some time after its last call
/// has returned. False: they did not within some seconds.
bool hostThreadsEnd(uint64_t before);
