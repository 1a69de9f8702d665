/** What happened to a stream so far, in numbers. */
import type { Counters } from './stream-memory.js';

/** Counts only grow. A position is that of the first frame that was lost the last time; null: none was. */
export interface StreamStats {
  /** Buffer switches served. */
  readonly buffers: number;
  /** Frames since `start`. */
  readonly position: number;
  /** Times that there was nothing to play, and frames of silence that went out instead. */
  readonly underruns: number;
  /** Frames of silence that went out as nothing was queued. */
  readonly underrunFrames: number;
  /** Of the first frame of the last underrun; null: there was none. */
  readonly lastUnderrunPosition: number | null;
  /** Times that the input ring was full, and frames that were dropped. */
  readonly overruns: number;
  /** Frames that were dropped as the input ring was full. */
  readonly overrunFrames: number;
  /** Of the first frame of the last overrun; null: there was none. */
  readonly lastOverrunPosition: number | null;
  /** Times that a process function or processor had no output ready, and frames of silence that went out instead. */
  readonly missed: number;
  /** Frames of silence that went out in place of what was not ready. */
  readonly missedFrames: number;
  /** Of the first frame that was last missed; null: none was. */
  readonly lastMissedPosition: number | null;
  /** Buffer switches that came while another was being served, and were not. */
  readonly reentries: number;
  /** Frames that were queued for output and never played: taken back, or left behind as the stream was set up anew. */
  readonly discardedFrames: number;
  /** Buffer switches that began more than half a period late. */
  readonly late: number;
  /** Buffer switches that the driver called for twice; they were served once. */
  readonly duplicates: number;
  /** Frames that passed while the driver was closed and opened again, by the clock, in whole buffers. */
  readonly gapFrames: number;
  /** How long buffer switches took since the driver last made buffers. */
  readonly load: SwitchLoad;
  /** How far apart they began. */
  readonly interval: SwitchInterval;
  /**
   * The rate in Hz that the driver ran at over the last second or two, by the clock of this machine. Null: not measured
   * yet, or time is virtual.
   */
  readonly measuredRate: number | null;
}

/** Parts of the period: 0.1 is a tenth of the time that there is. Null: the sample rate is unknown, or none came yet. */
export interface SwitchLoad {
  /** The mean, as a part of the period. */
  readonly average: number | null;
  /** The most, as a part of the period; above 1 there was no time left. */
  readonly max: number | null;
}

/** Nanoseconds from one buffer switch to the next. Null: there were not two yet. */
export interface SwitchInterval {
  /** The shortest, nanoseconds. */
  readonly minNs: number | null;
  /** The mean, nanoseconds. */
  readonly averageNs: number | null;
  /** The longest, nanoseconds. */
  readonly maxNs: number | null;
}

/** Those that go on where the memory before left them. */
const lasting = [
  'buffers',
  'underruns',
  'underrunFrames',
  'overruns',
  'overrunFrames',
  'missed',
  'missedFrames',
  'reentries',
  'discardedFrames',
  'late',
  'duplicates',
  'gapFrames',
] as const satisfies readonly (keyof Counters)[];

/** The counters of a stream whose earlier memory had `past`. */
export function addPast(now: Counters, past: Counters | undefined): Counters {
  if (past === undefined) return now;
  const sum = { ...now };
  for (const name of lasting) sum[name] += past[name];
  for (const [count, position] of [
    ['underruns', 'lastUnderrunPosition'],
    ['overruns', 'lastOverrunPosition'],
    ['missed', 'lastMissedPosition'],
  ] as const) {
    if (now[count] === 0) sum[position] = past[position];
  }
  return sum;
}

/** `present`: the counters of the memory in use alone; `periodNs`: of a buffer, 0 when it is unknown. */
export function statsOf(
  total: Counters,
  present: Counters,
  periodNs: number,
  discarded: number,
): StreamStats {
  const { buffers, busyNs, longestBusyNs, intervals, intervalsNs } = present;
  const { shortestIntervalNs, longestIntervalNs, measuredMicroHz } = present;
  const timed = periodNs > 0 && buffers > 0;
  const apart = intervals > 0;
  return {
    buffers: total.buffers,
    position: total.position,
    underruns: total.underruns,
    underrunFrames: total.underrunFrames,
    lastUnderrunPosition: total.underruns > 0 ? total.lastUnderrunPosition : null,
    overruns: total.overruns,
    overrunFrames: total.overrunFrames,
    lastOverrunPosition: total.overruns > 0 ? total.lastOverrunPosition : null,
    missed: total.missed,
    missedFrames: total.missedFrames,
    lastMissedPosition: total.missed > 0 ? total.lastMissedPosition : null,
    reentries: total.reentries,
    discardedFrames: total.discardedFrames + discarded,
    late: total.late,
    duplicates: total.duplicates,
    gapFrames: total.gapFrames,
    load: {
      average: timed ? busyNs / buffers / periodNs : null,
      max: timed ? longestBusyNs / periodNs : null,
    },
    interval: {
      minNs: apart ? shortestIntervalNs : null,
      averageNs: apart ? intervalsNs / intervals : null,
      maxNs: apart ? longestIntervalNs : null,
    },
    measuredRate: measuredMicroHz > 0 ? measuredMicroHz / 1e6 : null,
  };
}
