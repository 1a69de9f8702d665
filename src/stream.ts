import { EventEmitter } from 'node:events';
import type { Channel, Device } from './device.js';
import { BufferSwitchError, call } from './errors.js';
import { type Fidelity, fidelityOf } from './fidelity.js';
import { arrayOf, type Format, formats, type Layout, layouts } from './format.js';
import type { NativeDevice, NativeStreamRequest } from './native.js';
import { StreamInput } from './stream-input.js';
import { type Counters, StreamMemory } from './stream-memory.js';
import {
  type Dither,
  dithers,
  type Restart,
  type StreamEvents,
  type StreamOptions,
  type StreamStats,
} from './stream-options.js';
import { StreamOutput } from './stream-output.js';
import { checkChannels, checkInteger, checkOneOf, checkOptions, expected } from './validate.js';

const defaultDepthSeconds = 0.5;
const assumedSampleRate = 48000;
const largestDepth = 2 ** 26;
const largestSeed = 2 ** 32 - 1;
const knownOptions = [
  'inputs',
  'outputs',
  'bufferSize',
  'format',
  'layout',
  'dither',
  'ditherSeed',
  'depth',
] as const;

/** Streams that run, and so must not be collected however little the program holds on to them. */
const running = new Set<Stream>();

export type StreamState = 'prepared' | 'running' | 'closed';

/** Audio to and from one device. Made by `device.openStream`. */
export class Stream extends EventEmitter<StreamEvents> implements AsyncDisposable {
  readonly device: Device;
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
  readonly format: Format;
  readonly layout: Layout;
  readonly dither: Dither;
  readonly input: StreamInput;
  readonly output: StreamOutput;
  readonly #native: NativeDevice;
  readonly #wantedBufferSize: number | undefined;
  readonly #wantedDepth: number | undefined;
  readonly #ditherSeed: number | null;
  #memory: StreamMemory | undefined;
  #past: Counters | undefined;
  #bufferSize = 0;
  #state: StreamState = 'prepared';
  #started = false;
  #firstPosition = 0;

  /** @internal */
  constructor(device: Device, nativeDevice: NativeDevice, options: StreamOptions) {
    super();
    checkOptions('options', options, knownOptions);
    const all = (channels: readonly unknown[]) => channels.map((_, index) => index);
    this.device = device;
    this.#native = nativeDevice;
    this.inputs = checkChannels('inputs', options.inputs ?? all(device.inputs), device.inputs.length);
    this.outputs = checkChannels('outputs', options.outputs ?? all(device.outputs), device.outputs.length);
    if (this.inputs.length + this.outputs.length === 0) {
      throw new RangeError(expected('at least one channel', 'inputs and outputs', []));
    }
    this.format = checkOneOf('format', options.format ?? 'float32', formats);
    this.layout = checkOneOf('layout', options.layout ?? 'planar', layouts);
    this.dither = checkOneOf('dither', options.dither ?? 'none', dithers);
    const seed = checkInteger('ditherSeed', options.ditherSeed ?? 0, 0, largestSeed);
    this.#ditherSeed = this.dither === 'tpdf' ? seed : null;
    const { bufferSize, depth } = options;
    this.#wantedBufferSize =
      bufferSize === undefined ? undefined : checkInteger('bufferSize', bufferSize, 1, 2 ** 20);
    this.#wantedDepth = depth === undefined ? undefined : checkInteger('depth', depth, 1, largestDepth);
    const self = this;
    const owner = {
      get running() {
        return self.#state === 'running';
      },
      get started() {
        return self.#started;
      },
      wantWake: () => this.#memory?.wantWake(),
    };
    this.input = new StreamInput(owner);
    this.output = new StreamOutput(owner.wantWake);
  }

  get state(): StreamState {
    return this.#state;
  }

  /** Frames per buffer switch. */
  get bufferSize(): number {
    return this.#bufferSize;
  }

  /** Hz, or null when the driver does not know. */
  get sampleRate(): number | null {
    return this.device.sampleRate;
  }

  /** What the driver says that input and output take, in frames. */
  get latencies(): { readonly input: number; readonly output: number } {
    return this.device.latencies;
  }

  /** Whether this format carries what the driver's sample types hold, and the reverse, and if not, what gets lost. */
  get fidelity(): { readonly input: Fidelity; readonly output: Fidelity } {
    const typesOf = (channels: readonly Channel[], chosen: readonly number[]) =>
      chosen.flatMap((index) => channels[index]?.sampleType ?? []);
    const { format, dither } = this;
    return {
      input: fidelityOf(typesOf(this.device.inputs, this.inputs), format, 'input', dither),
      output: fidelityOf(typesOf(this.device.outputs, this.outputs), format, 'output', dither),
    };
  }

  /** What happened so far. Cheap, needs no event loop, and may be a buffer old. */
  get stats(): StreamStats {
    const { lastSwitchNs: _, ...now } = this.#counters();
    return { ...now, discardedFrames: this.output.discardedFrames };
  }

