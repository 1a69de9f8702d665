import { threadId } from 'node:worker_threads';
import { type DriverSettings, settingsText } from '../driver-settings.js';
import { BufferSwitchError, call, fromNative } from '../errors.js';
import type { Samples } from '../format.js';
import { type NativeVirtualDriver, native } from '../native.js';
import { checkInteger, checkOneOf, checkOptions, checkPositive, expected } from '../validate.js';
import { CallHistory, type DriverCall } from './calls.js';
import { checkFeed, type FedChannel } from './feeding.js';
import { checkVirtualDriverOptions, type VirtualDriverOptions } from './options.js';
import { typedArrayOf } from './sample-types.js';

/** What a host has played. */
export interface Captured {
  /** Of each channel. */
  readonly frames: number;
  /** Frames that were played when there was no room any more, or as another type than the driver started with. */
  readonly lostFrames: number;
  /** Each output's, in the driver's own type. An output that the host does not use plays silence. */
  readonly bytes: readonly Uint8Array[];
  /** The same memory as numbers; null where no typed array has such samples. */
  readonly samples: readonly Samples[] | null;
}

/** What can go wrong at a buffer switch. */
export type Fault = (typeof faults)[number];

/** When a fault happens, and with what. */
export interface InjectOptions {
  /** The first buffer switch at this position, in frames since start, or after it. Default: the next one. */
  readonly at?: number;
  /** Of `rate-change`: the rate that the driver takes, in Hz. */
  readonly rate?: number;
}

/** In the order of `native/drivers/loopback/faults.h`. */
const faults = [
  'reset',
  'resync',
  'latencies',
  'overload',
  'rate-change',
  'duplicate',
  'skip',
  'stall',
] as const;

/** A worker that is terminated waits for what is under way. */
const mostStepsAtATime = 1024;

let count = 0;

/** A driver is there until it is disposed of, also when only its id is remembered. */
const present = new Set<VirtualDriver>();

function createNative(
  instance: string,
  settings: string,
  cable: { isOpen: boolean; feedFrames: number; captureFrames: number },
): NativeVirtualDriver {
  try {
    return new native.NativeVirtualDriver(instance, settings, cable);
  } catch (error) {
    throw fromNative(error);
  }
}

/** A virtual driver of a test's own, and its far side: see `docs/testing.md`. */
export class VirtualDriver implements Disposable {
  /** For `openDevice`: nobody else has it in this process. */
  readonly id: string;
  /** What it was made with. A host need not pass it on; it may. */
  readonly settings: DriverSettings;
  readonly #native: NativeVirtualDriver;
  readonly #calls: CallHistory;

  /** @hideconstructor */
  constructor(options: VirtualDriverOptions) {
    const { settings, cable } = checkVirtualDriverOptions(options);
    const instance = `testing:${process.pid}-${threadId}-${++count}`;
    this.id = `built-in:loopback:${instance}`;
    this.settings = settings;
    this.#native = createNative(instance, settingsText(settings), cable);
    this.#calls = new CallHistory(this.#native.sample.isVirtual);
    present.add(this);
  }

  /**
   * With the clock `step`: runs that many buffer switches and resolves when they are over. Rejects with `INVALID_STATE`
   * while no host has started the driver.
   */
  async step(buffers: number): Promise<void> {
    checkInteger('buffers', buffers, 1, 2 ** 31 - 1);
    for (let left = buffers; left > 0; left -= mostStepsAtATime) {
      await call(this.#native.step(Math.min(left, mostStepsAtATime)));
    }
  }

  /** Every call of a host into the driver since it was made, in the order in which they returned. */
  calls(): readonly DriverCall[] {
    this.#calls.add(this.#native.takeCalls());
    return this.#calls.all;
  }

  /** Forgets the calls so far; threads keep their numbers. */
  clearCalls(): void {
    this.calls();
    this.#calls.clear();
  }

  /** How many calls are missing in `calls`: it has room for 16384 between two times that it is asked. */
  get lostCalls(): number {
    return this.#native.lostCalls;
  }

  /** What the host has played, since the driver was made or `clearCaptured`. A copy. */
  captured(): Captured {
    const { channels, lostFrames } = this.#native.captured();
    const { type, unitBytes, unitFrames } = this.#native.sample;
    const typed = typedArrayOf(type);
    const view = (bytes: Uint8Array): Samples =>
      new (typed as NonNullable<typeof typed>)(bytes.buffer, bytes.byteOffset, bytes.byteLength / unitBytes);
    return {
      frames: ((channels[0]?.length ?? 0) / unitBytes) * unitFrames,
      lostFrames,
      bytes: channels,
      samples: typed === null ? null : channels.map(view),
    };
  }

  /** Makes room for as much as there was at first. */
  clearCaptured(): void {
    this.#native.clearCaptured();
  }

  /**
   * Samples that arrive at the inputs from the next buffer switch on, behind those that were fed before: as many of every
   * channel, each in the place of what the cable would bring. Throws `INVALID_STATE` where there is no room for them.
   */
  feed(channels: readonly FedChannel[]): void {
    const feed = checkFeed(channels, this.#native.sample);
    const room = this.#native.feedRoom;
    if (feed.frames > room) {
      throw new BufferSwitchError(
        'INVALID_STATE',
        `There is no room for ${feed.frames} frames, but for ${room}: see the option feedFrames.`,
        { operation: 'feed' },
      );
    }
    this.#native.feed(feed.channels, feed.bytes);
  }

  /** How many of the fed frames have not arrived yet. */
  get fedFrames(): number {
    return this.#native.fed;
  }

  /**
   * Makes something go wrong at a buffer switch. `reset`, `resync`, `latencies` and `overload` are said to the host;
   * `rate-change`: the driver takes another rate by itself and says so; `duplicate`: the host is called twice; `skip`: it
   * is not called; `stall`: it is not called any more until it starts the driver again.
   */
  inject(fault: Fault, options: InjectOptions = {}): void {
    checkOneOf('fault', fault, faults);
    checkOptions('options', options, ['at', 'rate']);
    const at = checkInteger('options.at', options.at ?? 0, 0, Number.MAX_SAFE_INTEGER);
    if (fault !== 'rate-change' && options.rate !== undefined)
      throw new TypeError(expected("no rate but with 'rate-change'", 'options.rate', options.rate));
    const rate = fault === 'rate-change' ? checkPositive('options.rate', options.rate, 1e8) : 0;
    if (this.#native.inject(faults.indexOf(fault), at, rate)) return;
    throw new BufferSwitchError('INVALID_STATE', 'Too many faults are waiting for their buffer switch.', {
      operation: 'inject',
    });
  }

  /** Buffer switches end, and calls fail as they do where hardware is gone, until `replug`. */
  unplug(): void {
    this.#native.setUnplugged(true);
  }

  /** The hardware is there again; a host has to open the driver anew. */
  replug(): void {
    this.#native.setUnplugged(false);
  }

  /** From now on the id is nobody's. A device that is open stays open, and what was seen can still be asked for. */
  dispose(): void {
    present.delete(this);
    this.#native.dispose();
  }

  /** As `dispose`, for `using`. */
  [Symbol.dispose](): void {
    this.dispose();
  }
}

/** Makes a virtual driver. Errors come before there is one; `SETTINGS_REFUSED` where the options contradict each other. */
export function createVirtualDriver(options: VirtualDriverOptions = {}): VirtualDriver {
  return new VirtualDriver(options);
}
