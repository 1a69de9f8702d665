import { BufferSwitchError } from '../errors.js';
import { arrayOf, type Layout, type Samples } from '../format.js';
import { checkInteger, expected } from '../validate.js';
import { AudioFileError } from './audio-file-error.js';
import { type AudioFormat, isDsd } from './audio-format.js';
import type { ByteSource } from './byte-source.js';
import type { Container, Decoder, Plane } from './decoder.js';
import { deliver, firstInexact, naturalFormat, type StreamFormat } from './delivery.js';

/** Some frames of a file. The arrays are used again for the next block. */
export interface AudioBlock {
  /** The frame of the file that is the first. */
  readonly position: number;
  /** How many there are, from 1 on. */
  readonly frames: number;
  /** An array per channel, which is what `stream.output.write` takes; where the layout is interleaved, one for all. */
  readonly samples: readonly Samples[];
}

/** How many bytes of samples are converted at a time where they are not delivered as they lie in the file. */
const chunkBytes = 1024 * 1024;

/** An open file. One call at a time: a read while another is under way is `INVALID_STATE`. */
export class AudioFile implements AsyncDisposable {
  /** The path, or what stands in for one in messages. */
  readonly path: string;
  /** What kind of file it is, by its first bytes. */
  readonly container: Container;
  /** What the samples in the file are. */
  readonly format: AudioFormat;
  /** What `read` delivers: open a stream with it to play the file. */
  readonly streamFormat: StreamFormat;
  /** Whether each channel has an array of its own. */
  readonly layout: Layout;
  /** Whether `seek` is possible: not in a Readable. */
  readonly seekable: boolean;
  readonly #source: ByteSource;
  readonly #decoder: Decoder;
  readonly #direct: boolean;
  #scratch: readonly Plane[] | undefined;
  #position = 0;
  #busy = false;
  /** What the frame at `#position` cannot be read for. */
  #failure: AudioFileError | undefined;
  #closing: Promise<void> | undefined;

  /** @hideconstructor */
  constructor(source: ByteSource, decoder: Decoder, streamFormat: StreamFormat, layout: Layout) {
    this.path = source.name;
    this.container = decoder.container;
    this.format = decoder.format;
    this.streamFormat = streamFormat;
    this.layout = layout;
    this.seekable = source.seekable;
    this.#source = source;
    this.#decoder = decoder;
    this.#direct = layout === 'planar' && streamFormat === naturalFormat(decoder.format.encoding);
  }

  /** Whole frames that are there, of DSD single bits; null as long as only the end will tell. */
  get frames(): number | null {
    return this.#decoder.frames;
  }

  /** Audio is missing at the end that the file says it has. Where the length is told by the end only, known there. */
  get truncated(): boolean {
    return this.#decoder.truncated;
  }

  /** What the file promises and does not keep, in one sentence, truncation too; null for a sound file. */
  get problem(): string | null {
    return this.#decoder.problem;
  }

  /** The frame that the next read begins with. */
  get position(): number {
    return this.#position;
  }

  /**
   * Fills `target` from its start: an array per channel, or one for all where the layout is interleaved.
   *
   * @param frames as many as fit into the arrays unless given; of DSD a multiple of 8.
   * @returns how many frames were read, fewer than asked for only before the end of the file or damage, and 0 at the end.
   * @throws AudioFileError (`damaged`) where the audio contradicts its checksums, with the first frame that is not sound,
   *   and `inexact` where a frame has more bits than the file claims: after all frames before it, and until a `seek`.
   */
  async read(target: readonly Samples[] | Samples, frames?: number): Promise<number> {
    const arrays = this.#checkTarget(target);
    const room = this.#roomIn(arrays[0] as Samples);
    const wanted = frames === undefined ? room : checkInteger('frames', frames, 0, room);
    if (isDsd(this.format.encoding) && wanted % 8 !== 0) {
      throw new RangeError(expected('a multiple of 8', 'frames', wanted));
    }
    return this.#alone(() => this.#read(arrays, wanted));
  }

  /** All frames from here on, in blocks; the last one may be shorter. */
  async *blocks({ frames = 4096 }: { readonly frames?: number } = {}): AsyncGenerator<AudioBlock> {
    checkInteger('options.frames', frames, 8, 2 ** 24);
    const whole = frames - (frames % 8);
    const arrays = this.#makeArrays(isDsd(this.format.encoding) ? whole : frames);
    const elements = (arrays[0] as Samples).length;
    const size = this.#roomIn(arrays[0] as Samples);
    for (;;) {
      const position = this.#position;
      const now = await this.#alone(() => this.#read(arrays, size));
      if (now === 0) return;
      const used = (elements * now) / size;
      yield { position, frames: now, samples: arrays.map((array) => array.subarray(0, used)) };
    }
  }

