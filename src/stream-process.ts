import { type ProcessFunction, ProcessLoop } from './process-loop.js';
import type { StreamMemory } from './stream-memory.js';

/** A stream's process function on the thread that has opened it: called whenever that is woken. */
export class StreamProcess {
  readonly #process: ProcessFunction;
  readonly #fail: (error: unknown) => void;
  readonly #next = () => {
    this.#scheduled = false;
    this.run();
  };
  #memory: StreamMemory | undefined;
  #loop: ProcessLoop | undefined;
  #scheduled = false;

  /** `fail` is told what the function has thrown; it is not called again then. */
  constructor(process: ProcessFunction, fail: (error: unknown) => void) {
    this.#process = process;
    this.#fail = fail;
  }

  /** Another memory takes over. */
  use(memory: StreamMemory): void {
    this.#memory = memory;
    this.#loop = new ProcessLoop(memory, this.#process);
  }

  /** Serves what is there, a ring full at the most, so that the event loop gets its turn as well. */
  run(): void {
    const memory = this.#memory;
    const loop = this.#loop;
    if (memory === undefined || loop === undefined) return;
    try {
      loop.run(memory.input?.capacity ?? 0);
    } catch (error) {
      this.#loop = undefined;
      this.#fail(error);
      return;
    }
    memory.wantWake();
    if (!loop.isDue || this.#scheduled) return; // what came between the look and the wish rang nobody
    this.#scheduled = true;
    setImmediate(this.#next);
  }

  /** It is not called again. */
  end(): void {
    this.#loop = undefined;
  }
}
