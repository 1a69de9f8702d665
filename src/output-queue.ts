import type { Block } from './block.js';
import { BufferSwitchError } from './errors.js';
import { arrayOf, bytesOf, type Format, type Layout, type Samples } from './format.js';
import type { StreamMemory } from './stream-memory.js';
import { expected } from './validate.js';

/** How the stream's format looks from here. */
export interface OutputShape {
  readonly format: Format;
  readonly layout: Layout;
  readonly bufferSize: number;
  /** Array elements per frame, of each plane: 3 for packed 24-bit samples, 1/8 for a channel of DSD. */
  readonly elementsPerFrame: readonly number[];
}

/** Of a stream with this memory and buffers of that many frames. */
export function shapeOf({ map }: StreamMemory, bufferSize: number): OutputShape {
  const { format, layout, places } = map;
  const elementBytes = arrayOf[format].BYTES_PER_ELEMENT;
  const elementsPerFrame = places.output.planes.map(({ bytes }) => bytes / elementBytes / bufferSize);
  return { format, layout, bufferSize, elementsPerFrame };
}

/** One array per channel, or the one with all of them. Throws where they are not what the stream takes. */
export function planesOf(samples: readonly Samples[] | Samples, shape: OutputShape): readonly Samples[] {
  const count = shape.elementsPerFrame.length;
  if (count === 0) {
    throw new BufferSwitchError('INVALID_STATE', 'The stream was opened without output channels.');
  }
  if (shape.layout === 'interleaved') {
    if (ArrayBuffer.isView(samples)) return [samples as Samples];
    throw new TypeError(expected('one typed array, as the stream is interleaved', 'samples', samples));
  }
  if (Array.isArray(samples) && samples.length === count) return samples;
  throw new TypeError(expected(`an array of ${count} typed arrays`, 'samples', samples));
}

/** How many frames `planes` hold. Throws where it is not the same whole number in each. */
export function framesOf(planes: readonly Samples[], { format, elementsPerFrame }: OutputShape): number {
  for (const samples of planes) {
    if (!(samples instanceof arrayOf[format])) {
      throw new TypeError(expected(`${arrayOf[format].name}s`, 'samples', samples));
    }
  }
  const frames = planes.map((samples, i) => samples.length / (elementsPerFrame[i] as number));
  if (!frames.every((value) => Number.isInteger(value) && value === frames[0])) {
    throw new RangeError(expected('the same whole number of frames in every channel', 'samples', frames));
  }
  return frames[0] as number;
}

/** Cuts frames into blocks of one output ring. Never waits. Takes the stream's output with the first frame. */
export class OutputQueue {
  readonly shape: OutputShape;
  readonly #memory: StreamMemory;
  #partial: Block | undefined;
  #filled = 0;
  #discardedTo = 0;

  constructor(memory: StreamMemory, bufferSize: number) {
    this.#memory = memory;
    this.shape = shapeOf(memory, bufferSize);
  }

  /** Whether a frame would find room. */
  get hasRoom(): boolean {
    return this.#claim() !== undefined;
  }

  /** Whether the last buffer is incomplete. */
  get isPartial(): boolean {
    return this.#filled > 0;
  }

  /** Whether the driver has taken all blocks. */
  get isEmpty(): boolean {
    return (this.#memory.output?.queued ?? 0) === 0;
  }

  /** Frames that are queued and are going to be played. */
  get queuedFrames(): number {
    const { output, discarding } = this.#memory;
    if (output === undefined) return 0;
    const blocks = discarding ? (output.written - this.#discardedTo) | 0 : output.queued;
    return blocks * this.shape.bufferSize + this.#filled;
  }

  /** Queues frames of `planes`, which hold `frames`, from the one at `from` on, as far as there is room. Up to which. */
  fill(planes: readonly Samples[], frames: number, from: number): number {
    const { bufferSize, elementsPerFrame } = this.shape;
    for (let done = from; done < frames; ) {
      const block = this.#claim();
      if (block === undefined) return done;
      const count = Math.min(bufferSize - this.#filled, frames - done);
      for (const [i, elements] of elementsPerFrame.entries()) {
        const source = planes[i] as Samples;
        const part = count === frames ? source : source.subarray(done * elements, (done + count) * elements);
        (block.planes[i] as Samples).set(part, this.#filled * elements);
      }
      this.#filled += count;
      done += count;
      if (this.#filled === bufferSize) this.#publish(block);
    }
    return frames;
  }

  /** Fills an incomplete last buffer up with silence. What comes after it is meant to be silent. */
  finish(): void {
    const partial = this.#partial;
    if (partial !== undefined && this.#filled > 0) {
      for (const [i, samples] of partial.planes.entries()) {
        const elements = this.#filled * (this.shape.elementsPerFrame[i] as number);
        bytesOf(samples).fill(this.#memory.outputSilence[i] as number, elements * samples.BYTES_PER_ELEMENT);
      }
      this.#publish(partial);
    }
    this.#memory.setOutputWanted(false);
  }

  /** What is queued is not to be played. How many frames of that the driver will not count, as they were in no block. */
  discard(): number {
    const uncounted = this.#filled;
    this.#filled = 0;
    this.#memory.setOutputWanted(false);
    if (this.#memory.output === undefined) return uncounted;
    this.#discardedTo = this.#memory.output.written;
    this.#memory.discardOutput();
    return uncounted;
  }

  /** The block that is being filled, or a new one; undefined while the ring is full. */
  #claim(): Block | undefined {
    this.#memory.take('output');
    this.#partial ??= this.#memory.output?.claim();
    return this.#partial;
  }

  /** Hands over the block as far as it is filled. */
  #publish(block: Block): void {
    block.setFrames(this.#filled);
    this.#partial = undefined;
    this.#filled = 0;
    this.#memory.output?.publish();
    this.#memory.setOutputWanted(true); // after: before, the ring might be seen empty
  }
}
