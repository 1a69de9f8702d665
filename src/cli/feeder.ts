import type { AudioFile } from '../files/audio-file.js';
import type { Plane } from '../files/decoder.js';
import { arrayOf } from '../format.js';
import type { Stream } from '../index.js';

const pieceFrames = 4096;

/** Hands a file to the output of a stream; a file with one channel goes to all of them. */
export class Feeder {
  /** Told what has been queued and the frame at which it ends. */
  onQueued: (channels: readonly Plane[], frames: number, position: number) => void = () => {};
  readonly #reader: AudioFile;
  readonly #stream: Stream;
  readonly #planes: readonly Plane[];

  constructor(reader: AudioFile, stream: Stream) {
    this.#reader = reader;
    this.#stream = stream;
    const Samples = arrayOf[reader.streamFormat];
    this.#planes = Array.from({ length: reader.format.channels }, () => new Samples(pieceFrames) as Plane);
  }

  /** Queues up to `limit` frames of the file, all that is left without a limit. Resolves once they are queued. */
  async queue(limit = Number.POSITIVE_INFINITY): Promise<void> {
    const end = this.#reader.position + limit;
    while (this.#reader.position < end) {
      const frames = await this.#reader.read(
        this.#planes,
        Math.min(pieceFrames, end - this.#reader.position),
      );
      if (frames === 0) return;
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
