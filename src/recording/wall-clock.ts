/** What `process.hrtime` is at a time of day. */

/** Systems step the time of day in milliseconds, and some more coarsely than that. */
const longestStepNs = 20_000_000n;

/** The time of `process.hrtime.bigint()` at `epochMs`, by the time of day as it is now; a millisecond late at the most. */
export function roughly(epochMs: number): bigint {
  return process.hrtime.bigint() + nsOf(epochMs - Date.now());
}

/** As {@link roughly}, but exactly: waits for the next step of the time of day, a millisecond where it is as usual. */
export function exactly(epochMs: number): bigint {
  const first = Date.now();
  const deadline = process.hrtime.bigint() + longestStepNs;
  let now = first;
  let ns = 0n;
  while (now === first && ns < deadline) {
    now = Date.now();
    ns = process.hrtime.bigint();
  }
  return ns + nsOf(epochMs - now);
}

/** The time of day at a time of `process.hrtime.bigint()`, in milliseconds since 1970. */
export function timeOfDay(ns: bigint): number {
  return Date.now() - Number(process.hrtime.bigint() - ns) / 1e6;
}

const nsOf = (ms: number) => BigInt(Math.round(ms * 1e6));
