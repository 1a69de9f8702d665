import { type Alignment, firstSound, matches, type Reference, search } from './align.js';

/** Captured words that are kept until it is known where the file begins in them. */
export interface Kept {
  readonly channels: readonly Int32Array[];
  readonly frames: number;
}

/**
 * Finds the file in a capture while it comes in. Silence before the first sound is only counted. A loop without
 * noise is recognised by its first sound; for any other the whole window is gathered and searched.
 */
export class Aligner {
  /** Silent frames before what is kept. */
  skipped = 0;
  /** What was found; null until {@link settled}, and for a capture in which the file cannot be recognised. */
  alignment: Alignment | null = null;
  settled = false;
  readonly #reference: Reference;
  readonly #window: number;
  #store: Int32Array[];
  #length = 0;
  #triedFirstSound = false;

  /** `window`: the longest latency that is considered, in frames. */
  constructor(reference: Reference, window: number) {
    this.#reference = reference;
    this.#window = window;
    this.#store = reference.channels.map(() => new Int32Array(2 * reference.frames));
  }

  get kept(): Kept {
    return { channels: this.#store, frames: this.#length };
  }

  /** Takes the next frames of the capture, until {@link settled}. */
  add(channels: readonly Int32Array[], frames: number): void {
    let from = 0;
    if (this.#length === 0) {
      const sound = firstSound(channels, frames);
      from = sound < 0 ? frames : sound;
      this.skipped += from;
    }
    this.#append(channels, from, frames);
    const { start, frames: wanted } = this.#reference;
    if (!this.#triedFirstSound && this.#length >= wanted) {
      this.#triedFirstSound = true;
      if (this.skipped >= start && matches(this.#reference, this.#store, 0)) {
        this.#settle({ offset: 0, kind: 'exact', correlation: 1, gain: 1 });
        return;
      }
    }
    if (this.skipped + this.#length >= start + this.#window + wanted) this.finish();
  }

  /** Decides with what has been captured; no more will come. */
  finish(): void {
    if (this.settled) return;
    const { start, frames } = this.#reference;
    const first = Math.max(0, start - this.skipped);
    const last = Math.min(this.#length - frames, start + this.#window - this.skipped);
    this.#settle(first <= last ? search(this.#reference, this.#store, first, last) : null);
  }

  /** Gives the memory back. */
  release(): void {
    this.#store = [];
    this.#length = 0;
  }

  #settle(found: Alignment | null): void {
    this.settled = true;
    const shift = this.skipped - this.#reference.start;
    this.alignment = found === null ? null : { ...found, offset: found.offset + shift };
  }

  #append(channels: readonly Int32Array[], from: number, to: number): void {
    const length = this.#length + to - from;
    const room = this.#store[0]?.length ?? 0;
    if (length > room) {
      this.#store = this.#store.map((old) => {
        const larger = new Int32Array(Math.max(length, 2 * room));
        larger.set(old.subarray(0, this.#length));
        return larger;
      });
    }
    this.#store.forEach((words, index) => {
      words.set((channels[index] as Int32Array).subarray(from, to), this.#length);
    });
    this.#length = length;
  }
}
