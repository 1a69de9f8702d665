import type { Plane } from '../files/decoder.js';
import type { Stream } from '../index.js';
import { type Meter, peak } from './meter.js';

const interval = 80;

/** Shows levels when they are heard: what is queued is ahead of that by up to the whole ring. */
export class PlayedLevels implements Disposable {
  readonly #stream: Stream;
  readonly #meter: Meter;
  readonly #waiting: { readonly peaks: readonly number[]; readonly end: number }[] = [];
  readonly #timer: NodeJS.Timeout;

  constructor(stream: Stream, meter: Meter) {
    this.#stream = stream;
    this.#meter = meter;
    this.#timer = setInterval(() => this.#show(), interval).unref();
  }

  /** Samples were queued that end at frame `end`. */
  add(channels: readonly Plane[], frames: number, end: number): void {
    this.#waiting.push({ peaks: channels.map((samples) => peak(samples, frames)), end });
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }

  #show(): void {
    const played = this.#stream.stats.position;
    while (this.#waiting[0] !== undefined && this.#waiting[0].end <= played) {
      const { peaks, end } = this.#waiting[0];
      this.#meter.addPeaks(peaks, end);
      this.#waiting.shift();
    }
  }
}
