import { type AbortOptions, signalOf } from './abort.js';
import type { Block, BlockData } from './block.js';
import { Breather } from './breather.js';
import { environment, never } from './environment.js';
import { BufferSwitchError } from './errors.js';
import type { RingReader } from './ring.js';
import type { StreamMemory } from './stream-memory.js';
import { checkBoolean, checkOptions, checkSignal } from './validate.js';
import { Waiter } from './waiter.js';

/** What the input asks of its stream. */
export interface InputOwner {
  /** Whether more blocks may come. */
  readonly running: boolean;
  /** Whether `start` was ever called. */
  readonly started: boolean;
  wantWake(): void;
}

/** How `blocks` goes through the input. */
export interface BlocksOptions extends AbortOptions {
  /** Copies, which outlive the next block, and each block's place goes back to the driver at once. Default: false. */
  readonly copy?: boolean | undefined;
}

/**
 * The recorded blocks, in order. One consumer at a time. Ends when the stream has been stopped and everything was read;
 * after another `start` it can be read again.
 */
export class StreamInput implements AsyncIterable<Block> {
  readonly #owner: InputOwner;
  readonly #waiter: Waiter<Block | null>;
  readonly #breather = new Breather();
  /** The memory in use comes last; those before it are of earlier settings and still hold blocks. */
  #memories: StreamMemory[] = [];
  #held: RingReader | undefined;
  #closed = false;
  #failure: unknown;
  /** A read has got its block and not yet woken up. */
  #handingOver = false;

  /** @hideconstructor */
  constructor(owner: InputOwner) {
    this.#owner = owner;
    this.#waiter = new Waiter(
      () => {
        if (this.#breather.isPausing) return undefined;
        const block = this.#next();
        this.#handingOver = block !== undefined;
        return block;
      },
      () => owner.wantWake(),
    );
  }

  /**
   * The next block, or null at the end. It is valid until the next call, which gives its place back to the driver;
   * `block.copy()` keeps it. When the stream has failed, everything that was recorded can still be read, and then this
   * rejects with the reason. Rejects with `INVALID_STATE` while another read is under way. An aborted read loses nothing:
   * the next one gets the block. A loop of reads lets the event loop turn every 10 ms, also where blocks are always there.
   */
  async read(options?: AbortOptions): Promise<Block | null> {
    const signal = signalOf(options);
    if (environment.isOver) return never;
    signal?.throwIfAborted();
    if (this.#waiter.waiting || this.#handingOver) {
      throw new BufferSwitchError('INVALID_STATE', 'The input is being read already; await that read first.');
    }
    this.release();
    if (this.#breather.isDue) this.#breather.pause(() => this.#waiter.poll());
    let block = this.#breather.isPausing ? undefined : this.#next();
    if (block === undefined) {
      block = await this.#waiter.wait(signal);
      this.#handingOver = false;
      this.#breather.hasTurned();
    }
    if (block === null && this.#failure !== undefined) throw this.#failure;
    return block;
  }

  /** The next block if there is one now, else null. Otherwise as `read`. */
  tryRead(): Block | null {
    this.release();
    return this.#next() ?? null;
  }

  /** How many blocks wait to be read, or for the process function or processor whose the input is. */
  get queued(): number {
    const queued = this.#memories.reduce((sum, memory) => sum + (memory.input?.queued ?? 0), 0);
    return queued - (this.#held === undefined ? 0 : 1);
  }

  /** All blocks up to the end, each valid until the next one, or as copies. `for await (... of input)` is the same. */
  blocks(
    options?: AbortOptions & { readonly copy?: false | undefined },
  ): AsyncGenerator<Block, void, undefined>;
  blocks(options: BlocksOptions): AsyncGenerator<BlockData, void, undefined>;
  blocks(options: BlocksOptions = {}): AsyncGenerator<BlockData, void, undefined> {
    checkOptions('options', options, ['signal', 'copy']);
    const signal = checkSignal('options.signal', options.signal);
    const copy = checkBoolean('options.copy', options.copy ?? false);
    return this.#blocks(signal === undefined ? undefined : { signal }, copy);
  }

  /** The same as `blocks()`: views, each valid until the next one. */
  [Symbol.asyncIterator](): AsyncGenerator<Block, void, undefined> {
    return this.blocks();
  }

  async *#blocks(
    waiting: AbortOptions | undefined,
    copy: boolean,
  ): AsyncGenerator<BlockData, void, undefined> {
    try {
      for (let block = await this.read(waiting); block !== null; block = await this.read(waiting)) {
        yield copy ? this.#copyOf(block) : block;
      }
    } finally {
      this.release();
    }
  }

  #copyOf(block: Block): BlockData {
    const copy = block.copy();
    this.release();
    return copy;
  }

  /** @internal Gives the place of the block that was read last back to the driver. */
  release(): void {
    this.#held?.release();
    this.#held = undefined;
  }

  /** A block, null at the end, undefined when it is not known yet. */
  #next(): Block | null | undefined {
    const ended = this.#closed || (this.#owner.started && !this.#owner.running);
    for (;;) {
      const memory = this.#memories[0];
      memory?.take('input');
      const block = memory?.input?.peek();
      if (block !== undefined) {
        this.#held = memory?.input;
        return block;
      }
      if (this.#memories.length <= 1) return ended ? null : undefined;
      this.#memories.shift();
    }
  }

  /** @internal A memory takes over from the one before. `isOurs`: and not a process function's, who wants no earlier one. */
  use(memory: StreamMemory, isOurs: boolean): void {
    this.#memories = isOurs ? this.#memories.filter(({ input }) => (input?.queued ?? 0) > 0) : [];
    if (memory.input !== undefined) this.#memories.push(memory);
    else this.#closed = true; // the stream records nothing
  }

  /** @internal */
  poll(): void {
    this.#waiter.poll();
  }

  /** @internal No more blocks will come. Those that are there can still be read. */
  close(error?: unknown): void {
    this.#closed = true;
    this.#failure = error;
    this.#waiter.poll();
  }
}
