import { EventEmitter } from 'node:events';
import { type AbortOptions, orAborted, signalOf } from './abort.js';
import type { DriverEntry } from './drivers.js';
import { BufferSwitchError, call } from './errors.js';
import { type IoFormat, ioFormats, usualRates } from './io-format.js';
import { type NativeDescription, type NativeDevice, notice } from './native.js';
import { Processor, type ProcessorOptions, splitProcessorOptions } from './processor.js';
import type { RingHandle } from './ring-handle.js';
import { Stream } from './stream.js';
import type { StreamOptions } from './stream-options.js';
import { checkInteger, checkOneOf, checkPositive, expected } from './validate.js';

export interface Channel {
  readonly index: number;
  readonly name: string;
  /** How its samples lie in the driver's buffers, such as `int24lsb`. */
  readonly sampleType: string;
  readonly group: number;
  readonly active: boolean;
}

/** Frames. `granularity`: the step from one size to the next, -1 for powers of two, 0 for no other sizes. */
export interface BufferSizes {
  readonly min: number;
  readonly max: number;
  readonly preferred: number;
  readonly granularity: number;
}

export interface ClockSource {
  readonly index: number;
  readonly name: string;
  readonly channel: number | null;
  readonly group: number | null;
  readonly current: boolean;
}

export interface DeviceEvents {
  /** The driver runs at another rate now, not by our doing; 0: it has lost its clock. */
  sampleRateChange: [sampleRate: number];
  latencyChange: [latencies: { readonly input: number; readonly output: number }];
  clockSourceChange: [];
  /** The driver wants to be closed and opened again. */
  resetRequest: [];
  /** The driver lost its place in time. */
  resyncRequest: [];
  /** The driver says that the computer was too slow for it. */
  overload: [];
  close: [];
}

export type DeviceState = 'open' | 'closed';

const highestRate = 1e8;

/** Where wake-ups of the audio thread go. */
export interface WakeTarget {
  stream: Stream | undefined;
}

/** An open driver. Nobody else has it, as far as the driver keeps to that. Made by `openDevice`. */
export class Device extends EventEmitter<DeviceEvents> implements AsyncDisposable {
  readonly driver: DriverEntry;
  readonly #native: NativeDevice;
  readonly #wake: WakeTarget;
  #description: NativeDescription;
  #stream: Stream | undefined;
  #opening = false;
  #switches = 0;
  #closing: Promise<void> | undefined;

  /** @internal */
  constructor(
    driver: DriverEntry,
    nativeDevice: NativeDevice,
    wake: WakeTarget,
    description: NativeDescription,
  ) {
    super();
    this.#wake = wake;
    this.driver = driver;
    this.#native = nativeDevice;
    this.#description = description;
  }

  get state(): DeviceState {
    return this.#closing === undefined ? 'open' : 'closed';
  }

  /** What the driver calls itself. */
  get name(): string {
    return this.#description.name;
  }

  get version(): number {
    return this.#description.version;
  }

  get inputs(): readonly Channel[] {
    return this.#description.inputs;
  }

  get outputs(): readonly Channel[] {
    return this.#description.outputs;
  }

  get bufferSizes(): BufferSizes {
    return this.#description.bufferSizes;
  }

  /** Hz, or null when the driver does not know. */
  get sampleRate(): number | null {
    return this.#description.sampleRate;
  }

  /** What the driver says that input and output take, in frames. Final once a stream is open. */
  get latencies(): { readonly input: number; readonly output: number } {
    return this.#description.latencies;
  }

  get clockSources(): readonly ClockSource[] {
    return this.#description.clockSources;
  }

  /** What the samples of all channels are now. */
  get ioFormat(): IoFormat {
    return this.#description.ioFormat;
  }

  /** What the driver says its samples can be, for `setIoFormat`. */
  get ioFormats(): readonly IoFormat[] {
    return this.#description.ioFormats;
  }

