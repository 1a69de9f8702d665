import type { BlockTime } from './block.js';
import { BufferSwitchError } from './errors.js';
import type { Samples } from './format.js';
import type { RingReader } from './ring.js';
import type { StreamMemory } from './stream-memory.js';

/**
 * Makes output from input, once per buffer. `inputs` and `outputs` have one array per channel, in the order in which the
 * stream was opened with them; interleaved, one array with all of them. The outputs are silent at the call. The arrays,
 * and `time`, lie in the ring and are valid during the call only; the next calls get the same ones again, so nothing is
 * allocated. What it throws ends the stream.
 */
export type ProcessFunction = (
  inputs: readonly Samples[],
  outputs: readonly Samples[],
  time: BlockTime,
) => void;

const nothing: readonly Samples[] = [];

/** Calls a process function for every block of a stream's input. Makes no JavaScript objects. */
export class ProcessLoop {
  readonly #memory: StreamMemory;
  readonly #input: RingReader;
  readonly #process: ProcessFunction;
  /** Whether silence is other than 0. */
  readonly #noisySilence: boolean;

  /** Takes the stream's input and output. */
  constructor(memory: StreamMemory, process: ProcessFunction) {
    memory.take('input');
    memory.take('output');
    this.#memory = memory;
    this.#input = memory.input as RingReader; // there is one wherever output is made from input
    this.#input.makeAll();
    memory.output?.makeAll();
    this.#noisySilence = memory.outputSilence.some((byte) => byte !== 0);
    this.#process = process;
  }

  /** Whether `run` would do something. */
  get isDue(): boolean {
    if (this.#input.peek() === undefined) return false;
    return this.#memory.output === undefined || this.#memory.output.claim() !== undefined;
  }

  /** Serves the blocks that are there, `most` of them at the most. How many. Throws what the function throws. */
  run(most: number): number {
    const { output } = this.#memory;
    for (let served = 0; served < most; served++) {
      if (this.#memory.over) return served; // the function may have closed its stream
      const from = this.#input.peek();
      const to = output?.claim();
      if (from === undefined || (output !== undefined && to === undefined)) return served;
      const outputs = to?.planes ?? nothing;
      to?.clear();
      if (this.#noisySilence) this.#silence(outputs);
      const result: unknown = this.#process(from.planes, outputs, from);
      if (result !== undefined) refuse(result);
      if (to !== undefined) {
        to.setOrigin(from);
        output?.publish();
      }
      this.#input.release();
    }
    return most;
  }

  #silence(outputs: readonly Samples[]): void {
    const { outputSilence } = this.#memory;
    for (let i = 0; i < outputs.length; i++) (outputs[i] as Samples).fill(outputSilence[i] as number);
  }
}

/** A promise comes too late, and what it is rejected with would be lost. Other values do no harm. */
function refuse(result: unknown): void {
  if (typeof result !== 'object' || result === null || !('then' in result)) return;
  if (result instanceof Promise) result.catch(() => {});
  throw new BufferSwitchError(
    'INVALID_STATE',
    'The process function returned a promise. The samples are only there during the call: it must not be async.',
  );
}
