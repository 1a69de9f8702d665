import { type AbortOptions, orAborted, signalOf } from './abort.js';
import { Breather } from './breather.js';
import { environment, never } from './environment.js';
import { BufferSwitchError } from './errors.js';
import type { Samples } from './format.js';
import { framesOf, type OutputQueue, planesOf } from './output-queue.js';
import { checkBoolean, checkOptions, checkSignal } from './validate.js';
import { Waiter } from './waiter.js';

const settled: Promise<void> = Promise.resolve();

/** What the output asks of its stream. */
export interface OutputOwner {
  /** Whether the driver plays, and in the time of the world. */
  readonly audible: boolean;
  /** Where the driver is, in frames since the start. */
  readonly position: number;
  /** Frames after which what the driver has taken by now has been heard. */
  readonly tailFrames: number;
  wantWake(): void;
}

/** What `drain` waits for. */
export interface DrainOptions extends AbortOptions {
  /** Until it has been heard, by the latency that the driver reports; false: until the driver has taken it. Default: true. */
  readonly heard?: boolean | undefined;
}

/** One call of `write` or `drain`. */
interface Turn {
  readonly signal: AbortSignal | undefined;
  /** How many calls of `abort` there had been. */
  readonly aborts: number;
}

/**
 * What is to be played. Frames are queued in order; each buffer switch takes one buffer of them. While nothing has been
 * written, and after `drain`, silence is what the program means; in between an empty queue is an underrun.
 */
export class StreamOutput {
  readonly #owner: OutputOwner;
  readonly #waiter: Waiter<true>;
  readonly #breather = new Breather();
  #queue: OutputQueue | undefined;
  #discarded = 0;
  /** Counts the calls of `abort`: what was asked for before the last one is not done. */
  #aborts = 0;
  #abortReason: unknown;
  #failure: unknown;
  #unfinished = 0;
  #latest = settled;
  #want: () => true | undefined = () => undefined;
  /** Whether anything was ever queued. */
  #hasQueued = false;

  /** @hideconstructor */
  constructor(owner: OutputOwner) {
    this.#owner = owner;
    this.#waiter = new Waiter<true>(
      () => this.#want(),
      () => owner.wantWake(),
    );
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
   * The others are not. Writes behind it go on, right after the last frame that was queued. A loop of writes that waits for
   * each lets the event loop turn every 10 ms, also where there is always room.
   */
  write(samples: readonly Samples[] | Samples, options?: AbortOptions): Promise<void> {
    const { shape } = this.#queue as OutputQueue;
    const planes = planesOf(samples, shape);
    const frames = framesOf(planes, shape);
    const signal = signalOf(options);
    const aborts = this.#aborts;
    const written = this.#inTurn(() => this.#write(planes, frames, { signal, aborts }, 0), signal);
    // What was queued at once is queued: only whoever waits for it lets the event loop turn.
    if (written !== settled || !this.#breather.isDue) return written;
    return new Promise((resolve) => this.#breather.pause(resolve));
  }

  /**
   * Resolves when everything that was written before has been heard, so that the stream can be stopped; the last,
   * incomplete buffer is filled up with silence. Needs the stream running: `stop` keeps for the next `start` what the driver
   * has not taken, and of what it has nothing more is heard or waited for. A driver that reports a latency of more than a
   * second is not believed, and where time is the virtual driver's own nobody hears anything. Aborting ends the waiting only: what was written is played, and the silence after it is
   * meant, as without.
   */
  drain(options: DrainOptions = {}): Promise<void> {
    checkOptions('options', options, ['signal', 'heard']);
    const signal = checkSignal('options.signal', options.signal);
    const heard = checkBoolean('options.heard', options.heard ?? true);
    const aborts = this.#aborts;
    return this.#inTurn(() => this.#drain({ signal, aborts }, heard), signal);
  }

  /**
   * Takes back everything that was written and that the driver has not taken yet: from the next buffer switch on there is
   * silence, until the next `write`. Writes and drains that wait reject with `reason`, by default an `AbortError`. What
   * was taken back counts in `stream.stats.discardedFrames`.
   */
  abort(reason: unknown = new DOMException('The output was aborted.', 'AbortError')): void {
    this.#aborts++;
    this.#abortReason = reason;
    this.#discarded += this.#queue?.discard() ?? 0;
    this.#waiter.fail(reason);
  }

  /** Frames that are queued and not yet taken by the driver. */
  get queuedFrames(): number {
    return this.#queue?.queuedFrames ?? 0;
  }

  /**
   * Does `work` after what was asked for before; at once, before this returns, if all of that is done. Where it is
   * aborted before its turn, the turn still comes, so that the order of all others stays: `work` then sees to it that
   * it is short.
   */
  #inTurn(work: () => Promise<void> | undefined, signal: AbortSignal | undefined): Promise<void> {
    if (environment.isOver) return never;
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

  /** Why a turn cannot go on, if it cannot. */
  #refusal({ signal, aborts }: Turn): { readonly reason: unknown } | undefined {
    if (this.#failure !== undefined) return { reason: this.#failure };
    if (aborts !== this.#aborts) return { reason: this.#abortReason };
    return signal?.aborted ? { reason: signal.reason } : undefined;
  }

  /** Queues what there is room for; undefined when that was all, else a promise for the rest. */
  #write(planes: readonly Samples[], frames: number, turn: Turn, from: number): Promise<void> | undefined {
    const refusal = this.#refusal(turn);
    if (refusal !== undefined) return Promise.reject(refusal.reason);
    this.#hasQueued = true;
    const done = this.#queue?.fill(planes, frames, from) ?? frames;
    if (done === frames) return undefined;
    const room = this.#until(() => this.#queue?.hasRoom || undefined, turn);
    return room.then(() => this.#write(planes, frames, turn, done));
  }

  #drain(turn: Turn, heard: boolean): Promise<void> | undefined {
    const refusal = this.#refusal(turn);
    if (refusal !== undefined) return Promise.reject(refusal.reason);
    if (this.#queue === undefined || this.#queue.shape.elementsPerFrame.length === 0) return undefined;
    this.#queue.finish();
    const taken = this.#until(() => this.#queue?.isEmpty || undefined, turn);
    return heard && this.#hasQueued ? taken.then(() => this.#untilHeard(turn)) : taken;
  }

  /** Until the driver is so far that the last frame which it took has been heard, or it was stopped. */
  #untilHeard(turn: Turn): Promise<void> {
    const refusal = this.#refusal(turn);
    if (refusal !== undefined) return Promise.reject(refusal.reason);
    const owner = this.#owner;
    const end = owner.position + owner.tailFrames;
    return this.#until(() => !owner.audible || owner.position >= end || undefined, turn);
  }

  async #until(condition: () => true | undefined, { signal }: Turn): Promise<void> {
    this.#want = condition;
    await this.#waiter.wait(signal);
    this.#breather.hasTurned();
  }

  /** @internal Another ring takes over. What the old one still held will not be played. */
  use(queue: OutputQueue): void {
    this.#discarded += this.queuedFrames;
    this.#queue = queue;
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
