/** What becomes of a device when its driver has to be closed and opened again. */
import { isDeepStrictEqual } from 'node:util';
import type { Stall } from './device-events.js';
import type { NativeDescription } from './native.js';

/** Who handles a driver's wish to be reset, and one that stalls. */
export type OnReset = (typeof onResets)[number];

export const onResets = ['reopen', 'manual'] as const;

/**
 * Why a driver was closed and opened again: it asked for it, was out of its pace, or ran at another rate
 * than it says; or the program did.
 */
export type ResetReason = 'request' | Exclude<Stall, 'silent'> | 'rate-mismatch' | 'manual';

/** Facts that differ, before and after. */
export type Changes<T> = {
  readonly [Fact in keyof T]?: { readonly before: T[Fact]; readonly after: T[Fact] };
};

/** What a driver says of itself, before it was opened again and after, as far as it differs. */
export type DeviceChanges = Changes<NativeDescription>;

/** That a driver was closed and opened again. */
export interface DeviceReset {
  /** `manual`: the program called `reset`. */
  readonly reason: ResetReason;
  /** What the driver says otherwise than before. */
  readonly changes: DeviceChanges;
}

/** Whether a channel is in use depends on the stream, not on the driver. */
function comparable(fact: unknown): unknown {
  if (!Array.isArray(fact)) return fact;
  return fact.map((item) => (typeof item === 'object' ? { ...item, active: undefined } : item));
}

export function changesBetween<T extends object>(before: T, after: T): Changes<T> {
  const facts = Object.keys(after) as (keyof T)[];
  const differ = facts.filter(
    (fact) => !isDeepStrictEqual(comparable(before[fact]), comparable(after[fact])),
  );
  const changes = differ.map((fact) => [fact, { before: before[fact], after: after[fact] }]);
  return Object.fromEntries(changes) as Changes<T>;
}

/** Ends a row of resets that does not end by itself: a driver exists that answers each with the next wish. */
export class ResetBreaker {
  static readonly limit = 3;
  static readonly withinMs = 10_000;
  #times: number[] = [];

  /** Whether there may be one more. */
  allows(nowMs: number): boolean {
    this.#times = this.#times.filter((time) => time > nowMs - ResetBreaker.withinMs);
    if (this.#times.length >= ResetBreaker.limit) return false;
    this.#times.push(nowMs);
    return true;
  }
}
