import type { Block } from '../block.js';
import { captured, type Piece } from '../captured.js';
import type { Samples } from '../format.js';
import type { Stream } from '../stream.js';
import { PreRoll } from './pre-roll.js';
import type { Sound } from './sound.js';
import type { Start } from './start.js';
import type { TakeWriter } from './take-writer.js';

export interface TakeOptions {
  readonly sound: Sound;
  readonly start: Start;
  /** Frames before the start that are kept as well, as far as there are so many. */
  readonly preRoll: number;
  /** Frames from the start on; infinity: until the stream stops. */
  readonly limit: number;
  /** Sees every block as it comes. */
  readonly observe?: (block: Block) => void;
  readonly onBegun?: (begun: Begun) => void;
  /** Sees every piece, before the start and after it. */
  readonly onPiece?: (piece: Piece<Samples>, started: boolean) => void;
}

/** Where a take has begun. */
export interface Begun {
  /** In the stream, of the frame that it was started with. */
  readonly position: number;
  /** Frames before that one which were kept. */
  readonly preRoll: number;
}

/**
 * Writes the input of a stream, from `start` on, until there are `limit` frames or the stream was stopped. Where that
 * was before the start there is no file. What was lost is silence, up to the end.
 */
export async function recordTake(stream: Stream, writer: TakeWriter, options: TakeOptions): Promise<void> {
  const { sound, start, limit } = options;
  // A sixteenth of a second: that much is not in the file yet if the machine dies, and levels move that often.
  const size = Math.max(stream.bufferSize, Math.ceil((stream.sampleRate ?? 48000) / 16));
  let preRoll: PreRoll | undefined = new PreRoll(sound, options.preRoll);
  const observe = options.observe === undefined ? {} : { observe: options.observe };
  let left = limit;
  for await (const piece of captured<Samples>(stream, size, { toTheEnd: true, ...observe })) {
    let from = 0;
    if (preRoll !== undefined) {
      from = start(piece);
      preRoll.add(piece, from < 0 ? piece.frames : from);
      if (from >= 0) {
        options.onBegun?.({ position: piece.position + from, preRoll: preRoll.frames });
        for (const earlier of preRoll.pieces()) await writer.write(earlier, 0, earlier.frames);
        preRoll = undefined;
      }
    }
    if (preRoll === undefined) {
      const frames = Math.min(piece.frames - from, left);
      await writer.write(piece, from, frames);
      left -= frames;
    }
    options.onPiece?.(piece, preRoll === undefined);
    if (left === 0) return;
  }
}
