import type { ByteSource } from '../byte-source.js';
import { readAhead } from './bit-reader.js';

const stepBytes = 256 * 1024;

/** A stretch of a file in memory that moves on as it is used. */
export class Window {
  readonly bytes: Uint8Array;
  /** The next byte that counts, and the one behind the last; {@link readAhead} zeros follow. */
  at = 0;
  end = 0;
  /** Whether the file ends with `end`. */
  over = false;
  readonly #source: ByteSource;
  /** Where in the file the first byte is. */
  #start: number;

  /** `most`: bytes that are needed at once. */
  constructor(source: ByteSource, start: number, most: number) {
    this.#source = source;
    this.#start = start;
    this.bytes = new Uint8Array(most + stepBytes + readAhead);
  }

  /** Where in the file the next byte is. */
  get position(): number {
    return this.#start + this.at;
  }

  move(position: number): void {
    this.#start = position;
    this.at = 0;
    this.end = 0;
    this.over = false;
  }

  /** Takes care that `count` bytes are there, or all that there are. */
  async need(count: number): Promise<void> {
    if (this.end - this.at >= count || this.over) return;
    this.bytes.copyWithin(0, this.at, this.end);
    this.#start += this.at;
    this.end -= this.at;
    this.at = 0;
    const room = this.bytes.subarray(this.end, this.bytes.length - readAhead);
    const got = await this.#source.read(room, this.#start + this.end);
    this.over = got < room.length;
    this.end += got;
    this.bytes.fill(0, this.end, this.end + readAhead);
  }
}
