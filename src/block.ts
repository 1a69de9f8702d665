import { BufferSwitchError } from './errors.js';
import type { Layout, Samples } from './format.js';
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
  /** Planar: one array per channel, in the order in which the stream was opened with them. */
  readonly channels: readonly Samples[];
  /** Interleaved: one array, frame by frame, the channels in the order in which the stream was opened with them. */
  readonly interleaved: Samples;
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

/** Hands out samples as the stream's layout has them, and an error to those who ask for the other one. */
class BlockSamples {
  /** @internal All arrays, whichever layout it is. */
  readonly planes: readonly Samples[];
  /** @internal */
  protected readonly layout: Layout;

  constructor(planes: readonly Samples[], layout: Layout) {
    this.planes = planes;
    this.layout = layout;
  }

  get channels(): readonly Samples[] {
    if (this.layout === 'planar') return this.planes;
    throw new BufferSwitchError('INVALID_STATE', 'The stream is interleaved; use block.interleaved.');
  }

  get interleaved(): Samples {
    if (this.layout === 'interleaved') return this.planes[0] as Samples;
    throw new BufferSwitchError('INVALID_STATE', 'The stream is planar; use block.channels.');
  }
}

class BlockCopy extends BlockSamples implements BlockData {
  readonly frames: number;
  readonly position: number;
  readonly timeNs: bigint;
  readonly flags: BlockFlags;

  constructor(planes: readonly Samples[], layout: Layout, block: Block) {
    super(planes, layout);
    this.frames = block.frames;
    this.position = block.position;
    this.timeNs = block.timeNs;
    this.flags = block.flags;
  }
}

/**
 * A block as it lies in the ring: views, no copies. Valid until the next one is asked for; `copy` keeps it.
 */
export class Block extends BlockSamples implements BlockData {
  readonly #header: Uint32Array;

  /** @internal */
  constructor(planes: readonly Samples[], layout: Layout, header: Uint32Array) {
    super(planes, layout);
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
    const planes = this.planes.map((samples) => samples.slice());
    return new BlockCopy(planes, this.layout, this);
  }

  /** @internal How many of the frames count. */
  setFrames(frames: number): void {
    this.#header[headerWords.frames] = frames;
  }
}
