import type { Samples } from './format.js';
import { blockFlag } from './native.js';

/** What is special about a block. */
export interface BlockFlags {
  /** Frames are missing before it: the program was too slow to read them. */
  readonly gap: boolean;
  /** It is the first one after the driver was started, or started again. */
  readonly start: boolean;
}

/** The samples of one buffer switch. */
export interface BlockData {
  /** One array per channel, in the order in which the stream was opened with them. */
  readonly channels: readonly Samples[];
  readonly frames: number;
  /** Of the first frame, counted from `start`. */
  readonly position: number;
  /** When the buffer switch began, on the clock of `process.hrtime.bigint()`. */
  readonly timeNs: bigint;
  readonly flags: BlockFlags;
}

const high = 2 ** 32;
const headerWords = {
  positionLow: 0,
  positionHigh: 1,
  timeLow: 2,
  timeHigh: 3,
  flags: 4,
  frames: 5,
} as const;

/** How many 32-bit words a block's header takes. */
export const blockHeaderWords = 8;

/**
 * A block as it lies in the ring: views, no copies. Valid until the next one is asked for; `copy` keeps it.
 */
export class Block implements BlockData {
  readonly channels: readonly Samples[];
  readonly #header: Uint32Array;

  /** @internal */
  constructor(channels: readonly Samples[], header: Uint32Array) {
    this.channels = channels;
    this.#header = header;
  }

  #word(name: keyof typeof headerWords): number {
    return this.#header[headerWords[name]] as number;
  }

  get frames(): number {
    return this.#word('frames');
  }

  get position(): number {
    return this.#word('positionHigh') * high + this.#word('positionLow');
  }

  get timeNs(): bigint {
    return (BigInt(this.#word('timeHigh')) << 32n) | BigInt(this.#word('timeLow'));
  }

  get flags(): BlockFlags {
    const bits = this.#word('flags');
    return { gap: (bits & blockFlag.gap) !== 0, start: (bits & blockFlag.start) !== 0 };
  }

  /** The same block with samples of its own, to keep. */
  copy(): BlockData {
    const { frames, position, timeNs, flags } = this;
    return { channels: this.channels.map((samples) => samples.slice()), frames, position, timeNs, flags };
  }

  /** @internal How many of the frames count. */
  setFrames(frames: number): void {
    this.#header[headerWords.frames] = frames;
  }
}
