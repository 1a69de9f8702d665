/** Time code that a driver reads and hands on with its buffers. */

/** What a time code says of one frame. See `stream.timeCode`. */
export interface TimeCode {
  /** The frame's place in time code, in frames. */
  readonly samples: number;
  /** The same frame's position in the stream: the first of a buffer. */
  readonly position: number;
  /** 1: as fast as the sample rate; null: the driver does not know. */
  readonly speed: number | null;
  /** It runs. */
  readonly running: boolean;
  /** It runs backwards. */
  readonly reverse: boolean;
  /** It runs as fast as it should. */
  readonly onSpeed: boolean;
  /** It stands still, and is read. */
  readonly still: boolean;
}

/** The protocol's bits. */
const flag = { running: 2n, reverse: 4n, onSpeed: 8n, still: 16n, speedValid: 256n } as const;

const words = 5;

/** Reads `native/rt/time_code_report.h`, which the audio thread may be writing. */
export class TimeCodeReport {
  readonly #words: BigUint64Array;
  readonly #speed = new Float64Array(1);
  readonly #speedBits = new BigUint64Array(this.#speed.buffer);

  constructor(buffer: SharedArrayBuffer, offset: number) {
    this.#words = new BigUint64Array(buffer, offset, words);
  }

  /** Null: there was none yet. */
  read(): TimeCode | null {
    const load = (index: number) => Atomics.load(this.#words, index);
    for (;;) {
      const sequence = load(0);
      if (sequence === 0n) return null;
      const [position, samples, speedBits, flags] = [load(1), load(2), load(3), load(4)];
      if (sequence % 2n === 1n || load(0) !== sequence) continue; // it is being written, which takes no time
      this.#speedBits[0] = speedBits;
      const has = (bit: bigint) => (flags & bit) !== 0n;
      return {
        samples: Number(samples),
        position: Number(position),
        speed: has(flag.speedValid) ? (this.#speed[0] as number) : null,
        running: has(flag.running),
        reverse: has(flag.reverse),
        onSpeed: has(flag.onSpeed),
        still: has(flag.still),
      };
    }
  }
}
