import type { Block } from './block.js';
import { arrayOf, type Samples } from './format.js';
import type { Stream } from './stream.js';

/** Frames that never arrived, by their position in the stream. */
export interface Gap {
  readonly position: number;
  readonly frames: number;
}

/** A stretch of what came in. The arrays are used again for the next one. */
export interface Piece<T extends Samples> {
  /** One array for each channel, or of an interleaved stream the one with all of them. */
  readonly channels: readonly T[];
  readonly frames: number;
  /** Of the first frame, in the stream. */
  readonly position: number;
  /** Which of the frames are silence as they were lost. */
  readonly gaps: readonly Gap[];
}

export interface CapturedOptions {
  /** Sees every block as it comes, for its time say. */
  readonly observe?: (block: Block) => void;
  /** What was lost behind the last block that arrived is filled as well, once the stream was stopped. Default: false. */
  readonly toTheEnd?: boolean;
}

/**
 * The input of a stream, from frame 0 on and without holes, in pieces of up to `size` frames: a buffer of 64 frames is not
 * worth a file access. Frames that were lost are filled with zeros, so that whatever comes after them keeps its place in
 * time. Of DSD `size` is a multiple of 8. Ends with the stream's input. `T` is what belongs to the stream's format.
 */
export async function* captured<T extends Samples>(
  stream: Stream,
  size: number,
  { observe, toTheEnd = false }: CapturedOptions = {},
): AsyncGenerator<Piece<T>> {
  let channels: readonly T[] = [];
  /** Array elements a frame: 3 for packed samples of 24 bits, 1/8 for a channel of DSD. */
  let elements: readonly number[] = [];
  let filled = 0;
  let position = 0;
  let gaps: Gap[] = [];
  const takePiece = (): Piece<T> => {
    const piece = { channels, frames: filled, position: position - filled, gaps };
    filled = 0;
    gaps = [];
    return piece;
  };
  function* silence(end: number): Generator<Piece<T>> {
    while (position < end) {
      const now = Math.min(end - position, size - filled);
      channels.forEach((channel, index) => {
        const count = elements[index] as number;
        channel.fill(0, filled * count, (filled + now) * count);
      });
      gaps.push({ position, frames: now });
      filled += now;
      position += now;
      if (filled === size) yield takePiece();
    }
  }
  for await (const block of stream.input) {
    observe?.(block);
    if (channels.length === 0) {
      elements = block.planes.map((samples) => samples.length / block.frames);
      channels = elements.map((count) => new arrayOf[stream.format](size * count) as T);
    }
    yield* silence(block.position);
    position = block.position;
    for (let done = 0; done < block.frames; ) {
      const now = Math.min(block.frames - done, size - filled);
      copy(block, done, now, channels, elements, filled);
      filled += now;
      done += now;
      position += now;
      if (filled === size) yield takePiece();
    }
  }
  if (toTheEnd && channels.length > 0) yield* silence(stream.stats.position);
  if (filled > 0) yield takePiece();
}

/** From array to array of one type: bits are moved, never numbers, so that a NaN keeps its payload. */
function copy(
  block: Block,
  from: number,
  frames: number,
  channels: readonly Samples[],
  elements: readonly number[],
  at: number,
): void {
  channels.forEach((channel, index) => {
    const count = elements[index] as number;
    const source = block.planes[index] as Samples;
    const part = frames === block.frames ? source : source.subarray(from * count, (from + frames) * count);
    channel.set(part, at * count);
  });
}
