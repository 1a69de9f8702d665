import type { Pattern } from './pattern.js';
import type { Fact } from './report.js';
import { Residual } from './residual.js';
import type { Altered } from './tracker.js';

/** Distributes over unions, where `Omit` would merge them. */
type Without<T, K extends string> = T extends unknown ? Omit<T, K> : never;
/** A fact about one channel, which is known from elsewhere. */
export type Finding = Without<Fact, 'input'>;

/** What is that many times as large as chance makes it is none. */
const significance = 8;
/** Neighbours on either side in which a filter shows. */
const reach = 3;
/** Of all values, and how many; errors that are rarer are accidents. */
const leastErrors = { share: 0.1, count: 16 };

const decibels = (ratio: number) => 20 * Math.log10(Math.abs(ratio));

/**
 * What happened to a channel, by how the altered values differ from those that were played. `others`: what else is
 * played. The pattern is white noise, different in each channel, so that each question can be asked by itself: likeness
 * to the value is gain, to its neighbours a filter, to another channel a leak. What one answer explains is taken away
 * before the next question.
 */
export function diagnose(altered: Altered, pattern: Pattern, others: readonly Pattern[]): Finding[] {
  if (altered.different === 0) return [];
  if (pattern.kind === 'dsd') return [findInBytes(altered)];
  const residual = new Residual(altered, pattern);
  if (altered.different < leastErrors.count) return [unknown(residual)];
  const findings: Finding[] = [];
  const note = (finding: Finding | null) => finding !== null && findings.push(finding) > 0;
  note(findPolarity(residual));
  if (residual.isExplained) return findings;
  // Each of these is the whole truth.
  if (note(findFloat(residual) ?? findLimiter(residual) ?? findFilter(residual))) return findings;
  findings.push(...findMix(residual, others));
  if (note(findLostBits(residual)) && residual.isExplained) return findings;
  note(findOffset(residual));
  if (!residual.isExplained) note(findNoise(residual));
  return findings;
}

function findInBytes({ expected, actual, different }: Altered): Finding {
  if (expected.every((byte, i) => (byte ^ 0xff) === actual[i])) return { kind: 'polarity' };
  return { kind: 'different', samples: different, decibels: 0 };
}

function unknown({ rest, altered }: Residual): Finding {
  const largest = rest.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return { kind: 'different', samples: altered.different, decibels: decibels(largest) };
}

function findPolarity(residual: Residual): Finding | null {
  if (1 + residual.partOf(residual.expected).part >= 0) return null;
  residual.turnOver();
  return { kind: 'polarity' };
}

/** Each value is what a float holds of it, give or take how that is rounded. */
function findFloat({ pattern, expected, rest }: Residual): Finding | null {
  if (pattern.bits <= 24) return null;
  const isFloat = rest.every((left, i) => {
    const value = expected[i] as number;
    return Math.fround(value) === value ? left === 0 : Math.abs(left) <= Math.abs(value) * 2 ** -23;
  });
  return isFloat ? { kind: 'float', kept: 24 } : null;
}

/** All that is altered is loud and comes back quieter; all that is still louder is altered as well. */
function findLimiter({ expected, rest }: Residual): Finding | null {
  let above = 1;
  for (const [i, left] of rest.entries()) {
    if (left === 0) continue;
    const value = expected[i] as number;
    if (left * value > 0) return null;
    above = Math.min(above, Math.abs(value));
  }
  const knee = above + 2 ** -6;
  const isSharp = above >= 0.25 && expected.every((value, i) => Math.abs(value) <= knee || rest[i] !== 0);
  return isSharp ? { kind: 'limiter', above } : null;
}

/** Each value depends on those before and after it. */
function findFilter(residual: Residual): Finding | null {
  let neighbours = 0;
  let chances = 0;
  for (let lag = -reach; lag <= reach; lag++) {
    if (lag === 0) continue;
    const { part, chance } = residual.partOf(residual.played(residual.pattern, lag));
    neighbours += part ** 2;
    chances += chance ** 2;
  }
  const isFilter = neighbours > 1e-5 && neighbours > significance ** 2 * chances;
  return isFilter ? { kind: 'resampled', correlation: residual.correlation } : null;
}

/** What is added to a channel, and how much of it. */
interface Term {
  /** Null: the channel itself. */
  readonly other: Pattern | null;
  readonly shape: Float64Array;
  part: number;
}

