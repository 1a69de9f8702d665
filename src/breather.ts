/** How long a loop of reads or writes may keep everything else waiting. */
const longestMs = 10;

/**
 * Lets the event loop turn now and then. A promise that is settled already takes no turn, so a loop over blocks that are
 * always there, or into room that is always there, would let no timer, no signal and no event through.
 */
export class Breather {
  #last = performance.now();
  #isPausing = false;

  /** The event loop has not turned for long. */
  get isDue(): boolean {
    return performance.now() - this.#last >= longestMs;
  }

  get isPausing(): boolean {
    return this.#isPausing;
  }

  /** Calls `goOn` when it has. */
  pause(goOn: () => void): void {
    this.#isPausing = true;
    setImmediate(() => {
      this.#isPausing = false;
      this.hasTurned();
      goOn();
    });
  }

  /** It has, for another reason. */
  hasTurned(): void {
    this.#last = performance.now();
  }
}
