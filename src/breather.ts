/** How long a loop of reads may keep everything else waiting. */
const longestMs = 10;

/**
 * Lets the event loop turn now and then. A promise that is settled already takes no turn, so a loop over blocks that are
 * always there would let no timer, no signal and no event through.
 */
export class Breather {
  readonly #goOn: () => void;
  #last = performance.now();
  #isPausing = false;

  /** `goOn` is called after each pause. */
  constructor(goOn: () => void) {
    this.#goOn = goOn;
  }

  get isPausing(): boolean {
    return this.#isPausing;
  }

  /** Begins a pause where the last one was long ago; whether it did. */
  pausesNow(): boolean {
    if (performance.now() - this.#last < longestMs) return false;
    this.#isPausing = true;
    setImmediate(() => {
      this.#isPausing = false;
      this.#goOn();
    });
    return true;
  }

  /** The event loop has turned. */
  hasPaused(): void {
    this.#last = performance.now();
  }
}
