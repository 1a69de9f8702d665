/** What a stream is opened with, and what it tells. */
import type { DeviceChanges, ResetReason } from './device-reset.js';
import type { Format, Layout } from './format.js';
import type { ProcessFunction } from './process-loop.js';
import type { StreamStats } from './stream-stats.js';

/** What a stream is opened with. */
export interface StreamOptions {
  /** Channel numbers to record. Default: all. An empty array: none. */
  readonly inputs?: readonly number[];
  /** Channel numbers to play. Default: all. An empty array: none. */
  readonly outputs?: readonly number[];
  /** Frames per buffer switch; one of those that the driver offers. Default: what the driver prefers. */
  readonly bufferSize?: number;
  /** What samples are handed over as; see `Format`. Default: `float32`. */
  readonly format?: Format;
  /** Whether each channel has an array of its own or all are in one, frame by frame. Default: `planar`. */
  readonly layout?: Layout;
  /**
   * `tpdf`: noise of up to one step to either side is added before a sample is rounded to an integer that may be too
   * narrow for it, in either direction. Samples that need no rounding stay exact, also with it: an integer that widens,
   * and everything that becomes a float. Default: `none`.
   */
  readonly dither?: Dither;
  /** Which noise: the same seed gives the same samples at the same positions, whatever the buffer size. Default: 0. */
  readonly ditherSeed?: number;
  /** Frames, or seconds, that each ring holds at least. Default: half a second; with `process` a twentieth. */
  readonly depth?: number | { readonly seconds: number };
  /**
   * Makes the output from the input, on this thread: see `ProcessFunction`. The stream's `input` and `output` are then
   * its own. What it throws ends the stream, and comes with the `close` event or, without a listener for that, as an
   * uncaught exception.
   */
  readonly process?: ProcessFunction;
  /**
   * With `process`: how many buffers after its input an output is played. An output that is not ready by then is counted
   * as missed, silence is played, and it is dropped when it comes. Default: as many as take 10 ms, and at least 2.
   */
  readonly delayBuffers?: number;
}

/** Noise before digits are lost: none, or the difference of two even distributions, one step to either side. */
export type Dither = (typeof dithers)[number];

export const dithers = ['none', 'tpdf'] as const;

/** That the driver was stopped and started again under a stream. */
export interface Restart {
  /** Another rate, or why the driver was opened again. */
  readonly reason: 'sample-rate' | ResetReason;
  /** What the driver says otherwise than before, after a reset. */
  readonly changes: DeviceChanges;
  /** From now on, Hz; null: the driver does not know. */
  readonly sampleRate: number | null;
  /** From now on, frames per buffer switch. */
  readonly bufferSize: number;
}

/** What a stream tells: the names of its events, and what listeners get. */
export interface StreamEvents {
  /** Frames were lost. Several losses may come as one event. */
  xrun: [stats: StreamStats];
  /** The driver was stopped and started again, with another rate or as a new one; the stream goes on. */
  restart: [restart: Restart];
  /** The stream is over, for this reason if there is one. */
  close: [error: unknown];
}
