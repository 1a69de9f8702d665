import { BufferSwitchError } from './errors.js';
import type { Layout, Samples } from './format.js';
import { blockFlag } from './native.js';

/** What is special about a block. */
export interface BlockFlags {
  /** Frames are missing before it: the program was too slow to read them. */
  readonly gap: boolean;
  /** It is the first one after the driver was started, or started again. */
  readonly start: boolean;
  /** From here on the sample rate is another. */
  readonly rateChanged: boolean;
  /** From here on the clock source is another. */
  readonly clockChanged: boolean;
  /** The driver said that the computer was too slow for it. */
  readonly overload: boolean;
  /** The buffer switch began more than half a period late. Never with a virtual clock. */
  readonly late: boolean;
}

/** Where in time a block is. */
export interface BlockTime {
  /** How many frames it has, from 1 to the buffer size. */
  readonly frames: number;
  /** Of the first frame, counted from `start`. */
  readonly position: number;
  /** When the buffer switch began, on the clock of `process.hrtime.bigint()`. Asking for it makes a bigint. */
  readonly timeNs: bigint;
  /** What is special about it. */
  readonly flags: BlockFlags;
}

/** The samples of one buffer switch. */
export interface BlockData extends BlockTime {
  /** Planar: one array per channel, in the order in which the stream was opened with them. */
  readonly channels: readonly Samples[];
  /** Interleaved: one array, frame by frame, the channels in the order in which the stream was opened with them. */
  readonly interleaved: Samples;
}

const high = 2 ** 32;
const headerWords = {
  positionLow: 0,
  positionHigh: 1,
  timeLow: 2,
  timeHigh: 3,
  flags: 4,
  frames: 5,
  run: 6,
} as const;

/** The flags of a block in the ring: they are read when they are asked for. */
class HeaderFlags implements BlockFlags {
  readonly #header: Uint32Array;

  constructor(header: Uint32Array) {
    this.#header = header;
  }

  #has(bit: number): boolean {
    return ((this.#header[headerWords.flags] as number) & bit) !== 0;
  }

  get gap(): boolean {
    return this.#has(blockFlag.gap);
  }

  get start(): boolean {
    return this.#has(blockFlag.start);
  }

  get rateChanged(): boolean {
    return this.#has(blockFlag.rateChanged);
  }

  get clockChanged(): boolean {
    return this.#has(blockFlag.clockChanged);
  }

  get overload(): boolean {
    return this.#has(blockFlag.overload);
  }

  get late(): boolean {
    return this.#has(blockFlag.late);
  }
}

/** The flags as they are now, to keep. */
function copyFlags({ gap, start, rateChanged, clockChanged, overload, late }: BlockFlags): BlockFlags {
  return { gap, start, rateChanged, clockChanged, overload, late };
}

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

  /**
   * Planar: one array per channel, in the order in which the stream was opened with them. Else throws
   * `INVALID_STATE`.
   */
  get channels(): readonly Samples[] {
    if (this.layout === 'planar') return this.planes;
    throw new BufferSwitchError('INVALID_STATE', 'The stream is interleaved; use block.interleaved.');
  }

  /** Interleaved: one array, frame by frame. Else throws `INVALID_STATE`. */
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
    this.flags = copyFlags(block.flags);
  }
}

/**
 * A block as it lies in the ring: views, no copies. Valid until the next one is asked for; `copy` keeps it.
 */
export class Block extends BlockSamples implements BlockData {
  /** What is special about it. */
  readonly flags: BlockFlags;
  readonly #header: Uint32Array;
  readonly #whole: Float64Array;

  /** @hideconstructor `whole`: the memory of all samples. */
  constructor(planes: readonly Samples[], layout: Layout, header: Uint32Array, whole: Float64Array) {
    super(planes, layout);
    this.#header = header;
    this.#whole = whole;
    this.flags = new HeaderFlags(header);
  }

  #word(name: keyof typeof headerWords): number {
    return this.#header[headerWords[name]] as number;
  }

  /** How many frames it has, from 1 to the buffer size. */
  get frames(): number {
    return this.#word('frames');
  }

  /** Of its first frame, counted from `start`. */
  get position(): number {
    return this.#word('positionHigh') * high + this.#word('positionLow');
  }

  /** When the buffer switch began, on the clock of `process.hrtime.bigint()`. */
  get timeNs(): bigint {
    return (BigInt(this.#word('timeHigh')) << 32n) | BigInt(this.#word('timeLow'));
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

  /** @internal All bits are 0. At once for all channels, in the widest steps: in shared memory a step takes its time. */
  clear(): void {
    this.#whole.fill(0);
  }

  /** @internal It is what becomes of `input`, in the same place of time. */
  setOrigin(input: Block): void {
    const from = input.#header;
    this.#header[headerWords.positionLow] = from[headerWords.positionLow] as number;
    this.#header[headerWords.positionHigh] = from[headerWords.positionHigh] as number;
    this.#header[headerWords.run] = from[headerWords.run] as number;
    this.#header[headerWords.frames] = from[headerWords.frames] as number;
  }
}
