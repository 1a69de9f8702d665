/** Which buffer sizes are measured. */
import type { BufferSizes } from '../device-facts.js';

/** Up to so many sizes are all tried. */
const mostSizes = 12;

/**
 * The sizes that a driver offers, the preferred one first and the others in ascending order. Of many: the smallest, the
 * largest, the preferred, and the powers of two between, or of those that are not offered the next size that is.
 */
export function sizesToTry(sizes: BufferSizes): number[] {
  const { min, max, preferred, granularity } = sizes;
  const others = min > max ? [] : [min, ...between(min, max, granularity), max];
  const ascending = [...new Set(others)].sort((a, b) => a - b);
  return [preferred, ...ascending.filter((size) => size !== preferred)];
}

function between(min: number, max: number, step: number): number[] {
  if (step > 0 && Math.floor((max - min) / step) < mostSizes) {
    return Array.from({ length: Math.floor((max - min) / step) + 1 }, (_, index) => min + index * step);
  }
  if (step !== -1 && step <= 0) return []; // no others, or nobody knows which
  const powers: number[] = [];
  for (let power = 1; power <= max; power *= 2) if (power > min) powers.push(power);
  if (step === -1) return powers;
  return powers.map((power) => min + Math.ceil((power - min) / step) * step).filter((size) => size <= max);
}
