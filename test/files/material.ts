/** Audio of every kind to make files of, the same on every run. */
import { randomFrom } from '../helpers/random.js';

/**
 * Interleaved integers of `bits` bits, left-justified in 32: noise at every level, both ends of the range, silence, and
 * channels that resemble each other.
 */
export function integers(
  bits: number,
  channels: number,
  frames: number,
  seed = bits * 100 + channels,
): Int32Array {
  const random = randomFrom(seed);
  const samples = new Int32Array(frames * channels);
  const step = 2 ** (32 - bits);
  for (let frame = 0; frame < frames; frame++) {
    const quiet = 2 ** -Math.floor((8 * frame) / frames);
    const common = random() * 2 - 1 + Math.sin(frame / 20);
    for (let channel = 0; channel < channels; channel++) {
      const value = quiet * (0.45 * common + 0.1 * (random() - 0.5));
      samples[frame * channels + channel] = Math.floor((value * 2 ** 31) / step) * step;
    }
  }
  const ends = [0x7fffffff, -0x80000000, 0x7fffffff, -0x80000000, -1, 0, 1].map((end) => end & -step);
  for (const [i, end] of ends.entries()) samples[i * channels + (i % channels)] = end;
  samples.fill(0, Math.floor(samples.length / 2), Math.floor(samples.length / 2) + channels * 100);
  return samples;
}

/** The bytes of 32-bit left-justified samples in a container of `width` bytes, little-endian and signed. */
export function packed(samples: Int32Array, width: number): Buffer {
  const bytes = Buffer.alloc(samples.length * width);
  for (const [i, word] of samples.entries()) bytes.writeIntLE(word >> (32 - 8 * width), i * width, width);
  return bytes;
}

/** Floats that are also integers of so many bits, so that programs that count in integers keep them. */
export function floats(samples: Int32Array, kind: 'float32' | 'float64'): Buffer {
  const numbers = Float64Array.from(samples, (word) => word / 2 ** 31);
  return Buffer.from((kind === 'float64' ? numbers : Float32Array.from(numbers)).buffer);
}

/** The bytes of an array. */
export function bytesOf(array: NodeJS.ArrayBufferView): Buffer {
  return Buffer.from(array.buffer, array.byteOffset, array.byteLength);
}
