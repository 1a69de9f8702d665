import type { AudioFormat } from '../files/audio-format.js';
import type { Plane } from '../files/decoder.js';
import { wordsOf } from '../files/samples.js';

/** The same memory twice: as samples of a file, and as 32-bit words, in which samples are compared. */
export interface WordPlanes {
  readonly planes: readonly Plane[];
  readonly words: readonly Int32Array[];
}

/** For files of integers and of 32-bit floats. */
export function wordPlanes({ encoding, channels }: AudioFormat, frames: number): WordPlanes {
  const planes = Array.from({ length: channels }, () =>
    encoding === 'float32' ? new Float32Array(frames) : new Int32Array(frames),
  );
  return { planes, words: planes.map(wordsOf) };
}

/** Words as the samples that they are of. */
export function asSamples(words: Int32Array, { encoding }: AudioFormat): Plane {
  return encoding === 'float32' ? new Float32Array(words.buffer, words.byteOffset, words.length) : words;
}
