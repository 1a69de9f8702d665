import { type AbortOptions, orAborted, signalOf } from './abort.js';
import type { Device } from './device.js';
import type { DeviceChanges } from './device-reset.js';
import { environment } from './environment.js';
import { BufferSwitchError, call, throwLater } from './errors.js';
import { InTurn } from './in-turn.js';
import { blockFlag, type NativeDevice, type NativeStreamRequest, type NativeStreamStart } from './native.js';
import { NodeStreams } from './node-streams.js';
import { OutputQueue } from './output-queue.js';
import type { RingHandle } from './ring-handle.js';
import { StreamFacts } from './stream-facts.js';
import { StreamInput } from './stream-input.js';
import { type Latency, latencyOf, tailOf } from './stream-latency.js';
import { StreamMemory } from './stream-memory.js';
import type { Restart, StreamOptions } from './stream-options.js';
import { StreamOutput } from './stream-output.js';
import { StreamProcess } from './stream-process.js';
import type { StreamReadable } from './stream-readable.js';
import { StreamRecord } from './stream-record.js';
import { type Processing, StreamSettings } from './stream-settings.js';
import type { StreamStats } from './stream-stats.js';
import type { StreamWritable } from './stream-writable.js';
import { tell } from './tell.js';
import type { TimeCode } from './time-code.js';
import type { WakeUps } from './wake-ups.js';

/** Streams that run, and so must not be collected however little the program holds on to them. */
const running = new Set<Stream>();

/** How often the driver may move the size that it prefers while a stream is being opened. */
const mostAttempts = 5;

/**
 * `prepared`: it has its buffers, and the driver is not started, or not any more. `running`: buffers are
 * switched.
 */
export type StreamState = 'prepared' | 'running' | 'closed';

/** Audio to and from one device. Made by `device.openStream`. */
export class Stream extends StreamFacts implements AsyncDisposable {
  /** What is recorded, block by block. */
  readonly input: StreamInput;
  /** What is played. */
  readonly output: StreamOutput;
  readonly #native: NativeDevice;
  readonly #process: StreamProcess | undefined;
  readonly #record = new StreamRecord();
  readonly #nodeStreams = new NodeStreams(this);
  readonly #hand: ((ring: RingHandle) => Promise<void>) | undefined;
  #memory: StreamMemory | undefined;
  #request: NativeStreamRequest | undefined;
  #bufferSize = 0;
  #state: StreamState = 'prepared';
  #started = false;
  /** What starts and stops the driver, or takes its buffers away. */
  readonly #turns = new InTurn();
  /** A restart that is under way; it does not fail. */
  #restarting: Promise<void> | undefined;
  /** Whether the stream is to run after it. */
  #goesOn = false;
  /** While it runs. */
  #keepsAlive = true;

  /** @hideconstructor `processing`: of a processor, whose thread gets the rings by `hand` whenever there are new ones. */
  constructor(
    device: Device,
    nativeDevice: NativeDevice,
    options: StreamOptions,
    processing?: Processing,
    hand?: (ring: RingHandle) => Promise<void>,
  ) {
    super(device, new StreamSettings(device, options, processing));
    this.#native = nativeDevice;
    this.#hand = hand;
    const { process } = this.settings;
    if (process !== undefined) {
      const fail = (error: unknown) => this.fail(error);
      this.#process = new StreamProcess(process, () => nativeDevice.isTurnDue(), fail);
    }
    const self = this;
    const owner = {
      get running() {
        return self.#state === 'running';
      },
      get started() {
        return self.#started;
      },
      get audible() {
        return self.#state === 'running' && self.#memory?.virtualTime === false;
      },
      get position() {
        return self.stats.position;
      },
      get tailFrames() {
        return tailOf(self);
      },
      wantWake: () => this.#memory?.wantWake(),
    };
    this.input = new StreamInput(owner);
    this.output = new StreamOutput(owner);
  }

