/** The steps of the histogram in `native/rt/wake_ups.h`: four to the octave, from 2^10 ns up. */
const firstOctave = 10;

function upperLimitNs(bucket: number): number {
  if (bucket === 0) return 2 ** firstOctave;
  const octave = firstOctave + Math.floor((bucket - 1) / 4);
  return 2 ** octave * (1 + (((bucket - 1) % 4) + 1) / 4);
}

/** So many times it took less than `belowNs`, and not less than the bucket before says. */
export interface WakeUpBucket {
  /** Nanoseconds that it stayed below. */
  readonly belowNs: number;
  /** How many times. */
  readonly count: number;
}

/**
 * How long it took from the beginning of a buffer switch until the program ran because of it: a snapshot. Only times that
 * the program was asleep count.
 */
export class WakeUps {
  /** How many times the program was woken. */
  readonly count: number;
  /** The mean, nanoseconds; null: there were none. */
  readonly averageNs: number | null;
  /** The longest, nanoseconds; null: there were none. */
  readonly maxNs: number | null;
  /** Those that are not empty, shortest first. The last one of 96 has no upper limit. */
  readonly buckets: readonly WakeUpBucket[];

  /** @hideconstructor Count, sum and longest in ns, then the counts of all buckets. */
  constructor([count = 0, sumNs = 0, maxNs = 0, ...counts]: readonly number[]) {
    this.count = count;
    this.averageNs = count > 0 ? sumNs / count : null;
    this.maxNs = count > 0 ? maxNs : null;
    this.buckets = counts.flatMap((inBucket, bucket) =>
      inBucket === 0 ? [] : [{ belowNs: upperLimitNs(bucket), count: inBucket }],
    );
  }

  /**
   * Nanoseconds that a part of all wake-ups did not exceed: 0.99 for 99 of 100. Rounded up to the end of a bucket, which
   * is a quarter too much at the most, and to `maxNs`. Null: there were none.
   */
  percentileNs(part: number): number | null {
    if (this.maxNs === null) return null;
    let left = part * this.buckets.reduce((sum, { count }) => sum + count, 0);
    for (const { belowNs, count } of this.buckets) {
      left -= count;
      if (left <= 0) return Math.min(belowNs, this.maxNs);
    }
    return this.maxNs;
  }
}
