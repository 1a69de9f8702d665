import { type AbortOptions, orAborted, signalOf } from './abort.js';
import { DeviceControls } from './device-controls.js';
import { DeviceFacts } from './device-facts.js';
import { type Recoverable, Recovery } from './device-recovery.js';
import { changesBetween, type DeviceChanges, type OnReset, type ResetReason } from './device-reset.js';
import type { DriverEntry } from './drivers.js';
import { environment } from './environment.js';
import { BufferSwitchError, call, isError } from './errors.js';
import { type IoFormat, ioFormats, usualRates } from './io-format.js';
import { type NativeDescription, type NativeDevice, notice } from './native.js';
import type { Processor, ProcessorOptions } from './processor.js';
import type { Stream } from './stream.js';
import type { StreamOptions } from './stream-options.js';
import { StreamPlace } from './stream-place.js';
import { tell } from './tell.js';
import { checkInteger, checkOneOf, checkPositive, expected } from './validate.js';

/** Whether a device can be used; it does not open again. */
export type DeviceState = 'open' | 'closed';

/** Hz. */
export const highestRate = 1e8;

/** Where wake-ups of the audio thread go. */
export interface WakeTarget {
  stream: Stream | undefined;
}

/** An open driver. Nobody else has it, as far as the driver keeps to that. Made by `openDevice`. */
export class Device extends DeviceFacts implements AsyncDisposable {
  /** What this driver may have or not, such as gains and meters. */
  readonly controls: DeviceControls;
  readonly #native: NativeDevice;
  readonly #wake: WakeTarget;
  readonly #recovery: Recovery;
  readonly #place: StreamPlace;
  /** The rate that the program has set. */
  #wantedRate: number | undefined;
  #panel: Promise<void> | undefined;
  #closing: Promise<void> | undefined;

  /** @hideconstructor */
  constructor(
    driver: DriverEntry,
    nativeDevice: NativeDevice,
    wake: WakeTarget,
    description: NativeDescription,
    onReset: OnReset,
    wantedRate: number | undefined,
  ) {
    super(driver, description);
    this.#wantedRate = wantedRate;
    this.#wake = wake;
    this.#native = nativeDevice;
    this.#place = new StreamPlace(this, nativeDevice);
    this.#recovery = new Recovery(this.#recoverable(), onReset);
    this.controls = new DeviceControls(this, nativeDevice);
  }

  /** `closed` from the call of `close` on, or when the driver is lost. */
  get state(): DeviceState {
    return this.#closing === undefined && !environment.isOver ? 'open' : 'closed';
  }

