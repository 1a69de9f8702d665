/** The bytes end before what is read. What is missing may still come. */
export class OutOfBytes extends Error {}

/** What no encoder writes; the message goes on from "damaged: ". */
export class BrokenFrame extends Error {}

/** How many zero bytes have to follow the last byte that counts: they are looked at, and never taken. */
export const readAhead = 8;

/** Reads bits, highest first, from bytes that are all there. A bit beyond them throws {@link OutOfBytes}. */
export class BitReader {
  bytes: Uint8Array = new Uint8Array(readAhead);
  /** The next bit. */
  at = 0;
  #end = 0;

  /** Reads on in the bytes from `from` to `to`, behind which are {@link readAhead} more. */
  use(bytes: Uint8Array, from: number, to: number): void {
    this.bytes = bytes;
    this.at = 8 * from;
    this.#end = 8 * to;
  }

  /** The next 32 bits. */
  #peek(): number {
    const { bytes, at } = this;
    const i = at >>> 3;
    const word =
      ((bytes[i] as number) << 24) |
      ((bytes[i + 1] as number) << 16) |
      ((bytes[i + 2] as number) << 8) |
      (bytes[i + 3] as number);
    return (word << (at & 7)) | ((bytes[i + 4] as number) >> (8 - (at & 7)));
  }

  #pass(bits: number): void {
    this.at += bits;
    if (this.at > this.#end) throw new OutOfBytes();
  }

  /** 0 to 32 bits. */
  unsigned(bits: number): number {
    if (bits === 0) return 0;
    const value = this.#peek() >>> (32 - bits);
    this.#pass(bits);
    return value;
  }

  /** 0 to 33 bits, the highest of which is the sign: 33 are the difference of two samples of 32. */
  signed(bits: number): number {
    if (bits === 0) return 0;
    if (bits === 33) return this.signed(32) * 2 + this.unsigned(1);
    const value = this.#peek() >> (32 - bits);
    this.#pass(bits);
    return value;
  }

  /** How many zeros come before the next one, which is passed too. */
  unary(): number {
    let zeros = 0;
    for (;;) {
      const run = Math.clz32(this.#peek());
      if (run < 32) {
        this.#pass(run + 1);
        return zeros + run;
      }
      this.#pass(32);
      zeros += 32;
    }
  }

  /** `count` Rice codes with `k` low bits, into `out` from `from` on. */
  rice(out: Int32Array | Float64Array, from: number, count: number, k: number): void {
    const { bytes } = this;
    let at = this.at;
    for (let n = from; n < from + count; n++) {
      const i = at >>> 3;
      const high =
        ((bytes[i] as number) << 24) |
        ((bytes[i + 1] as number) << 16) |
        ((bytes[i + 2] as number) << 8) |
        (bytes[i + 3] as number);
      const word = (high << (at & 7)) | ((bytes[i + 4] as number) >> (8 - (at & 7)));
      const zeros = Math.clz32(word);
      if (zeros + k < 32) {
        const code = (zeros << k) | ((((word << zeros) << 1) >>> 1) >>> (31 - k));
        out[n] = (code >>> 1) ^ -(code & 1);
        at += zeros + 1 + k;
      } else {
        this.at = at;
        out[n] = this.#longRice(k);
        at = this.at;
      }
      if (at > this.#end) throw new OutOfBytes();
    }
    this.at = at;
  }

  #longRice(k: number): number {
    const code = this.unary() * 2 ** k + this.unsigned(k);
    return code % 2 === 0 ? code / 2 : -(code + 1) / 2;
  }

  /** To the next whole byte; resolves to its index. */
  align(): number {
    this.at = (this.at + 7) & ~7;
    return this.at >>> 3;
  }
}
