/**
 * The thread of a processor. It sleeps in native code until there is a block, calls the process function, and lets its
 * event loop have a turn now and then, so that messages, timers and promises work.
 */
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { type Parameters, parametersIn, type SharedParameters } from './parameters.js';
import { type ProcessFunction, ProcessLoop } from './process-loop.js';
import { RingEnd, type RingHandle } from './ring-handle.js';

/** What the thread is started with. */
export interface ProcessorStart {
  readonly url: string;
  readonly data: unknown;
  readonly parameters: SharedParameters;
  readonly port: MessagePort;
}

/** What it is told: there is a ring to serve, in place of the one before. */
export interface ProcessorSetup {
  readonly ring: RingHandle;
}

/** What it tells. */
export type ProcessorNews = { readonly type: 'ready' } | { readonly type: 'failed'; readonly error: unknown };

/** What a processor's module gets to know. Its default export is called with it and returns the process function. */
export interface ProcessorContext {
  /** Hz, or null when the driver does not know. */
  readonly sampleRate: number | null;
  /** Frames per call. */
  readonly bufferSize: number;
  /** Channels of the driver, in the order of the arrays. */
  readonly inputs: readonly number[];
  /** Channels of the driver that are played, in the order of the arrays. */
  readonly outputs: readonly number[];
  /** The same numbers as `processor.parameters`, at any time. */
  readonly parameters: Parameters;
  /** Messages to and from the processor: `postMessage`, and `on('message')`. */
  readonly port: MessagePort;
  /** `options.data` of `openProcessor`. */
  readonly data: unknown;
}

/** The default export of a processor's module. Called again when the sample rate has changed. */
export type ProcessorFactory = (context: ProcessorContext) => ProcessFunction | Promise<ProcessFunction>;

const blocksAtOnce = 64;

const start = workerData as ProcessorStart;
const parameters = parametersIn(start.parameters);

function tell(news: ProcessorNews): void {
  parentPort?.postMessage(news);
}

async function makeProcess(ring: RingHandle): Promise<ProcessFunction> {
  const module = (await import(start.url)) as { default?: unknown };
  if (typeof module.default !== 'function') {
    throw new TypeError(`${start.url} has no function as its default export; it makes the process function`);
  }
  const { sampleRate, bufferSize, inputs, outputs } = ring;
  const { port, data } = start;
  const context: ProcessorContext = { sampleRate, bufferSize, inputs, outputs, parameters, port, data };
  const process: unknown = await (module.default as ProcessorFactory)(context);
  if (typeof process === 'function') return process as ProcessFunction;
  throw new TypeError(`The default export of ${start.url} returned no function to process with`);
}

/** Serves blocks until the event loop is due; false when the ring is over. */
function turn(end: RingEnd, loop: ProcessLoop): boolean {
  const { memory } = end;
  // A thread that never pauses must not have it: in virtual time only the program sets the pace.
  end.setAudioPriority(!memory.virtualTime);
  while (!memory.over) {
    if (memory.takeAttention()) return true;
    if (loop.run(blocksAtOnce) === 0) {
      memory.wantBell();
      if (!loop.isDue) end.wait(); // else it came between the look and the wish
    }
    if (end.isTurnDue) return true;
  }
  return false;
}

async function serve(ring: RingHandle): Promise<void> {
  const end = new RingEnd(ring);
  try {
    const loop = new ProcessLoop(end.memory, await makeProcess(ring));
    tell({ type: 'ready' });
    await new Promise<void>((resolve, reject) => {
      const next = () => {
        try {
          if (turn(end, loop)) setImmediate(next);
          else resolve();
        } catch (error) {
          reject(error);
        }
      };
      next();
    });
  } finally {
    end.release();
  }
}

/** The ring before is over by now, and is left before the next one is taken. */
let served: Promise<void> = Promise.resolve();

parentPort?.on('message', ({ ring }: ProcessorSetup) => {
  served = served.then(() => serve(ring)).catch((error: unknown) => tell({ type: 'failed', error }));
});
