/** What a recording begins with. */
import type { Piece } from '../captured.js';
import type { Samples } from '../format.js';
import type { BlockClock } from './block-clock.js';
import { firstAbove, type Sound } from './sound.js';
import { exactly, roughly } from './wall-clock.js';

/** Which of a piece's frames the recording begins with; -1: none of them. */
export type Start = (piece: Piece<Samples>) => number;

export const atOnce: Start = () => 0;

/** The first frame in which a channel is louder than this, 1 being full scale. */
export function atLevel(sound: Sound, level: number): Start {
  return ({ channels, frames }) => firstAbove(sound, channels, frames, level);
}

const nearNs = 2_000_000_000n;

/** The frame that is at the input at that time of day. One that has passed already is the first one there is. */
export function atTime(epochMs: number, clock: BlockClock): Start {
  return ({ position, frames }) => {
    let target = roughly(epochMs);
    if (target - process.hrtime.bigint() < nearNs) target = exactly(epochMs);
    const at = clock.positionAt(target) - position;
    return at >= frames ? -1 : Math.max(0, at);
  };
}
