import { packDop } from '../dop.js';

/** Puts DSD into DoP piece by piece. A byte that has no other yet waits for the next piece, of the next file as well. */
export class DopPacker {
  readonly #bitOrder: 'lsb' | 'msb';
  /** A byte of each channel. */
  #left: readonly Uint8Array[] | undefined;
  #frames = 0;

  constructor(bitOrder: 'lsb' | 'msb') {
    this.#bitOrder = bitOrder;
  }

  /** Takes an array of bytes for each channel, all equally long. */
  pack(planes: readonly Uint8Array[]): Int32Array[] {
    const left = this.#left;
    const bytes =
      left === undefined ? planes : planes.map((plane, i) => joined(left[i] as Uint8Array, plane));
    const length = bytes[0]?.length ?? 0;
    const even = length - (length % 2);
    this.#left = even === length ? undefined : bytes.map((plane) => plane.slice(even));
    const options = { bitOrder: this.#bitOrder, firstFrame: this.#frames };
    this.#frames += even / 2;
    return bytes.map((plane) => packDop(plane.subarray(0, even), options));
  }
}

function joined(one: Uint8Array, other: Uint8Array): Uint8Array {
  const both = new Uint8Array(one.length + other.length);
  both.set(one);
  both.set(other, one.length);
  return both;
}
