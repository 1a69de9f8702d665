import { integerBits } from './sample-type.js';

/** Of one channel. 1 is full scale. */
export interface Level {
  readonly peak: number;
  readonly rms: number;
  /** Samples at the ends of the scale or beyond, and what is no number. */
  readonly clips: number;
}

class Sums {
  peak = 0;
  squares = 0;
  frames = 0;
  clips = 0;

  add(samples: Float32Array, frames: number, highest: number): void {
    let { peak, squares, clips } = this;
    for (let i = 0; i < frames; i++) {
      const value = samples[i] as number;
      if (!(value > -1 && value < highest)) clips++;
      if (!Number.isFinite(value)) continue;
      const magnitude = Math.abs(value);
      if (magnitude > peak) peak = magnitude;
      squares += value * value;
    }
    this.peak = peak;
    this.squares = squares;
    this.clips = clips;
    this.frames += frames;
  }

  get level(): Level {
    const rms = this.frames === 0 ? 0 : Math.sqrt(this.squares / this.frames);
    return { peak: this.peak, rms, clips: this.clips };
  }
}

/** Levels of channels: since the beginning, and since somebody last looked. */
export class Levels {
  readonly #highest: readonly number[];
  readonly #all: readonly Sums[];
  #recent: readonly Sums[] = [];

  /** The drivers' sample types say where the scales end: an integer never reaches 1. */
  constructor(sampleTypes: readonly string[]) {
    this.#highest = sampleTypes.map((type) => {
      const bits = integerBits(type);
      return bits === null ? 1 : 1 - 2 ** (1 - bits);
    });
    this.#all = sampleTypes.map(() => new Sums());
    this.#forget();
  }

  /** Takes the first `frames` samples of each channel. */
  add(channels: readonly Float32Array[], frames: number): void {
    channels.forEach((samples, channel) => {
      for (const sums of [this.#all[channel], this.#recent[channel]]) {
        sums?.add(samples, frames, this.#highest[channel] as number);
      }
    });
  }

  get all(): readonly Level[] {
    return this.#all.map(({ level }) => level);
  }

  /** Since the last call. */
  takeRecent(): readonly Level[] {
    const recent = this.#recent.map(({ level }) => level);
    this.#forget();
    return recent;
  }

  #forget(): void {
    this.#recent = this.#all.map(() => new Sums());
  }
}
