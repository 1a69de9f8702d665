import type { AudioFile } from '../files/audio-file.js';
import { mostSimilar, sumOfSquares } from '../verify/similarity.js';
import { wordPlanes } from './word-planes.js';

/** The beginning of what is played, from its first sample that is not silence. */
export interface Reference {
  /** The frame of the file at which it begins. */
  readonly start: number;
  readonly frames: number;
  /** 32-bit words as in the file. */
  readonly channels: readonly Int32Array[];
  readonly float: boolean;
}

/** Where the played file begins in what was captured. */
export interface Alignment {
  /** Frames from the start of the capture to the first frame of the file. */
  readonly offset: number;
  /** `exact`: every sample of the reference is there. `similar`: it resembles the reference more than any other. */
  readonly kind: 'exact' | 'similar';
  /** Of a similar one: 1 is the same shape, -1 the same upside down. */
  readonly correlation: number;
  /** Of a similar one: captured amplitude over played amplitude. */
  readonly gain: number;
}

const referenceFrames = 8192;

/** Null for a file that is silent for its first minute: there is nothing to recognise. Moves the reader. */
export async function readReference(reader: AudioFile): Promise<Reference | null> {
  const float = reader.format.encoding === 'float32';
  const { planes, words } = wordPlanes(reader.format, referenceFrames);
  const limit = 60 * reader.format.sampleRate;
  await reader.seek(0);
  for (let at = 0; at < limit; at = reader.position) {
    const frames = await reader.read(planes);
    if (frames === 0) return null;
    const sound = firstSound(words, frames);
    if (sound < 0) continue;
    await reader.seek(at + sound);
    return { start: at + sound, frames: await reader.read(planes), channels: words, float };
  }
  return null;
}

/** The first frame with a sample whose bits are not all zero; -1 for silence. */
export function firstSound(channels: readonly Int32Array[], frames: number): number {
  let first = frames;
  for (const words of channels) {
    for (let i = 0; i < first; i++) if (words[i] !== 0) first = i;
  }
  return first < frames ? first : -1;
}

/** True if the reference stands in `channels` from index `at` on, every sample of it. */
export function matches(reference: Reference, channels: readonly Int32Array[], at: number): boolean {
  return reference.channels.every((words, index) => {
    const other = channels[index] as Int32Array;
    for (let i = 0; i < reference.frames; i++) if (words[i] !== other[at + i]) return false;
    return true;
  });
}

/**
 * Looks for the reference at every index from `from` to `to`, both included: first for a place where every sample
 * is right, then for the one of the highest correlation. Null if nothing resembles it. Offsets count from index 0.
 */
export function search(
  reference: Reference,
  channels: readonly Int32Array[],
  from: number,
  to: number,
): Alignment | null {
  for (let at = from; at <= to; at++) {
    if (matches(reference, channels, at)) return { offset: at, kind: 'exact', correlation: 1, gain: 1 };
  }
  return similar(reference, channels, from, to);
}

function similar(
  reference: Reference,
  channels: readonly Int32Array[],
  from: number,
  to: number,
): Alignment | null {
  const { frames, float } = reference;
  const played = reference.channels.map((words) => numbers(words, 0, frames, float));
  const energies = played.map((samples) => sumOfSquares(samples, frames));
  const loudest = energies.indexOf(Math.max(...energies));
  const heard = numbers(channels[loudest] as Int32Array, from, to + frames, float);
  const found = mostSimilar(heard, played[loudest] as Float64Array);
  if (found === null) return null;
  return { offset: from + found.at, kind: 'similar', correlation: found.correlation, gain: found.gain };
}

/** Samples as numbers with 1 for full scale. What is not a number counts as silence: it would poison every sum. */
function numbers(words: Int32Array, from: number, to: number, float: boolean): Float64Array {
  const samples = new Float64Array(to - from);
  const floats = new Float32Array(words.buffer, words.byteOffset, words.length);
  for (let i = from; i < to; i++) {
    const value = float ? (floats[i] as number) : (words[i] as number) / 2 ** 31;
    samples[i - from] = Number.isFinite(value) ? value : 0;
  }
  return samples;
}