  /** The stream that is open on this device, if any. */
  get stream(): Stream | undefined {
    return environment.isOver ? undefined : this.#place.stream;
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
    const apply = async () => {
      await this.#change(this.#native.setSampleRate(rate));
      this.#wantedRate = rate;
      return {};
    };
    const change = async () => {
      const { opening } = this.#place;
      if (opening !== undefined) await opening; // a stream that is nearly there goes on as well
      const { stream } = this.#place;
      await (stream === undefined ? apply() : stream.restart('sample-rate', apply));
    };
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
    if (this.#place.isTaken) {
      if (format === this.ioFormat) return;
      throw new BufferSwitchError(
        'INVALID_STATE',
        'The device has an open stream; close it before you switch between PCM and DSD.',
        { operation: 'setIoFormat' },
      );
    }
    await this.#place.keepFree(() => this.#change(this.#native.setIoFormat(format)));
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

  /**
   * Chooses one of `clockSources` by its `index`. A stream goes on; what another clock means for the rate comes as
   * `sampleRateChange`. Rejects with `NOT_SUPPORTED` where the driver lists no such source.
   */
  async setClockSource(index: number, options?: AbortOptions): Promise<void> {
    checkInteger('index', index, 0, 2 ** 31 - 1);
    await orAborted(() => this.#change(this.#native.setClockSource(index)), signalOf(options));
  }

  /**
   * Opens the driver's own window. A stream goes on. Resolves when the driver says that it is done, which is when the
   * user closes the window or at once, as drivers differ; until then no other call into this driver is made, and those
   * that come wait. Rejects with `NOT_SUPPORTED` where there is none, and with `INVALID_STATE` while it is open.
   */
  async openControlPanel(options?: AbortOptions): Promise<void> {
    const open = () => {
      if (this.#panel !== undefined)
        throw new BufferSwitchError('INVALID_STATE', 'The control panel is open; close it first.');
      this.#panel = this.#change(this.#native.openControlPanel()).finally(() => {
        this.#panel = undefined;
      });
      return this.#panel;
    };
    await orAborted(open, signalOf(options));
  }

  /**
   * Closes the driver and opens it again with the same settings; an open stream goes on, with a gap that is marked. That
   * is what a driver wants that sends `resetRequest`. Rejects, and the device is closed, where it does not come back.
   */
  async reset(options?: AbortOptions): Promise<void> {
    await orAborted(() => this.#reset('manual'), signalOf(options));
  }

  async #reset(reason: ResetReason): Promise<void> {
    let changes: DeviceChanges = {};
    const change = async () => {
      const before = this.description;
      try {
        this.adopt(await this.guard(this.#native.reopen()));
      } catch (error) {
        this.#lose(error); // a driver that does not come back is gone
        throw error;
      }
      changes = changesBetween(before, this.description);
      return changes;
    };
    const { opening } = this.#place;
    if (opening !== undefined) await opening; // a stream that is nearly there goes on as well
    const { stream } = this.#place;
    await (stream === undefined ? change() : stream.restart(reason, change));
    tell(this, 'reset', { reason, changes });
  }

  /** What the device does by itself, seen from there. */
  #recoverable(): Recoverable {
    const self = this;
    return {
      get isOpen() {
        return self.state === 'open';
      },
      get isHeard() {
        return self.listenerCount('close') > 0 || (self.#place.stream?.listenerCount('close') ?? 0) > 0;
      },
      reset: (reason) => this.#reset(reason),
      failStream: (error) => this.#place.stream?.fail(error),
    };
  }

  /** Opens the device's one stream. It is prepared and not yet running. `waiting` has the signal to give up by. */
  async openStream(options: StreamOptions = {}, waiting?: AbortOptions): Promise<Stream> {
    const signal = signalOf(waiting);
    return await orAborted(() => this.#place.open(options, signal), signal);
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
    return await orAborted(() => this.#place.openProcessor(module, options, signal), signal);
  }

  /**
   * With the virtual driver's step clock: runs that many buffer switches and resolves when they are over. A stream that
   * is being restarted gets them after that.
   */
  async step(buffers: number, options?: AbortOptions): Promise<void> {
    checkInteger('buffers', buffers, 1, 2 ** 31 - 1);
    const step = async () => {
      const restarting = this.#place.stream?.restarting;
      if (restarting !== undefined) await restarting;
      await this.guard(this.#native.step(buffers));
    };
    await orAborted(step, signalOf(options));
  }

  /**
   * Ends the stream and gives the driver back. Resolves when it can be opened again, and also where the driver crashed as
   * it was released: that is the reason in the `close` event, and what it is refused with from then on.
   */
  async close(options?: AbortOptions): Promise<void> {
    const close = () => {
      this.#closing ??= this.#close();
      return this.#closing;
    };
    await orAborted(close, signalOf(options));
  }

  /** As `close`, for `await using`. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #close(): Promise<void> {
    this.#place.end();
    try {
      await call(this.#native.close());
    } catch (error) {
      tell(this, 'close', error);
      if (isError(error, 'DRIVER_CRASHED')) return; // it is over with the driver either way
      throw error;
    }
    tell(this, 'close', undefined);
  }

  /** The driver is gone, or never comes back from a call. */
  #lose(error: unknown): void {
    this.#place.end(error);
    if (this.#closing !== undefined) return;
    this.#closing = this.#native.close().catch(() => {}); // may fail at once: the driver is still inside
    tell(this, 'close', error);
  }

  /** @internal Awaits a call into the addon. One that never returned, or crashed, ends the device. */
  async guard<T>(promise: Promise<T>): Promise<T> {
    try {
      return await call(promise);
    } catch (error) {
      if (isError(error, 'DRIVER_TIMEOUT', 'DRIVER_CRASHED')) this.#lose(error);
      throw error;
    }
  }

  /** @internal What the driver says of itself now. */
  adopt(description: NativeDescription): void {
    this.description = description;
  }

  /** @internal */
  forget(stream: Stream): void {
    this.#place.forget(stream);
  }

  /** @internal From now on wake-ups go to `stream`. */
  wakes(stream: Stream | undefined): void {
    this.#wake.stream = stream;
  }

  /** @internal The driver told something, or shows it. `sampleRate`: see `NativeDevice`'s constructor. */
  onNotice(notices: number, sampleRate: number, description: NativeDescription): void {
    this.adopt(description);
    if ((notices & notice.sampleRateChanged) !== 0) tell(this, 'sampleRateChange', sampleRate);
    if ((notices & notice.latenciesChanged) !== 0) tell(this, 'latencyChange', this.latencies);
    if ((notices & notice.clockSourceChanged) !== 0) tell(this, 'clockSourceChange');
    if ((notices & notice.overload) !== 0) tell(this, 'overload');
    if ((notices & notice.resyncRequest) !== 0) tell(this, 'resyncRequest');
    if ((notices & notice.resetRequest) !== 0) {
      tell(this, 'resetRequest', this.fault);
      this.#recovery.onResetRequest();
    }
    if ((notices & notice.offRate) !== 0) {
      const mismatch = { reported: this.sampleRate, measured: sampleRate };
      tell(this, 'rateMismatch', mismatch);
      this.#recovery.onRateMismatch(mismatch, this.#wantedRate);
    }
    for (const stall of ['silent', 'stalled', 'storm'] as const) {
      if ((notices & notice[stall]) === 0) continue;
      tell(this, 'stall', stall);
      this.#recovery.onStall(stall);
    }
  }
}