  /** Starts the driver. What was written before goes out in the first buffers. Positions count from here. */
  async start(): Promise<void> {
    this.#refuseClosed('start');
    if (this.#state === 'running') return;
    await this.#run(0);
  }

  /**
   * Stops the driver. What was recorded can still be read, and comes first if it is not read before the next `start`.
   * What is queued for output stays queued, and writes that wait for room go on waiting, for the next `start` as well.
   */
  async stop(): Promise<void> {
    if (this.#state !== 'running') return;
    await this.device.guard(this.#native.stop());
    if (this.#state === 'running') this.#leaveRunning('prepared');
  }

  /** Ends the stream and gives the driver's buffers back. The device stays open. */
  async close(): Promise<void> {
    if (this.#state === 'closed') return;
    this.end();
    await (this.device.state === 'closed' ? this.device.close() : this.device.guard(this.#native.dispose()));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /** Keeps the process alive while the stream runs, as it does unless `unref` is called. */
  ref(): this {
    if (this.#state === 'running') this.#native.ref();
    return this;
  }

  /** Lets the process end although the stream runs. */
  unref(): this {
    this.#native.unref();
    return this;
  }

  #refuseClosed(operation: string): void {
    if (this.#state !== 'closed') return;
    throw new BufferSwitchError('STREAM_CLOSED', 'The stream is closed; open another one.', { operation });
  }

  async #run(position: number): Promise<void> {
    this.device.adopt(await this.device.guard(this.#native.start(position)));
    if (this.#state === 'closed') return; // meanwhile
    this.#firstPosition = position;
    this.#started = true;
    this.#state = 'running';
    running.add(this);
    this.#native.ref();
    this.poll();
  }

  #leaveRunning(state: StreamState): void {
    this.#state = state;
    running.delete(this);
    this.#native.unref();
    this.poll();
  }

  #counters(): Counters {
    const now = (this.#memory as StreamMemory).counters();
    const position = now.buffers === 0 ? this.#firstPosition : now.position;
    const past = this.#past;
    if (past === undefined) return { ...now, position };
    const sums = Object.entries(now).map(([name, value]) => [name, value + past[name as keyof Counters]]);
    return { ...Object.fromEntries(sums), position, lastSwitchNs: now.lastSwitchNs } as Counters;
  }

  #request(): NativeStreamRequest & { format: Format } {
    const rate = this.device.sampleRate ?? assumedSampleRate;
    return {
      inputs: this.inputs,
      outputs: this.outputs,
      bufferSize: this.#wantedBufferSize ?? this.device.bufferSizes.preferred,
      depthFrames: this.#wantedDepth ?? Math.ceil(rate * defaultDepthSeconds),
      format: this.format,
      layout: this.layout,
      ditherSeed: this.#ditherSeed,
    };
  }

  /** @internal Lays out memory for the device as it is now and has the driver make its buffers. */
  async prepare(): Promise<void> {
    const request = this.#request();
    const places = await call(Promise.resolve().then(() => this.#native.layOut(request)));
    const memory = new StreamMemory(places, this.format, this.layout);
    const description = await this.device.guard(this.#native.prepare(request, new Uint8Array(memory.buffer)));
    this.#past = this.#memory === undefined ? undefined : this.#counters();
    this.#memory = memory;
    this.#bufferSize = request.bufferSize;
    this.device.adopt(description);
    this.input.use(memory.input);
    const { format, layout } = this;
    const { bufferSize } = request;
    const elementsPerFrame = places.output.planes.map(
      ({ bytes }) => bytes / arrayOf[format].BYTES_PER_ELEMENT / bufferSize,
    );
    this.output.use(memory, { format, layout, bufferSize, elementsPerFrame });
  }

  /**
   * @internal Does `change`, which takes the driver's buffers away, and goes on after it: with the old settings where
   * it was refused.
   */
  async restart(reason: Restart['reason'], change: () => Promise<void>): Promise<void> {
    const wasRunning = this.#state === 'running';
    const position = this.#counters().position;
    const refusal = await change().then(
      () => undefined,
      (error: unknown) => ({ error }),
    );
    if (this.state !== 'closed') await this.#resume(reason, wasRunning, position);
    if (refusal !== undefined) throw refusal.error;
  }

  async #resume(reason: Restart['reason'], run: boolean, position: number): Promise<void> {
    try {
      await this.prepare();
      if (run) await this.#run(position);
    } catch (error) {
      this.end(error);
      throw error;
    }
    const { sampleRate, bufferSize } = this;
    this.emit('restart', { reason, sampleRate, bufferSize });
  }

  /** @internal There is news: rings, counters or state. */
  poll(): void {
    this.input.poll();
    this.output.poll();
    if (this.#memory?.takeLoss()) this.emit('xrun', this.stats);
  }

  /** @internal The stream is over; the driver's buffers are somebody else's business. */
  end(error?: unknown): void {
    if (this.#state === 'closed') return;
    this.#leaveRunning('closed');
    this.input.close(error);
    this.output.close(error);
    this.device.forget(this);
    this.emit('close', error);
  }
}
