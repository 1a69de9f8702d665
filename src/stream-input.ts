import type { Block } from './block.js';
import { BufferSwitchError } from './errors.js';
import type { RingReader } from './ring.js';
import type { StreamMemory } from './stream-memory.js';
import { Waiter } from './waiter.js';

/** What the input asks of its stream. */
export interface InputOwner {
  /** Whether more blocks may come. */
  readonly running: boolean;
  /** Whether `start` was ever called. */
  readonly started: boolean;
  wantWake(): void;
}

/**
 * The recorded blocks, in order. One consumer at a time. Ends when the stream has been stopped and everything was read;
 * after another `start` it can be read again.
 */
export class StreamInput implements AsyncIterable<Block> {
  readonly #owner: InputOwner;
  readonly #waiter: Waiter<Block | null>;
  /** The memory in use comes last; those before it are of earlier settings and still hold blocks. */
  readonly #memories: StreamMemory[] = [];
  #held: RingReader | undefined;
  #closed = false;
  #failure: unknown;
  #reading = false;

  /** @internal */
  constructor(owner: InputOwner) {
    this.#owner = owner;
    this.#waiter = new Waiter(
      () => this.#next(),
      () => owner.wantWake(),
    );
  }

  /**
   * The next block, or null at the end. It is valid until the next call, which gives its place back to the driver;
   * `block.copy()` keeps it. When the stream has failed, everything that was recorded can still be read, and then this
   * rejects with the reason. Rejects with `INVALID_STATE` while another read is under way.
   */
  async read(): Promise<Block | null> {
    if (this.#reading) {
      throw new BufferSwitchError('INVALID_STATE', 'The input is being read already; await that read first.');
    }
    this.#release();
    this.#reading = true;
    try {
      let block = this.#next();
      if (block === undefined) block = await this.#waiter.wait();
      if (block === null && this.#failure !== undefined) throw this.#failure;
      return block;
    } finally {
      this.#reading = false;
    }
  }

  /** The next block if there is one now, else null. Otherwise as `read`. */
  tryRead(): Block | null {
    this.#release();
    return this.#next() ?? null;
  }

  /** How many blocks can be read at once. */
  get queued(): number {
    const queued = this.#memories.reduce((sum, memory) => sum + (memory.input?.queued ?? 0), 0);
    return queued - (this.#held === undefined ? 0 : 1);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Block, void, undefined> {
    try {
      for (let block = await this.read(); block !== null; block = await this.read()) yield block;
    } finally {
      this.#release();
    }
  }

  #release(): void {
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

  /** @internal A memory takes over from the one before. */
  use(memory: StreamMemory): void {
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
