/** How long samples are on their way, in frames. */
export interface Latency {
  /** Frames from the interface's input to the program: what the driver reports, and what waits to be read. */
  readonly input: number;
  /** Frames from the program to the interface's output: what is queued before a frame that is written now, and what the driver reports. */
  readonly output: number;
  /** Frames from input to output through the program, as it is now. */
  readonly roundTrip: number;
}

export function latencyOf(
  driver: { readonly input: number; readonly output: number },
  waitingFrames: number,
  queuedFrames: number,
): Latency {
  const input = driver.input + waitingFrames;
  const output = driver.output + queuedFrames;
  return { input, output, roundTrip: input + output };
}

/** Drivers exist that say anything at all. */
const longestTailSeconds = 1;

/** What a stream tells of itself that decides when its output is heard. */
interface Timing {
  readonly latencies: { readonly output: number };
  readonly bufferSize: number;
  readonly sampleRate: number | null;
}

/**
 * Frames after which what the driver has taken by now has been heard: the latency counts from the buffer switch in which
 * it was taken, to the first frame of the buffer.
 */
export function tailOf({ latencies, bufferSize, sampleRate }: Timing): number {
  const longest = Math.ceil(longestTailSeconds * (sampleRate ?? 48000));
  return Math.min(latencies.output, longest) + 2 * bufferSize;
}
