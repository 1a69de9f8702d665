import type { AudioFormat } from './audio-format.js';

/** The files there are. */
export type Container = 'wav' | 'rf64' | 'bw64' | 'w64' | 'aiff' | 'aifc' | 'flac' | 'dsf' | 'dsdiff' | 'raw';

/** The samples of one channel: left-justified integers, floats, or bytes of DSD. */
export type Plane = Int32Array | Float32Array | Float64Array | Uint8Array;

/** What makes samples of the bytes of one kind of file. One call at a time. */
export interface Decoder {
  readonly container: Container;
  readonly format: AudioFormat;
  /** Whole frames that are there; null while only the end will tell. */
  readonly frames: number | null;
  /** Audio is missing at the end. Of what cannot be looked at in advance, known at the end. */
  readonly truncated: boolean;
  /** What the file promises and does not keep, in one sentence; null for a sound file. */
  readonly problem: string | null;
  /** The next read begins with that frame. Only with a source that can go back. */
  seek(frame: number): Promise<void>;
  /** Fills the channels from frame `at` of theirs on; resolves to how many frames, fewer than asked only at the end. */
  read(planes: readonly Plane[], at: number, frames: number): Promise<number>;
}
