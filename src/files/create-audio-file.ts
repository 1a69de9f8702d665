/**
 * Writing audio files without altering a sample.
 *
 * What is written can be opened at any moment, also after the program was killed or the disk was full: a WAV file's sizes
 * are brought up to date once a second (until then they are "unknown", which is read as "to the end"), and become those
 * of RF64 when 32 bits no longer hold them. A FLAC file's length stays "unknown" until it is closed.
 */
import { extname } from 'node:path';
import { BufferSwitchError } from '../errors.js';
import { arrayOf } from '../format.js';
import { InTurn } from '../in-turn.js';
import { checkBoolean, checkInteger, checkOneOf, checkOptions, expected } from '../validate.js';
import { unsupported } from './audio-file-error.js';
import { type AudioFormat, describe, isDsd, isInteger } from './audio-format.js';
import { checkFormat, type GivenFormat } from './check-format.js';
import type { Plane } from './decoder.js';
import { naturalFormat, type StreamFormat } from './delivery.js';
import type { Encoder } from './encoder.js';
import { FlacEncoder } from './flac/flac-encoder.js';
import { OutputFile } from './output-file.js';
import { bitsBelow } from './samples.js';
import { RawEncoder, WavEncoder } from './write-pcm.js';

/** The files that can be written. */
export type WritableContainer = (typeof writableContainers)[number];
const writableContainers = ['wav', 'flac', 'raw'] as const;

/** What a file is to hold: what `AudioFile.format` has, or less. */
export interface NewAudioFile extends GivenFormat {
  /** Unless given, the one that the name of the file ends with: `.wav`, `.flac`, `.raw` or `.pcm`. */
  readonly container?: WritableContainer;
}

export interface CreateAudioFileOptions {
  /** Replaces an existing file, which is otherwise an error (`EEXIST`). Default false. */
  readonly overwrite?: boolean;
  /** The largest RIFF size before a WAV file becomes RF64. Default 4294967294. */
  readonly riffLimit?: number;
}

/**
 * Creates a file with its header.
 *
 * WAV takes integers of 8 to 32 bits and floats of 32 and 64; FLAC integers of 4 to 32 bits, up to 8 channels and
 * 1048575 Hz; raw files, which are little-endian with signed integers, take everything.
 *
 * @throws AudioFileError (`unsupported`) when the container does not hold such samples exactly.
 * @throws TypeError or RangeError for wrong arguments; errors of the system (`EEXIST`, `ENOSPC`) as they are.
 */
export async function createAudioFile(
  path: string,
  file: NewAudioFile,
  options: CreateAudioFileOptions = {},
): Promise<AudioFileWriter> {
  if (typeof path !== 'string') throw new TypeError(expected('a path', 'path', path));
  const known = ['container', 'encoding', 'channels', 'sampleRate', 'validBits', 'channelMask'];
  checkOptions('file', file, known);
  checkOptions('options', options, ['overwrite', 'riffLimit']);
  const container = checkOneOf('file.container', file.container ?? containerOf(path), writableContainers);
  const format = checkFormat('file', file);
  const overwrite = checkBoolean('options.overwrite', options.overwrite ?? false);
  if (options.riffLimit !== undefined) checkInteger('options.riffLimit', options.riffLimit, 0, 0xfffffffe);
  const encoder = encoderFor(path, container, format, options);
  const output = await OutputFile.create(path, encoder.header(0), overwrite);
  return new AudioFileWriter(output, encoder, container, format);
}

function containerOf(path: string): string | undefined {
  const ending = extname(path).slice(1).toLowerCase();
  return ending === 'pcm' ? 'raw' : ending;
}

const flacHolds = 'integers of 4 to 32 bits, up to 8 channels and 1048575 Hz';

function encoderFor(
  path: string,
  container: WritableContainer,
  format: AudioFormat,
  { riffLimit }: CreateAudioFileOptions,
): Encoder {
  if (container === 'raw') return new RawEncoder(format);
  if (isDsd(format.encoding)) throw unsupported(path, `DSD is not written to ${container} files`);
  checkInteger('file.sampleRate', format.sampleRate, 1, 0xffffffff);
  if (container === 'wav') return new WavEncoder(format, riffLimit);
  const { channels, sampleRate, validBits } = format;
  if (!isInteger(format.encoding) || validBits < 4 || channels > 8 || sampleRate > 1_048_575) {
    const what = `${describe(format)}, ${channels} channels, ${sampleRate} Hz`;
    throw unsupported(path, `FLAC files do not hold ${what}; they hold ${flacHolds}`);
  }
  return new FlacEncoder(format);
}

/** How long a program that is killed may have written without a trace in the header. */
const updateMs = 1000;

/** An open file that is being written. Calls are done one after the other. */
export class AudioFileWriter implements AsyncDisposable {
  readonly path: string;
  readonly container: WritableContainer;
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
  #closing: Promise<void> | undefined;

  /** @internal */
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

  /**
   * Appends frames `from` to `from + frames` of one array per channel: integers left-justified, floats as they are. The
   * arrays are free again when it resolves. Once a write has failed, every later one fails with the same error, and what
   * arrived until then stays in the file.
   *
   * @throws RangeError, and writes nothing, where an integer has bits below those that the file holds.
   */
  async write(planes: readonly Plane[], frames?: number, from = 0): Promise<void> {
    const count = this.#check(planes, frames, from);
    if (this.#closing !== undefined) throw new BufferSwitchError('INVALID_STATE', `${this.path} is closed`);
    await this.#turn.do(async () => {
      for (const piece of this.#encoder.encode(planes, from, count)) await this.#append(piece);
      this.#accepted += count;
      if (performance.now() - this.#updated >= updateMs) await this.#update();
    });
  }

  /** Makes the header true for all that is in the file now, as happens once a second by itself. */
  flush(): Promise<void> {
    return this.#turn.do(() => this.#update());
  }

  /** Completes the file, also when writing failed half-way. Everything that arrived is in it, whole frames only. */
  close(): Promise<void> {
    this.#closing ??= this.#turn.do(() => this.#finish().finally(() => this.#output.close()));
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #check(planes: readonly Plane[], frames: number | undefined, from: number): number {
    const { channels, encoding, validBits } = this.format;
    const kind = arrayOf[this.streamFormat];
    const [first] = Array.isArray(planes) ? planes : [];
    const fits =
      first !== undefined &&
      planes.length === channels &&
      planes.every((plane) => plane instanceof kind && plane.length === first.length);
    if (!fits) throw new TypeError(expected(`${channels} equally long ${kind.name}`, 'planes', planes));
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
      if (at >= 0) throw new RangeError(expected(`samples of ${validBits} bits`, 'planes', plane[at]));
    }
    return count;
  }

  async #append({ bytes, frames }: { readonly bytes: Uint8Array; readonly frames: number }): Promise<void> {
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
    await this.#output.sync();
    if (this.#failure !== reported) throw this.#failure;
  }

  async #end(): Promise<void> {
    for (const piece of this.#encoder.end()) await this.#append(piece);
  }
}
