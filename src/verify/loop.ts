import { captured } from '../captured.js';
import { type LostAudio, lostAudio } from '../lost-audio.js';
import type { Stream } from '../stream.js';
import { type Codec, codecOf } from './codec.js';
import { type Heard, Listener, type Unheard } from './listener.js';
import { Pattern } from './pattern.js';

/** What came of what went through the loop. */
export interface LoopResult {
  /** In the order of the stream's outputs. */
  readonly patterns: readonly Pattern[];
  /** In the order of the stream's inputs. */
  readonly inputs: readonly (Heard | Unheard)[];
  /** Frames in a value: 8 for most DSD. */
  readonly framesPerValue: number;
  readonly lost: LostAudio;
  /** The driver was closed and opened again meanwhile. */
  readonly wasRestarted: boolean;
}

/** Values that are handled at a time. */
const pieceValues = 4096;

/** Plays a pattern on each output of a stream of native samples, and has somebody listen to its inputs. */
export class Loop {
  readonly #stream: Stream;
  readonly #inputs: readonly Codec[];
  readonly #outputs: readonly Codec[];
  readonly #patterns: readonly Pattern[];
  readonly #framesPerValue: number;
  /** Values to play. */
  readonly #length: number;
  readonly #listener: Listener;
  readonly #progress: (frames: number) => void;
  #isOver = false;
  #wasRestarted = false;
  #failure: unknown;

  /** `frames` to play, and the longest latency that is considered. */
  constructor(stream: Stream, frames: number, window: number, progress: (frames: number) => void) {
    const { inputs, outputs } = stream.device;
    this.#stream = stream;
    this.#inputs = stream.inputs.map((channel) => codecOf(inputs[channel]?.sampleType ?? ''));
    this.#outputs = stream.outputs.map((channel) => codecOf(outputs[channel]?.sampleType ?? ''));
    const all = [...this.#inputs, ...this.#outputs];
    const kind = all.find((codec) => codec.kind !== 'float')?.kind ?? 'float';
    const bits = Math.min(...all.map((codec) => codec.bits));
    this.#patterns = stream.outputs.map((channel) => new Pattern({ kind, bits }, channel));
    this.#framesPerValue = all[0]?.frames ?? 1;
    this.#length = Math.ceil(frames / this.#framesPerValue);
    const longest = Math.ceil(window / this.#framesPerValue);
    this.#listener = new Listener(this.#patterns, this.#inputs.length, this.#length, longest);
    this.#progress = progress;
  }

  /** Queues what the rings of `depth` frames hold, runs the stream until all has come back, and stops it. */
  async run(depth: number, signal: AbortSignal | undefined): Promise<LoopResult> {
    const stream = this.#stream;
    const closed = (error: unknown) => this.#fail(error);
    const stop = () => void stream.stop().catch(closed);
    const restarted = () => {
      this.#wasRestarted = true;
    };
    stream.once('close', closed);
    stream.on('restart', restarted);
    signal?.addEventListener('abort', stop, { once: true });
    try {
      const played = await this.#play(0, depth - 2 * stream.bufferSize);
      signal?.throwIfAborted();
      await stream.start();
      this.#playOn(played).catch((error: unknown) => {
        if (this.#isOver) return;
        this.#fail(error);
        stop();
      });
      await this.#listen();
      const lost = lostAudio(stream); // before the search for what did not come back, which takes its time
      const inputs = this.#listener.finish();
      this.#isOver = true;
      signal?.throwIfAborted();
      if (this.#failure !== undefined) throw this.#failure;
      await stream.stop();
      const [patterns, framesPerValue] = [this.#patterns, this.#framesPerValue];
      return { patterns, inputs, framesPerValue, lost, wasRestarted: this.#wasRestarted };
    } finally {
      this.#isOver = true;
      signal?.removeEventListener('abort', stop);
      stream.off('close', closed);
      stream.off('restart', restarted);
    }
  }

  #fail(error: unknown): void {
    this.#failure ??= error;
  }

  /** Queues values from the one at `from` on, a piece at least and about `frames` frames; up to which. */
  async #play(from: number, frames: number): Promise<number> {
    const end = from + Math.max(pieceValues, Math.floor(frames / this.#framesPerValue));
    const values = new Float64Array(pieceValues);
    let at = from;
    for (; at + pieceValues <= end; at += pieceValues) {
      const count = Math.max(0, Math.min(pieceValues, this.#length - at));
      const planes = this.#patterns.map((pattern, output) => {
        const codec = this.#outputs[output] as Codec;
        const bytes = new Uint8Array(pieceValues * codec.bytes);
        values.fill(0);
        pattern.fill(values, at, count);
        codec.write(values, bytes, pieceValues);
        return bytes;
      });
      await this.#stream.output.write(planes);
    }
    return at;
  }

  /** The end of the patterns is still on its way when their last value has gone out: silence keeps the loop moving. */
  async #playOn(from: number): Promise<void> {
    for (let at = from; !this.#isOver; ) at = await this.#play(at, 0);
  }

  /** Until all has come back, or nothing will. */
  async #listen(): Promise<void> {
    const size = Math.max(this.#stream.bufferSize, pieceValues * this.#framesPerValue);
    const values = this.#inputs.map(() => new Float64Array(size / this.#framesPerValue));
    for await (const piece of captured<Uint8Array>(this.#stream, size)) {
      const count = Math.floor(piece.frames / this.#framesPerValue);
      this.#inputs.forEach((codec, input) => {
        codec.read(piece.channels[input] as Uint8Array, values[input] as Float64Array, count);
      });
      this.#listener.add(values, count);
      this.#progress(Math.min(this.#listener.captured, this.#length) * this.#framesPerValue);
      if (this.#listener.isDone) return;
    }
  }
}
