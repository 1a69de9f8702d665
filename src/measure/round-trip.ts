import { setImmediate } from 'node:timers/promises';
import { captured } from '../captured.js';
import { lostAudio } from '../lost-audio.js';
import type { Stream } from '../stream.js';
import { type Detection, Detector } from './detector.js';
import type { Noise } from './noise.js';

/** What came of one start: where the noise was heard, that it was not, or that audio was lost and nothing can be said. */
export type Round = Detection | 'nothing' | 'lost';

/** Frames that are handled at a time, so that a short latency is found soon. */
const pieceFrames = 1024;

/** Starts a stream of `float64` with one output and one input, plays until the noise is heard, and stops it; again and again. */
export class RoundTrip {
  readonly #stream: Stream;
  readonly #noise: Noise;
  /** The longest latency that is considered. */
  readonly #window: number;
  /** Frames of noise that are queued before a start, so that nothing has to be made in time. */
  readonly #ahead: number;
  /** Frames of noise that were queued so far. What a stop leaves in the queue comes first after the next start. */
  #written = 0;
  /** A write that waits for room, perhaps from one start to the next. */
  #writing: Promise<void> | null = null;

  constructor(stream: Stream, noise: Noise, window: number, ahead: number) {
    this.#stream = stream;
    this.#noise = noise;
    this.#window = window;
    this.#ahead = ahead;
  }

  /** Rejects with what ends the stream, and with the signal's reason. */
  async run(signal: AbortSignal | undefined): Promise<Round> {
    const stream = this.#stream;
    let failure: unknown;
    let isOver = false;
    let wasRestarted = false;
    const fail = (error: unknown) => {
      failure ??= error;
    };
    const stop = () => void stream.stop().catch(fail);
    const restarted = () => {
      wasRestarted = true;
    };
    const playOn = async () => {
      while (!isOver) await this.#write();
    };
    stream.once('close', fail);
    stream.on('restart', restarted);
    signal?.addEventListener('abort', stop, { once: true });
    const before = lostAudio(stream);
    try {
      // A write of the last run that lets others have their turn has its own now; then it waits for room, if at all.
      await setImmediate();
      signal?.throwIfAborted();
      while (this.#writing === null && stream.output.queuedFrames < this.#ahead) await this.#write();
      const detector = new Detector(this.#noise, this.#written - stream.output.queuedFrames, this.#window);
      await stream.start();
      if (signal?.aborted) stop();
      playOn().catch((error: unknown) => {
        if (isOver) return;
        fail(error);
        stop();
      });
      await this.#listen(detector, stop);
      const { input, output } = lostAudio(stream);
      signal?.throwIfAborted();
      if (failure !== undefined) throw failure;
      if (wasRestarted || input > before.input || output > before.output) return 'lost';
      return detector.finish() ?? 'nothing';
    } finally {
      isOver = true;
      signal?.removeEventListener('abort', stop);
      await stream.stop().catch(() => {}); // one that cannot be stopped says so at its next start
      stream.off('close', fail);
      stream.off('restart', restarted);
    }
  }

  /** Queues one buffer of noise, all of it or none. */
  async #write(): Promise<void> {
    const { bufferSize, output } = this.#stream;
    this.#writing ??= output.write([this.#noise.values(this.#written, bufferSize)]).then(() => {
      this.#written += bufferSize;
      this.#writing = null;
    });
    await this.#writing;
  }

  /** Until it is known, and then to the end of what came in: nothing is to be left for the next start. */
  async #listen(detector: Detector, stop: () => void): Promise<void> {
    const size = Math.max(pieceFrames, this.#stream.bufferSize);
    let isStopping = false;
    for await (const { channels, frames } of captured<Float64Array>(this.#stream, size)) {
      if (isStopping) continue;
      detector.add((channels[0] as Float64Array).subarray(0, frames));
      isStopping = detector.isDone;
      if (isStopping) stop();
    }
  }
}
