import type { Plane } from '../files/decoder.js';
import { displayWidth, printable } from './table.js';
import type { Terminal } from './terminal.js';

/** Milliseconds between two times that levels are drawn. */
export const interval = 80;
const floor = -60;
const blocks = ' ▏▎▍▌▋▊▉█';

/** A line with the time and the level of each channel, redrawn a dozen times a second while somebody watches. */
export class Meter {
  readonly #terminal: Terminal;
  readonly #rate: number;
  readonly #total: number | undefined;
  readonly #peaks: number[];
  readonly #name: string;
  #drawn = Number.NEGATIVE_INFINITY;

  /** `total`: the length in frames, where it is known. `name`: of what is heard, to stand before it. */
  constructor(terminal: Terminal, channels: number, rate: number, total?: number, name = '') {
    this.#terminal = terminal;
    this.#rate = rate;
    this.#total = total;
    this.#peaks = new Array(channels).fill(0);
    this.#name = printable(name);
  }

  /** Takes samples into account that end at the frame `position`. */
  add(channels: readonly Plane[], frames: number, position: number): void {
    if (!this.#terminal.watched) return;
    this.addPeaks(
      channels.map((samples) => peak(samples, frames)),
      position,
    );
  }

  /** As {@link add}, with the largest magnitudes. */
  addPeaks(peaks: readonly number[], position: number): void {
    peaks.forEach((value, index) => {
      this.#peaks[index] = Math.max(this.#peaks[index] ?? 0, value);
    });
    const now = performance.now();
    if (now - this.#drawn < interval) return;
    this.#drawn = now;
    this.#draw(position);
  }

  /** As {@link addPeaks}, at once: for who draws seldom enough. */
  show(peaks: readonly number[], position: number): void {
    peaks.forEach((value, index) => {
      this.#peaks[index] = value;
    });
    this.#draw(position);
  }

  #draw(position: number): void {
    this.#terminal.progress(this.#line(position));
    this.#peaks.fill(0);
  }

  #line(position: number): string {
    const time = timeText(position / this.#rate);
    const times = this.#total === undefined ? time : `${time} / ${timeText(this.#total / this.#rate)}`;
    const { width: columns } = this.#terminal;
    const name = shortened(this.#name, Math.min(Math.floor(columns / 3), columns - times.length - 3));
    const head = name === '' ? times : `${name}  ${times}`;
    const room = this.#terminal.width - displayWidth(head) - 1;
    // Never wider than the terminal: a line that wraps cannot be taken back.
    const shown = this.#peaks.slice(0, Math.max(0, Math.floor(room / 9)));
    const width = Math.min(24, Math.floor(room / Math.max(1, shown.length)) - 8);
    return `${head} ${shown.map((value) => ` ${bar(value, width)} ${decibels(value)}`).join('')}`.trimEnd();
  }
}

/** The largest magnitude, 1 being full scale. */
export function peak(samples: Plane, frames: number): number {
  let largest = 0;
  for (let i = 0; i < frames; i++) largest = Math.max(largest, Math.abs(samples[i] as number));
  return samples instanceof Int32Array ? largest / 2 ** 31 : largest;
}

/** Minutes, seconds and tenths. */
export function timeText(seconds: number): string {
  const tenths = Math.floor(seconds * 10);
  const minutes = Math.floor(tenths / 600);
  const rest = ((tenths % 600) / 10).toFixed(1).padStart(4, '0');
  return `${String(minutes).padStart(2, '0')}:${rest}`;
}

/** The beginning of a text, as far as it fits. */
export function shortened(text: string, columns: number): string {
  if (displayWidth(text) <= columns) return text;
  if (columns < 2) return '';
  let short = '';
  for (const character of text) {
    if (displayWidth(short + character) >= columns) break;
    short += character;
  }
  return `${short}…`;
}

/** A bar of `width` columns, from -60 dB to full scale. */
export function bar(value: number, width: number): string {
  const share = Math.min(1, Math.max(0, 1 - (20 * Math.log10(value)) / floor));
  const eighths = Math.round(share * width * 8) || 0;
  const rest = eighths % 8;
  const full = '█'.repeat(Math.floor(eighths / 8));
  return (full + (rest === 0 ? '' : blocks[rest])).padEnd(width);
}

/** Five columns. */
export function decibels(value: number): string {
  const db = 20 * Math.log10(value);
  return (db > -99 ? db.toFixed(1) : '-inf').padStart(5);
}
