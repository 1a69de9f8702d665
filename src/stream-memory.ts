import type { Format, Layout } from './format.js';
import type { NativeLayout } from './native.js';
import { RingReader, RingWriter } from './ring.js';

/** What the audio thread counts, in the order in which it lies in memory. */
const counterNames = [
  'buffers',
  'position',
  'underruns',
  'underrunFrames',
  'overruns',
  'overrunFrames',
  'reentries',
  'lastSwitchNs',
] as const;

export type Counters = Record<(typeof counterNames)[number], number>;

/** The memory that one run of buffers shares with the audio thread. */
export class StreamMemory {
  readonly buffer: SharedArrayBuffer;
  readonly input: RingReader | undefined;
  readonly output: RingWriter | undefined;
  readonly outputSilence: readonly number[];
  readonly #cells: Int32Array;
  readonly #counters: BigInt64Array;
  readonly #wakeWanted: number;
  readonly #lossPending: number;
  readonly #outputWanted: number;

  constructor(memory: NativeLayout, format: Format, layout: Layout) {
    const { input, output } = memory;
    this.buffer = new SharedArrayBuffer(memory.bytes);
    this.input = input.capacity > 0 ? new RingReader(this.buffer, input, format, layout) : undefined;
    this.output = output.capacity > 0 ? new RingWriter(this.buffer, output, format, layout) : undefined;
    this.outputSilence = output.planes.map((plane) => plane.silence);
    this.#cells = new Int32Array(this.buffer);
    this.#counters = new BigInt64Array(this.buffer, 0, counterNames.length);
    this.#wakeWanted = memory.wakeWantedOffset / 4;
    this.#lossPending = memory.lossPendingOffset / 4;
    this.#outputWanted = memory.outputWantedOffset / 4;
  }

  /** Asks for a wake-up by the next buffer switch. What is waited for has to be looked at again after this. */
  wantWake(): void {
    Atomics.store(this.#cells, this.#wakeWanted, 1);
  }

  /** Whether frames were lost since the last call. */
  takeLoss(): boolean {
    return Atomics.exchange(this.#cells, this.#lossPending, 0) === 1;
  }

  /** Whether an empty output ring is an underrun from now on, and not what the program means. */
  setOutputWanted(wanted: boolean): void {
    Atomics.store(this.#cells, this.#outputWanted, wanted ? 1 : 0);
  }

  counters(): Counters {
    const values = counterNames.map(
      (name, index) => [name, Number(Atomics.load(this.#counters, index))] as const,
    );
    return Object.fromEntries(values) as Counters;
  }
}
