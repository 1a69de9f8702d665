/** How the samples of a take come from the stream, so that most files need no more than a copy of them. */
import { sampleBytes } from '../files/audio-format.js';
import type { Layout, Samples } from '../format.js';

/** What a take is stored as: formats of streams whose samples lie in a WAV file as they come. */
export type TakeEncoding = (typeof takeEncodings)[number];
export const takeEncodings = ['int16', 'int24', 'int32', 'float32'] as const;

export interface Sound {
  readonly encoding: TakeEncoding;
  readonly layout: Layout;
  readonly channels: number;
}

/** Elements of the arrays that make up a sample: packed samples of 24 bits are bytes. */
export function elementsOf(encoding: TakeEncoding): number {
  return encoding === 'int24' ? 3 : 1;
}

/** Elements of an array for each frame. */
export function frameElements({ encoding, layout, channels }: Sound): number {
  return elementsOf(encoding) * (layout === 'planar' ? 1 : channels);
}

/** Of all channels together. */
export function frameBytes({ encoding, channels }: Sound): number {
  return channels * sampleBytes(encoding);
}

/** A part of each array. */
export function framesOf<T extends Samples>(
  sound: Sound,
  arrays: readonly T[],
  from: number,
  frames: number,
): T[] {
  const count = frameElements(sound);
  return arrays.map((array) => array.subarray(from * count, (from + frames) * count) as T);
}

/** Full scale of an array's elements; of packed samples, that of the 32 bits whose upper ones they are. */
const fullScale = { int16: 2 ** 15, int24: 2 ** 31, int32: 2 ** 31, float32: 1 } as const;

const wordAt = (bytes: Samples, at: number): number =>
  ((bytes[at] as number) << 8) | ((bytes[at + 1] as number) << 16) | ((bytes[at + 2] as number) << 24);

/** Where a channel's samples are among the arrays. */
function placeOf({ encoding, layout, channels }: Sound, arrays: readonly Samples[], channel: number) {
  const elements = elementsOf(encoding);
  return layout === 'planar'
    ? { array: arrays[channel] as Samples, first: 0, step: elements }
    : { array: arrays[0] as Samples, first: channel * elements, step: elements * channels };
}

/** The largest magnitude of a channel in the first `frames` frames, 1 being full scale. */
export function peakOf(sound: Sound, arrays: readonly Samples[], channel: number, frames: number): number {
  const { array, first, step } = placeOf(sound, arrays, channel);
  const packed = sound.encoding === 'int24';
  let largest = 0;
  for (let n = 0, at = first; n < frames; n++, at += step) {
    const value = Math.abs(packed ? wordAt(array, at) : (array[at] as number));
    if (value > largest) largest = value;
  }
  return largest / fullScale[sound.encoding];
}

/** The first of `frames` frames in which some channel is louder than `level`, 1 being full scale; -1: none. */
export function firstAbove(sound: Sound, arrays: readonly Samples[], frames: number, level: number): number {
  const { encoding, layout, channels } = sound;
  const least = level * fullScale[encoding];
  const find = encoding === 'int24' ? firstPackedAbove : firstSampleAbove;
  // Interleaved samples are looked at as they lie, not channel by channel: there are many, all the time while it waits.
  const together = layout === 'planar' ? 1 : channels;
  const count = frames * together;
  let found = count;
  for (const array of arrays) found = find(array, found, least);
  return found === count ? -1 : Math.floor(found / together);
}

/** The first of `count` samples beyond `least`, or `count`. */
function firstSampleAbove(array: Samples, count: number, least: number): number {
  for (let n = 0; n < count; n++) {
    const value = array[n] as number;
    if (value > least || value < -least) return n;
  }
  return count;
}

function firstPackedAbove(bytes: Samples, count: number, least: number): number {
  for (let n = 0, at = 0; n < count; n++, at += 3) {
    const value = wordAt(bytes, at);
    if (value > least || value < -least) return n;
  }
  return count;
}
