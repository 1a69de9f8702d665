import { EventEmitter } from 'node:events';
import { MessageChannel, type MessagePort, type TransferListItem, Worker } from 'node:worker_threads';
import { type AbortOptions, orAborted, signalOf } from './abort.js';
import { BufferSwitchError, throwLater } from './errors.js';
import { type Parameters, parametersIn, shareParameters } from './parameters.js';
import type { ProcessorNews, ProcessorSetup, ProcessorStart } from './processor-worker.js';
import type { RingHandle } from './ring-handle.js';
import type { Stream, StreamState } from './stream.js';
import type { Latency } from './stream-latency.js';
import type { Restart, StreamOptions } from './stream-options.js';
import type { StreamStats } from './stream-stats.js';
import { tell } from './tell.js';
import { checkOneOf, checkOptions, checkPositive, expected } from './validate.js';
import type { WakeUps } from './wake-ups.js';

/**
 * `pipelined`: the output of a buffer is played one buffer later. `in-step`: the driver's buffer switch waits for it, so
 * there is no added latency, until a deadline. What is not ready in time is counted as missed, silence is played, and
 * the output that comes too late is dropped.
 */
export type ProcessorMode = (typeof modes)[number];

const modes = ['pipelined', 'in-step'] as const;

/** What a processor is opened with: as a stream, but for `process` and `delayBuffers`. */
export interface ProcessorOptions extends Omit<StreamOptions, 'process' | 'delayBuffers'> {
  /** Default: `pipelined`. */
  readonly mode?: ProcessorMode;
  /** In step: how long the buffer switch waits at the most, as a part of the period. Up to 0.95; default: 0.75. */
  readonly waitPart?: number;
  /** Numbers by name that both sides can change at any time. */
  readonly parameters?: Readonly<Record<string, number>>;
  /** Handed to the module, as `postMessage` hands values over. */
  readonly data?: unknown;
}

/** What a processor tells: the names of its events, and what listeners get. */
export interface ProcessorEvents {
  /** The module has sent something. */
  message: [value: unknown];
  /** Frames were lost. Several losses may come as one event. */
  xrun: [stats: StreamStats];
  /** The driver was stopped and started again, with another rate or as a new one; the processor goes on. */
  restart: [restart: Restart];
  /** It is over, for this reason if there is one. Without a listener the reason is thrown as an uncaught exception. */
  close: [error: unknown];
}

const ownOptions = ['mode', 'waitPart', 'parameters', 'data'] as const;
const longestWaitPart = 0.95;
const usualWaitPart = 0.75;

/** The program is no file: a thread that is one does not start with the options for that. */
const isEvaluated = process.execArgv.some((option) => option.startsWith('--input-type'));

/** What is left of `options` for the stream, and what the stream is to do. */
export function splitProcessorOptions(options: ProcessorOptions): {
  readonly streamOptions: StreamOptions;
  readonly processing: { readonly delayBuffers: number; readonly waitPart: number };
} {
  checkOptions('options', options, Object.keys(options ?? {}));
  const streamOptions: Record<string, unknown> = { ...options };
  for (const name of ownOptions) delete streamOptions[name];
  for (const name of ['process', 'delayBuffers']) {
    if (name in options) throw new TypeError(`Unknown option "${name}" in "options" of a processor`);
  }
  const mode = checkOneOf('options.mode', options.mode ?? 'pipelined', modes);
  const waitPart = checkPositive('options.waitPart', options.waitPart ?? usualWaitPart, longestWaitPart);
  const inStep = mode === 'in-step';
  return {
    streamOptions,
    processing: { delayBuffers: inStep ? 0 : 1, waitPart: inStep ? waitPart : 0 },
  };
}

/**
 * A module that runs once per buffer, in a thread of its own: what keeps the rest of the program busy does not concern
 * it. Made by `device.openProcessor`. It is prepared and not yet running.
 */
export class Processor extends EventEmitter<ProcessorEvents> implements AsyncDisposable {
  /** Numbers that the module sees as `context.parameters`. */
  readonly parameters: Parameters;
  readonly #worker: Worker;
  readonly #port: MessagePort;
  #stream: Stream | undefined;
  #ready: { resolve: () => void; reject: (error: unknown) => void } | undefined;
  /** The thread is of no use any more. */
  #failure: { readonly error: unknown } | undefined;
  #ended = false;

