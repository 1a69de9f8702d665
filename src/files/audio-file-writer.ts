import { BufferSwitchError } from '../errors.js';
import { arrayOf, type Samples } from '../format.js';
import { InTurn } from '../in-turn.js';
import { checkInteger, expected } from '../validate.js';
import { type AudioFormat, isDsd, isInteger } from './audio-format.js';
import type { Plane } from './decoder.js';
import { naturalFormat, type StreamFormat } from './delivery.js';
import type { EncodedPiece, Encoder } from './encoder.js';
import type { OutputFile } from './output-file.js';
import { bitsBelow } from './samples.js';

/** The files that can be written. */
export type WritableContainer = (typeof writableContainers)[number];
export const writableContainers = ['wav', 'flac', 'raw'] as const;

/** How long a program that is killed may have written without a trace in the header. */
const updateMs = 1000;

/** An open file that is being written. Calls are done one after the other. */
export class AudioFileWriter implements AsyncDisposable {
  /** The path that it was created with. */
  readonly path: string;
  /** What kind of file it is. */
  readonly container: WritableContainer;
  /** What the samples in the file are. */
  readonly format: AudioFormat;
  /** What `write` takes: open a stream with it to record to the file. */
  readonly streamFormat: StreamFormat;
  readonly #output: OutputFile;
  readonly #encoder: Encoder;
  readonly #headerBytes: number;
  readonly #turn = new InTurn();
  #accepted = 0;
  #inFile = 0;
  /** Where the last whole frame ends after a failure. */
  #cut: number | undefined;
  #updated = performance.now();
  #failure: unknown;
  #finishing: Promise<void> | undefined;
  #closing: Promise<void> | undefined;

  /** @hideconstructor */
  constructor(output: OutputFile, encoder: Encoder, container: WritableContainer, format: AudioFormat) {
    this.path = output.path;
    this.container = container;
    this.format = format;
    this.streamFormat = naturalFormat(format.encoding);
    this.#output = output;
    this.#encoder = encoder;
    this.#headerBytes = output.size;
  }

  /** Whole frames that were written. Of FLAC the last ones reach the file when their block is full, or at the end. */
  get frames(): number {
    return this.#failure === undefined ? this.#accepted : this.#inFile;
  }

  /** Bytes that the file has so far. */
  get bytes(): number {
    return this.#output.size;
  }

  /**
   * Appends frames `from` to `from + frames` of one array per channel: integers left-justified, floats as they are. The
   * arrays are free again when it resolves. Once a write has failed, every later one fails with the same error, and what
   * arrived until then stays in the file.
   *
   * @throws RangeError, and writes nothing, where an integer has bits below those that the file holds.
   */
  async write(arrays: readonly Samples[], frames?: number, from = 0): Promise<void> {
    const count = this.#check(arrays, frames, from);
    const planes = arrays as readonly Plane[];
    await this.#add(this.#encoder.encode(planes, from, count), count);
  }

  /**
   * Appends whole frames that are as they lie in the file already: interleaved, little-endian and packed. Of WAV files with
   * 16 bits or more and of raw ones; FLAC files have no such frames. Otherwise as `write`.
   */
  async writeBytes(bytes: Uint8Array): Promise<void> {
    const { frameBytes } = this.#encoder;
    if (frameBytes === null || this.format.encoding === 'int8') {
      throw new BufferSwitchError(
        'INVALID_STATE',
        `${this.path} does not hold frames as they are; use write`,
      );
    }
    if (!(bytes instanceof Uint8Array)) throw new TypeError(expected('bytes', 'bytes', bytes));
    if (bytes.length % frameBytes !== 0) {
      throw new RangeError(expected(`frames of ${frameBytes} bytes`, 'bytes', bytes.length));
    }
    const frames = (bytes.length / frameBytes) * (isDsd(this.format.encoding) ? 8 : 1);
    await this.#add([{ bytes, frames }], frames);
  }

  async #add(pieces: Iterable<EncodedPiece>, frames: number): Promise<void> {
    if (this.#finishing !== undefined) throw new BufferSwitchError('INVALID_STATE', `${this.path} is closed`);
    await this.#turn.do(async () => {
      if (this.#failure !== undefined) throw this.#failure;
      for (const piece of pieces) await this.#append(piece);
      this.#accepted += frames;
      if (performance.now() - this.#updated >= updateMs) await this.#update();
    });
  }

