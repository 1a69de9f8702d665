// For the random walk: what a stream delivers, and whether every frame of it is accounted for.

export class Lost extends Error {}

export function must(condition, what) {
  if (!condition) throw new Lost(what);
}

/** Reads what there is, and sees that positions go on, or over a gap that is marked. */
export class Reader {
  #stream;
  #next;
  #frames = 0;
  /** A read that is under way, and never fails. */
  reading;
  /** Of the buffers before the latest change of their size. */
  #due = { buffers: 0, frames: 0, size: 0 };

  /** `isStepped`: nothing happens by itself, so that numbers of one moment belong together. */
  constructor(stream, isStepped) {
    this.#stream = stream;
    this.isStepped = isStepped;
    this.#due.size = stream.bufferSize;
    stream.on('restart', () => this.#changeSize());
  }

  #changeSize() {
    const { buffers } = this.#stream.stats;
    const { size, frames } = this.#due;
    this.#due = {
      buffers,
      frames: frames + (buffers - this.#due.buffers) * size,
      size: this.#stream.bufferSize,
    };
  }

  read() {
    const { input, inputs } = this.#stream;
    if (inputs.length === 0) return;
    for (let block = input.tryRead(); block !== null; block = input.tryRead()) this.note(block);
  }

  /** A block that was read, or none. */
  note(block) {
    if (block === null || block === undefined) return;
    const { position, frames, flags } = block;
    if (this.#next !== undefined && position !== this.#next) {
      const begins = flags.start && position === 0; // another run counts from its own beginning
      must(flags.gap || begins, `a block at ${position} where ${this.#next} is due, without a mark`);
    }
    this.#frames += frames;
    this.#next = position + frames;
  }

  /** With the driver at rest: what was not delivered is in the counters. */
  check() {
    if (!this.isStepped || this.#stream.inputs.length === 0) return;
    this.read();
    this.#changeSize();
    const expected = this.#due.frames - this.#stream.stats.overrunFrames;
    must(this.#frames === expected, `${this.#frames} frames were read, and ${expected} should be`);
  }
}
