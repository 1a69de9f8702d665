import type { Plane } from '../files/decoder.js';
import type { Block, Stream } from '../index.js';

/** A stretch of what came in. The arrays are used again for the next one. */
export interface Piece {
  readonly channels: readonly Plane[];
  readonly frames: number;
}

/**
 * The input of a stream, from frame 0 on and without holes, in pieces of up to `size` frames: a buffer of 64 frames
 * is not worth a file access. Frames that were lost are filled with silence, so that whatever comes after them keeps
 * its place in time. Ends with the stream's input.
 */
export async function* captured(stream: Stream, size: number): AsyncGenerator<Piece> {
  const channels: Plane[] = stream.inputs.map(() =>
    stream.format === 'float32' ? new Float32Array(size) : new Int32Array(size),
  );
  let filled = 0;
  let position = 0;
  for await (const block of stream.input) {
    let missing = Math.max(0, block.position - position);
    position = block.position + block.frames;
    while (missing > 0) {
      const now = Math.min(missing, size - filled);
      for (const channel of channels) channel.fill(0, filled, filled + now);
      filled += now;
      missing -= now;
      if (filled === size) {
        yield { channels, frames: size };
        filled = 0;
      }
    }
    for (let done = 0; done < block.frames; ) {
      const now = Math.min(block.frames - done, size - filled);
      copy(block, done, now, channels, filled);
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
function copy(block: Block, from: number, frames: number, channels: readonly Plane[], at: number): void {
  channels.forEach((channel, index) => {
    channel.set((block.channels[index] as Plane).subarray(from, from + frames), at);
  });
}
