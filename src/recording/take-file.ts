import type { AudioFileWriter } from '../files/audio-file-writer.js';
import { sampleBytes } from '../files/audio-format.js';
import type { Plane } from '../files/decoder.js';
import { type SampleWidth, unpack } from '../files/samples.js';
import type { Samples } from '../format.js';
import { bytesOf } from '../format.js';
import { framesOf, type Sound } from './sound.js';

/** One file of a take, which takes samples as the stream has them: those of a WAV file go there as they are. */
export class TakeFile {
  readonly writer: AudioFileWriter;
  readonly #sound: Sound;
  #planes: readonly Int32Array[] = [];

  /** `sound`: of this file. Planar, unless the file holds frames as they come. */
  constructor(writer: AudioFileWriter, sound: Sound) {
    this.writer = writer;
    this.#sound = sound;
  }

  /** The arrays are free again when it resolves. The file can be read then, with all frames so far, of FLAC whole blocks. */
  async write(arrays: readonly Samples[], from: number, frames: number): Promise<void> {
    const part = framesOf(this.#sound, arrays, from, frames);
    if (this.writer.container === 'flac') await this.writer.write(this.#widened(part, frames), frames);
    else {
      await this.writer.writeBytes(bytesOf(part[0] as Samples));
      await this.writer.flush();
    }
  }

  /** What codes samples takes them left-justified, in 32 bits. */
  #widened(arrays: readonly Samples[], frames: number): readonly Plane[] {
    const { encoding } = this.#sound;
    if (encoding === 'int32') return arrays as readonly Int32Array[];
    if ((this.#planes[0]?.length ?? -1) < frames) {
      this.#planes = arrays.map(() => new Int32Array(frames));
    }
    const width = sampleBytes(encoding) as SampleWidth;
    for (const [i, array] of arrays.entries()) {
      unpack(bytesOf(array), width, [this.#planes[i] as Int32Array], 0, frames);
    }
    return this.#planes;
  }
}
