import type { Block } from './block.js';
import { BufferSwitchError } from './errors.js';
import type { Samples } from './format.js';
import { framesOf, OutputQueue, planesOf } from './output-queue.js';
import type { RingReader } from './ring.js';
import { RingEnd, type RingHandle } from './ring-handle.js';
import { checkInteger, checkPositive, expected } from './validate.js';

const longestLimitMs = 24 * 3600 * 1000;

/**
 * A stream's rings in another thread than the one that has opened it. Nothing here needs an event loop: what waits blocks
 * the thread, and belongs into a worker. Made by `openRing`.
 */
export class SharedRing implements Disposable {
  /** The driver's numbers of the channels, in the order in which blocks have them. */
  readonly inputs: readonly number[];
  /** The driver's numbers of the channels that are played, in the order of a block. */
  readonly outputs: readonly number[];
  /** Frames per block. */
  readonly bufferSize: number;
  /** Hz, or null when the driver does not know. */
  readonly sampleRate: number | null;
  readonly #end: RingEnd;
  readonly #queue: OutputQueue;
  #held: RingReader | undefined;
  #closed = false;

  /** @hideconstructor */
  constructor(handle: RingHandle) {
    this.#end = new RingEnd(handle);
    this.inputs = handle.inputs;
    this.outputs = handle.outputs;
    this.bufferSize = handle.bufferSize;
    this.sampleRate = handle.sampleRate;
    this.#queue = new OutputQueue(this.#end.memory, handle.bufferSize);
  }

  /** Whether nothing more will come or be played here: the stream was closed, or was set up anew and has another ring. */
  get over(): boolean {
    return this.#closed || this.#end.memory.over;
  }

  /** Frames that are queued and not yet taken by the driver. */
  get queuedFrames(): number {
    return this.#queue.queuedFrames;
  }

  /** The next block, valid until the next call, or null when there is none now. */
  tryRead(): Block | null {
    const ring = this.#input();
    this.#release();
    const block = ring.peek();
    if (block === undefined) return null;
    this.#held = ring;
    return block;
  }

  /** Waits, `milliseconds` at the most, until there is a block to read after the one that was read last. Whether there is. */
  waitToRead(milliseconds: number): boolean {
    const ring = this.#input();
    this.#release();
    return this.#wait(() => ring.peek() !== undefined, milliseconds);
  }

  /**
   * Queues frames as `stream.output.write` does, but only as many as there is room for, and those before `from` not at
   * all. Up to which: call again with that.
   */
  tryWrite(samples: readonly Samples[] | Samples, from = 0): number {
    this.#refuseClosed();
    const planes = planesOf(samples, this.#queue.shape);
    const frames = framesOf(planes, this.#queue.shape);
    return this.#queue.fill(planes, frames, checkInteger('from', from, 0, frames));
  }

  /** Waits, `milliseconds` at the most, until there is room to write. Whether there is. */
  waitToWrite(milliseconds: number): boolean {
    this.#refuseClosed();
    return this.#wait(() => this.#queue.hasRoom, milliseconds);
  }

  /** Fills an incomplete last buffer up with silence; silence after it is meant, and no underrun. */
  finish(): void {
    this.#refuseClosed();
    this.#queue.finish();
  }

  /** Leaves the rings to another thread. An incomplete last buffer is played, as by `finish`. */
  close(): void {
    if (this.#closed) return;
    if (this.#queue.isPartial) this.#queue.finish();
    this.#release();
    this.#closed = true;
    this.#end.release();
  }

  /** As `close`, for `using`. */
  [Symbol.dispose](): void {
    this.close();
  }

  #refuseClosed(): void {
    if (this.#closed) throw new BufferSwitchError('INVALID_STATE', 'The ring was closed.');
  }

  #input(): RingReader {
    this.#refuseClosed();
    const { memory } = this.#end;
    if (memory.input === undefined) {
      throw new BufferSwitchError('INVALID_STATE', 'The stream was opened without input channels.');
    }
    memory.take('input');
    return memory.input;
  }

  #release(): void {
    this.#held?.release();
    this.#held = undefined;
  }

  #wait(condition: () => boolean, milliseconds: number): boolean {
    const deadline = performance.now() + checkPositive('milliseconds', milliseconds, longestLimitMs);
    for (;;) {
      this.#end.memory.wantBell();
      if (condition()) return true;
      const left = deadline - performance.now();
      if (left <= 0 || this.over) return false;
      this.#end.wait(left);
    }
  }
}

/**
 * Opens the rings of a stream in this thread, by the `stream.ring` that it was sent. From its first use on the input has
 * one reader, and the output one writer: this one. Throws `INVALID_STATE` when the device was closed or another thread
 * has opened them.
 */
export function openRing(ring: RingHandle): SharedRing {
  const given: Partial<RingHandle> | undefined = typeof ring === 'object' && ring !== null ? ring : undefined;
  if (!(given?.buffer instanceof SharedArrayBuffer) || typeof given.bellsId !== 'number') {
    throw new TypeError(expected('the `ring` of a stream', 'ring', ring));
  }
  return new SharedRing(ring);
}
