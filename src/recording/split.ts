import { sampleBytes } from '../files/audio-format.js';
import { blockFrames } from '../files/flac/flac-encoder.js';
import { fileFormat, type Part, type TakeFormat } from './part.js';

/** How long the parts of a take are: so many frames, or as many as have room in so many bytes of each file. */
export type Split = { readonly frames: number } | { readonly bytes: number };

/** More than any header has. */
const headerBytes = 256;
/** Shorter parts are a mistake, and more than a disk can open in time. */
const leastSeconds = 0.1;

/** The bytes that so many frames take at the most; of FLAC, whole blocks. */
function mostBytes(format: TakeFormat, frames: number): number {
  const { container, encoding, channels } = fileFormat(format);
  const bytes = frames * channels * sampleBytes(encoding);
  if (container !== 'flac') return bytes;
  // What cannot be made smaller is stored as it is, with a header and a checksum.
  return bytes + Math.ceil(frames / blockFrames) * (32 + 8 * channels);
}

/** The smallest split that makes sense. */
export function leastSplit(format: TakeFormat): { frames: number; bytes: number } {
  const frames = Math.ceil(format.sampleRate * leastSeconds);
  const blocks = Math.ceil(frames / blockFrames) * blockFrames;
  return { frames, bytes: headerBytes + mostBytes(format, format.container === 'flac' ? blocks : frames) };
}

/** Frames that may go to a part at once; 0: the next part is to begin. */
export function roomIn(part: Part, split: Split | null, format: TakeFormat): number {
  if (split === null) return Number.POSITIVE_INFINITY;
  if ('frames' in split) return split.frames - part.frames;
  if (format.container === 'flac') {
    // How long a block becomes is known when it has been written, so they are looked at one by one.
    const begun = part.frames % blockFrames;
    const fits = begun > 0 || part.bytes + mostBytes(format, blockFrames) <= split.bytes;
    return fits ? blockFrames - begun : 0;
  }
  // An odd number of bytes is followed by one more.
  return Math.max(0, Math.floor((split.bytes - 1 - part.bytes) / mostBytes(format, 1)));
}
