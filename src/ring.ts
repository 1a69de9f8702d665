import { Block, blockHeaderWords } from './block.js';
import { type Format, type Layout, viewOf } from './format.js';
import type { NativeRing } from './native.js';

/**
 * One direction of a stream's shared memory, seen from this side. The audio thread is the other one; `native/rt` says
 * who owns what. The side that owns an index keeps its own copy and publishes it.
 */
class RingSide {
  readonly capacity: number;
  protected readonly cells: Int32Array;
  protected readonly writtenCell: number;
  protected readonly readCell: number;
  readonly #memory: SharedArrayBuffer;
  readonly #ring: NativeRing;
  readonly #format: Format;
  readonly #layout: Layout;
  readonly #slots: Block[] = [];
  protected readonly moved: () => void;

  /** `moved` is called after every step of this side. */
  constructor(
    memory: SharedArrayBuffer,
    ring: NativeRing,
    format: Format,
    layout: Layout,
    moved: () => void,
  ) {
    this.moved = moved;
    this.#memory = memory;
    this.#ring = ring;
    this.#format = format;
    this.#layout = layout;
    this.capacity = ring.capacity;
    this.cells = new Int32Array(memory);
    this.writtenCell = ring.writtenOffset / 4;
    this.readCell = ring.readOffset / 4;
  }

  /** How many blocks are written and not yet read. */
  get queued(): number {
    return (Atomics.load(this.cells, this.writtenCell) - Atomics.load(this.cells, this.readCell)) >>> 0;
  }

  /** The block that count `index` lies in. Its views are made once. */
  protected slot(index: number): Block {
    const slot = index & (this.capacity - 1);
    let block = this.#slots[slot];
    if (block === undefined) {
      block = this.#makeBlock(slot);
      this.#slots[slot] = block;
    }
    return block;
  }

  /** Makes the views of all blocks now, so that none has to be made while time is short. */
  makeAll(): void {
    for (let index = 0; index < this.capacity; index++) this.slot(index);
  }

  #makeBlock(slot: number): Block {
    const { headersOffset, samplesOffset, blockBytes } = this.#ring;
    const start = samplesOffset + slot * blockBytes;
    const planes = this.#ring.planes.map(({ offset, bytes }) =>
      viewOf(this.#format, this.#memory, start + offset, bytes),
    );
    const header = new Uint32Array(
      this.#memory,
      headersOffset + slot * blockHeaderWords * 4,
      blockHeaderWords,
    );
    const whole = new Float64Array(this.#memory, start, blockBytes / Float64Array.BYTES_PER_ELEMENT);
    return new Block(planes, this.#layout, header, whole);
  }
}

/** The side that empties the ring. */
export class RingReader extends RingSide {
  #read = 0;

  /** Goes on where this side of the ring was left, by whomever. */
  resume(): void {
    this.#read = Atomics.load(this.cells, this.readCell);
  }

  /** The oldest block, or undefined when there is none. */
  peek(): Block | undefined {
    if (Atomics.load(this.cells, this.writtenCell) === this.#read) return undefined;
    return this.slot(this.#read);
  }

  /** Gives the oldest block back. */
  release(): void {
    this.#read = (this.#read + 1) | 0;
    Atomics.store(this.cells, this.readCell, this.#read);
    this.moved();
  }
}

/** The side that fills the ring. */
export class RingWriter extends RingSide {
  #written = 0;

  /** Goes on where this side of the ring was left, by whomever. */
  resume(): void {
    this.#written = Atomics.load(this.cells, this.writtenCell);
  }

  /** How many blocks were ever published. */
  get written(): number {
    return this.#written;
  }

  /** The next free block, or undefined when the ring is full. */
  claim(): Block | undefined {
    if ((this.#written - Atomics.load(this.cells, this.readCell)) >>> 0 >= this.capacity) return undefined;
    return this.slot(this.#written);
  }

  /** Hands the claimed block to the audio thread. */
  publish(): void {
    this.#written = (this.#written + 1) | 0;
    Atomics.store(this.cells, this.writtenCell, this.#written);
    this.moved();
  }
}
