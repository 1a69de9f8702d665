import { Readable } from 'node:stream';
import type { Block } from './block.js';
import { type ByteFrames, byteFramesOf, bytesIn } from './byte-frames.js';
import { bytesOf } from './format.js';
import { interleave } from './interleave.js';
import type { Stream } from './stream.js';
import type { StreamInput } from './stream-input.js';

/** Buffer switches that it takes out of the ring before somebody reads. */
const blocksAhead = 4;

/**
 * The input of a stream as bytes: the frames one after the other, in each the samples of its channels in turn,
 * little-endian in the stream's format, whatever the stream's layout. `native` samples are as the driver has them. With
 * DSD one byte of each channel in turn. Made by `stream.readable`; the program starts the stream.
 *
 * Ends when the stream was stopped or closed and everything was read. Is destroyed with the reason when the stream has
 * failed; as with every Node stream, what still lies in its own buffer is lost then.
 *
 * It takes a block from the input when it has room and no sooner. What nobody reads stays in the ring, and when that is
 * full, frames are lost, counted and told by `xrun`, as always. Here they become silence, so that offsets stay
 * positions, counted from the first block that was read; so does the time that passed while the driver was closed and
 * opened again. Where the stream was started again, by `start` or by a switch of the rate, nothing is filled, as positions
 * may begin again.
 *
 * It reads by `input.read`, so it is the one consumer. Destroying it gives the input free.
 */
export class StreamReadable extends Readable {
  readonly #input: StreamInput;
  readonly #frames: ByteFrames;
  readonly #abort = new AbortController();
  readonly #waiting = { signal: this.#abort.signal };
  /** The position that follows on what was read. */
  #position: number | undefined;
  /** Bytes of silence that come before the block that was read. */
  #missing = 0;
  #next: Buffer | undefined;

  constructor(stream: Stream) {
    const frames = byteFramesOf(stream, 'input');
    super({ highWaterMark: blocksAhead * bytesIn(frames, stream.bufferSize) });
    this.#input = stream.input;
    this.#frames = frames;
  }

  override _read(): void {
    this.#take().then(
      (bytes) => this.push(bytes),
      (error: Error) => this.destroy(error),
    );
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    this.#abort.abort(); // gives the input free
    callback(error);
  }

  /** The next bytes, null at the end. Silence comes in pieces, as there may be hours of it. */
  async #take(): Promise<Buffer | null> {
    if (this.#next === undefined) {
      const block = await this.#input.read(this.#waiting);
      if (block === null || this.destroyed) return null; // destroyed: the input may be another's by now
      this.#missing = this.#missingBefore(block);
      this.#next = this.#bytes(block);
      this.#input.release();
    }
    if (this.#missing > 0) {
      const length = Math.min(this.#missing, this.readableHighWaterMark);
      this.#missing -= length;
      return Buffer.alloc(length, this.#frames.silence);
    }
    const next = this.#next;
    this.#next = undefined;
    return next;
  }

  #missingBefore(block: Block): number {
    const expected = this.#position ?? block.position;
    this.#position = block.position + block.frames;
    const { start, gap, rateChanged } = block.flags;
    // After a start, positions may begin again: there is nothing to compare with. They go on where the driver was away.
    const isAnother = start && (!gap || rateChanged);
    if (isAnother || block.position <= expected) return 0;
    return bytesIn(this.#frames, block.position - expected);
  }

  /** The block as interleaved bytes of their own. */
  #bytes({ planes }: Block): Buffer {
    const arrays = planes.map(bytesOf);
    const [first, ...others] = arrays as [Uint8Array, ...Uint8Array[]];
    if (others.length === 0) return Buffer.from(first);
    const bytes = Buffer.from(new ArrayBuffer(first.length * arrays.length)); // where words can be written
    interleave(arrays, this.#frames.elementBytes, bytes);
    return bytes;
  }
}
