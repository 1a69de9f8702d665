import type { Block } from './block.js';
import { arrayOf, type Samples } from './format.js';
import type { Stream } from './stream.js';

/** A stretch of what came in. The arrays are used again for the next one. */
export interface Piece<T extends Samples> {
  readonly channels: readonly T[];
  readonly frames: number;
}

/**
 * The input of a planar stream, from frame 0 on and without holes, in pieces of up to `size` frames: a buffer of 64 frames
 * is not worth a file access. Frames that were lost are filled with zeros, so that whatever comes after them keeps its
 * place in time. Of DSD `size` is a multiple of 8. Ends with the stream's input. `T` is what belongs to the stream's format.
 */
export async function* captured<T extends Samples>(stream: Stream, size: number): AsyncGenerator<Piece<T>> {
  let channels: readonly T[] = [];
  /** Array elements a frame: 3 for packed samples of 24 bits, 1/8 for a channel of DSD. */
  let elements: readonly number[] = [];
  let filled = 0;
  let position = 0;
  for await (const block of stream.input) {
    if (channels.length === 0) {
      elements = block.channels.map((samples) => samples.length / block.frames);
      channels = elements.map((count) => new arrayOf[stream.format](size * count) as T);
    }
    let missing = Math.max(0, block.position - position);
    position = block.position + block.frames;
    while (missing > 0) {
      const now = Math.min(missing, size - filled);
      channels.forEach((channel, index) => {
        const count = elements[index] as number;
        channel.fill(0, filled * count, (filled + now) * count);
      });
      filled += now;
      missing -= now;
      if (filled === size) {
        yield { channels, frames: size };
        filled = 0;
      }
    }
    for (let done = 0; done < block.frames; ) {
      const now = Math.min(block.frames - done, size - filled);
      copy(block, done, now, channels, elements, filled);
      filled += now;
      done += now;
      if (filled === size) {
        yield { channels, frames: size };
        filled = 0;
      }
    }
  }
  if (filled > 0) yield { channels, frames: filled };
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
    const source = block.channels[index] as Samples;
    channel.set(source.subarray(from * count, (from + frames) * count), at * count);
  });
}