  /** The stream that is open on this device, if any. */
  get stream(): Stream | undefined {
    return this.#stream;
  }

  /**
   * Which of `rates` the driver says it can do. Default: the usual ones, from 44100 to 384000 Hz; in DSD from 2822400 to
   * 24576000 Hz.
   */
  async supportedSampleRates(
    rates: readonly number[] = usualRates[this.ioFormat],
    options?: AbortOptions,
  ): Promise<number[]> {
    if (!Array.isArray(rates)) throw new TypeError(expected('an array of rates', 'rates', rates));
    for (const rate of rates) checkPositive('rates', rate, highestRate);
    const ask = () => this.guard(this.#native.canSampleRates(rates));
    const can = await orAborted(ask, signalOf(options));
    return rates.filter((_, index) => can[index]);
  }

  /**
   * Switches the hardware to `rate` Hz. An open stream is stopped for it and goes on at the new rate, which its
   * `restart` event tells; frames that were queued for output are not played at a rate they were not made for.
   * Rejects with `SAMPLE_RATE_REFUSED`, and the old rate stays, where the driver says no.
   */
  async setSampleRate(rate: number, options?: AbortOptions): Promise<void> {
    checkPositive('rate', rate, highestRate);
    const apply = () => this.#change(this.#native.setSampleRate(rate));
    const change = () => (this.#stream === undefined ? apply() : this.#stream.restart('sample-rate', apply));
    await orAborted(change, signalOf(options));
  }

  /**
   * Switches the driver between PCM and DSD. Types, sizes, rates and latencies are others after it. Takes a device without
   * an open stream. Rejects with `IO_FORMAT_REFUSED`, and the old format stays, where the driver does not switch.
   */
  async setIoFormat(format: IoFormat, options?: AbortOptions): Promise<void> {
    checkOneOf('format', format, ioFormats);
    await orAborted(() => this.#switchTo(format), signalOf(options));
  }

  async #switchTo(format: IoFormat): Promise<void> {
    if (this.#stream !== undefined || this.#opening) {
      if (format === this.ioFormat) return;
      throw new BufferSwitchError(
        'INVALID_STATE',
        'The device has an open stream; close it before you switch between PCM and DSD.',
        { operation: 'setIoFormat' },
      );
    }
    this.#switches++;
    try {
      await this.#change(this.#native.setIoFormat(format));
    } finally {
      this.#switches--;
    }
  }

  /** Adopts what the driver says of itself after a change, and after one that it refused. */
  async #change(change: Promise<NativeDescription>): Promise<void> {
    try {
      this.adopt(await this.guard(change));
    } catch (error) {
      if (this.state === 'open') this.adopt(await this.guard(this.#native.refresh()));
      throw error;
    }
  }

  /** Opens the device's one stream. It is prepared and not yet running. `waiting` has the signal to give up by. */
  async openStream(options: StreamOptions = {}, waiting?: AbortOptions): Promise<Stream> {
    const signal = signalOf(waiting);
    const open = () => {
      this.#checkFree();
      return this.#prepare(new Stream(this, this.#native, options), signal);
    };
    return await orAborted(open, signal);
  }

  /**
   * Opens the device's one stream for a module that makes its output from its input, in a thread of its own; see
   * `ProcessorContext` for what the module exports. Resolves when the module is loaded and ready to be started.
   * `waiting` has the signal to give up by.
   */
  async openProcessor(
    module: URL | string,
    options: ProcessorOptions = {},
    waiting?: AbortOptions,
  ): Promise<Processor> {
    const signal = signalOf(waiting);
    return await orAborted(() => this.#openProcessor(module, options, signal), signal);
  }

  async #openProcessor(
    module: URL | string,
    options: ProcessorOptions,
    signal: AbortSignal | undefined,
  ): Promise<Processor> {
    const { streamOptions, processing } = splitProcessorOptions(options);
    this.#checkFree();
    let processor: Processor | undefined;
    const hand = async (ring: RingHandle) => await processor?.serve(ring);
    const stream = new Stream(this, this.#native, streamOptions, processing, hand);
    if (processing.delayBuffers === 0 && stream.outputs.length === 0) {
      throw new RangeError(expected('output channels for the mode in-step', 'outputs', []));
    }
    processor = new Processor(module, options);
    try {
      await this.#prepare(stream, signal);
      signal?.throwIfAborted();
      processor.use(stream);
      return processor;
    } catch (error) {
      await stream.close();
      await processor.end();
      throw error;
    }
  }

  #checkFree(): void {
    if (this.state === 'closed')
      throw new BufferSwitchError('DEVICE_CLOSED', 'The device is closed; open it again.');
    if (this.#stream !== undefined || this.#opening) {
      throw new BufferSwitchError(
        'INVALID_STATE',
        'The device has an open stream and carries only one; close it first.',
      );
    }
    if (this.#switches > 0) {
      throw new BufferSwitchError(
        'INVALID_STATE',
        'The device is switching between PCM and DSD; wait for setIoFormat before you open a stream.',
      );
    }
  }

  async #prepare(stream: Stream, signal?: AbortSignal): Promise<Stream> {
    this.#opening = true;
    try {
      await stream.prepare();
      signal?.throwIfAborted(); // nobody has it
      this.#stream = stream;
    } catch (error) {
      stream.end(error);
      if (this.state === 'open') await this.guard(this.#native.dispose()).catch(() => {}); // there may be no buffers
      throw error;
    } finally {
      this.#opening = false;
    }
    return stream;
  }

  /** With the virtual driver's step clock: runs that many buffer switches and resolves when they are over. */
  async step(buffers: number, options?: AbortOptions): Promise<void> {
    checkInteger('buffers', buffers, 1, 2 ** 31 - 1);
    await orAborted(() => this.guard(this.#native.step(buffers)), signalOf(options));
  }

  /** Ends the stream and gives the driver back. Resolves when it can be opened again. */
  async close(options?: AbortOptions): Promise<void> {
    const close = () => {
      this.#closing ??= this.#close();
      return this.#closing;
    };
    await orAborted(close, signalOf(options));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #close(): Promise<void> {
    this.#stream?.end();
    await call(this.#native.close());
    this.emit('close');
  }

  /** @internal Awaits a call into the addon. One that never returned ends the device. */
  async guard<T>(promise: Promise<T>): Promise<T> {
    try {
      return await call(promise);
    } catch (error) {
      if (error instanceof BufferSwitchError && error.code === 'DRIVER_TIMEOUT') {
        this.#stream?.end(error);
        this.#closing ??= this.#native.close().catch(() => {}); // fails at once: the driver is still inside
      }
      throw error;
    }
  }

  /** @internal What the driver says of itself now. */
  adopt(description: NativeDescription): void {
    this.#description = description;
  }

  /** @internal */
  forget(stream: Stream): void {
    if (this.#stream === stream) this.#stream = undefined;
  }

  /** @internal From now on wake-ups go to `stream`. */
  wakes(stream: Stream | undefined): void {
    this.#wake.stream = stream;
  }

  /** @internal The driver told something. */
  onNotice(notices: number, sampleRate: number, description: NativeDescription): void {
    this.adopt(description);
    if ((notices & notice.sampleRateChanged) !== 0) this.emit('sampleRateChange', sampleRate);
    if ((notices & notice.latenciesChanged) !== 0) this.emit('latencyChange', this.latencies);
    if ((notices & notice.clockSourceChanged) !== 0) this.emit('clockSourceChange');
    if ((notices & notice.overload) !== 0) this.emit('overload');
    if ((notices & notice.resyncRequest) !== 0) this.emit('resyncRequest');
    if ((notices & notice.resetRequest) !== 0) this.emit('resetRequest');
  }
}
