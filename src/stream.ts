import { EventEmitter } from 'node:events';
import { type AbortOptions, orAborted, signalOf } from './abort.js';
import type { Channel, Device } from './device.js';
import { BufferSwitchError, call } from './errors.js';
import { type Fidelity, fidelityOf } from './fidelity.js';
import type { Format, Layout } from './format.js';
import { blockFlag, type NativeDevice, type NativeStreamRequest } from './native.js';
import { OutputQueue } from './output-queue.js';
import type { RingHandle } from './ring-handle.js';
import { StreamInput } from './stream-input.js';
import { type Latency, latencyOf } from './stream-latency.js';
import { type Counters, StreamMemory } from './stream-memory.js';
import type { Dither, Restart, StreamEvents, StreamOptions } from './stream-options.js';
import { StreamOutput } from './stream-output.js';
import { StreamProcess } from './stream-process.js';
import { StreamReadable } from './stream-readable.js';
import { type Processing, StreamSettings } from './stream-settings.js';
import { addPast, type StreamStats, statsOf } from './stream-stats.js';
import { StreamWritable } from './stream-writable.js';
import { WakeUps } from './wake-ups.js';

/** Streams that run, and so must not be collected however little the program holds on to them. */
const running = new Set<Stream>();

export type StreamState = 'prepared' | 'running' | 'closed';

/** Audio to and from one device. Made by `device.openStream`. */
export class Stream extends EventEmitter<StreamEvents> implements AsyncDisposable {
  readonly device: Device;
  readonly input: StreamInput;
  readonly output: StreamOutput;
  readonly #native: NativeDevice;
  readonly #settings: StreamSettings;
  readonly #process: StreamProcess | undefined;
  readonly #hand: ((ring: RingHandle) => Promise<void>) | undefined;
  #memory: StreamMemory | undefined;
  #readable: StreamReadable | undefined;
  #writable: StreamWritable | undefined;
  #past: Counters | undefined;
  #request: NativeStreamRequest | undefined;
  #bufferSize = 0;
  #state: StreamState = 'prepared';
  #started = false;
  /** A restart that is under way; it does not fail. */
  #restarting: Promise<void> | undefined;
  /** Whether the stream is to run after it. */
  #goesOn = false;
  #firstPosition = 0;