  /** The next read begins with frame `frame`, of DSD a multiple of 8. `NOT_SUPPORTED` for a source that cannot go back. */
  async seek(frame: number): Promise<void> {
    checkInteger('frame', frame, 0, this.frames ?? Number.MAX_SAFE_INTEGER);
    if (isDsd(this.format.encoding) && frame % 8 !== 0) {
      throw new RangeError(expected('a multiple of 8', 'frame', frame));
    }
    if (frame === this.#position && this.#failure === undefined) return;
    if (!this.seekable) throw new BufferSwitchError('NOT_SUPPORTED', `${this.path} cannot be sought in`);
    await this.#alone(() => this.#decoder.seek(frame));
    this.#position = frame;
    this.#failure = undefined;
  }

  /** A read that waits for a Readable ends with an error. */
  close(): Promise<void> {
    this.#closing ??= this.#source.close();
    return this.#closing;
  }

  /** As `close`, for `await using`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #alone<T>(work: () => Promise<T>): Promise<T> {
    if (this.#closing !== undefined) throw new BufferSwitchError('INVALID_STATE', `${this.path} is closed`);
    if (this.#busy) throw new BufferSwitchError('INVALID_STATE', `${this.path} is being read already`);
    this.#busy = true;
    try {
      return await work();
    } finally {
      this.#busy = false;
    }
  }

  async #read(arrays: readonly Samples[], frames: number): Promise<number> {
    let done = 0;
    while (done < frames && this.#failure === undefined) {
      const wanted = this.#direct ? frames - done : Math.min(frames - done, this.#chunkFrames);
      const planes = this.#direct ? (arrays as readonly Plane[]) : this.#planes();
      const decoded = await this.#decode(planes, this.#direct ? done : 0, wanted);
      const now = this.#direct ? decoded : this.#exactOf(planes, decoded);
      if (!this.#direct) this.#deliver(planes, now, arrays, done);
      this.#position += now;
      done += now;
      if (now < wanted) break;
    }
    if (done === 0 && this.#failure !== undefined) throw this.#failure;
    return done;
  }

  async #decode(planes: readonly Plane[], at: number, frames: number): Promise<number> {
    try {
      return await this.#decoder.read(planes, at, frames);
    } catch (error) {
      if (!(error instanceof AudioFileError)) throw error;
      this.#failure = error;
      return 0;
    }
  }

  /** How many of these frames can be delivered as they are asked for. */
  #exactOf(planes: readonly Plane[], frames: number): number {
    const { streamFormat, format } = this;
    const inexact = firstInexact(planes, frames, streamFormat);
    if (inexact < 0) return frames;
    const what = `frame ${this.#position + inexact} has more bits than the ${format.validBits} that the file claims`;
    this.#failure = new AudioFileError(this.path, 'inexact', `${what}, and does not fit ${streamFormat}`);
    return inexact;
  }

  #deliver(planes: readonly Plane[], frames: number, arrays: readonly Samples[], at: number): void {
    const { streamFormat, layout, format } = this;
    const turned = isDsd(format.encoding) && format.encoding !== streamFormat;
    const from = isDsd(format.encoding) ? at / 8 : at;
    for (const [channel, plane] of planes.entries()) {
      const one = layout === 'planar';
      const target = arrays[one ? channel : 0] as Samples;
      const step = one ? 1 : planes.length;
      deliver(plane, frames, streamFormat, target, from * step + (one ? 0 : channel), step, turned);
    }
  }

  #planes(): readonly Plane[] {
    const { channels, encoding } = this.format;
    const elements = isDsd(encoding) ? this.#chunkFrames / 8 : this.#chunkFrames;
    this.#scratch ??= Array.from(
      { length: channels },
      () => new arrayOf[naturalFormat(encoding)](elements) as Plane,
    );
    return this.#scratch;
  }

  /** A multiple of 8, as bytes of DSD have so many. */
  get #chunkFrames(): number {
    return Math.min(4096, 8 * Math.floor(chunkBytes / 64 / this.format.channels));
  }

  /** Elements of an array that one frame takes, of one channel or of all. */
  get #perFrame(): number {
    const own = isDsd(this.format.encoding) ? 1 / 8 : this.streamFormat === 'int24' ? 3 : 1;
    return this.layout === 'planar' ? own : own * this.format.channels;
  }

  #roomIn(array: Samples): number {
    const frames = Math.floor(array.length / this.#perFrame);
    return isDsd(this.format.encoding) ? frames - (frames % 8) : frames;
  }

  #makeArrays(frames: number): Samples[] {
    const count = this.layout === 'planar' ? this.format.channels : 1;
    const elements = frames * this.#perFrame;
    return Array.from({ length: count }, () => new arrayOf[this.streamFormat](elements));
  }

  #checkTarget(target: readonly Samples[] | Samples): readonly Samples[] {
    const kind = arrayOf[this.streamFormat];
    const count = this.layout === 'planar' ? this.format.channels : 1;
    const arrays = this.layout === 'planar' || Array.isArray(target) ? target : [target as Samples];
    const fits =
      Array.isArray(arrays) &&
      arrays.length === count &&
      arrays.every((array) => array instanceof kind && array.length === (arrays[0] as Samples).length);
    if (!fits) {
      throw new TypeError(expected(`${count} equally long ${kind.name}`, 'target', target));
    }
    return arrays as readonly Samples[];
  }
}
