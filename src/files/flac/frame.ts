import { BitReader, BrokenFrame, OutOfBytes } from './bit-reader.js';
import { crc16 } from './crc.js';
import { decodeFrameHeader, type FrameHeader, type Pairing } from './frame-header.js';
import type { StreamInfo } from './stream-info.js';
import { decodeSubframe } from './subframe.js';

/** A block of frames as it was coded. */
export interface DecodedFrame extends FrameHeader {
  /** Of the whole coded block. */
  readonly length: number;
}

/** Decodes blocks of one file, one after the other, into memory that is used again. */
export class FrameDecoder {
  /** The last block: left-justified samples. */
  readonly channels: readonly Int32Array[];
  readonly #info: StreamInfo;
  readonly #reader = new BitReader();
  /** For the difference of two samples of 32 bits, which has 33. */
  readonly #wide: Float64Array | undefined;

  constructor(info: StreamInfo) {
    this.#info = info;
    this.channels = Array.from({ length: info.channels }, () => new Int32Array(info.maxBlock));
    if (info.bits === 32 && info.channels === 2) this.#wide = new Float64Array(info.maxBlock);
  }

  /**
   * Decodes the block that begins at `at`. Throws {@link OutOfBytes} where it goes on behind `end`, and
   * {@link BrokenFrame} where there is none, or one with a wrong checksum.
   */
  decode(bytes: Uint8Array, at: number, end: number): DecodedFrame {
    const header = decodeFrameHeader(bytes, at, end, this.#info);
    if (header === null) throw new BrokenFrame('there is no block of audio');
    const { blockSize, pairing } = header;
    this.#reader.use(bytes, at + header.bytes, end);
    const coded = this.channels.map((channel, index) => {
      const more = holdsSide(pairing, index) ? 1 : 0;
      const out = more === 1 ? (this.#wide ?? channel) : channel;
      decodeSubframe(this.#reader, out, blockSize, this.#info.bits + more);
      return out;
    });
    const next = this.#reader.align();
    if (next + 2 > end) throw new OutOfBytes();
    if (crc16(bytes, at, next + 2) !== 0) throw new BrokenFrame('the checksum of a block is wrong');
    this.#restore(coded, blockSize, pairing);
    return { ...header, length: next + 2 - at };
  }

  #restore(coded: readonly (Int32Array | Float64Array)[], count: number, pairing: Pairing): void {
    const [left, right] = this.channels as readonly [Int32Array, Int32Array];
    const [a, b] = coded as readonly [Int32Array, Int32Array];
    if (pairing === 'left-side') for (let i = 0; i < count; i++) right[i] = x(a, i) - x(b, i);
    else if (pairing === 'side-right') for (let i = 0; i < count; i++) left[i] = x(a, i) + x(b, i);
    else if (pairing === 'mid-side' && this.#info.bits < 31) {
      for (let i = 0; i < count; i++) {
        const side = x(b, i);
        // The lowest bit of the sum is that of the difference, and was dropped.
        const sum = (x(a, i) << 1) | (side & 1);
        left[i] = (sum + side) >> 1;
        right[i] = (sum - side) >> 1;
      }
    } else if (pairing === 'mid-side') {
      for (let i = 0; i < count; i++) {
        const side = x(b, i);
        const sum = 2 * x(a, i) + Math.abs(side % 2);
        left[i] = (sum + side) / 2;
        right[i] = (sum - side) / 2;
      }
    }
    const shift = 32 - this.#info.bits;
    if (shift === 0) return;
    for (const channel of this.channels) {
      for (let i = 0; i < count; i++) channel[i] = (channel[i] as number) << shift;
    }
  }
}

const x = (samples: Int32Array | Float64Array, i: number) => samples[i] as number;

function holdsSide(pairing: Pairing, index: number): boolean {
  if (pairing === 'none') return false;
  return pairing === 'side-right' ? index === 0 : index === 1;
}
