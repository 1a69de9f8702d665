/** All values of a narrow format; of a wide one the edges and ten million others, the same ones each time. */
import type { Samples } from 'bufferswitch';
import { access, arrayFor, kindOfFormat, type NumberFormat } from './sample-rules.js';

const others = 10_000_000;

/** 32 bits each, by Marsaglia's xorshift. */
function randomWords(count: number): Uint32Array {
  const words = new Uint32Array(count);
  let state = 20240229;
  for (let i = 0; i < count; i++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    words[i] = state;
  }
  return words;
}

/** Ends, halves between two codes of a narrower type and their neighbours, what is tiny and what is too large. */
function edges(): number[] {
  const list = [0, 1, 2, 1e-45, 1e-310, 1.2e-38, 3.4e38, 1e300, Number.POSITIVE_INFINITY, Number.NaN];
  for (const bits of [16, 18, 20, 24, 32]) {
    const scale = 2 ** (bits - 1);
    for (const code of [1, 2, 3, 4, 1000, 1001, scale - 2, scale - 1, scale]) {
      for (const part of [0, 0.25, 0.5, 0.75]) {
        const value = (code - part) / scale;
        list.push(value, value * (1 + 2 ** -52), value * (1 - 2 ** -53), value * (1 + 2 ** -23));
      }
    }
  }
  return list.flatMap((value) => [value, -value]);
}

/** Every code of `bits` bits. */
export function everyCode(format: NumberFormat, bits: number): Samples {
  const count = 2 ** bits;
  const samples = arrayFor(format, count);
  const { set } = access[format];
  for (let i = 0; i < count; i++) set(samples, i, (i - count / 2) / (count / 2));
  return samples;
}

/** Half of them any bits, the other half numbers in [-1, 1), large and small ones. */
function manyFloats(format: 'float32' | 'float64'): Samples {
  const first = edges();
  const samples = arrayFor(format, first.length + others);
  samples.set(first);
  const width = samples.BYTES_PER_ELEMENT / 4;
  const half = others / 2;
  const bits = new Uint32Array(samples.buffer, first.length * samples.BYTES_PER_ELEMENT, half * width);
  const words = randomWords(Math.max(bits.length, others));
  bits.set(words.subarray(0, bits.length));
  for (let i = 0; i < half; i++) {
    const value = (words[2 * i] as number) - 2 ** 31 + (words[2 * i + 1] as number) / 2 ** 32;
    samples[first.length + half + i] = value * 2 ** -(31 + (i % 40));
    // One that is not a number stays so. Processors make it a quiet one when it changes its width.
    const highest = (i + 1) * width - 1;
    const exponent = format === 'float32' ? 0x7f800000 : 0x7ff00000;
    const quiet = format === 'float32' ? 0x00400000 : 0x00080000;
    if (((bits[highest] as number) & exponent) === exponent) (bits[highest] as number) |= quiet;
  }
  return samples;
}

function manyInts(): Int32Array {
  const first = edges().map((value) => Math.max(-(2 ** 31), Math.min(2 ** 31 - 1, value * 2 ** 31)) | 0);
  const samples = new Int32Array(first.length + others);
  samples.set(first);
  samples.set(new Int32Array(randomWords(others).buffer), first.length);
  return samples;
}

export function everyValue(format: NumberFormat): Samples {
  if (format === 'int32') return manyInts();
  if (format === 'float32' || format === 'float64') return manyFloats(format);
  return everyCode(format, kindOfFormat[format].bits);
}
