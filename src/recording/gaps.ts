import type { Gap } from '../captured.js';

/** What of them lies from one position of the stream up to another. */
export function clip(gaps: readonly Gap[], from: number, to: number): Gap[] {
  return gaps.flatMap((gap) => {
    const position = Math.max(gap.position, from);
    const frames = Math.min(gap.position + gap.frames, to) - position;
    return frames > 0 ? [{ position, frames }] : [];
  });
}

/** Appends some, as one where they go on where the last one ends. */
export function append(gaps: Gap[], more: readonly Gap[]): void {
  for (const gap of more) {
    const last = gaps.at(-1);
    if (last !== undefined && last.position + last.frames === gap.position) {
      gaps[gaps.length - 1] = { position: last.position, frames: last.frames + gap.frames };
    } else gaps.push(gap);
  }
}

export function framesIn(gaps: readonly Gap[]): number {
  return gaps.reduce((sum, { frames }) => sum + frames, 0);
}
