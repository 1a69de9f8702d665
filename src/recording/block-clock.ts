import type { Block } from '../block.js';

/** A buffer switch may be late and is never early, so that the earliest one of this time tells best what time it is. */
const windowNs = 5e8;

interface Reference {
  readonly position: number;
  readonly ns: number;
}

/** Which frame was at the input at what time, by the buffer switches that came lately. */
export class BlockClock {
  readonly #nsPerFrame: number;
  readonly #latency: number;
  readonly #origin = process.hrtime.bigint();
  #best: Reference | undefined;
  /** The best of the window before. */
  #before: Reference | undefined;
  #begin = 0;

  /** `latency`: how old the first frame of a buffer is at its buffer switch, in frames. */
  constructor(rate: number, latency: number) {
    this.#nsPerFrame = 1e9 / rate;
    this.#latency = latency;
  }

  readonly observe = (block: Pick<Block, 'position' | 'timeNs'>): void => {
    const now = { position: block.position, ns: Number(block.timeNs - this.#origin) };
    if (this.#best === undefined || now.ns - this.#begin > windowNs) {
      this.#before = this.#best;
      this.#best = now;
      this.#begin = now.ns;
    } else if (this.#isEarlier(now, this.#best)) this.#best = now;
  };

  /** The position of the frame that is at the input at a time of `process.hrtime.bigint()`. */
  positionAt(timeNs: bigint): number {
    const { position, ns } = this.#reference;
    return Math.round(position + this.#latency + (Number(timeNs - this.#origin) - ns) / this.#nsPerFrame);
  }

  /** The reverse. */
  timeOf(position: number): bigint {
    const reference = this.#reference;
    const after = (position - this.#latency - reference.position) * this.#nsPerFrame;
    return this.#origin + BigInt(Math.round(reference.ns + after));
  }

  get #reference(): Reference {
    const [best, before] = [this.#best, this.#before];
    if (best === undefined) throw new Error('No block has come yet');
    return before !== undefined && this.#isEarlier(before, best) ? before : best;
  }

  #isEarlier(a: Reference, b: Reference): boolean {
    return a.ns - b.ns < (a.position - b.position) * this.#nsPerFrame;
  }
}
