import { type FileHandle, open, rm } from 'node:fs/promises';
import { type Plane, pack, wordsOf } from './samples.js';
import { frameBytes, maxChannels, sampleWidth, type WavFormat } from './wav-format.js';
import { encodeHeader, riffLimit } from './wav-header.js';

const pieceBytes = 256 * 1024;

/** How a file is created. */
export interface WavWriterOptions {
  /** Replaces an existing file, which is otherwise an error (`EEXIST`). Default false. */
  readonly overwrite?: boolean;
  /** The largest RIFF size before the file becomes RF64. */
  readonly riffLimit?: number;
}

/**
 * Writes samples to a WAV file as they come. The file is readable at every moment: before {@link close} its header
 * says "up to the end of the file", after it the exact size, also when writing failed half-way. One write at a time.
 */
export class WavWriter {
  readonly path: string;
  readonly format: WavFormat;
  readonly #file: FileHandle;
  readonly #limit: number;
  readonly #dataStart: number;
  readonly #piece: Buffer;
  #dataBytes = 0;
  #failure: unknown;
  #closing: Promise<void> | undefined;

  private constructor(path: string, format: WavFormat, file: FileHandle, limit: number, dataStart: number) {
    this.path = path;
    this.format = format;
    this.#file = file;
    this.#limit = limit;
    this.#dataStart = dataStart;
    const bytes = frameBytes(format);
    this.#piece = Buffer.alloc(Math.max(1, Math.floor(pieceBytes / bytes)) * bytes);
  }

  /** Creates the file with its header. */
  static async create(path: string, format: WavFormat, options: WavWriterOptions = {}): Promise<WavWriter> {
    if (!Number.isInteger(format.channels) || format.channels < 1 || format.channels > maxChannels) {
      throw new RangeError(`Expected 1 to ${maxChannels} for "channels" but received ${format.channels}`);
    }
    const header = encodeHeader(format);
    const file = await open(path, options.overwrite === true ? 'w+' : 'wx+');
    try {
      await file.write(header, 0, header.length, 0);
    } catch (error) {
      await file.close();
      await rm(path, { force: true });
      throw error;
    }
    return new WavWriter(path, format, file, options.riffLimit ?? riffLimit, header.length);
  }

  /** Whole frames in the file. */
  get frames(): number {
    return Math.floor(this.#dataBytes / frameBytes(this.format));
  }

  /**
   * Appends frames `from` to `from + frames` of one array per channel: integers left-justified, floats as they are.
   * Bits below the file's width are dropped. Once a write has failed, every later one fails with the same error.
   */
  async write(
    channels: readonly Plane[],
    frames: number = channels[0]?.length ?? 0,
    from = 0,
  ): Promise<void> {
    if (channels.length !== this.format.channels) {
      throw new TypeError(
        `Expected ${this.format.channels} arrays for "channels" but received ${channels.length}`,
      );
    }
    if (this.#failure !== undefined) throw this.#failure;
    const words = channels.map(wordsOf);
    const bytes = frameBytes(this.format);
    for (let done = 0; done < frames; ) {
      const now = Math.min(frames - done, this.#piece.length / bytes);
      pack(words, from + done, now, sampleWidth(this.format.encoding), this.#piece);
      await this.#append(this.#piece.subarray(0, now * bytes));
      done += now;
    }
  }

  /** Completes the header. Everything that was written is in the file, whole frames only. */
  close(): Promise<void> {
    this.#closing ??= this.#finish().finally(() => this.#file.close());
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** A full disk takes part of a piece before it refuses the rest: only what arrived is counted. */
  async #append(piece: Buffer): Promise<void> {
    let done = 0;
    try {
      while (done < piece.length) {
        const at = this.#dataStart + this.#dataBytes;
        const { bytesWritten } = await this.#file.write(piece, done, piece.length - done, at);
        if (bytesWritten === 0) throw new Error(`${this.path}: the disk takes no more bytes`);
        done += bytesWritten;
        this.#dataBytes += bytesWritten;
      }
    } catch (error) {
      this.#failure = error;
      throw error;
    }
  }

  async #finish(): Promise<void> {
    const dataBytes = this.frames * frameBytes(this.format);
    let fileBytes = this.#dataStart + dataBytes;
    await this.#file.truncate(fileBytes);
    if (dataBytes % 2 === 1 && (await this.#pad(fileBytes))) fileBytes++;
    const header = encodeHeader(this.format, { fileBytes, dataBytes }, this.#limit);
    await this.#file.write(header, 0, header.length, 0);
    await this.#file.sync();
  }

  /** An odd chunk is followed by a byte, which every reader can miss: for want of it no frame is given up. */
  async #pad(position: number): Promise<boolean> {
    return this.#file.write(Buffer.alloc(1), 0, 1, position).then(
      () => true,
      () => false,
    );
  }
}
