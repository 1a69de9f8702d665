import { basename } from 'node:path';
import type { AudioFile } from '../files/audio-file.js';
import { isDsd } from '../files/audio-format.js';
import type { Plane } from '../files/decoder.js';
import type { Stream } from '../index.js';
import { Meter, peak } from './meter.js';
import type { Terminal } from './terminal.js';

const interval = 80;

/** Shows files and levels when they are heard: what is queued is ahead of that by up to the whole ring. */
export class PlayedLevels implements Disposable {
  readonly #stream: Stream;
  readonly #terminal: Terminal;
  readonly #waiting: {
    readonly meter: Meter;
    readonly peaks: readonly number[];
    /** In the file. */
    readonly position: number;
    /** In the stream. */
    readonly end: number;
  }[] = [];
  readonly #timer: NodeJS.Timeout;
  #file: AudioFile | undefined;
  #meter: Meter | undefined;

  constructor(stream: Stream, terminal: Terminal) {
    this.#stream = stream;
    this.#terminal = terminal;
    this.#timer = setInterval(() => this.#show(), interval).unref();
  }

  /** Samples of a file of `rate` Hz were queued, up to its position, that end at frame `end` of the stream. */
  add(file: AudioFile, rate: number, channels: readonly Plane[], frames: number, end: number): void {
    const levels = isDsd(file.format.encoding) ? [] : channels; // bits have none
    if (this.#meter === undefined || this.#file !== file) {
      this.#file = file;
      const total = file.frames ?? undefined;
      this.#meter = new Meter(this.#terminal, levels.length, rate, total, basename(file.path));
    }
    const peaks = levels.map((samples) => peak(samples, frames));
    this.#waiting.push({ meter: this.#meter, peaks, position: file.position, end });
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }

  #show(): void {
    const played = this.#stream.stats.position;
    while (this.#waiting[0] !== undefined && this.#waiting[0].end <= played) {
      const { meter, peaks, position } = this.#waiting[0];
      meter.addPeaks(peaks, position);
      this.#waiting.shift();
    }
  }
}
