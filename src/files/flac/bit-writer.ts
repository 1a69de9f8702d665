/** Writes bits, highest first, into bytes that grow as needed. */
export class BitWriter {
  #bytes: Uint8Array = new Uint8Array(64 * 1024);
  #size = 0;
  /** Bits that do not fill a byte yet, fewer than 8. */
  #rest = 0;
  #restBits = 0;

  /** What was written; whole bytes. */
  get bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#size);
  }

  clear(): void {
    this.#size = 0;
    this.#rest = 0;
    this.#restBits = 0;
  }

  /** Makes room, so that up to `bytes` more can be written. */
  reserve(bytes: number): void {
    if (this.#size + bytes <= this.#bytes.length) return;
    const grown = new Uint8Array(2 * (this.#size + bytes));
    grown.set(this.bytes);
    this.#bytes = grown;
  }

  /** The lowest `count` bits of `value`, 0 to 24. */
  #few(value: number, count: number): void {
    let bits = (this.#rest << count) | (value & ((1 << count) - 1));
    let left = this.#restBits + count;
    while (left >= 8) {
      left -= 8;
      this.#bytes[this.#size++] = bits >>> left;
      bits &= (1 << left) - 1;
    }
    this.#rest = bits;
    this.#restBits = left;
  }

  /** The lowest `count` bits of `value`, 0 to 32. */
  bits(value: number, count: number): void {
    if (count > 16) {
      this.#few(value >>> 16, count - 16);
      this.#few(value, 16);
    } else this.#few(value, count);
  }

  /** `count` zeros, and a one. */
  unary(count: number): void {
    let left = count;
    if (left > 24) this.reserve(left / 8 + 8);
    for (; left >= 24; left -= 24) this.#few(0, 24);
    this.#few(1, left + 1);
  }

  /** Rice codes with `k` low bits. Room for them is to be reserved. */
  rice(values: Int32Array, from: number, to: number, k: number): void {
    const stop = 1 << k;
    const low = stop - 1;
    for (let i = from; i < to; i++) {
      const value = values[i] as number;
      const code = ((value << 1) ^ (value >> 31)) >>> 0;
      const high = code >>> k;
      if (high + 1 + k <= 24) this.#few(stop | (code & low), high + 1 + k);
      else {
        this.unary(high);
        this.bits(code & low, k);
      }
    }
  }

  align(): void {
    if (this.#restBits > 0) this.#few(0, 8 - this.#restBits);
  }
}
