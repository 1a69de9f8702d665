// Brings a device into a state and then ends in one of the ways a program can end. What it exits with is the test.
//   node --expose-gc child.mjs <state> <way> <driver> [<cwasioDirectory>]
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { openDevice } from '../../dist/index.js';

const [state, way, driver, cwasioDirectory] = isMainThread ? process.argv.slice(2) : workerData;
const options = cwasioDirectory === undefined ? {} : { cwasioDirectory };

/** What must not be collected while it is wanted. */
let held;

async function enter() {
  // A call that never returns, for the state `lost`; the others have all the time they want.
  const lost = state === 'lost';
  const settings = { clock: lost ? 'step' : 'realtime' };
  const device = await openDevice(driver, { ...options, settings, ...(lost && { timeLimit: 100 }) });
  held = { device };
  if (state === 'loaded') return;
  if (state === 'processing') {
    const module = new URL('../processors/gain.mjs', import.meta.url);
    held.processor = await device.openProcessor(module, { bufferSize: 64, parameters: { gain: 1 } });
    await held.processor.start();
    return;
  }
  const stream = await device.openStream({ bufferSize: 64 });
  held.stream = stream;
  if (state === 'prepared') return;
  await stream.start();
  void stream.output.write([new Float32Array(4800), new Float32Array(4800)]).catch(() => {});
  // In the middle of things: something is being waited for.
  void stream.input.read().catch(() => {});
  if (state === 'running') return;
  if (lost) {
    await device.step(2 ** 31 - 1).catch(() => {});
    return;
  }
  if (state !== 'closing') throw new Error(`Unknown state ${state}`);
  void device.close();
}

/** Waits until `condition` holds, turn by turn of the event loop. */
async function until(condition, what) {
  const deadline = performance.now() + 20_000;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`Waited in vain until ${what}`);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** The device is dropped without a word. Collected, it is closed, and so can be opened again. */
async function collect() {
  if (state === 'lost') process.exit(0);
  // A stream that runs is never collected: it is still heard.
  const keeps = state === 'running' || state === 'processing';
  held = undefined;
  const isFree = async () => {
    globalThis.gc();
    try {
      await (await openDevice(driver, options)).close();
      return true;
    } catch (error) {
      if (error.code !== 'DEVICE_BUSY') throw error;
      return false;
    }
  };
  if (!keeps) return until(isFree, 'the device was collected');
  for (let i = 0; i < 5; i++) if (await isFree()) throw new Error('A running stream was collected');
  process.exit(0);
}

const ways = {
  return: () => (held.processor ?? held.stream)?.unref(),
  exit: () => process.exit(3),
  throw: () => {
    setImmediate(() => {
      throw new Error('nobody catches this');
    });
  },
  collect,
};

if (way === 'terminate' && isMainThread) {
  const worker = new Worker(new URL(import.meta.url), { workerData: process.argv.slice(2) });
  worker.once('error', (error) => {
    throw error;
  });
  worker.once('message', async () => {
    await worker.terminate();
    // The device went with the worker: it can be opened here, but where the driver never came back.
    if (state !== 'lost') await (await openDevice(driver, options)).close();
    process.exitCode = 5;
  });
} else {
  await enter();
  if (way === 'terminate') parentPort.postMessage('ready');
  else await ways[way]();
  if (way === 'terminate') setInterval(() => {}, 1000); // until it is terminated
}
