import { Writable } from 'node:stream';
import { type ByteFrames, byteFramesOf, bytesIn } from './byte-frames.js';
import { bytesOf, viewOf } from './format.js';
import { deinterleave } from './interleave.js';
import type { Stream } from './stream.js';

/** Buffer switches that one write to the output holds at most. */
const blocksAtOnce = 4;

type Callback = (error?: Error | null) => void;

/**
 * The output of a stream, for bytes that lie like those of `StreamReadable`, in chunks that may end anywhere. Made by
 * `stream.writable`; the program starts the stream, and a chunk that finds no room waits for that.
 *
 * `end` drains: it finishes when everything has been heard, the last, incomplete buffer filled up with silence.
 * Bytes at the end that are not a whole frame are a `RangeError`, once everything before them has been played.
 *
 * Is destroyed when the stream ends: with `STREAM_CLOSED` or the reason for which it failed, or without an error where
 * it had nothing to do and the stream was closed. Destroying it ends the waiting; what was queued is played.
 */
export class StreamWritable extends Writable {
  readonly #stream: Stream;
  readonly #frames: ByteFrames;
  readonly #abort = new AbortController();
  readonly #waiting = { signal: this.#abort.signal };
  /** Bytes that are not yet written. Between two chunks they are less than a frame. */
  readonly #collected: Uint8Array<ArrayBuffer>;
  #filled = 0;
  /** Memory for each channel of a planar stream. */
  readonly #channels: readonly ArrayBuffer[];

  constructor(stream: Stream) {
    const frames = byteFramesOf(stream, 'output');
    const bytes = blocksAtOnce * bytesIn(frames, stream.bufferSize);
    super({ highWaterMark: bytes });
    this.#stream = stream;
    this.#frames = frames;
    this.#collected = new Uint8Array(bytes);
    const planes = stream.layout === 'planar' ? frames.channels : 0;
    this.#channels = Array.from({ length: planes }, () => new ArrayBuffer(bytes / frames.channels));
    stream.once('close', this.#onClose);
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, callback: Callback): void {
    this.#take(chunk).then(() => callback(), callback);
  }

  override _final(callback: Callback): void {
    this.#finish().then(() => callback(), callback);
  }

  override _destroy(error: Error | null, callback: Callback): void {
    this.#stream.off('close', this.#onClose);
    this.#abort.abort();
    callback(error);
  }

  /** What waits learns of it from the output. Where nothing does, nobody would: a source may be long in coming. */
  readonly #onClose = (error: unknown) => {
    if (this.writableLength === 0 && !this.writableEnded) this.destroy(error as Error | undefined);
  };

  async #take(chunk: Buffer): Promise<void> {
    const { groupBytes } = this.#frames;
    for (let done = 0; done < chunk.length; ) {
      const count = Math.min(chunk.length - done, this.#collected.length - this.#filled);
      this.#collected.set(chunk.subarray(done, done + count), this.#filled);
      this.#filled += count;
      done += count;
      const whole = this.#filled - (this.#filled % groupBytes);
      if (whole === 0) continue;
      await this.#queue(whole);
      this.#collected.copyWithin(0, whole, this.#filled);
      this.#filled -= whole;
    }
  }

  /** Hands the first `bytes` bytes, whole frames, to the output. */
  #queue(bytes: number): Promise<void> {
    const { format, output } = this.#stream;
    const { buffer } = this.#collected;
    if (this.#channels.length === 0) return output.write(viewOf(format, buffer, 0, bytes), this.#waiting);
    const { channels, elementBytes } = this.#frames;
    const planes = this.#channels.map((memory) => viewOf(format, memory, 0, bytes / channels));
    deinterleave(this.#collected.subarray(0, bytes), elementBytes, planes.map(bytesOf));
    return output.write(planes, this.#waiting);
  }

  /** Whole frames are played whatever comes after them. */
  async #finish(): Promise<void> {
    await this.#stream.output.drain(this.#waiting);
    if (this.#filled === 0) return;
    const { channels, groupBytes } = this.#frames;
    throw new RangeError(
      `The last frame is incomplete: there are ${this.#filled} bytes of it, and ${channels} channels take ${groupBytes}`,
    );
  }
}
