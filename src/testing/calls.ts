import type { NativeCall } from '../native.js';

/** A call of a host into the driver, in the contract's terms. */
export interface DriverCall {
  /** Such as `createBuffers`. */
  readonly name: string;
  /**
   * What the host says with it. Channels of `createBuffers` are `inputs 0,1` and `outputs 0,1`; the first of `future` is
   * the name of the selector, or its number where the contract has none.
   */
  readonly args: readonly (number | string)[];
  /** What the driver answers: 0 or an error code, for `future` 0x3f4847a0 for yes; null for a call that has no result. */
  readonly result: number | null;
  /** 0 for the thread of the first call, 1 for the next one that called, and so on. */
  readonly thread: number;
  /** Where the driver was when the call began; null where it was not running. */
  readonly time: DriverTime | null;
}

/** Where the driver was when a call began. */
export interface DriverTime {
  /** Of the last buffer switch that had begun, in frames since start. */
  readonly position: number;
  /** The same in seconds of the driver's own time, in whole nanoseconds; null with the real-time clock, which has none. */
  readonly seconds: number | null;
}

const selectors: Readonly<Record<number, string>> = {
  1: 'enableTimeCodeRead',
  2: 'disableTimeCodeRead',
  3: 'setInputMonitor',
  4: 'transport',
  5: 'setInputGain',
  6: 'getInputMeter',
  7: 'setOutputGain',
  8: 'getOutputMeter',
  9: 'canInputMonitor',
  10: 'canTimeInfo',
  11: 'canTimeCode',
  12: 'canTransport',
  13: 'canInputGain',
  14: 'canInputMeter',
  15: 'canOutputGain',
  16: 'canOutputMeter',
  [0x23111961]: 'setIoFormat',
  [0x23111983]: 'getIoFormat',
  [0x23112004]: 'canDoIoFormat',
  [0x24042012]: 'canReportOverload',
  [0x25042012]: 'getInternalBufferSamples',
  [0x7f000001]: 'setInstanceName',
  [0x42530001]: 'setSettings',
  [0x42530002]: 'step',
};

function argsOf(name: string, args: readonly (number | string)[]): readonly (number | string)[] {
  const [first, ...rest] = args;
  if (name !== 'future' || typeof first !== 'number') return args;
  return [selectors[first] ?? first, ...rest];
}

/** The calls of one driver, as they come. */
export class CallHistory {
  readonly #isVirtual: boolean;
  readonly #threads = new Map<number, number>();
  #calls: DriverCall[] = [];

  constructor(isVirtual: boolean) {
    this.#isVirtual = isVirtual;
  }

  add(calls: readonly NativeCall[]): void {
    for (const [name, args, result, thread, position, nanoseconds] of calls) {
      const time =
        position === null || nanoseconds === null
          ? null
          : Object.freeze({ position, seconds: this.#isVirtual ? nanoseconds / 1e9 : null });
      this.#calls.push(
        Object.freeze({
          name,
          args: Object.freeze(argsOf(name, args)),
          result,
          thread: this.#threadOf(thread),
          time,
        }),
      );
    }
  }

  get all(): readonly DriverCall[] {
    return Object.freeze([...this.#calls]);
  }

  clear(): void {
    this.#calls = [];
  }

  #threadOf(native: number): number {
    const known = this.#threads.get(native) ?? this.#threads.size;
    this.#threads.set(native, known);
    return known;
  }
}
