import type { Block } from './block.js';
import { BufferSwitchError } from './errors.js';
import { arrayOf, type Format, type Samples } from './format.js';
import type { StreamMemory } from './stream-memory.js';
import { expected } from './validate.js';
import { Waiter } from './waiter.js';

/** How the stream's format looks from here. */
export interface OutputShape {
  readonly format: Format;
  readonly bufferSize: number;
  /** Array elements per frame, of each channel: 3 for packed 24-bit samples. */
  readonly elementsPerFrame: readonly number[];
}

const settled: Promise<void> = Promise.resolve();

/**
 * What is to be played. Frames are queued in order; each buffer switch takes one buffer of them. While nothing has been
 * written, and after `drain`, silence is what the program means; in between an empty queue is an underrun.
 */
export class StreamOutput {
  readonly #waiter: Waiter<true>;
  #memory: StreamMemory | undefined;
  #shape: OutputShape | undefined;
  #partial: Block | undefined;
  #filled = 0;
  #discarded = 0;
  #failure: unknown;
  #unfinished = 0;
  #latest = settled;
  #want: () => true | undefined = () => undefined;

  /** @internal */
  constructor(wantWake: () => void) {
    this.#waiter = new Waiter<true>(() => this.#want(), wantWake);
  }

  /**
   * Queues frames: one array per output channel, in the order in which the stream was opened with them, of the type
   * that belongs to the format and with the same number of frames, which is free. Resolves when all of it is queued, which
   * takes room in the ring and so the stream running. What was written before `start` goes out in the first buffers; a
   * last, incomplete buffer waits for more frames or for `drain`. The arrays must stay as they are until then. Writes queue up in the order of the calls.
   */
  write(channels: readonly Samples[]): Promise<void> {
    const frames = this.#check(channels);
    return this.#inTurn(() => this.#write(channels, frames));
  }

  /**
   * Resolves when the driver has taken everything that was written before; the last, incomplete buffer is filled up
   * with silence. Needs the stream running.
   */
  drain(): Promise<void> {
    return this.#inTurn(() => this.#drain());
  }

  /** Frames that are queued and not yet taken by the driver. */
  get queuedFrames(): number {
    if (this.#shape === undefined) return 0;
    return (this.#memory?.output?.queued ?? 0) * this.#shape.bufferSize + this.#filled;
  }

  /** Does `work` after what was asked for before; at once, before this returns, if all of that is done. */
  #inTurn(work: () => Promise<void> | undefined): Promise<void> {
    if (this.#unfinished > 0) return this.#track(this.#latest.then(work));
    const rest = work();
    return rest === undefined ? settled : this.#track(rest);
  }

  #track(work: Promise<void>): Promise<void> {
    this.#unfinished++;
    const result = work.finally(() => this.#unfinished--);
    this.#latest = result.catch(() => {});
    return result;
  }

  /** How many frames `channels` hold. */
  #check(channels: readonly Samples[]): number {
    const { format, elementsPerFrame } = this.#shape ?? { format: 'native', elementsPerFrame: [] };
    const count = elementsPerFrame.length;
    if (count === 0) {
      throw new BufferSwitchError('INVALID_STATE', 'The stream was opened without output channels.');
    }
    if (!Array.isArray(channels) || channels.length !== count) {
      throw new TypeError(expected(`an array of ${count} typed arrays`, 'channels', channels));
    }
    for (const samples of channels) {
      if (!(samples instanceof arrayOf[format])) {
        throw new TypeError(expected(`${arrayOf[format].name}s`, 'channels', samples));
      }
    }
    const frames = channels.map((samples, i) => samples.length / (elementsPerFrame[i] as number));
    if (!frames.every((value) => Number.isInteger(value) && value === frames[0])) {
      throw new RangeError(expected('the same whole number of frames in every channel', 'channels', frames));
    }
    return frames[0] as number;
  }

  /** Queues what there is room for; undefined when that was all, else a promise for the rest. */
  #write(channels: readonly Samples[], frames: number, from = 0): Promise<void> | undefined {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    for (let done = from; done < frames; ) {
      const block = this.#claim();
      if (block === undefined) return this.#room().then(() => this.#write(channels, frames, done));
      const { bufferSize, elementsPerFrame } = this.#shape as OutputShape;
      const count = Math.min(bufferSize - this.#filled, frames - done);
      for (const [i, elements] of elementsPerFrame.entries()) {
        const source = channels[i] as Samples;
        const part = count === frames ? source : source.subarray(done * elements, (done + count) * elements);
        (block.channels[i] as Samples).set(part, this.#filled * elements);
      }
      this.#filled += count;
      done += count;
      if (this.#filled === bufferSize) this.#publish(block);
    }
    return undefined;
  }

  #drain(): Promise<void> | undefined {
    const memory = this.#memory;
    if (memory?.output === undefined) return undefined;
    if (this.#partial !== undefined) {
      const { elementsPerFrame } = this.#shape as OutputShape;
      for (const [i, samples] of this.#partial.channels.entries()) {
        samples.fill(memory.outputSilence[i] as number, this.#filled * (elementsPerFrame[i] as number));
      }
      this.#publish(this.#partial);
    }
    memory.setOutputWanted(false);
    return this.#until(() => (this.#memory?.output?.queued === 0 ? true : undefined));
  }

  /** The block that is being filled, or a new one; undefined while the ring is full. */
  #claim(): Block | undefined {
    this.#partial ??= this.#memory?.output?.claim();
    return this.#partial;
  }

  #room(): Promise<void> {
    return this.#until(() => (this.#claim() === undefined ? undefined : true));
  }

  async #until(condition: () => true | undefined): Promise<void> {
    if (this.#failure !== undefined) throw this.#failure;
    this.#want = condition;
    await this.#waiter.wait();
  }

  /** Hands over the block as far as it is filled. */
  #publish(block: Block): void {
    block.setFrames(this.#filled);
    this.#partial = undefined;
    this.#filled = 0;
    this.#memory?.output?.publish();
    this.#memory?.setOutputWanted(true); // after: before, the ring might be seen empty
  }

  /** @internal Another ring takes over. What the old one still held will not be played. */
  use(memory: StreamMemory, shape: OutputShape): void {
    this.#discarded += this.queuedFrames;
    this.#memory = memory;
    this.#shape = shape;
    this.#partial = undefined;
    this.#filled = 0;
    this.#waiter.poll();
  }

  /** @internal Frames that were queued and never played. */
  get discardedFrames(): number {
    return this.#discarded;
  }

  /** @internal */
  poll(): void {
    this.#waiter.poll();
  }

  /** @internal Everything that waits, and all that comes, fails. */
  close(error?: unknown): void {
    this.#failure ??=
      error ?? new BufferSwitchError('STREAM_CLOSED', 'The stream was closed before everything was played.');
    this.#waiter.fail(this.#failure);
  }
}
