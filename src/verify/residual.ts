import type { Pattern } from './pattern.js';
import type { Altered } from './tracker.js';

/** How much of something there is in what is left. */
export interface Part {
  readonly part: number;
  /** How large it would be by chance. */
  readonly chance: number;
  /** Of the power of what is left. */
  readonly share: number;
  /** Root mean square, full scale being 1. */
  readonly level: number;
}

/** Where most of the level is and no limiter yet. */
const loudest = 0.9;

/** What came back beyond what is understood so far: at first beyond what was played. */
export class Residual {
  readonly pattern: Pattern;
  readonly altered: Altered;
  /** What should come back, as far as it is understood what happens to it; it may lie beyond full scale. */
  readonly expected: Float64Array;
  /** What comes back beyond that. */
  readonly rest: Float64Array;
  /** How far off rounding may be by now. */
  slack = 0;
  /** Positions of values that are loud and neither limited nor clamped. */
  readonly #loud: number[] = [];

  constructor(altered: Altered, pattern: Pattern) {
    this.altered = altered;
    this.pattern = pattern;
    this.expected = Float64Array.from(altered.expected);
    this.rest = new Float64Array(altered.index.length);
    altered.index.forEach((index, i) => {
      const isMiddling = Math.abs(altered.expected[i] as number) < loudest && !this.isAtEnd(i);
      if (isMiddling && pattern.sectionAt(index).name === 'full') this.#loud.push(i);
    });
    this.#subtract();
  }

  #subtract(): void {
    this.altered.actual.forEach((value, i) => {
      this.rest[i] = (Number.isFinite(value) ? value : 0) - (this.expected[i] as number);
    });
  }

  /** Whether what is left is rounding. */
  get isExplained(): boolean {
    const { step, kind } = this.pattern;
    const slack = this.slack + (this.slack > 0 && kind === 'float' ? step : 0);
    return this.rest.every((rest, i) => Math.abs(rest) <= slack || this.isClamped(i));
  }

  /** It lies at an end of the scale, and may have been clamped. */
  isAtEnd(i: number): boolean {
    const value = this.altered.actual[i] as number;
    return value >= 1 - this.pattern.step || value <= -1;
  }

  /** It lies at the end of the scale beyond which it should lie. */
  isClamped(i: number): boolean {
    const value = this.altered.actual[i] as number;
    const wanted = this.expected[i] as number;
    return (value >= 1 - this.pattern.step && wanted > value) || (value <= -1 && wanted < value);
  }

  /** The part of `shape`, one value for each position, in what is left. A constant in either does not count. */
  partOf(shape: Float64Array): Part {
    const count = this.#loud.length;
    const sums = { shape: 0, rest: 0, products: 0, shapes: 0, rests: 0 };
    for (const i of this.#loud) {
      const value = shape[i] as number;
      const left = this.rest[i] as number;
      sums.shape += value;
      sums.rest += left;
      sums.products += value * left;
      sums.shapes += value * value;
      sums.rests += left * left;
    }
    const energy = sums.shapes - sums.shape ** 2 / count;
    const power = sums.rests - sums.rest ** 2 / count;
    const products = sums.products - (sums.shape * sums.rest) / count;
    if (!(energy > 0 && power > 0)) return { part: 0, chance: 0, share: 0, level: 0 };
    const part = products / energy;
    return {
      part,
      chance: Math.sqrt(Math.max(0, power - part * products) / count / energy),
      share: (part * products) / power,
      level: Math.abs(part) * Math.sqrt(energy / count),
    };
  }

  /** How alike what came back is to what was expected, from -1 to 1. */
  get correlation(): number {
    let products = 0;
    let wanted = 0;
    let heard = 0;
    for (const i of this.#loud) {
      const value = this.expected[i] as number;
      const actual = this.altered.actual[i] as number;
      products += value * actual;
      wanted += value * value;
      heard += actual * actual;
    }
    return products / Math.sqrt(wanted * heard);
  }

  /** What a pattern has at each position, or so many frames before it. */
  played(pattern: Pattern, lag = 0): Float64Array {
    const { index } = this.altered;
    const values = new Float64Array(index.length);
    for (let from = 0; from < index.length; ) {
      let end = from + 1;
      while (end < index.length && index[end] === (index[end - 1] as number) + 1) end++;
      pattern.fill(values.subarray(from, end), (index[from] as number) - lag, end - from);
      from = end;
    }
    return values;
  }

  /** It is understood that all is upside down. */
  turnOver(): void {
    const top = this.pattern.kind === 'float' ? 1 : 1 - this.pattern.step;
    this.expected.forEach((value, i) => {
      this.expected[i] = Math.min(-value, top);
    });
    this.#subtract();
  }

  /** It is understood that `part` of `shape` is added. What comes of that is rounded, by up to `slack`. */
  add(part: number, shape: Float64Array, slack: number): void {
    this.expected.forEach((wanted, i) => {
      this.expected[i] = wanted + part * (shape[i] as number);
    });
    this.slack = Math.max(this.slack, slack);
    this.#subtract();
  }
}
