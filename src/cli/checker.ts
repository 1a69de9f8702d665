import type { AudioFile } from '../files/audio-file.js';
import type { AudioFileWriter } from '../files/audio-file-writer.js';
import type { Alignment } from './align.js';
import type { Aligner } from './aligner.js';
import { Comparison } from './compare.js';
import { asSamples, type WordPlanes, wordPlanes } from './word-planes.js';

const pieceFrames = 4096;

/** Takes a capture from its first frame on, finds the file in it, and from there compares it and writes it. */
export class Checker {
  readonly comparison: Comparison;
  /** Frames from the start of the capture to the file; null until it is known. */
  offset: number | null = null;
  readonly #expected: AudioFile;
  readonly #writer: AudioFileWriter | null;
  readonly #aligner: Aligner | null;
  readonly #assumed: number;
  readonly #planes: WordPlanes;
  #over = false;
  #passed = 0;

  /** `assumed`: the offset where the aligner finds none, or where there is no aligner. */
  constructor(expected: AudioFile, writer: AudioFileWriter | null, aligner: Aligner | null, assumed: number) {
    this.comparison = new Comparison(expected.format);
    this.#expected = expected;
    this.#writer = writer;
    this.#aligner = aligner;
    this.#assumed = assumed;
    this.#planes = wordPlanes(expected.format, pieceFrames);
  }

  get alignment(): Alignment | null {
    return this.#aligner?.alignment ?? null;
  }

  /** True once the whole file has been compared. */
  get done(): boolean {
    return this.#over || this.#expected.position === this.#expected.frames;
  }

  /** Takes the next frames of the capture. */
  async add(channels: readonly Int32Array[], frames: number): Promise<void> {
    if (this.offset === null && this.#aligner !== null) {
      this.#aligner.add(channels, frames);
      if (this.#aligner.settled) await this.#begin(this.#aligner);
      return;
    }
    // Without an aligner nothing is kept: the frames before the assumed offset just pass by.
    this.offset ??= this.#assumed;
    const from = Math.min(frames, Math.max(0, this.offset - this.#passed));
    this.#passed += frames;
    await this.#deliver(channels, from, frames);
  }

  /** The capture is over. */
  async finish(): Promise<void> {
    if (this.offset !== null || this.#aligner === null) return;
    this.#aligner.finish();
    await this.#begin(this.#aligner);
  }

  /** Goes back to where the file begins: first silence that was only counted, then what was kept. */
  async #begin(aligner: Aligner): Promise<void> {
    const offset = aligner.alignment?.offset ?? this.#assumed;
    this.offset = offset;
    const { skipped, kept } = aligner;
    this.#passed = skipped + kept.frames;
    const silence = this.#planes.words.map(() => new Int32Array(pieceFrames));
    for (let left = skipped - offset; left > 0; left -= pieceFrames) {
      await this.#deliver(silence, 0, Math.min(left, pieceFrames));
    }
    await this.#deliver(kept.channels, Math.min(kept.frames, Math.max(0, offset - skipped)), kept.frames);
    aligner.release();
  }

  async #deliver(channels: readonly Int32Array[], from: number, to: number): Promise<void> {
    for (let at = from; at < to && !this.done; ) {
      const frames = await this.#expected.read(this.#planes.planes, Math.min(to - at, pieceFrames));
      this.#over = frames === 0;
      this.comparison.add(this.#planes.words, channels, at, frames);
      const { format } = this.#expected;
      const samples = channels.map((words) => asSamples(words, format));
      await this.#writer?.write(samples, frames, at);
      at += frames;
    }
  }
}
