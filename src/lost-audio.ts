import type { Stream } from './stream.js';

/** What did not arrive in time, in frames. All zero is the normal case. */
export interface LostAudio {
  /** Silence went out instead of what should have been played. */
  readonly output: number;
  /** Came in and was dropped. */
  readonly input: number;
}

/** What a stream has lost so far. A buffer switch that was not served is lost for both directions. */
export function lostAudio(stream: Stream): LostAudio {
  const { underrunFrames, overrunFrames, reentries } = stream.stats;
  const unserved = reentries * stream.bufferSize;
  return {
    output: stream.outputs.length > 0 ? underrunFrames + unserved : 0,
    input: stream.inputs.length > 0 ? overrunFrames + unserved : 0,
  };
}
