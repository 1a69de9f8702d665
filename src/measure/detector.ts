import { isSilent } from '../verify/alignment.js';
import { mostSimilar } from '../verify/similarity.js';
import type { Noise } from './noise.js';

/** How late the noise is in what was heard. */
export interface Detection {
  readonly offset: number;
  readonly match: 'exact' | 'similar';
  readonly isInverted: boolean;
}

/** So many samples in a row are at one place in the noise only. */
const exactValues = 64;
/** By so many altered ones a place is found in noise of the loop's own that is louder. */
const similarValues = 4096;
/** Correlations: what no other place comes near, and what chance does not reach in a search of a million places. */
const sure = 0.6;
const likely = 0.2;

/**
 * Listens to one input from the start of a stream on, while noise is played from the start on. What it looks at is what came
 * in last, so that it does not matter what a driver makes of its first buffers. Believes what it finds twice in a row.
 */
export class Detector {
  readonly #noise: Noise;
  readonly #begin: number;
  readonly #window: number;
  #heard = new Float64Array(2 * similarValues);
  #length = 0;
  #nextSearch = similarValues;
  #last: Detection | null = null;
  #isCertain = false;

  /** `begin`: the frame of the noise that is played first. `window`: the longest latency that is considered. */
  constructor(noise: Noise, begin: number, window: number) {
    this.#noise = noise;
    this.#begin = begin;
    this.#window = window;
  }

  /** True once it is known how late the noise is, or that it does not come. */
  get isDone(): boolean {
    return this.#isCertain || this.#length >= this.#window + 2 * similarValues;
  }

  /** Takes the next values of the input. The array is the caller's again afterwards. */
  add(values: Float64Array): void {
    if (this.#length + values.length > this.#heard.length) {
      const larger = new Float64Array(2 * (this.#length + values.length));
      larger.set(this.#heard.subarray(0, this.#length));
      this.#heard = larger;
    }
    this.#heard.set(values, this.#length);
    this.#length += values.length;
    if (this.isDone) return;
    const found = this.#findExact() ?? this.#findSure();
    if (found === undefined) return; // it is too early to say
    this.#isCertain = found !== null && found.offset === this.#last?.offset;
    this.#last = found;
  }

  /** What there is to say at the end. Null: the noise did not come back. */
  finish(): Detection | null {
    return this.#isCertain ? this.#last : (this.#findExact() ?? this.#findSimilar(likely));
  }

  #findExact(): Detection | null {
    const at = this.#length - exactValues;
    if (at < 0) return null;
    const key = this.#heard.subarray(at, this.#length);
    if (isSilent(key)) return null;
    const from = Math.max(0, at - this.#window);
    const noise = this.#noise.values(this.#begin + from, this.#length - from);
    const [first = 0] = key;
    for (let index = noise.lastIndexOf(first, at - from); index >= 0; ) {
      if (key.every((value, i) => value === noise[index + i])) {
        return { offset: at - from - index, match: 'exact', isInverted: false };
      }
      index = index === 0 ? -1 : noise.lastIndexOf(first, index - 1);
    }
    return null;
  }

  /** Searches now and then, as that takes its time. Undefined: not this time. */
  #findSure(): Detection | null | undefined {
    if (this.#length < this.#nextSearch) return undefined;
    const found = this.#findSimilar(sure);
    // Once there is something the second search is the next one, and otherwise rarer and rarer.
    this.#nextSearch = this.#length + (found === null ? this.#length / 2 : similarValues);
    return found;
  }

  #findSimilar(least: number): Detection | null {
    const at = this.#length - similarValues;
    if (at < 0) return null;
    const shape = this.#heard.slice(at, this.#length).map((value) => (Number.isFinite(value) ? value : 0));
    if (isSilent(shape)) return null;
    const mean = shape.reduce((sum, value) => sum + value, 0) / shape.length;
    const from = Math.max(0, at - this.#window);
    const noise = this.#noise.values(this.#begin + from, this.#length - from);
    const found = mostSimilar(
      noise,
      shape.map((value) => value - mean),
      least,
    );
    if (found === null) return null;
    return { offset: at - from - found.at, match: 'similar', isInverted: found.correlation < 0 };
  }
}
