import type { Level } from './levels.js';
import { bar, decibels, Meter, shortened, timeText } from './meter.js';
import { displayWidth, printable } from './table.js';
import type { Terminal } from './terminal.js';

/** How long a peak stays visible, in seconds. */
const holdSeconds = 2;
/** In a narrower terminal there is no room for a bar beside the numbers. */
const narrowest = 48;
const longestName = 24;
const shortestBar = 8;
const widestBar = 64;
const titles = '  peak    RMS   hold';

/** What is shown of one channel. */
interface Row {
  readonly name: string;
  hold: number;
  /** When it was held, in seconds. */
  heldAt: number;
  clips: number;
}

/** A line for each channel, redrawn in place; where the terminal has no room for that, a line for all. */
export class LevelScreen {
  readonly #terminal: Terminal;
  readonly #title: string;
  readonly #rows: readonly Row[];
  readonly #line: Meter;
  readonly #rate: number;

  constructor(terminal: Terminal, names: readonly string[], title: string, rate: number) {
    this.#terminal = terminal;
    this.#title = printable(title);
    this.#rows = names.map((name) => ({
      name: printable(name),
      hold: 0,
      heldAt: Number.NEGATIVE_INFINITY,
      clips: 0,
    }));
    this.#line = new Meter(terminal, names.length, rate, undefined, title);
    this.#rate = rate;
  }

  /** Shows what the levels were up to `seconds`. */
  draw(levels: readonly Level[], seconds: number): void {
    this.#rows.forEach((row, channel) => {
      const { peak, clips } = levels[channel] as Level;
      row.clips += clips;
      if (peak < row.hold && seconds - row.heldAt < holdSeconds) return;
      row.hold = peak;
      row.heldAt = seconds;
    });
    const { width, height } = this.#terminal;
    if (width < narrowest || this.#rows.length + 1 >= height) {
      this.#line.show(
        levels.map(({ peak }) => peak),
        seconds * this.#rate,
      );
      return;
    }
    const room = width - 1; // a line that fills the terminal would wrap
    const beside = room - titles.length - ' CLIP'.length - 1;
    const widest = Math.max(...this.#rows.map(({ name }) => displayWidth(name)));
    const names = Math.min(longestName, widest, beside - shortestBar);
    const bars = Math.min(widestBar, beside - names);
    const rows = this.#rows.map((row, channel) => line(row, levels[channel] as Level, names, bars));
    this.#terminal.lines([this.#head(seconds, names + 1 + bars), ...rows]);
  }

  #head(seconds: number, columns: number): string {
    return `${padded(shortened(`${timeText(seconds)}  ${this.#title}`, columns), columns)}${titles}`;
  }
}

function line({ name, hold, clips }: Row, { peak, rms }: Level, names: number, bars: number): string {
  const numbers = [peak, rms, hold].map((value) => `  ${decibels(value)}`).join('');
  const shown = `${padded(shortened(name, names), names)} ${marked(bar(peak, bars), hold, bars)}`;
  return `${shown}${numbers.slice(1)}${clips > 0 ? ' CLIP' : ''}`;
}

/** A bar with a mark where the highest level of the last time is. */
function marked(text: string, hold: number, columns: number): string {
  const at = Math.min(columns - 1, bar(hold, columns).trimEnd().length - 1);
  if (at < 0 || text[at] !== ' ') return text;
  return `${text.slice(0, at)}│${text.slice(at + 1)}`;
}

const padded = (text: string, columns: number) =>
  text + ' '.repeat(Math.max(0, columns - displayWidth(text)));
