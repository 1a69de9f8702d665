/** What `doctor` finds out. Nothing but plain data: it can be kept as JSON. Times are milliseconds. */
import type { RuleName, Severity } from './rules/index.js';

/** A rule that is not kept. The words about it are those of the table of rules. */
export interface Finding {
  /** Its name. */
  readonly rule: RuleName;
  /** How bad that is. */
  readonly severity: Severity;
  /** What the rule is, and who says so. */
  readonly what: string;
  /** Who says so. */
  readonly source: string;
  /** What it does to hosts, and what this package does about it. */
  readonly effect: string;
  /** What this package does about it. */
  readonly answer: string;
  /** What was seen in place of it, the first few times. */
  readonly seen: readonly string[];
}

/** How long one of the driver's functions took. */
export interface CallTimes {
  /** The function, such as `createBuffers`. */
  readonly call: string;
  /** How often it was called. */
  readonly count: number;
  /** Milliseconds. */
  readonly median: number;
  /** Milliseconds. */
  readonly max: number;
}

/** A rate as it was measured by the clock of this machine. */
export interface MeasuredRate {
  /** Hz. */
  readonly rate: number;
  /** How much faster than the driver says, in millionths, and how far that may be off: the machine's other work counts. */
  readonly ppm: number;
  /** How far `ppm` may be off: three standard errors. */
  readonly uncertainty: number;
}

/** What the rate is said to be, and what it is. Null: not measured. */
export interface RateReport {
  /** What the driver says, Hz; null: it does not know, or says nonsense. */
  readonly said: number | null;
  /** By when buffer switches came. */
  readonly byArrival: MeasuredRate | null;
  /** By the positions and times that the driver tells with them. */
  readonly byPositions: MeasuredRate | null;
}

/** The times between buffer switches. */
export interface Jitter {
  /** A buffer at the rate that the driver says, milliseconds. */
  readonly nominal: number;
  /** Milliseconds; half of the intervals are not longer. */
  readonly p50: number;
  /** Milliseconds; 99 of 100 are not longer. */
  readonly p99: number;
  /** The longest, milliseconds. */
  readonly max: number;
  /** From the call of `start` to the first switch, milliseconds. */
  readonly first: number;
  /** How many there were. */
  readonly intervals: number;
  /** How many intervals are in each part of the range from 0 to `limit`; longer ones are in the last. */
  readonly histogram: { readonly limit: number; readonly counts: readonly number[] };
}

/** What ended the examination before its time, and in which call of the driver: null where it was in none. */
export interface End {
  /** What the driver did. */
  readonly kind: 'hangs' | 'crashes' | 'exits' | 'not loaded';
  /** The call that was under way; null: none was. */
  readonly during: string | null;
  /** The same in a sentence. */
  readonly message: string;
}

/** A rule that could not be looked at. */
export interface NotChecked {
  /** Its name. */
  readonly rule: RuleName;
  /** Why not, in words. */
  readonly why: string;
}

/** What `doctor` makes of all that it found. */
export type DoctorVerdict =
  /** No rule is broken. There may be findings that are merely odd. */
  | 'healthy'
  | 'breaks rules'
  /** It did not come as far as a buffer switch. */
  | 'unusable';

/** What `doctor` resolves with. */
export interface DoctorReport {
  /** The driver that was examined; `version` is null where it did not get so far. */
  readonly driver: { readonly id: string; readonly name: string; readonly version: number | null };
  /** The answer in a word. */
  readonly verdict: DoctorVerdict;
  /** Those that break a rule first. */
  readonly findings: readonly Finding[];
  /** How long its functions took. */
  readonly calls: readonly CallTimes[];
  /** At which rate it runs. */
  readonly rate: RateReport;
  /** How evenly it switches buffers; null: not measured. */
  readonly jitter: Jitter | null;
  /** How many rules were looked at. */
  readonly checked: number;
  /** Rules that could not be looked at, with why. */
  readonly notChecked: readonly NotChecked[];
  /** Null: it came to its end. */
  readonly end: End | null;
}

/** What is examined now: a group of rules, and how far that is. */
export interface DoctorProgress {
  /** The group of rules, in words. */
  readonly part: string;
  /** Groups that are done. */
  readonly done: number;
  /** Groups that there are. */
  readonly total: number;
}