  /** @hideconstructor Starts the thread; it has nothing to do yet. */
  constructor(module: URL | string, options: ProcessorOptions) {
    super();
    const url = checkModule(module);
    const shared = shareParameters(options.parameters ?? {});
    this.parameters = parametersIn(shared);
    const { port1, port2 } = new MessageChannel();
    const start: ProcessorStart = { url, data: options.data, parameters: shared, port: port2 };
    this.#port = port1;
    this.#worker = new Worker(new URL('./processor-worker.js', import.meta.url), {
      name: 'bufferswitch',
      workerData: start,
      transferList: [port2],
      ...(isEvaluated && { execArgv: [] }),
    });
    // The stream keeps the program alive while it runs; the thread alone does not.
    this.#worker.unref();
    port1.on('message', (value) => tell(this, 'message', value));
    port1.unref();
    this.#worker.on('message', (news: ProcessorNews) => {
      if (news.type === 'ready') this.#ready?.resolve();
      else this.#fail(news.error);
    });
    this.#worker.on('error', (error) => this.#fail(error));
    this.#worker.on('exit', (code) => {
      this.#fail(
        new BufferSwitchError('PROCESSOR_FAILED', `The processor's thread ended, with code ${code}.`),
      );
    });
  }

  /** As that of its stream. */
  get state(): StreamState {
    return this.#stream?.state ?? 'closed';
  }

  /** Frames per call. */
  get bufferSize(): number {
    return this.stream.bufferSize;
  }

  /** Hz, or null when the driver does not know. */
  get sampleRate(): number | null {
    return this.stream.sampleRate;
  }

  /** The stream below. Its input and output belong to the processor. */
  get stream(): Stream {
    return this.#stream as Stream;
  }

  /** What happened so far, as `stream.stats`. `missed` is what the module was too slow for. */
  get stats(): StreamStats {
    return this.stream.stats;
  }

  /** What the driver reports and what the processor adds, in frames. */
  get latency(): Latency {
    return this.stream.latency;
  }

  /** How long the processor's thread took to wake up. */
  get wakeUps(): WakeUps {
    return this.stream.wakeUps;
  }

  /** Starts the driver. Positions count from here. */
  start(options?: AbortOptions): Promise<void> {
    return this.stream.start(options);
  }

  /** Ends the calls of the module and stops the driver; `start` goes on. */
  stop(options?: AbortOptions): Promise<void> {
    return this.stream.stop(options);
  }

  /** Ends the stream and the thread. The device stays open. */
  async close(options?: AbortOptions): Promise<void> {
    const close = async () => {
      await this.#stream?.close();
      await this.end();
    };
    await orAborted(close, signalOf(options));
  }

  /** As `close`, for `await using`. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /** Keeps the process alive while it runs, as it does unless `unref` is called. */
  ref(): this {
    this.#stream?.ref();
    return this;
  }

  /** Lets the process end although it runs. */
  unref(): this {
    this.#stream?.unref();
    return this;
  }

  /** Sends `value` to the module, which gets it by `context.port.on('message')`, between two buffers. */
  postMessage(value: unknown, transfer: readonly TransferListItem[] = []): void {
    this.#port.postMessage(value, transfer);
    this.#stream?.callAttention();
  }

  /** @internal */
  use(stream: Stream): void {
    this.#stream = stream;
    stream.on('xrun', (stats) => tell(this, 'xrun', stats));
    stream.on('restart', (restart) => tell(this, 'restart', restart));
    stream.on('close', (error) => {
      void this.end();
      if (error !== undefined && this.listenerCount('close') === 0) throwLater(error);
      tell(this, 'close', error);
    });
  }

  /** @internal Has the thread serve `ring`; resolves when it is ready to. */
  async serve(ring: RingHandle): Promise<void> {
    if (this.#failure !== undefined) throw this.#failure.error;
    if (this.#ended) throw closed();
    const ready = new Promise<void>((resolve, reject) => {
      this.#ready = { resolve, reject };
    });
    const setup: ProcessorSetup = { ring };
    this.#worker.postMessage(setup);
    this.#worker.ref(); // somebody waits for it
    try {
      await ready;
    } finally {
      this.#ready = undefined;
      this.#worker.unref();
    }
  }

  /** @internal Ends the thread, and the wait for it. */
  async end(): Promise<void> {
    this.#ended = true;
    this.#ready?.reject(closed()); // a thread that is ended does not answer any more
    this.#port.close();
    await this.#worker.terminate();
  }

  #fail(error: unknown): void {
    if (this.#ended) return;
    this.#failure ??= { error };
    if (this.#ready !== undefined) this.#ready.reject(error);
    else this.#stream?.fail(error);
  }
}

function closed(): BufferSwitchError {
  return new BufferSwitchError('STREAM_CLOSED', 'The processor was closed.');
}

function checkModule(module: unknown): string {
  if (module instanceof URL) return module.href;
  if (typeof module === 'string' && URL.canParse(module)) return module;
  throw new TypeError(expected("a URL, such as new URL('./dsp.js', import.meta.url),", 'module', module));
}
