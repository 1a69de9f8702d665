import type { Stream } from './stream.js';

/** What did not arrive in time, in frames. All zero is the normal case. */
export interface LostAudio {
  /** Silence went out instead of what should have been played, or it was left behind as the driver was opened again. */
  readonly output: number;
  /** Came in and was dropped, or would have come while the driver was opened again. */
  readonly input: number;
}

/** What a stream has lost so far. A buffer switch that was not served is lost for both directions. */
export function lostAudio(stream: Stream): LostAudio {
  const { underrunFrames, overrunFrames, reentries, discardedFrames, gapFrames } = stream.stats;
  const unserved = reentries * stream.bufferSize;
  return {
    output: stream.outputs.length > 0 ? underrunFrames + unserved + discardedFrames : 0,
    input: stream.inputs.length > 0 ? overrunFrames + unserved + gapFrames : 0,
  };
}

/** Why audio was lost, in a few words. `busy`: what was, where the driver was not opened again. */
export function lossReason({ stats }: Stream, busy = 'this machine'): string {
  const { overruns, underruns, gapFrames, discardedFrames } = stats;
  const wasReopened = gapFrames > 0 || discardedFrames > 0;
  const isBusy = overruns > 0 || underruns > 0;
  return wasReopened && !isBusy ? 'the driver was opened again meanwhile' : `${busy} was too busy`;
}
