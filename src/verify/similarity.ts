import { correlate } from './correlate.js';

/** Where in a signal a shape stands, more or less. */
export interface Similarity {
  readonly at: number;
  /** 1 is the same shape, -1 the same upside down. */
  readonly correlation: number;
  /** Amplitude there over that of the shape. */
  readonly gain: number;
}

/** Half of full correlation: noise and unrelated sound stay far below, a copy through a cable is close to 1. */
const leastCorrelation = 0.5;

/** The place in `signal` that resembles `shape` most, with a correlation of `least` at least; null where none does. */
export function mostSimilar(
  signal: Float64Array,
  shape: Float64Array,
  least = leastCorrelation,
): Similarity | null {
  const shapeEnergy = sumOfSquares(shape, shape.length);
  const products = correlate(signal, shape);
  // The running sum keeps a rounding error; what is so faint that it could be only that is silence.
  const silence = 1e-12 * shapeEnergy;
  let energy = sumOfSquares(signal, shape.length);
  let best: Similarity | null = null;
  for (let at = 0; at < products.length; at++) {
    const correlation = energy > silence ? (products[at] as number) / Math.sqrt(energy * shapeEnergy) : 0;
    if (Math.abs(correlation) > Math.abs(best?.correlation ?? least)) {
      best = { at, correlation, gain: Math.sqrt(energy / shapeEnergy) };
    }
    energy += (signal[at + shape.length] ?? 0) ** 2 - (signal[at] as number) ** 2;
  }
  return best;
}

/** Of the first `count` samples, as many as there are. */
export function sumOfSquares(samples: Float64Array, count: number): number {
  let sum = 0;
  for (let i = 0; i < Math.min(count, samples.length); i++) sum += (samples[i] as number) ** 2;
  return sum;
}
