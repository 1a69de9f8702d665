import type { Gap, Piece } from '../captured.js';
import { arrayOf, type Samples } from '../format.js';
import { clip } from './gaps.js';
import { frameElements, framesOf, type Sound } from './sound.js';

/** Keeps the frames that came last, so that a recording can begin before it was started. */
export class PreRoll {
  readonly #sound: Sound;
  readonly #capacity: number;
  readonly #arrays: readonly Samples[];
  /** Where the next frame goes, and how many are there. */
  #next = 0;
  #frames = 0;
  /** In the stream, behind the last frame. */
  #end = 0;
  #gaps: Gap[] = [];

  /** `capacity`: frames; 0 keeps none. */
  constructor(sound: Sound, capacity: number) {
    this.#sound = sound;
    this.#capacity = capacity;
    const count = sound.layout === 'planar' ? sound.channels : 1;
    const length = capacity * frameElements(sound);
    this.#arrays = Array.from({ length: count }, () => new arrayOf[sound.encoding](length));
  }

  /** Frames that are there. */
  get frames(): number {
    return this.#frames;
  }

  /** Takes the first `frames` frames of a piece, which follows on the one before. */
  add(piece: Piece<Samples>, frames: number): void {
    const now = Math.min(frames, this.#capacity);
    for (let done = 0; done < now; ) {
      const part = Math.min(now - done, this.#capacity - this.#next);
      const from = framesOf(this.#sound, piece.channels, frames - now + done, part);
      for (const [i, array] of this.#arrays.entries()) {
        array.set(from[i] as Samples, this.#next * frameElements(this.#sound));
      }
      this.#next = (this.#next + part) % this.#capacity;
      done += part;
    }
    this.#frames = Math.min(this.#capacity, this.#frames + now);
    this.#end = piece.position + frames;
    const gaps = [...this.#gaps, ...piece.gaps];
    this.#gaps = clip(gaps, this.#end - this.#frames, this.#end);
  }

  /** What is there, in one or two pieces, which are valid until something is added. */
  *pieces(): Generator<Piece<Samples>> {
    const first = this.#next - this.#frames;
    for (let done = 0; done < this.#frames; ) {
      const at = (first + done + this.#capacity) % this.#capacity;
      const frames = Math.min(this.#frames - done, this.#capacity - at);
      const position = this.#end - this.#frames + done;
      const channels = framesOf(this.#sound, this.#arrays, at, frames);
      yield { channels, frames, position, gaps: clip(this.#gaps, position, position + frames) };
      done += frames;
    }
  }
}
