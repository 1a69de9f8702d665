import { type ProcessFunction, ProcessLoop } from './process-loop.js';
import type { StreamMemory } from './stream-memory.js';

const blocksAtOnce = 16;

/** A stream's process function on the thread that has opened it: called whenever that is woken. */
export class StreamProcess {
  readonly #process: ProcessFunction;
  readonly #isTurnDue: () => boolean;
  readonly #fail: (error: unknown) => void;
  readonly #next = () => {
    this.#scheduled = false;
    this.run();
  };
  #memory: StreamMemory | undefined;
  #loop: ProcessLoop | undefined;
  #scheduled = false;

  /**
   * `fail` is told what the function has thrown; it is not called again then. `isTurnDue` says whether something else
   * should have its turn on this thread.
   */
  constructor(process: ProcessFunction, isTurnDue: () => boolean, fail: (error: unknown) => void) {
    this.#process = process;
    this.#isTurnDue = isTurnDue;
    this.#fail = fail;
  }

  /** Another memory takes over. */
  use(memory: StreamMemory): void {
    this.#memory = memory;
    this.#loop = new ProcessLoop(memory, this.#process);
  }

  /** Serves what is there, and what comes meanwhile, until the event loop should have its turn. */
  run(): void {
    const memory = this.#memory;
    const loop = this.#loop;
    if (memory === undefined || loop === undefined) return;
    try {
      do {
        loop.run(blocksAtOnce);
        memory.wantWake();
        if (this.#loop !== loop) return; // the function has closed its stream
        if (!loop.isDue) return; // asked for after the wish: what came in between rang nobody
      } while (!this.#isTurnDue());
    } catch (error) {
      this.#loop = undefined;
      this.#fail(error);
      return;
    }
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(this.#next);
  }

  /** It is not called again. */
  end(): void {
    this.#loop = undefined;
  }
}
