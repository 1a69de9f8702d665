/** The one stream that a device carries: how it comes to be there, and who waits for that. */
import type { Device } from './device.js';
import { BufferSwitchError } from './errors.js';
import type { NativeDevice } from './native.js';
import { Processor, type ProcessorOptions, splitProcessorOptions } from './processor.js';
import type { RingHandle } from './ring-handle.js';
import { Stream } from './stream.js';
import type { StreamOptions } from './stream-options.js';
import { expected } from './validate.js';

export class StreamPlace {
  readonly #device: Device;
  readonly #native: NativeDevice;
  #stream: Stream | undefined;
  #opening: Promise<void> | undefined;
  /** One that is being opened, whose thread may never be ready. */
  #openingProcessor: Processor | undefined;
  /** How many want no stream to be opened now. */
  #keptFree = 0;

  constructor(device: Device, nativeDevice: NativeDevice) {
    this.#device = device;
    this.#native = nativeDevice;
  }

  get stream(): Stream | undefined {
    return this.#stream;
  }

  /** Whether there is a stream, or will be. */
  get isTaken(): boolean {
    return this.#stream !== undefined || this.#opening !== undefined;
  }

  /** While a stream is being opened: the end of that. It does not fail. */
  get opening(): Promise<void> | undefined {
    return this.#opening;
  }

  /** Does `work` for a switch between PCM and DSD; meanwhile no stream can be opened. */
  async keepFree(work: () => Promise<void>): Promise<void> {
    this.#keptFree++;
    try {
      await work();
    } finally {
      this.#keptFree--;
    }
  }

  async open(options: StreamOptions, signal: AbortSignal | undefined): Promise<Stream> {
    this.#checkFree();
    return await this.#prepare(new Stream(this.#device, this.#native, options), signal);
  }

  async openProcessor(
    module: URL | string,
    options: ProcessorOptions,
    signal: AbortSignal | undefined,
  ): Promise<Processor> {
    const { streamOptions, processing } = splitProcessorOptions(options);
    this.#checkFree();
    let processor: Processor | undefined;
    const hand = async (ring: RingHandle) => await processor?.serve(ring);
    const stream = new Stream(this.#device, this.#native, streamOptions, processing, hand);
    if (processing.delayBuffers === 0 && stream.outputs.length === 0) {
      throw new RangeError(expected('output channels for the mode in-step', 'outputs', []));
    }
    processor = new Processor(module, options);
    this.#openingProcessor = processor;
    try {
      await this.#prepare(stream, signal);
      signal?.throwIfAborted();
      processor.use(stream);
      return processor;
    } catch (error) {
      await stream.close();
      await processor.end();
      this.#refuseClosed(); // whatever its thread says of that
      throw error;
    } finally {
      this.#openingProcessor = undefined;
    }
  }

  /** The device is over, for this reason if there is one: so is what it carries. */
  end(error?: unknown): void {
    this.#stream?.end(error);
    void this.#openingProcessor?.end();
  }

  forget(stream: Stream): void {
    if (this.#stream === stream) this.#stream = undefined;
  }

  #refuseClosed(): void {
    if (this.#device.state === 'open') return;
    throw new BufferSwitchError('DEVICE_CLOSED', 'The device is closed; open it again.');
  }

  #checkFree(): void {
    this.#refuseClosed();
    if (this.isTaken) {
      throw new BufferSwitchError(
        'INVALID_STATE',
        'The device has an open stream and carries only one; close it first.',
      );
    }
    if (this.#keptFree > 0) {
      throw new BufferSwitchError(
        'INVALID_STATE',
        'The device is switching between PCM and DSD; wait for setIoFormat before you open a stream.',
      );
    }
  }

  async #prepare(stream: Stream, signal: AbortSignal | undefined): Promise<Stream> {
    let opened = () => {};
    this.#opening = new Promise((resolve) => {
      opened = resolve;
    });
    try {
      await stream.prepare();
      signal?.throwIfAborted(); // nobody has it
      this.#refuseClosed(); // meanwhile
      this.#stream = stream;
    } catch (error) {
      stream.end(error);
      const device = this.#device;
      if (device.state === 'open') await device.guard(this.#native.dispose()).catch(() => {}); // there may be no buffers
      throw error;
    } finally {
      this.#opening = undefined;
      opened();
    }
    return stream;
  }
}
