import type { AudioFile } from '../files/audio-file.js';
import { isDsd } from '../files/audio-format.js';
import type { Plane } from '../files/decoder.js';
import { arrayOf } from '../format.js';
import type { Stream } from '../index.js';
import { tailOf } from '../stream-latency.js';
import type { DopPacker } from './dop-packer.js';
import { dopSamples } from './route.js';

const pieceFrames = 4096;
/** DSD has some sixty times as many, of one bit. */
const pieceBits = 65536;

/** The byte of silence of DSD in either order, and that of all else. */
const silence = { 'dsd-msb': 0x69, 'dsd-lsb': 0x96 } as const;

/** What has been queued. The arrays are used again. */
export interface Queued {
  readonly file: AudioFile;
  readonly planes: readonly Plane[];
  readonly frames: number;
}

/**
 * Hands files to the output of a stream, one right behind the other; a file with one channel goes to all outputs.
 * With a packer the stream is one of `int32` and gets DSD as DoP.
 */
export class Feeder {
  onQueued: (queued: Queued) => void = () => {};
  readonly #stream: Stream;
  readonly #packer: DopPacker | undefined;
  #file: AudioFile;
  #planes: readonly Plane[];
  #position = 0;

  constructor(file: AudioFile, stream: Stream, packer?: DopPacker) {
    this.#file = file;
    this.#stream = stream;
    this.#packer = packer;
    this.#planes = planesFor(file);
  }

  /** Frames of the stream that have been queued. */
  get position(): number {
    return this.#position;
  }

  /** Another file of the same format comes next. */
  follow(file: AudioFile): void {
    this.#file = file;
    this.#planes = planesFor(file);
  }

  /** Queues what is left of the file. Resolves to false where no more than `limit` frames were to be, and it has more. */
  async queue(limit = Number.POSITIVE_INFINITY): Promise<boolean> {
    const end = this.#position + limit;
    for (;;) {
      const frames = Math.min(this.#pieceFrames, this.#fileFrames(end - this.#position));
      if (frames <= 0) return false;
      const now = await this.#file.read(this.#planes, frames);
      if (now === 0) return true;
      await this.#write(now);
      this.onQueued({ file: this.#file, planes: this.#planes, frames: now });
    }
  }

  /** Queues silence of the kind of the file. */
  async queueSilence(frames: number): Promise<void> {
    const { streamFormat } = this.#file;
    const value = streamFormat === 'dsd-msb' || streamFormat === 'dsd-lsb' ? silence[streamFormat] : 0;
    for (const plane of this.#planes) plane.fill(value);
    for (let left = this.#fileFrames(frames); left > 0; left -= this.#pieceFrames) {
      await this.#write(Math.min(left, this.#pieceFrames));
    }
  }

  /**
   * Frames of silence that have to follow what is played: the driver still has to play what it has taken, and up to the
   * end of the last buffer it must be silence of the kind of the file.
   */
  get tail(): number {
    const { bufferSize } = this.#stream;
    const frames = tailOf(this.#stream);
    const rest = (this.#position + frames) % bufferSize;
    return frames + (rest === 0 ? 0 : bufferSize - rest);
  }

  get #isDsd(): boolean {
    return isDsd(this.#file.format.encoding);
  }

  get #pieceFrames(): number {
    return this.#isDsd ? pieceBits : pieceFrames;
  }

  /** As many frames of the file as fit into so many of the stream. */
  #fileFrames(frames: number): number {
    if (this.#packer !== undefined) return frames * dopSamples;
    return this.#isDsd && Number.isFinite(frames) ? frames - (frames % 8) : frames;
  }

  async #write(frames: number): Promise<void> {
    const elements = this.#isDsd ? frames / 8 : frames;
    const parts = this.#planes.map((plane) => plane.subarray(0, elements));
    const samples = this.#packer === undefined ? parts : this.#packer.pack(parts as Uint8Array[]);
    const channels = this.#stream.outputs.map(
      (_, index) => samples[samples.length === 1 ? 0 : index] as Plane,
    );
    await this.#stream.output.write(channels);
    this.#position += this.#packer === undefined ? frames : (samples[0] as Plane).length;
  }
}

function planesFor({ format, streamFormat }: AudioFile): readonly Plane[] {
  const Samples = arrayOf[streamFormat];
  const elements = isDsd(format.encoding) ? pieceBits / 8 : pieceFrames;
  return Array.from({ length: format.channels }, () => new Samples(elements) as Plane);
}
