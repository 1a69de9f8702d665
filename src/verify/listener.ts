import { findPlaces, isSilent, type Place, searchValues } from './alignment.js';
import type { Pattern } from './pattern.js';
import { Tracker } from './tracker.js';

/** An input that hears a pattern. */
export interface Heard {
  readonly place: Place;
  readonly tracker: Tracker;
}

/** An input that hears none. */
export interface Unheard {
  readonly place: null;
  /** It is always the same value. Otherwise it was something, but none of the patterns. */
  readonly isSilent: boolean;
}

/** Takes what comes in on all inputs, from the first value on: finds the patterns in it, and then follows them. */
export class Listener {
  readonly #patterns: readonly Pattern[];
  readonly #length: number;
  readonly #window: number;
  /** What was captured until it is known where the patterns are. */
  #kept: Float64Array[];
  #captured = 0;
  #nextSearch = 0;
  #inputs: readonly (Heard | Unheard)[] | null = null;

  /** `patterns`: what each input should hear, and behind those what else is played. `window`: the longest latency. */
  constructor(patterns: readonly Pattern[], inputs: number, length: number, window: number) {
    this.#patterns = patterns;
    this.#length = length;
    this.#window = window;
    this.#kept = Array.from({ length: inputs }, () => new Float64Array(searchValues));
  }

  /** Values that came in so far. */
  get captured(): number {
    return this.#captured;
  }

  /** Whether all has come back that will. */
  get isDone(): boolean {
    if (this.#inputs === null) return false;
    if (this.#captured >= this.#length + this.#window) return true;
    return this.#inputs.every((input) => input.place === null || input.tracker.done);
  }

  /** Takes `count` values of each input. The arrays are the caller's again afterwards. */
  add(values: readonly Float64Array[], count: number): void {
    const before = this.#captured;
    this.#captured += count;
    if (this.#inputs === null) {
      values.forEach((fresh, input) => {
        this.#kept[input] = appended(this.#kept[input] as Float64Array, before, fresh, count);
      });
      this.#search(false);
      return;
    }
    this.#inputs.forEach((input, i) => {
      if (input.place !== null) input.tracker.add(values[i] as Float64Array, count);
    });
  }

  /** No more will come. What became of each input. */
  finish(): readonly (Heard | Unheard)[] {
    this.#search(true);
    const inputs = this.#inputs ?? [];
    for (const input of inputs) if (input.place !== null) input.tracker.finish();
    return inputs;
  }

  /** Searches now and then, as that takes the longer the more there is; where `isLast`, with whatever is there. */
  #search(isLast: boolean): void {
    if (this.#inputs !== null) return;
    const isComplete = isLast || this.#captured >= this.#window + searchValues;
    if (!isComplete && this.#captured < this.#nextSearch) return;
    this.#nextSearch = 1.5 * this.#captured;
    const places = findPlaces(this.#patterns, this.#kept, this.#captured, isComplete);
    if (!isComplete && places.includes(null)) return;
    this.#inputs = places.map((place, input) => {
      const kept = (this.#kept[input] as Float64Array).subarray(0, this.#captured);
      if (place === null) return { place, isSilent: isSilent(kept) };
      const tracker = new Tracker(place.pattern, place.offset, this.#length);
      tracker.add(kept, kept.length);
      return { place, tracker };
    });
    this.#kept = [];
  }
}

/** `kept` with `count` values of `fresh` from index `at` on, in a larger array if there is no room. */
function appended(kept: Float64Array, at: number, fresh: Float64Array, count: number): Float64Array {
  let result = kept;
  if (at + count > kept.length) {
    result = new Float64Array(2 * (at + count));
    result.set(kept.subarray(0, at));
  }
  result.set(fresh.subarray(0, count), at);
  return result;
}