  /** Where it is in its life. */
  get state(): StreamState {
    return environment.isOver ? 'closed' : this.#state;
  }

  /** Frames per buffer switch. */
  get bufferSize(): number {
    return this.#bufferSize;
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

  /** What happened so far. Cheap, needs no event loop, and may be a buffer old. */
  get stats(): StreamStats {
    return this.#record.stats(this.sampleRate, this.output.discardedFrames);
  }

  /**
   * The time code that came with the latest buffer, once `device.controls.setTimeCode(true)` has switched it on. Null:
   * there was none yet since the driver last made buffers.
   */
  get timeCode(): TimeCode | null {
    return (this.#memory as StreamMemory).timeCode.read();
  }

  /** How long the program took to wake up when a buffer switch wanted it to, since the driver last made buffers. */
  get wakeUps(): WakeUps {
    return this.#record.wakeUps;
  }

  /**
   * The input as a Node stream of bytes, see `StreamReadable`. There is one at a time: this is a new one once the last
   * one was destroyed or has ended, and ends at once unless the stream was started again. Throws `INVALID_STATE` without
   * inputs, and where `native` samples are of different types.
   */
  get readable(): StreamReadable {
    return this.#nodeStreams.readable;
  }

  /**
   * The output as a Node stream for bytes, see `StreamWritable`. There is one at a time: this is a new one once the last
   * one was destroyed or was told to end, and what it is given comes after. Throws `INVALID_STATE` without outputs, and
   * where `native` samples are of different types.
   */
  get writable(): StreamWritable {
    return this.#nodeStreams.writable;
  }

  /** Starts the driver. What was written before goes out in the first buffers. Positions count from here. */
  async start(options?: AbortOptions): Promise<void> {
    await orAborted(() => this.#turns.do(() => this.#start()), signalOf(options));
  }

  async #start(): Promise<void> {
    this.#refuseClosed('start');
    if (this.#state === 'running') return;
    await this.#run({ position: 0, flags: 0, sinceNs: 0 });
  }

  /**
   * Stops the driver. What was recorded can still be read, and comes first if it is not read before the next `start`.
   * What is queued for output stays queued, and writes that wait for room go on waiting, for the next `start` as well.
   */
  async stop(options?: AbortOptions): Promise<void> {
    const stop = () => {
      this.#goesOn = false;
      return this.#turns.do(() => this.#stop());
    };
    await orAborted(stop, signalOf(options));
  }

  async #stop(): Promise<void> {
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
    if (this.device.state === 'closed') return await this.device.close();
    try {
      await this.device.guard(this.#native.dispose());
    } catch (error) {
      // In the midst of a restart there may be no buffers.
      if (!(error instanceof BufferSwitchError && error.code === 'INVALID_STATE')) throw error;
    }
  }

  /** As `close`, for `await using`. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /** Keeps the process alive while the stream runs, as it does unless `unref` is called. */
  ref(): this {
    this.#keepsAlive = true;
    if (this.#state === 'running') this.#native.ref();
    return this;
  }

  /** Lets the process end although the stream runs, also when it is started later or restarted. */
  unref(): this {
    this.#keepsAlive = false;
    this.#native.unref();
    return this;
  }

  #refuseClosed(operation: string): void {
    if (this.#state !== 'closed') return;
    throw new BufferSwitchError('STREAM_CLOSED', 'The stream is closed; open another one.', { operation });
  }

  async #run(start: NativeStreamStart): Promise<void> {
    this.#record.begin(start); // before there can be a block: drivers bring some while they start
    this.device.adopt(await this.device.guard(this.#native.start(start)));
    if (this.#state === 'closed') return; // meanwhile
    this.#started = true;
    this.#state = 'running';
    running.add(this);
    this.device.wakes(this);
    if (this.#keepsAlive) this.#native.ref();
    this.poll();
  }

  #leaveRunning(state: StreamState): void {
    this.#state = state;
    running.delete(this);
    this.device.wakes(undefined);
    this.#native.unref();
    this.poll();
  }

  /** @internal A restart that is under way; it does not fail. */
  get restarting(): Promise<void> | undefined {
    return this.#restarting;
  }

  /** @internal Lays out memory for the device as it is now and has the driver make its buffers. */
  async prepare(): Promise<void> {
    for (let attempts = 1; ; attempts++) {
      try {
        return await this.#prepare();
      } catch (error) {
        const moved = error instanceof BufferSwitchError && error.code === 'BUFFER_SIZE_REFUSED';
        if (!moved || this.settings.hasBufferSize || attempts === mostAttempts) throw error;
        this.device.adopt(await this.device.guard(this.#native.refresh())); // the driver prefers another by now
      }
    }
  }

  async #prepare(): Promise<void> {
    const request = this.settings.request(this.device);
    const places = await call(Promise.resolve().then(() => this.#native.layOut(request)));
    const { format, layout } = this;
    const buffer = new SharedArrayBuffer(places.bytes);
    const map = { buffer, places, format, layout };
    const progress = () => this.#native.progress();
    const memory = new StreamMemory(map, progress);
    this.#refuseClosed('createBuffers'); // meanwhile
    const description = await this.device.guard(this.#native.prepare(request, new Uint8Array(buffer)));
    this.#endMemory();
    this.#record.use(memory, request.bufferSize);
    this.#memory = memory;
    this.#request = request;
    this.#bufferSize = request.bufferSize;
    this.device.adopt(description);
    this.input.use(memory, request.processing === null);
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
  restart(reason: Restart['reason'], change: () => Promise<DeviceChanges>): Promise<void> {
    const restart = this.#turns.do(() => this.#restart(reason, change));
    const settled = restart
      .catch(() => {})
      .then(() => {
        if (this.#restarting === settled) this.#restarting = undefined;
      });
    this.#restarting = settled;
    return restart;
  }

  async #restart(reason: Restart['reason'], change: () => Promise<DeviceChanges>): Promise<void> {
    this.#goesOn = this.#state === 'running';
    const { sampleRate } = this;
    let changes: DeviceChanges = {};
    let refusal: { error: unknown } | undefined;
    try {
      changes = await change();
    } catch (error) {
      refusal = { error };
    }
    if (this.state !== 'closed') {
      await this.#resume(this.#record.continued(reason !== 'sample-rate'), sampleRate);
    }
    if (this.state !== 'closed') {
      const { bufferSize } = this;
      tell(this, 'restart', { reason, changes, sampleRate: this.sampleRate, bufferSize });
    }
    if (refusal !== undefined) throw refusal.error;
  }

  /** Runs again as it did, on new buffers. */
  async #resume(start: NativeStreamStart, sampleRateBefore: number | null): Promise<void> {
    try {
      await this.prepare();
      const flags = start.flags | (this.sampleRate === sampleRateBefore ? 0 : blockFlag.rateChanged);
      if (this.#goesOn) await this.#run({ ...start, flags });
      else if (this.#state === 'running') this.#leaveRunning('prepared'); // stopped meanwhile
    } catch (error) {
      if (this.state === 'closed') return; // meanwhile, by the program
      this.end(error);
      throw error;
    }
  }

  /** @internal There is news: rings, counters or state. */
  poll(): void {
    this.#process?.run();
    this.input.poll();
    this.output.poll();
    if (this.#memory?.takeLoss()) tell(this, 'xrun', this.stats);
  }

  /** @internal What makes the output has failed: the stream is over, and the driver's buffers are given back. */
  fail(error: unknown): void {
    if (this.#state === 'closed') return;
    const heard = this.listenerCount('close') > 0;
    // First, as listeners may throw. A device that is lost says so elsewhere.
    this.device.guard(this.#native.dispose()).catch(() => {});
    this.end(error);
    if (!heard) throwLater(error);
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
    tell(this, 'close', error);
  }
}
