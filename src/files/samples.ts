/**
 * Between the bytes of a file and one array per channel.
 *
 * Everything works on 32-bit words: an integer sample is left-justified (16 bits become `<< 16`, 24 bits `<< 8`),
 * a float is its bit pattern, in two words where it has 64 bits. Nothing is computed, so every value survives, the
 * payload of a NaN included.
 */
import { endianness } from 'node:os';
import type { Plane } from './decoder.js';

/** Bytes of one sample in a file. */
export type SampleWidth = 1 | 2 | 3 | 4 | 8;

/** What of the bytes of a sample is not as usual. */
export interface ByteOrder {
  readonly bigEndian?: boolean;
  /** Silence is the middle of the range, as in WAV files of 8 bits; only of one byte. */
  readonly unsigned?: boolean;
}

const hostIsLittle = endianness() === 'LE';

/** The same memory as 32-bit words: one a sample, two of `Float64Array`. */
export function wordsOf(plane: Plane): Int32Array {
  if (plane instanceof Int32Array) return plane;
  return new Int32Array(plane.buffer, plane.byteOffset, plane.byteLength / 4);
}

/** Takes `frames` interleaved frames out of `bytes` and puts them into the channels from sample `at` on. */
export function unpack(
  bytes: Uint8Array,
  width: SampleWidth,
  channels: readonly Int32Array[],
  at: number,
  frames: number,
  order: ByteOrder = {},
): void {
  const stride = width * channels.length;
  const big = order.bigEndian === true;
  for (const [channel, words] of channels.entries()) {
    const start = channel * width;
    if (width === 1) {
      take1(bytes, start, stride, words, at, frames, order.unsigned === true ? 0x80 : 0);
    } else if (width === 8) {
      const first = big === hostIsLittle ? 1 : 0;
      take4(bytes, start, stride, big, words, 2 * at + first, 2, frames);
      take4(bytes, start + 4, stride, big, words, 2 * at + 1 - first, 2, frames);
    } else if (width === 4) take4(bytes, start, stride, big, words, at, 1, frames);
    else if (width === 3) take3(bytes, start, stride, big, words, at, frames);
    else take2(bytes, start, stride, big, words, at, frames);
  }
}

function take1(
  bytes: Uint8Array,
  from: number,
  stride: number,
  words: Int32Array,
  at: number,
  frames: number,
  flipped: number,
): void {
  for (let n = 0, i = from; n < frames; n++, i += stride)
    words[at + n] = ((bytes[i] as number) ^ flipped) << 24;
}

function take2(
  bytes: Uint8Array,
  from: number,
  stride: number,
  big: boolean,
  words: Int32Array,
  at: number,
  frames: number,
): void {
  const high = big ? 0 : 1;
  const low = 1 - high;
  for (let n = 0, i = from; n < frames; n++, i += stride) {
    words[at + n] = ((bytes[i + high] as number) << 24) | ((bytes[i + low] as number) << 16);
  }
}

function take3(
  bytes: Uint8Array,
  from: number,
  stride: number,
  big: boolean,
  words: Int32Array,
  at: number,
  frames: number,
): void {
  const high = big ? 0 : 2;
  const low = 2 - high;
  for (let n = 0, i = from; n < frames; n++, i += stride) {
    words[at + n] =
      ((bytes[i + high] as number) << 24) |
      ((bytes[i + 1] as number) << 16) |
      ((bytes[i + low] as number) << 8);
  }
}

function take4(
  bytes: Uint8Array,
  from: number,
  stride: number,
  big: boolean,
  words: Int32Array,
  at: number,
  step: number,
  frames: number,
): void {
  const [a, b, c, d] = big ? [3, 2, 1, 0] : [0, 1, 2, 3];
  for (let n = 0, i = from, to = at; n < frames; n++, i += stride, to += step) {
    words[to] =
      (bytes[i + a] as number) |
      ((bytes[i + b] as number) << 8) |
      ((bytes[i + c] as number) << 16) |
      ((bytes[i + d] as number) << 24);
  }
}

/**
 * The reverse, little-endian: the upper `width` bytes of each word, or both words, interleaved. Lower bytes are dropped;
 * see {@link bitsBelow}.
 */
export function pack(
  channels: readonly Int32Array[],
  at: number,
  frames: number,
  width: SampleWidth,
  bytes: Uint8Array,
  order: Pick<ByteOrder, 'unsigned'> = {},
): void {
  const stride = width * channels.length;
  for (const [channel, words] of channels.entries()) {
    const start = channel * width;
    if (width === 8) {
      const first = hostIsLittle ? 0 : 1;
      put(words, 2 * at + first, 2, frames, 4, bytes, start, stride);
      put(words, 2 * at + 1 - first, 2, frames, 4, bytes, start + 4, stride);
    } else if (width === 1) {
      const flipped = order.unsigned === true ? 0x80 : 0;
      for (let n = 0, to = start; n < frames; n++, to += stride)
        bytes[to] = ((words[at + n] as number) >> 24) ^ flipped;
    } else put(words, at, 1, frames, width, bytes, start, stride);
  }
}

function put(
  words: Int32Array,
  at: number,
  step: number,
  frames: number,
  width: 2 | 3 | 4,
  bytes: Uint8Array,
  start: number,
  stride: number,
): void {
  const drop = 32 - 8 * width;
  for (let n = 0, from = at, to = start; n < frames; n++, from += step, to += stride) {
    const code = (words[from] as number) >> drop;
    bytes[to] = code;
    bytes[to + 1] = code >> 8;
    if (width > 2) bytes[to + 2] = code >> 16;
    if (width > 3) bytes[to + 3] = code >> 24;
  }
}

/** Where, from `at` on, the first word is that has bits set below its upper `bits`; -1 where none has. */
export function bitsBelow(words: Int32Array, at: number, frames: number, bits: number): number {
  if (bits >= 32) return -1;
  const below = 2 ** (32 - bits) - 1;
  let all = 0;
  for (let i = at; i < at + frames; i++) all |= words[i] as number;
  if ((all & below) === 0) return -1;
  return words.findIndex((word, i) => i >= at && (word & below) !== 0);
}
