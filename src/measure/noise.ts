/** What is played: noise of which each stretch says where it belongs, far below full scale. */
import { mix } from '../verify/pattern.js';

/** The largest magnitude, full scale being 1: -18 dB. Converters are not near their limits there, nor near their noise. */
export const noisePeak = 1 / 8;

/** Samples of 16 bits have this step: whatever the driver's type, it holds the noise exactly. */
const step = 2 ** -15;
const codes = (2 * noisePeak) / step;

/** The same noise each time, worked out once as far as it was asked for. */
export class Noise {
  #values = new Float64Array(0);

  /** `count` values from the one at `from` on. The array is not to be written to. */
  values(from: number, count: number): Float64Array {
    const end = from + count;
    if (end > this.#values.length) this.#extend(Math.max(end, 2 * this.#values.length));
    return this.#values.subarray(from, end);
  }

  #extend(length: number): void {
    const values = new Float64Array(length);
    values.set(this.#values);
    for (let i = this.#values.length; i < length; i++) {
      const code = (mix(Math.imul(i + 1, 0x9e3779b1)) >>> 0) % codes;
      values[i] = code * step - noisePeak;
    }
    this.#values = values;
  }
}
