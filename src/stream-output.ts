import { type AbortOptions, orAborted, signalOf } from './abort.js';
import type { Block } from './block.js';
import { BufferSwitchError } from './errors.js';
import { arrayOf, type Format, type Layout, type Samples } from './format.js';
import type { StreamMemory } from './stream-memory.js';
import { expected } from './validate.js';
import { Waiter } from './waiter.js';

/** How the stream's format looks from here. */
export interface OutputShape {
  readonly format: Format;
  readonly layout: Layout;
  readonly bufferSize: number;
  /** Array elements per frame, of each plane: 3 for packed 24-bit samples, 1/8 for a channel of DSD. */
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
   * that belongs to the format and with the same number of frames, which is free but for DSD, where it is a multiple of 8;
   * from an interleaved stream one array with all of them. Resolves when all of it is queued, which
   * takes room in the ring and so the stream running. What was written before `start` goes out in the first buffers; a
   * last, incomplete buffer waits for more frames or for `drain`. The arrays must stay as they are until then. Writes
   * queue up in the order of the calls.
   *
   * An aborted write leaves what it has queued by then, the first frames of it, as many as found room: they are played.
   * The others are not. Writes behind it go on, right after the last frame that was queued.
   */
  write(samples: readonly Samples[] | Samples, options?: AbortOptions): Promise<void> {
    const planes = this.#planesOf(samples);
    const frames = this.#check(planes);
    const signal = signalOf(options);
    return this.#inTurn(() => this.#write(planes, frames, signal), signal);
  }

  /**
   * Resolves when the driver has taken everything that was written before; the last, incomplete buffer is filled up
   * with silence. Needs the stream running. Aborting ends the waiting only: what was written is played, and the silence
   * after it is meant, as without.
   */
  drain(options?: AbortOptions): Promise<void> {
    const signal = signalOf(options);
    return this.#inTurn(() => this.#drain(signal), signal);
  }

  /** Frames that are queued and not yet taken by the driver. */
  get queuedFrames(): number {
    if (this.#shape === undefined) return 0;
    return (this.#memory?.output?.queued ?? 0) * this.#shape.bufferSize + this.#filled;
  }

  /**
   * Does `work` after what was asked for before; at once, before this returns, if all of that is done. Where it is
   * aborted before its turn, the turn still comes, so that the order of all others stays: `work` then sees to it that
   * it is short.
   */
  #inTurn(work: () => Promise<void> | undefined, signal: AbortSignal | undefined): Promise<void> {
    if (signal?.aborted) return Promise.reject(signal.reason);
    if (this.#unfinished > 0) {
      const turn = this.#track(this.#latest.then(work));
      return signal === undefined ? turn : orAborted(() => turn, signal);
    }
    const rest = work();
    return rest === undefined ? settled : this.#track(rest);
  }

  #track(work: Promise<void>): Promise<void> {
    this.#unfinished++;
    const result = work.finally(() => this.#unfinished--);
    this.#latest = result.catch(() => {});
    return result;
  }

  /** One array per channel, or the one with all of them. */
  #planesOf(samples: readonly Samples[] | Samples): readonly Samples[] {
    const { layout, elementsPerFrame } = this.#shape ?? { layout: 'planar', elementsPerFrame: [] };
    const count = elementsPerFrame.length;
    if (count === 0) {
      throw new BufferSwitchError('INVALID_STATE', 'The stream was opened without output channels.');
    }
    if (layout === 'interleaved') {
      if (ArrayBuffer.isView(samples)) return [samples as Samples];
      throw new TypeError(expected('one typed array, as the stream is interleaved', 'samples', samples));
    }
    if (Array.isArray(samples) && samples.length === count) return samples;
    throw new TypeError(expected(`an array of ${count} typed arrays`, 'samples', samples));
  }

  /** How many frames `planes` hold. */
  #check(planes: readonly Samples[]): number {
    const { format, elementsPerFrame } = this.#shape as OutputShape;
    for (const samples of planes) {
      if (!(samples instanceof arrayOf[format])) {
        throw new TypeError(expected(`${arrayOf[format].name}s`, 'samples', samples));
      }
    }
    const frames = planes.map((samples, i) => samples.length / (elementsPerFrame[i] as number));
    if (!frames.every((value) => Number.isInteger(value) && value === frames[0])) {
      throw new RangeError(expected('the same whole number of frames in every channel', 'samples', frames));
    }
    return frames[0] as number;
  }

  /** Queues what there is room for; undefined when that was all, else a promise for the rest. */
  #write(
    planes: readonly Samples[],
    frames: number,
    signal: AbortSignal | undefined,
    from = 0,
  ): Promise<void> | undefined {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    if (signal?.aborted) return Promise.reject(signal.reason);
    for (let done = from; done < frames; ) {
      const block = this.#claim();
      if (block === undefined)
        return this.#room(signal).then(() => this.#write(planes, frames, signal, done));
      const { bufferSize, elementsPerFrame } = this.#shape as OutputShape;
      const count = Math.min(bufferSize - this.#filled, frames - done);
      for (const [i, elements] of elementsPerFrame.entries()) {
        const source = planes[i] as Samples;
        const part = count === frames ? source : source.subarray(done * elements, (done + count) * elements);
        (block.planes[i] as Samples).set(part, this.#filled * elements);
      }
      this.#filled += count;
      done += count;
      if (this.#filled === bufferSize) this.#publish(block);
    }
    return undefined;
  }

  #drain(signal: AbortSignal | undefined): Promise<void> | undefined {
    const memory = this.#memory;
    if (memory?.output === undefined) return undefined;
    if (this.#partial !== undefined) {
      const { elementsPerFrame } = this.#shape as OutputShape;
      for (const [i, samples] of this.#partial.planes.entries()) {
        const bytes = new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);
        const filled = this.#filled * (elementsPerFrame[i] as number) * samples.BYTES_PER_ELEMENT;
        bytes.fill(memory.outputSilence[i] as number, filled);
      }
      this.#publish(this.#partial);
    }
    memory.setOutputWanted(false);
    return this.#until(() => (this.#memory?.output?.queued === 0 ? true : undefined), signal);
  }

  /** The block that is being filled, or a new one; undefined while the ring is full. */
  #claim(): Block | undefined {
    this.#memory?.take('output');
    this.#partial ??= this.#memory?.output?.claim();
    return this.#partial;
  }

  #room(signal: AbortSignal | undefined): Promise<void> {
    return this.#until(() => (this.#claim() === undefined ? undefined : true), signal);
  }

  async #until(condition: () => true | undefined, signal: AbortSignal | undefined): Promise<void> {
    if (this.#failure !== undefined) throw this.#failure;
    this.#want = condition;
    await this.#waiter.wait(signal);
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