  /** @internal `processing`: of a processor, whose thread gets the rings by `hand` whenever there are new ones. */
  constructor(
    device: Device,
    nativeDevice: NativeDevice,
    options: StreamOptions,
    processing?: Processing,
    hand?: (ring: RingHandle) => Promise<void>,
  ) {
    super();
    this.device = device;
    this.#native = nativeDevice;
    this.#settings = new StreamSettings(device, options, processing);
    this.#hand = hand;
    const { process } = this.#settings;
    this.#process =
      process === undefined
        ? undefined
        : new StreamProcess(
            process,
            () => nativeDevice.isTurnDue(),
            (error) => this.fail(error),
          );
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

  /** The driver's numbers of the channels that are recorded, in the order in which blocks have them. */
  get inputs(): readonly number[] {
    return this.#settings.inputs;
  }

  get outputs(): readonly number[] {
    return this.#settings.outputs;
  }

  get format(): Format {
    return this.#settings.format;
  }

  get layout(): Layout {
    return this.#settings.layout;
  }

  get dither(): Dither {
    return this.#settings.dither;
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

  /** What the driver reports and what the rings hold now, together. */
  get latency(): Latency {
    const waiting = this.#memory?.input?.queued ?? 0;
    const { delayBuffers } = this.#request?.processing ?? {};
    const queued = delayBuffers === undefined ? this.output.queuedFrames : delayBuffers * this.#bufferSize;
    return latencyOf(this.latencies, delayBuffers === undefined ? waiting * this.#bufferSize : 0, queued);
  }

  /**
   * The rings, to be handed to another thread, which opens them with `openRing` and is then the one to read and write:
   * `input` and `output` refuse to. A `restart` event means that there are others.
   */
  get ring(): RingHandle {
    const memory = this.#memory as StreamMemory;
    const { inputs, outputs, bufferSize, sampleRate } = this;
    return { ...memory.map, inputs, outputs, bufferSize, sampleRate, bellsId: this.#native.bellsId };
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
    const memory = this.#memory as StreamMemory;
    const present = memory.counters();
    const periodNs = (this.#bufferSize / (this.sampleRate ?? Number.POSITIVE_INFINITY)) * 1e9;
    return statsOf(this.#total(present), present, periodNs, this.output.discardedFrames);
  }

  /** How long the program took to wake up when a buffer switch wanted it to, since the driver last made buffers. */
  get wakeUps(): WakeUps {
    return new WakeUps((this.#memory as StreamMemory).wakeUps());
  }

  /**
   * The input as a Node stream of bytes, see `StreamReadable`. There is one at a time: this is a new one once the last
   * one was destroyed or has ended, and ends at once unless the stream was started again. Throws `INVALID_STATE` without
   * inputs, and where `native` samples are of different types.
   */
  get readable(): StreamReadable {
    const last = this.#readable;
    if (last !== undefined && !last.destroyed && !last.readableEnded) return last;
    this.#readable = new StreamReadable(this);
    return this.#readable;
  }

  /**
   * The output as a Node stream for bytes, see `StreamWritable`. There is one at a time: this is a new one once the last
   * one was destroyed or was told to end, and what it is given comes after. Throws `INVALID_STATE` without outputs, and
   * where `native` samples are of different types.
   */
  get writable(): StreamWritable {
    const last = this.#writable;
    if (last !== undefined && !last.destroyed && !last.writableEnded) return last;
    this.#writable = new StreamWritable(this);
    return this.#writable;
  }

  /** Starts the driver. What was written before goes out in the first buffers. Positions count from here. */
  async start(options?: AbortOptions): Promise<void> {
    await orAborted(() => this.#start(), signalOf(options));
  }

  async #start(): Promise<void> {
    await this.#restarting;
    this.#refuseClosed('start');
    if (this.#state === 'running') return;
    await this.#run(0, 0);
  }

  /**
   * Stops the driver. What was recorded can still be read, and comes first if it is not read before the next `start`.
   * What is queued for output stays queued, and writes that wait for room go on waiting, for the next `start` as well.
   */
  async stop(options?: AbortOptions): Promise<void> {
    await orAborted(() => this.#stop(), signalOf(options));
  }

  async #stop(): Promise<void> {
    this.#goesOn = false;
    await this.#restarting;
    if (this.#state !== 'running') return;
    await this.device.guard(this.#native.stop());
    if (this.#state === 'running') this.#leaveRunning('prepared');
  }

  /** Ends the stream and gives the driver's buffers back. The device stays open. */
  async close(options?: AbortOptions): Promise<void> {
    await orAborted(() => this.#close(), signalOf(options));
  }

  async #close(): Promise<void> {
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

  async #run(position: number, flags: number): Promise<void> {
    this.device.adopt(await this.device.guard(this.#native.start(position, flags)));
    if (this.#state === 'closed') return; // meanwhile
    this.#firstPosition = position;
    this.#started = true;
    this.#state = 'running';
    running.add(this);
    this.device.wakes(this);
    this.#native.ref();
    this.poll();
  }

  #leaveRunning(state: StreamState): void {
    this.#state = state;
    running.delete(this);
    this.device.wakes(undefined);
    this.#native.unref();
    this.poll();
  }

  /** What was counted in all memories, the present one included. */
  #total(present: Counters): Counters {
    const total = addPast(present, this.#past);
    return present.buffers === 0 ? { ...total, position: this.#firstPosition } : total;
  }

  /** @internal Lays out memory for the device as it is now and has the driver make its buffers. */
  async prepare(): Promise<void> {
    const request = this.#settings.request(this.device);
    const places = await call(Promise.resolve().then(() => this.#native.layOut(request)));
    const { format, layout } = this;
    const buffer = new SharedArrayBuffer(places.bytes);
    const map = { buffer, places, format, layout };
    const progress = () => this.#native.progress();
    const memory = new StreamMemory(map, progress);
    const description = await this.device.guard(this.#native.prepare(request, new Uint8Array(buffer)));
    this.#past = this.#memory === undefined ? undefined : this.#total(this.#memory.counters());
    this.#endMemory();
    this.#memory = memory;
    this.#request = request;
    this.#bufferSize = request.bufferSize;
    this.device.adopt(description);
    this.input.use(memory);
    this.output.use(new OutputQueue(memory, request.bufferSize));
    this.#process?.use(new StreamMemory(map, progress)); // takes it from `input` and `output`
    await this.#hand?.(this.ring);
  }

  /** Whoever waits at the memory's bell learns that there is nothing more to wait for. */
  #endMemory(): void {
    this.#memory?.end();
    this.#native.ring();
  }

  /**
   * @internal Does `change`, which takes the driver's buffers away, and goes on after it: with the old settings where
   * it was refused.
   */
  restart(reason: Restart['reason'], change: () => Promise<void>): Promise<void> {
    const restart = this.#restart(reason, change);
    const settled = restart
      .catch(() => {})
      .then(() => {
        if (this.#restarting === settled) this.#restarting = undefined;
      });
    this.#restarting = settled;
    return restart;
  }

  async #restart(reason: Restart['reason'], change: () => Promise<void>): Promise<void> {
    this.#goesOn = this.#state === 'running';
    const position = this.#total((this.#memory as StreamMemory).counters()).position;
    const refusal = await change().then(
      () => undefined,
      (error: unknown) => ({ error }),
    );
    const changed = refusal === undefined;
    if (this.state !== 'closed') await this.#resume(reason, position, changed);
    if (refusal !== undefined) throw refusal.error;
  }

  async #resume(reason: Restart['reason'], position: number, changed: boolean): Promise<void> {
    try {
      await this.prepare();
      if (this.#goesOn) await this.#run(position, changed ? blockFlag.rateChanged : 0);
      else if (this.#state === 'running') this.#leaveRunning('prepared'); // stopped meanwhile
    } catch (error) {
      this.end(error);
      throw error;
    }
    const { sampleRate, bufferSize } = this;
    this.emit('restart', { reason, sampleRate, bufferSize });
  }

  /** @internal There is news: rings, counters or state. */
  poll(): void {
    this.#process?.run();
    this.input.poll();
    this.output.poll();
    if (this.#memory?.takeLoss()) this.emit('xrun', this.stats);
  }

  /** @internal What makes the output has failed: the stream is over, and the driver's buffers are given back. */
  fail(error: unknown): void {
    if (this.#state === 'closed') return;
    const heard = this.listenerCount('close') > 0;
    this.end(error);
    this.device.guard(this.#native.dispose()).catch(() => {}); // a device that is lost says so elsewhere
    if (!heard) {
      process.nextTick(() => {
        throw error;
      });
    }
  }

  /** @internal The thread at the rings' bell has something else to do. */
  callAttention(): void {
    this.#memory?.callAttention();
    this.#native.ring();
  }

  /** @internal The stream is over; the driver's buffers are somebody else's business. */
  end(error?: unknown): void {
    if (this.#state === 'closed') return;
    this.#process?.end();
    this.#leaveRunning('closed');
    this.#endMemory();
    this.input.close(error);
    this.output.close(error);
    this.device.forget(this);
    this.emit('close', error);
  }
}
