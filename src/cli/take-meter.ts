import type { Piece } from '../captured.js';
import type { Samples } from '../format.js';
import { peakOf, type Sound } from '../recording/sound.js';
import { Meter } from './meter.js';
import type { Terminal } from './terminal.js';

/** Columns that a channel takes at the least. */
const columns = 9;

/** Levels of what comes in, while a recording waits for its start and while it runs. Costs nothing unless it is watched. */
export class TakeMeter {
  readonly #terminal: Terminal;
  readonly #sound: Sound;
  readonly #waiting: Meter;
  readonly #recording: Meter;

  /** `total`: frames of the recording, where that is known. */
  constructor(terminal: Terminal, sound: Sound, rate: number, total: number | undefined) {
    this.#terminal = terminal;
    this.#sound = sound;
    this.#waiting = new Meter(terminal, sound.channels, rate, undefined, 'waiting');
    this.#recording = new Meter(terminal, sound.channels, rate, total);
  }

  /** `frames`: in the files, or since it waits. */
  add(piece: Piece<Samples>, started: boolean, frames: number): void {
    if (!this.#terminal.watched) return;
    // Of those alone that have room in the line: there may be 64 channels at 192 kHz.
    const shown = Math.min(this.#sound.channels, Math.floor(this.#terminal.width / columns));
    const peaks = Array.from({ length: shown }, (_, channel) =>
      peakOf(this.#sound, piece.channels, channel, piece.frames),
    );
    (started ? this.#recording : this.#waiting).addPeaks(peaks, frames);
  }
}
