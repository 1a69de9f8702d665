// What the audio thread counts, and the words by which it and JavaScript tell each other what they want.
#pragma once

#include <atomic>
#include <cstdint>

#include "rt/annotations.h"
#include "rt/counter.h"
#include "rt/time_code_report.h"
#include "rt/wake_ups.h"

namespace rt {

/// Lies at the start of a stream's shared memory. The first group is written by the audio thread and read by
/// JavaScript as 64-bit words in this order; the second holds 32-bit words that both write.
///
/// A `...Wanted` word is raised by who is about to sleep, who then looks at the ring once more; and taken
/// back by who has moved an index of the ring. Both do it by an exchange, always: the one that comes second
/// sees all that the first did before, so either the sleeper sees the index or the other one sees the word.
/// (Where the index was moved by a sequentially consistent store, as JavaScript does it, a look before the
/// exchange may spare it.)
struct StreamCounters {
  Counter buffers;    ///< buffer switches that were served
  Counter position;   ///< frames since start, at the end of the last buffer switch
  Counter underruns;  ///< times that output had nothing to play
  Counter underrunFrames;
  Counter lastUnderrunPosition;  ///< of the first frame of silence
  Counter overruns;              ///< times that input found the ring full
  Counter overrunFrames;
  Counter lastOverrunPosition;  ///< of the first frame that was dropped
  Counter missed;               ///< times that processed output was not there in time
  Counter missedFrames;
  Counter lastMissedPosition;
  Counter reentries;           ///< buffer switches that came while another was being served, and were not
  Counter discardedFrames;     ///< frames of output that the program took back
  Counter late;                ///< buffer switches that began more than half a period too late
  Counter duplicates;          ///< buffer switches that a driver called for twice, and were served once
  Counter gapFrames;           ///< frames that passed while the driver was taken away under the stream
  Counter lastSwitchNs;        ///< when the last buffer switch began
  Counter busyNs;              ///< time spent in buffer switches
  Counter longestBusyNs;       ///< in a single one
  Counter intervals;           ///< from the beginning of a buffer switch to that of the next
  Counter intervalsNs;         ///< all of them together
  Counter shortestIntervalNs;  ///< 0: none yet
  Counter longestIntervalNs;
  Counter measuredMicroHz;  ///< the rate by the clock, over the last second or two; 0: not measured yet

  /// 1: JavaScript wants to be woken by the next buffer switch. Set by JavaScript, taken back by the audio
  /// thread.
  alignas(kCacheLine) std::atomic<std::uint32_t> wakeWanted{0};
  /// The same for a thread that waits without an event loop.
  std::atomic<std::uint32_t> bellWanted{0};
  /// 1: a loss has been signalled and not been looked at. Cleared by JavaScript.
  std::atomic<std::uint32_t> lossPending{0};
  /// 1: JavaScript means to have output queued, so an empty ring is an underrun. Written by JavaScript.
  std::atomic<std::uint32_t> outputWanted{0};
  /// 1: the audio thread waits until a block is read or written. Cleared by whoever ends the wait.
  std::atomic<std::uint32_t> progressWanted{0};
  /// 1: what is queued for output up to the count `discardTo` is not to be played. Set by JavaScript, taken
  /// back by the audio thread.
  std::atomic<std::uint32_t> discardWanted{0};
  std::atomic<std::uint32_t> discardTo{0};
  /// 1: time is the driver's own and not the clock's. Written by the audio thread.
  std::atomic<std::uint32_t> virtualTime{0};
  /// 1: the thread at the bell has something else to do. Set by JavaScript, taken back by that thread's.
  std::atomic<std::uint32_t> attention{0};
  /// 1: nothing will happen in this memory any more. Written by JavaScript, and by the host where a stream
  /// ends.
  std::atomic<std::uint32_t> over{0};
  /// Who reads the input and who writes the output: 0 nobody, else a number of JavaScript's choice.
  std::atomic<std::uint32_t> inputOwner{0};
  std::atomic<std::uint32_t> outputOwner{0};
  /// How many such numbers have been given out.
  std::atomic<std::uint32_t> owners{0};

  alignas(kCacheLine) TimeCodeReport timeCode;

  alignas(kCacheLine) WakeUps wakeUps;
};

}  // namespace rt
