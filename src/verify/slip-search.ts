import type { Pattern } from './pattern.js';
import { mostSimilar, sumOfSquares } from './similarity.js';

/** How far off a slip is looked for, to either side. */
export const farthestSlip = 4096;
/** As many equal values in a row are no chance: at one bit each, as in the quietest section, 1 to 2^64. */
export const certain = 64;

/**
 * Where in the pattern `values` are, every bit of them, if not at `index`: by how much they are later than they should be,
 * 0 if they are not found. The smallest such distance.
 */
export function exactSlip(values: Float64Array, pattern: Pattern, index: number): number {
  if (values.length < certain) return 0;
  const from = index - farthestSlip;
  const around = pattern.values(from, 2 * farthestSlip + certain);
  for (let by = 1; by <= farthestSlip; by++) {
    for (const place of [farthestSlip - by, farthestSlip + by]) {
      if (from + place < 0) continue;
      let same = 0;
      while (same < certain && values[same] === around[place + same]) same++;
      if (same === certain) return farthestSlip - place;
    }
  }
  return 0;
}

/** The same for values that are altered: where they resemble the pattern. */
export function likeSlip(values: Float64Array, pattern: Pattern, index: number): number {
  const around = pattern.values(index - farthestSlip, 2 * farthestSlip + values.length);
  const found = mostSimilar(around, values);
  return found === null ? 0 : farthestSlip - found.at;
}

/** Correlation: 1 is the same shape, -1 the same upside down. */
export function likenessOf(values: Float64Array, expected: Float64Array): number {
  let products = 0;
  for (const [i, wanted] of expected.entries()) products += wanted * (values[i] as number);
  const energies = sumOfSquares(values, expected.length) * sumOfSquares(expected, expected.length);
  return energies === 0 ? 0 : products / Math.sqrt(energies);
}
