/** What a stream is opened with, and what it tells. */
import type { Format } from './format.js';

export interface StreamOptions {
  /** Channel numbers to record. Default: all. An empty array: none. */
  readonly inputs?: readonly number[];
  /** Channel numbers to play. Default: all. An empty array: none. */
  readonly outputs?: readonly number[];
  /** Frames per buffer switch; one of those that the driver offers. Default: what the driver prefers. */
  readonly bufferSize?: number;
  /** What samples are handed over as; see `Format`. Default: `float32`. */
  readonly format?: Format;
  /** Frames that each ring holds at least. Default: half a second. */
  readonly depth?: number;
}

/** What happened so far. Everything only grows, but for `position`. */
export interface StreamStats {
  /** Buffer switches served. */
  readonly buffers: number;
  /** Frames since `start`. */
  readonly position: number;
  /** Times that there was nothing to play, and frames of silence that went out instead. */
  readonly underruns: number;
  readonly underrunFrames: number;
  /** Times that the input ring was full, and frames that were dropped. */
  readonly overruns: number;
  readonly overrunFrames: number;
  /** Buffer switches that came while another was being served, and were not. */
  readonly reentries: number;
  /** Frames that were queued for output and never played, as the stream was set up anew. */
  readonly discardedFrames: number;
}

export interface Restart {
  readonly reason: 'sample-rate';
  readonly sampleRate: number | null;
  readonly bufferSize: number;
}

export interface StreamEvents {
  /** Frames were lost. Several losses may come as one event. */
  xrun: [stats: StreamStats];
  /** The driver was stopped and started again with other settings; the stream goes on. */
  restart: [restart: Restart];
  /** The stream is over, for this reason if there is one. */
  close: [error: unknown];
}
