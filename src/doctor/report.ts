/** What `doctor` finds out. Nothing but plain data: it can be kept as JSON. Times are milliseconds. */
import type { RuleName, Severity } from './rules/index.js';

/** A rule that is not kept. The words about it are those of the table of rules. */
export interface Finding {
  readonly rule: RuleName;
  readonly severity: Severity;
  /** What the rule is, and who says so. */
  readonly what: string;
  readonly source: string;
  /** What it does to hosts, and what this package does about it. */
  readonly effect: string;
  readonly answer: string;
  /** What was seen in place of it, the first few times. */
  readonly seen: readonly string[];
}

/** How long one of the driver's functions took. */
export interface CallTimes {
  readonly call: string;
  readonly count: number;
  readonly median: number;
  readonly max: number;
}

export interface MeasuredRate {
  /** Hz. */
  readonly rate: number;
  /** How much faster than the driver says, in millionths, and how far that may be off: the machine's other work counts. */
  readonly ppm: number;
  readonly uncertainty: number;
}

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
  /** A buffer at the rate that the driver says. */
  readonly nominal: number;
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
  /** From the call of `start` to the first switch. */
  readonly first: number;
  readonly intervals: number;
  /** How many intervals are in each part of the range from 0 to `limit`; longer ones are in the last. */
  readonly histogram: { readonly limit: number; readonly counts: readonly number[] };
}

/** What ended the examination before its time, and in which call of the driver: null where it was in none. */
export interface End {
  readonly kind: 'hangs' | 'crashes' | 'exits' | 'not loaded';
  readonly during: string | null;
  readonly message: string;
}

export interface NotChecked {
  readonly rule: RuleName;
  readonly why: string;
}

export type DoctorVerdict =
  /** No rule is broken. There may be findings that are merely odd. */
  | 'healthy'
  | 'breaks rules'
  /** It did not come as far as a buffer switch. */
  | 'unusable';

export interface DoctorReport {
  readonly driver: { readonly id: string; readonly name: string; readonly version: number | null };
  readonly verdict: DoctorVerdict;
  /** Those that break a rule first. */
  readonly findings: readonly Finding[];
  readonly calls: readonly CallTimes[];
  readonly rate: RateReport;
  readonly jitter: Jitter | null;
  /** How many rules were looked at. */
  readonly checked: number;
  readonly notChecked: readonly NotChecked[];
  /** Null: it came to its end. */
  readonly end: End | null;
}

/** What is examined now: a group of rules, and how far that is. */
export interface DoctorProgress {
  readonly part: string;
  readonly done: number;
  readonly total: number;
}
