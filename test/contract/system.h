// The little that the host needs of the operating system.
#pragma once

#include <stdbool.h>
#include <stdint.h>

/// The clock that a driver's `systemTime` is of, in nanoseconds.
uint64_t systemNowNs(void);

/// A number that no other running thread has.
uint64_t systemThreadId(void);

/// Wakes whoever waits. Thread: any; never waits itself.
void bellRing(void);

/// Waits until the bell is rung, or was rung since the last wait, but not past `deadlineNs`. False: it is
/// past.
bool bellWait(uint64_t deadlineNs);

/// Runs `body` in a thread of its own, which `threadJoin` waits for. One at a time.
void threadRun(void (*body)(void));
void threadJoin(void);

/// Ends the process, with a failure that is printed, if it is still there by then: a call into a driver may
/// hang.
void systemLimitSeconds(unsigned seconds);

/// What the process has: for comparing before and after.
typedef struct {
  uint64_t bytes;    ///< of memory
  uint64_t handles;  ///< or file descriptors
  uint64_t threads;
} Resources;
Resources systemResources(void);
