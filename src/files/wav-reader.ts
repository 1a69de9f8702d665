import { type FileHandle, open } from 'node:fs/promises';
import { type Plane, unpack, wordsOf } from './samples.js';
import { findAudio, type WavLayout } from './wav-chunks.js';
import { fileError, frameBytes, sampleWidth, type WavFormat } from './wav-format.js';

/** Read in pieces of this size, however large the file is. */
const pieceBytes = 256 * 1024;

/** Reads the samples of a WAV file exactly as they are stored. One read at a time. */
export class WavReader {
  readonly path: string;
  readonly format: WavFormat;
  /** Whole frames in the file. */
  readonly frames: number;
  /** What the header promises and the file lacks, in one sentence; null for a sound file. */
  readonly problem: string | null;
  /** The frame that the next read begins with; may be set. */
  position = 0;
  readonly #file: FileHandle;
  readonly #dataStart: number;
  readonly #piece: Buffer;

  private constructor(path: string, file: FileHandle, layout: WavLayout) {
    this.path = path;
    this.format = layout.format;
    this.frames = layout.frames;
    this.problem = layout.problem;
    this.#file = file;
    this.#dataStart = layout.dataStart;
    const bytes = frameBytes(layout.format);
    this.#piece = Buffer.alloc(Math.max(1, Math.floor(pieceBytes / bytes)) * bytes);
  }

  /** Opens a file and reads its header; rejects with `FILE_FORMAT` if its samples cannot be read exactly. */
  static async open(path: string): Promise<WavReader> {
    const file = await open(path, 'r');
    try {
      return new WavReader(path, file, await findAudio(file, path));
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  /**
   * Fills one array per channel from its start: integers left-justified, floats as they are (`Int32Array` receives
   * the bits of a float). Resolves to the number of frames read, fewer than asked for only at the end of the file.
   */
  async read(channels: readonly Plane[], frames: number = channels[0]?.length ?? 0): Promise<number> {
    if (channels.length !== this.format.channels) {
      throw new TypeError(
        `Expected ${this.format.channels} arrays for "channels" but received ${channels.length}`,
      );
    }
    const words = channels.map(wordsOf);
    const bytes = frameBytes(this.format);
    const wanted = Math.max(0, Math.min(frames, this.frames - this.position));
    let done = 0;
    while (done < wanted) {
      const now = Math.min(wanted - done, this.#piece.length / bytes);
      await this.#fill(now * bytes, this.#dataStart + this.position * bytes);
      unpack(this.#piece, sampleWidth(this.format.encoding), words, done, now);
      done += now;
      this.position += now;
    }
    return done;
  }

  close(): Promise<void> {
    return this.#file.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #fill(length: number, position: number): Promise<void> {
    let got = 0;
    while (got < length) {
      const { bytesRead } = await this.#file.read(this.#piece, got, length - got, position + got);
      if (bytesRead === 0) throw fileError(this.path, 'became shorter while it was being read');
      got += bytesRead;
    }
  }
}
