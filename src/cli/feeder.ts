import type { Plane } from '../files/samples.js';
import type { WavReader } from '../files/wav-reader.js';
import type { Stream } from '../index.js';
import { streamFormat } from './sample-type.js';

const pieceFrames = 4096;

/** Hands a file to the output of a stream; a file with one channel goes to all of them. */
export class Feeder {
  /** Told what has been queued and the frame at which it ends. */
  onQueued: (channels: readonly Plane[], frames: number, position: number) => void = () => {};
  readonly #reader: WavReader;
  readonly #stream: Stream;
  readonly #planes: readonly Plane[];

  constructor(reader: WavReader, stream: Stream) {
    this.#reader = reader;
    this.#stream = stream;
    const float = streamFormat(reader.format.encoding) === 'float32';
    this.#planes = Array.from({ length: reader.format.channels }, () =>
      float ? new Float32Array(pieceFrames) : new Int32Array(pieceFrames),
    );
    reader.position = 0;
  }

  /** Queues up to `limit` frames of the file, all that is left without a limit. Resolves once they are queued. */
  async queue(limit = Number.POSITIVE_INFINITY): Promise<void> {
    const end = Math.min(this.#reader.frames, this.#reader.position + limit);
    while (this.#reader.position < end) {
      const frames = await this.#reader.read(
        this.#planes,
        Math.min(pieceFrames, end - this.#reader.position),
      );
      await this.#write(frames);
      this.onQueued(this.#planes, frames, this.#reader.position);
    }
  }

  /** Queues silence. */
  async queueSilence(frames: number): Promise<void> {
    for (const plane of this.#planes) plane.fill(0);
    for (let left = frames; left > 0; left -= pieceFrames) await this.#write(Math.min(left, pieceFrames));
  }

  #write(frames: number): Promise<void> {
    const channels = this.#stream.outputs.map((_, index) => {
      const plane = this.#planes[this.#planes.length === 1 ? 0 : index] as Plane;
      return plane.subarray(0, frames);
    });
    return this.#stream.output.write(channels);
  }
}
