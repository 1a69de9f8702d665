import type { Pattern } from './pattern.js';
import { mostSimilar } from './similarity.js';

/** Which pattern an input hears, and how late, in values. */
export interface Place {
  readonly pattern: Pattern;
  readonly offset: number;
  readonly isExact: boolean;
}

const referenceValues = 4096;
/** An exact copy is known by so many values in a row. */
const keyValues = 64;
/** Where in the pattern the keys are: the first one may have been lost while the driver started. */
const keys = [0, 1024, 3072];
/** Around an offset that is known: channels may be a little later than others. */
const nearby = 8;

/** How much has to be captured beyond the largest latency before a search may end without a result. */
export const searchValues = referenceValues;

/**
 * Finds what each input hears in `heard`, the capture from its beginning on, of which `length` values are there. First
 * its own pattern, then that of another channel; first every value of it, then, where `isComplete` says that no more
 * is coming, whatever resembles it. Null: nothing yet, or nothing at all.
 */
export function findPlaces(
  patterns: readonly Pattern[],
  heard: readonly Float64Array[],
  length: number,
  isComplete: boolean,
): (Place | null)[] {
  const captures = heard.map((values) => values.subarray(0, length));
  const exact = captures.map((values, input) => findExact(values, ownFirst(patterns, input)));
  if (!isComplete || patterns[0]?.kind === 'dsd') return exact;
  let known = exact.find((place) => place !== null)?.offset ?? null;
  const find = (values: Float64Array, pattern: Pattern): Place | null => {
    const found = known === null ? findSimilar(values, pattern) : findSimilarAt(values, pattern, known);
    known ??= found?.offset ?? null;
    return found;
  };
  const own = captures.map((values, input) => {
    const pattern = patterns[input];
    if (exact[input] !== null || pattern === undefined || isSilent(values)) return exact[input] ?? null;
    return find(values, pattern);
  });
  let searches = 0;
  return captures.map((values, input) => {
    if (own[input] !== null || isSilent(values)) return own[input] ?? null;
    // Once the latency is known this takes no time; without, two inputs are enough to learn it from.
    if (known === null && ++searches > 2) return null;
    for (const pattern of patterns) {
      const found = find(values, pattern);
      if (found !== null) return found;
    }
    return null;
  });
}

function ownFirst(patterns: readonly Pattern[], input: number): Pattern[] {
  const own = patterns[input];
  return own === undefined ? [...patterns] : [own, ...patterns.filter((pattern) => pattern !== own)];
}

export function isSilent(values: Float64Array): boolean {
  return values.every((value) => value === values[0]);
}

function findExact(values: Float64Array, patterns: readonly Pattern[]): Place | null {
  for (const pattern of patterns) {
    for (const begin of keys) {
      const key = pattern.values(begin, keyValues);
      const at = indexOf(values, key, begin);
      if (at >= 0) return { pattern, offset: at - begin, isExact: true };
    }
  }
  // Bytes of DSD that are turned over are as exact, and there is no other way to find them.
  if (patterns[0]?.kind !== 'dsd') return null;
  for (const pattern of patterns) {
    const at = indexOf(
      values,
      pattern.values(0, keyValues).map((byte) => 255 - byte),
      0,
    );
    if (at >= 0) return { pattern, offset: at, isExact: false };
  }
  return null;
}

function indexOf(values: Float64Array, key: Float64Array, from: number): number {
  const [first = 0] = key;
  for (let at = values.indexOf(first, from); at >= 0; at = values.indexOf(first, at + 1)) {
    if (at + key.length > values.length) return -1;
    let same = 1;
    while (same < key.length && values[at + same] === key[same]) same++;
    if (same === key.length) return at;
  }
  return -1;
}

/** What is not a number would poison every sum. */
const finite = (values: Float64Array) => values.map((value) => (Number.isFinite(value) ? value : 0));

function findSimilar(values: Float64Array, pattern: Pattern): Place | null {
  if (values.length < referenceValues) return null;
  const found = mostSimilar(finite(values), pattern.values(0, referenceValues));
  return found === null ? null : { pattern, offset: found.at, isExact: false };
}

function findSimilarAt(values: Float64Array, pattern: Pattern, offset: number): Place | null {
  const from = Math.max(0, offset - nearby);
  const found = findSimilar(values.subarray(from, offset + nearby + referenceValues), pattern);
  return found === null ? null : { ...found, offset: from + found.offset };
}
