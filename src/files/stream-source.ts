import { BufferSwitchError } from '../errors.js';
import { expected } from '../validate.js';
import type { ByteSource } from './byte-source.js';

/** The beginning of a stream is kept until it is known what it is. */
export const headBytes = 64;

/** The bytes of a file as they come: what was passed is gone. */
export class StreamSource implements ByteSource {
  readonly name: string;
  readonly size = null;
  readonly seekable = false;
  readonly #chunks: AsyncIterable<Uint8Array>;
  readonly #next: AsyncIterator<Uint8Array>;
  readonly #head = new Uint8Array(headBytes);
  /** The bytes that came last and have not been asked for. */
  #rest: Uint8Array = new Uint8Array(0);
  #position = 0;
  #closed = false;
  /** Ends the wait for the bytes that come next, while there is one. */
  #giveUp: (() => void) | undefined;

  constructor(chunks: AsyncIterable<Uint8Array>, name = 'the stream') {
    this.name = name;
    this.#chunks = chunks;
    this.#next = chunks[Symbol.asyncIterator]();
  }

  async read(into: Uint8Array, position: number): Promise<number> {
    let got = 0;
    if (position < Math.min(this.#position, headBytes)) {
      const kept = this.#head.subarray(position, Math.min(this.#position, headBytes));
      got = Math.min(kept.length, into.length);
      into.set(kept.subarray(0, got));
    }
    if (got < into.length) got += await this.#take(into.subarray(got), position + got);
    return got;
  }

  async #take(into: Uint8Array, position: number): Promise<number> {
    if (position < this.#position) throw new Error(`${this.name} cannot go back to byte ${position}`);
    let got = 0;
    while (got < into.length && (this.#rest.length > 0 || (await this.#fetch()))) {
      const skipped = Math.min(position - this.#position, this.#rest.length);
      const now = skipped > 0 ? 0 : Math.min(into.length - got, this.#rest.length);
      into.set(this.#rest.subarray(0, now), got);
      this.#pass(skipped > 0 ? skipped : now);
      got += now;
      position += now;
    }
    return got;
  }

  #pass(bytes: number): void {
    if (this.#position < headBytes) {
      this.#head.set(this.#rest.subarray(0, Math.min(bytes, headBytes - this.#position)), this.#position);
    }
    this.#position += bytes;
    this.#rest = this.#rest.subarray(bytes);
  }

  async #fetch(): Promise<boolean> {
    while (this.#rest.length === 0) {
      const { value, done } = await this.#fetchNext();
      if (done === true) return false;
      if (!(value instanceof Uint8Array)) throw new TypeError(expected('bytes', 'source', value));
      this.#rest = value;
    }
    return true;
  }

  #fetchNext(): Promise<IteratorResult<Uint8Array>> {
    return new Promise((resolve, reject) => {
      const giveUp = () => reject(new BufferSwitchError('INVALID_STATE', `${this.name} was closed`));
      if (this.#closed) {
        giveUp();
        return;
      }
      this.#giveUp = giveUp;
      Promise.resolve(this.#next.next())
        .then(resolve, reject)
        .finally(() => {
          this.#giveUp = undefined;
        });
    });
  }

  /** Ends a read that waits, too. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    const giveUp = this.#giveUp;
    giveUp?.();
    const { destroy } = this.#chunks as { destroy?: unknown };
    if (typeof destroy === 'function') {
      destroy.call(this.#chunks);
      return;
    }
    const over = this.#next.return?.();
    // Behind a wait for more it would come only after that.
    if (giveUp === undefined) await over;
    else Promise.resolve(over).catch(() => {});
  }
}
