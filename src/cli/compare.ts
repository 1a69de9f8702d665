import { type AudioFormat, sampleBytes } from '../files/audio-format.js';

/** Two samples that ought to be equal. */
export interface Difference {
  readonly frame: number;
  readonly channel: number;
  /** As the file counts: integer codes, or float values. */
  readonly expected: number;
  readonly actual: number;
  /** Both as hexadecimal 32-bit words: left-justified integers, or the bits of floats. */
  readonly bits: readonly [string, string];
}

/** Compares sample by sample and bit by bit, in as many pieces as come. */
export class Comparison {
  frames = 0;
  /** Samples that differ, of frames × channels. */
  different = 0;
  first: Difference | null = null;
  /** The largest difference in the file's own steps; for float as a share of full scale. */
  largest = 0;
  readonly #channels: number;
  readonly #float: boolean;
  readonly #step: number;

  constructor(format: Pick<AudioFormat, 'channels' | 'encoding'>) {
    this.#channels = format.channels;
    this.#float = format.encoding === 'float32';
    this.#step = 2 ** (32 - 8 * sampleBytes(format.encoding));
  }

  get samples(): number {
    return this.frames * this.#channels;
  }

  /** Compares `expected` from index 0 with `actual` from index `at`: 32-bit words, one array per channel. */
  add(expected: readonly Int32Array[], actual: readonly Int32Array[], at: number, frames: number): void {
    let earliest: Difference | null = null;
    expected.forEach((words, channel) => {
      const others = actual[channel] as Int32Array;
      for (let i = 0; i < frames; i++) {
        const word = words[i] as number;
        const other = others[at + i] as number;
        if (word === other) continue;
        const values = [this.#value(word), this.#value(other)] as const;
        const distance = Math.abs(values[0] - values[1]);
        if (distance > this.largest) this.largest = distance;
        this.different++;
        const frame = this.frames + i;
        if (earliest === null || frame < earliest.frame) {
          earliest = {
            frame,
            channel,
            expected: values[0],
            actual: values[1],
            bits: [hex(word), hex(other)],
          };
        }
      }
    });
    this.first ??= earliest;
    this.frames += frames;
  }

  #value(word: number): number {
    if (!this.#float) return word / this.#step;
    scratch.setInt32(0, word);
    return scratch.getFloat32(0);
  }
}

function hex(word: number): string {
  return (word >>> 0).toString(16).padStart(8, '0');
}

const scratch = new DataView(new ArrayBuffer(4));