  /**
   * Makes the header true for all that is in the file now, as happens once a second by itself. One that is completed, or
   * about to be, has its last header.
   */
  flush(): Promise<void> {
    return this.#turn.do(async () => {
      if (this.#finishing === undefined) await this.#update();
    });
  }

  /**
   * @internal Drops what is behind the first `frames`, for files that belong together, one of which has had no room. Nothing
   * with FLAC, whose blocks are whole.
   */
  cut(frames: number): Promise<void> {
    return this.#turn.do(async () => {
      const { frameBytes } = this.#encoder;
      if (frameBytes === null || frames >= this.frames) return;
      this.#cut = this.#headerBytes + frames * frameBytes;
      this.#accepted = frames;
      this.#inFile = frames;
      await this.#output.truncate(this.#cut);
      if (this.#failure === undefined) this.#cut = undefined;
    });
  }

  /** Completes the file without waiting for the disk to have it: it takes no more, and `close` has little left to do. */
  finish(): Promise<void> {
    this.#finishing ??= this.#turn.do(() => this.#finish());
    return this.#finishing;
  }

  /** Completes the file, also when writing failed half-way. Everything that arrived is in it, whole frames only. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    try {
      await this.finish();
    } finally {
      await this.#output.sync().finally(() => this.#output.close());
    }
  }

  /** As `close`, for `await using`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #check(planes: readonly Samples[], frames: number | undefined, from: number): number {
    const { channels, encoding, validBits } = this.format;
    const kind = arrayOf[this.streamFormat];
    const [first] = Array.isArray(planes) ? planes : [];
    const fits =
      first !== undefined &&
      planes.length === channels &&
      planes.every((plane) => plane instanceof kind && plane.length === first.length);
    if (!fits) throw new TypeError(expected(`${channels} equally long ${kind.name}`, 'arrays', planes));
    const unit = isDsd(encoding) ? 8 : 1;
    const room = first.length * unit;
    checkInteger('from', from, 0, room);
    const count = checkInteger('frames', frames ?? room - from, 0, room - from);
    if (count % unit !== 0 || from % unit !== 0) {
      throw new RangeError(expected('a multiple of 8', 'frames', count));
    }
    if (!isInteger(encoding)) return count;
    for (const plane of planes as Int32Array[]) {
      const at = bitsBelow(plane, from, count, validBits);
      if (at >= 0) throw new RangeError(expected(`samples of ${validBits} bits`, 'arrays', plane[at]));
    }
    return count;
  }

  async #append({ bytes, frames }: EncodedPiece): Promise<void> {
    if (this.#failure !== undefined) throw this.#failure;
    const { frameBytes } = this.#encoder;
    const before = this.#output.size;
    try {
      await this.#output.append(bytes);
      this.#inFile += frames;
    } catch (error) {
      this.#failure = error;
      const arrived = this.#output.size - before;
      const whole = frameBytes === null ? 0 : Math.floor(arrived / frameBytes);
      if (frameBytes !== null) this.#inFile += (whole * frames * frameBytes) / bytes.length;
      this.#cut = before + whole * (frameBytes ?? 0);
      throw error;
    }
  }

  async #update(): Promise<void> {
    await this.#output.rewriteBeginning(this.#encoder.header(this.#dataBytes));
    this.#updated = performance.now();
  }

  get #dataBytes(): number {
    return (this.#cut ?? this.#output.size) - this.#headerBytes;
  }

  async #finish(): Promise<void> {
    const reported = this.#failure;
    if (reported === undefined) await this.#end().catch(() => {});
    const dataBytes = this.#dataBytes;
    await this.#output.truncate(this.#headerBytes + dataBytes);
    const padding = new Uint8Array(this.#encoder.padding(dataBytes));
    // For want of the padding, which every reader can miss, no frame is given up.
    await this.#output.append(padding).catch(() => {});
    const padded = this.#output.size - this.#headerBytes - dataBytes;
    await this.#output.rewriteBeginning(this.#encoder.finalHeader(dataBytes, padded));
    if (this.#failure !== reported) throw this.#failure;
  }

  async #end(): Promise<void> {
    for (const piece of this.#encoder.end()) await this.#append(piece);
  }
}