/** Gain and leaks. Each is found among the others' traces, and so all are looked at again once they are known. */
function findMix(residual: Residual, others: readonly Pattern[]): Finding[] {
  const own = residual.expected.slice();
  const terms: Term[] = [];
  const take = (other: Pattern | null, shape: Float64Array, part: number) => {
    residual.add(part, shape, residual.pattern.step);
    terms.push({ other, shape, part });
  };
  const findGain = () => {
    const { part, chance, share } = residual.partOf(own);
    if (share >= 0.75 && Math.abs(part) >= significance * chance) take(null, own, part);
    return terms.length > 0;
  };
  const isGain = findGain();
  for (const other of others) {
    const shape = residual.played(other);
    const { part, chance, level } = residual.partOf(shape);
    if (Math.abs(part) < significance * chance || level < residual.pattern.step / 4) continue;
    take(other, shape, part);
  }
  if (!isGain) findGain();
  for (let round = 0; round < 3 && terms.length > 1; round++) {
    for (const term of terms) {
      const { part } = residual.partOf(term.shape);
      residual.add(part, term.shape, 0);
      term.part += part;
    }
  }
  return terms.map(({ other, part }) =>
    other === null
      ? { kind: 'gain', ratio: 1 + part, decibels: decibels(1 + part) }
      : { kind: 'leak', output: other.channel, decibels: decibels(part) },
  );
}

/** All that comes back lies on a coarser grid than what was played. */
function findLostBits(residual: Residual): Finding | null {
  const { finest, bits } = residual.pattern;
  let grid = 1;
  for (const value of residual.altered.actual) {
    while (grid > finest && !Number.isInteger(value / grid)) grid /= 2;
  }
  if (grid <= finest) return null;
  residual.slack += grid;
  const kept = 1 - Math.log2(grid);
  return { kind: 'bits-lost', kept, lost: Math.max(0, bits - kept) };
}

function findOffset(residual: Residual): Finding | null {
  const { step } = residual.pattern;
  const free = residual.rest.filter((_, i) => !residual.isAtEnd(i));
  if (free.length === 0) return null;
  const mean = free.reduce((sum, left) => sum + left, 0) / free.length;
  const spread = Math.sqrt(free.reduce((sum, left) => sum + (left - mean) ** 2, 0) / free.length);
  // Rounding that is always to the same side makes half a step.
  const least = Math.max(step / 4, 0.75 * residual.slack, (significance * spread) / Math.sqrt(free.length));
  if (Math.abs(mean) < least) return null;
  const isWhole = spread < step / 4;
  const value = isWhole ? Math.round(mean / step) * step : mean;
  // Whole steps leave nothing to round but what floats do.
  residual.add(value, new Float64Array(residual.rest.length).fill(1), isWhole ? step / 4 : step);
  return { kind: 'offset', steps: value / step, decibels: decibels(value) };
}

/** What is left is noise if it is the same whatever is played, and a limiter without a knee if it lowers the peaks. */
function findNoise(residual: Residual): Finding {
  const { altered, pattern, expected, rest } = residual;
  const sums = { loud: 0, quiet: 0, lowered: 0, peaks: 0, largest: 0 };
  const counts = { loud: 0, quiet: 0, altered: 0, peaks: 0, lowered: 0 };
  altered.index.forEach((at, i) => {
    const { name } = pattern.sectionAt(at);
    const left = residual.isClamped(i) ? 0 : (rest[i] as number);
    const value = expected[i] as number;
    sums.largest = Math.max(sums.largest, Math.abs(left));
    if (left !== 0) counts.altered++;
    if (name === 'peaks') {
      sums.lowered -= value * left;
      sums.peaks += value * value;
      counts.peaks++;
      if (left * value < 0) counts.lowered++;
      return;
    }
    const kind = name === 'full' ? 'loud' : 'quiet';
    sums[kind] += left * left;
    counts[kind]++;
  });
  const isLowered = sums.lowered > 0.005 * sums.peaks && counts.lowered > 0.9 * counts.peaks;
  if (isLowered) return { kind: 'limiter', above: null };
  const [loud, quiet] = [Math.sqrt(sums.loud / counts.loud), Math.sqrt(sums.quiet / counts.quiet)];
  const isOneSided = Number.isNaN(loud) || Number.isNaN(quiet);
  const isEven = isOneSided || (quiet > loud / 4 && quiet < 4 * loud);
  const isOften = counts.altered >= Math.max(leastErrors.count, leastErrors.share * rest.length);
  if (!isEven || !isOften) return unknown(residual);
  const bits = Math.max(1, Math.ceil(Math.log2(sums.largest / pattern.step + 1)));
  return { kind: 'noise', decibels: decibels(Number.isNaN(quiet) ? loud : quiet), bits };
}
