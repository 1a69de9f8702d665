/** A known sample for every frame and channel, as `int32`: none is likely to be where another belongs. */
export function sampleAt(frame: number, channel: number): number {
  return (Math.imul(frame, 0x9e3779b1) + Math.imul(channel + 1, 0x85ebca6b)) | 0;
}

/** What a checker found out. */
export interface SequenceReport {
  readonly blocks: number;
  readonly frames: number;
  /** Samples that are not what they should be. */
  readonly wrong: number;
  /** The position of the first of those, or -1. */
  readonly firstWrong: number;
  /** Blocks that did not begin where the one before ended. */
  readonly jumps: number;
}
