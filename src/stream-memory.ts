import { BufferSwitchError } from './errors.js';
import type { Format, Layout } from './format.js';
import type { NativeLayout, NativeWords } from './native.js';
import { RingReader, RingWriter } from './ring.js';
import { TimeCodeReport } from './time-code.js';

/** What the audio thread counts, in the order in which it lies in memory. */
const counterNames = [
  'buffers',
  'position',
  'underruns',
  'underrunFrames',
  'lastUnderrunPosition',
  'overruns',
  'overrunFrames',
  'lastOverrunPosition',
  'missed',
  'missedFrames',
  'lastMissedPosition',
  'reentries',
  'discardedFrames',
  'late',
  'duplicates',
  'gapFrames',
  'lastSwitchNs',
  'busyNs',
  'longestBusyNs',
  'intervals',
  'intervalsNs',
  'shortestIntervalNs',
  'longestIntervalNs',
  'measuredMicroHz',
] as const;

export type Counters = Record<(typeof counterNames)[number], number>;

/** What it takes to find everything in a stream's memory. Can be sent to another thread. */
export interface MemoryMap {
  /** The shared memory that both rings lie in. */
  readonly buffer: SharedArrayBuffer;
  /** Where in there everything lies. */
  readonly places: NativeLayout;
  /** What samples are handed over as. */
  readonly format: Format;
  /** Whether each channel has an array of its own. */
  readonly layout: Layout;
}

type Word = keyof NativeWords;

/**
 * The memory that one run of buffers shares with the audio thread. Whoever reads the input or writes the output takes
 * it first: in this thread or in another, there is one of each.
 */
export class StreamMemory {
  readonly map: MemoryMap;
  readonly input: RingReader | undefined;
  readonly output: RingWriter | undefined;
  readonly outputSilence: readonly number[];
  readonly timeCode: TimeCodeReport;
  readonly #cells: Int32Array;
  readonly #counters: BigInt64Array;
  readonly #wakeUps: BigInt64Array;
  readonly #words: NativeWords;
  readonly #owner: number;
  readonly #taken = { input: false, output: false };
  readonly #tellProgress: () => void;

  /** `tellProgress` ends the audio thread's wait for a block that is read or written. */
  constructor(map: MemoryMap, tellProgress: () => void) {
    const { buffer, places, format, layout } = map;
    const { input, output, words } = places;
    this.map = map;
    this.#tellProgress = tellProgress;
    const moved = () => this.#moved();
    this.input = input.capacity > 0 ? new RingReader(buffer, input, format, layout, moved) : undefined;
    this.output = output.capacity > 0 ? new RingWriter(buffer, output, format, layout, moved) : undefined;
    this.outputSilence = output.planes.map((plane) => plane.silence);
    this.timeCode = new TimeCodeReport(buffer, places.timeCodeOffset);
    this.#cells = new Int32Array(buffer);
    this.#counters = new BigInt64Array(buffer, 0, counterNames.length);
    this.#wakeUps = new BigInt64Array(buffer, places.wakeUpsOffset, places.wakeUpsWords);
    this.#words = words;
    this.#owner = Atomics.add(this.#cells, words.owners / 4, 1) + 1;
  }

  #load(word: Word): number {
    return Atomics.load(this.#cells, this.#words[word] / 4);
  }

  #store(word: Word, value: number): void {
    Atomics.store(this.#cells, this.#words[word] / 4, value);
  }

  #exchange(word: Word, value: number): number {
    return Atomics.exchange(this.#cells, this.#words[word] / 4, value);
  }

  /** A ring's index went out before this look: one side sees the other. */
  #moved(): void {
    if (this.#load('progressWanted') !== 0 && this.#exchange('progressWanted', 0) !== 0) this.#tellProgress();
  }

  /** Asks for a wake-up by the next buffer switch. What is waited for has to be looked at again after this. */
  wantWake(): void {
    this.#exchange('wakeWanted', 1); // by an exchange, always: see `native/rt/stream_counters.h`
  }

  /** The same for a thread that waits at the bell. */
  wantBell(): void {
    this.#exchange('bellWanted', 1);
  }

  /** Whether frames were lost since the last call. */
  takeLoss(): boolean {
    return this.#exchange('lossPending', 0) === 1;
  }

  /** Whether an empty output ring is an underrun from now on, and not what the program means. */
  setOutputWanted(wanted: boolean): void {
    this.#store('outputWanted', wanted ? 1 : 0);
  }

  /** What is queued for output will not be played. The audio thread sees to it in its next buffer switch. */
  discardOutput(): void {
    if (this.output === undefined) return;
    this.#store('discardTo', this.output.written);
    this.#store('discardWanted', 1);
    this.#moved();
  }

  /** Whether the audio thread has not yet dropped what was discarded. */
  get discarding(): boolean {
    return this.#load('discardWanted') !== 0;
  }

  /** Whether time is the driver's own and not the clock's. */
  get virtualTime(): boolean {
    return this.#load('virtualTime') !== 0;
  }

  /** The thread at the bell has something else to do, when it has been woken. */
  callAttention(): void {
    this.#store('attention', 1);
  }

  /** Whether there was such a call since the last time. */
  takeAttention(): boolean {
    return this.#load('attention') !== 0 && this.#exchange('attention', 0) !== 0;
  }

  /** Whether nothing will happen here any more. */
  get over(): boolean {
    return this.#load('over') !== 0;
  }

  end(): void {
    this.#store('over', 1);
  }

  /** From now on this side reads the input, or writes the output. Throws when somebody else does. */
  take(direction: 'input' | 'output'): void {
    if (this.#taken[direction]) return;
    const cell = this.#words[`${direction}Owner`] / 4;
    if (Atomics.compareExchange(this.#cells, cell, 0, this.#owner) === 0) {
      this.#taken[direction] = true;
      (direction === 'input' ? this.input : this.output)?.resume();
      return;
    }
    throw new BufferSwitchError(
      'INVALID_STATE',
      `The stream's ${direction} is used elsewhere: by its process function, or by whom its ring was handed to.`,
    );
  }

  /** Leaves the input, or the output, to somebody else. */
  leave(direction: 'input' | 'output'): void {
    if (!this.#taken[direction]) return;
    this.#taken[direction] = false;
    Atomics.store(this.#cells, this.#words[`${direction}Owner`] / 4, 0);
  }

  counters(): Counters {
    const values: Partial<Counters> = {};
    for (let i = 0; i < counterNames.length; i++) {
      values[counterNames[i] as keyof Counters] = Number(Atomics.load(this.#counters, i));
    }
    return values as Counters;
  }

  /** Count, sum and longest in ns, then the histogram of `native/rt/wake_ups.h`. */
  wakeUps(): number[] {
    return Array.from(this.#wakeUps, (_, index) => Number(Atomics.load(this.#wakeUps, index)));
  }
}
