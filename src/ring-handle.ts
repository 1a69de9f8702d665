import { BufferSwitchError } from './errors.js';
import { type NativeRingWaiter, native } from './native.js';
import { type MemoryMap, StreamMemory } from './stream-memory.js';

/** A stream's rings, to be handed to another thread: `postMessage` and `workerData` carry it as it is. */
export interface RingHandle extends MemoryMap {
  /** Channels of the driver, in the order in which they lie in a block. */
  readonly inputs: readonly number[];
  /** Channels of the driver that are played, in the order in which they lie in a block. */
  readonly outputs: readonly number[];
  /** Frames. */
  readonly bufferSize: number;
  /** Hz, or null when the driver does not know. */
  readonly sampleRate: number | null;
  /** @internal */
  readonly bellsId: number;
}

/** A wait in native code is never longer, so that a thread can be ended from outside. */
const longestWaitMs = 50;

/** A stream's rings as the thread sees them that waits at their bell. */
export class RingEnd {
  readonly memory: StreamMemory;
  readonly #waiter: NativeRingWaiter;

  /** Takes the place at the bell. Throws `INVALID_STATE` when the device is closed or another thread has it. */
  constructor(handle: RingHandle) {
    try {
      const bytes = new Uint8Array(handle.buffer);
      this.#waiter = new native.NativeRingWaiter(handle.bellsId, bytes, handle.places.input);
    } catch (error) {
      throw new BufferSwitchError('INVALID_STATE', (error as Error).message, { operation: 'openRing' });
    }
    this.memory = new StreamMemory(handle, () => this.#waiter.progress());
  }

  /** Sleeps until somebody rings, or not for long: look again then. Ask for it by `memory.wantBell` before. */
  wait(milliseconds = longestWaitMs): boolean {
    return this.#waiter.wait(Math.min(milliseconds, longestWaitMs));
  }

  /** Whether the event loop should have a turn, if there is one. */
  get isTurnDue(): boolean {
    return this.#waiter.isTurnDue();
  }

  /** Whether this thread runs with the priority of professional audio from now on. */
  setAudioPriority(wanted: boolean): boolean {
    return this.#waiter.setAudioPriority(wanted);
  }

  /** Leaves the rings to somebody else. */
  release(): void {
    this.memory.leave('input');
    this.memory.leave('output');
    this.#waiter.release();
  }
}
