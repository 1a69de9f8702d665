/**
 * Between the bytes of a file and one array per channel.
 *
 * Everything works on 32-bit words: an integer sample is left-justified (16 bits become `<< 16`, 24 bits `<< 8`),
 * a float is its bit pattern. Nothing is computed, so every value survives, the payload of a NaN included.
 */

/** One channel's samples. */
export type Plane = Int32Array | Float32Array;

/** Bytes of one sample in a file. */
export type SampleWidth = 2 | 3 | 4;

/** The same memory as 32-bit words. */
export function wordsOf(plane: Plane): Int32Array {
  return plane instanceof Int32Array ? plane : new Int32Array(plane.buffer, plane.byteOffset, plane.length);
}

/** Takes `frames` interleaved frames out of `bytes` and puts them into the channels from index `at` on. */
export function unpack(
  bytes: Uint8Array,
  width: SampleWidth,
  channels: readonly Int32Array[],
  at: number,
  frames: number,
): void {
  const stride = width * channels.length;
  let start = 0;
  for (const words of channels) {
    const end = start + frames * stride;
    let to = at;
    if (width === 2) {
      for (let i = start; i < end; i += stride) {
        words[to++] = ((bytes[i] as number) << 16) | ((bytes[i + 1] as number) << 24);
      }
    } else if (width === 3) {
      for (let i = start; i < end; i += stride) {
        words[to++] =
          ((bytes[i] as number) << 8) | ((bytes[i + 1] as number) << 16) | ((bytes[i + 2] as number) << 24);
      }
    } else {
      for (let i = start; i < end; i += stride) {
        words[to++] =
          (bytes[i] as number) |
          ((bytes[i + 1] as number) << 8) |
          ((bytes[i + 2] as number) << 16) |
          ((bytes[i + 3] as number) << 24);
      }
    }
    start += width;
  }
}

/** The reverse: the upper `width` bytes of each word, interleaved. Lower bytes are dropped; see {@link roundTo}. */
export function pack(
  channels: readonly Int32Array[],
  at: number,
  frames: number,
  width: SampleWidth,
  bytes: Uint8Array,
): void {
  const stride = width * channels.length;
  const drop = 32 - 8 * width;
  let start = 0;
  for (const words of channels) {
    let to = start;
    for (let i = at; i < at + frames; i++) {
      const code = (words[i] as number) >> drop;
      bytes[to] = code;
      bytes[to + 1] = code >> 8;
      if (width > 2) bytes[to + 2] = code >> 16;
      if (width > 3) bytes[to + 3] = code >> 24;
      to += stride;
    }
    start += width;
  }
}

/** Rounds words to their upper `bits` bits, to nearest and clamped, so that {@link pack} drops nothing but zeros. */
export function roundTo(words: Int32Array, bits: 16 | 24): void {
  const half = 2 ** (31 - bits);
  const mask = -2 * half;
  const highest = 0x7fffffff - half;
  for (let i = 0; i < words.length; i++) {
    const word = words[i] as number;
    words[i] = (word > highest ? 0x7fffffff : word + half) & mask;
  }
}
