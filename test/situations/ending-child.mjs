// Ends with methods under way on devices in every situation, or calls them when everything has ended. What it exits with
// and prints is the test.
//   node ending-child.mjs <way> [<part> <parts>]
import { writeSync } from 'node:fs';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { openDevice } from '../../dist/index.js';
import { calls, glances, kindOf } from './methods.mjs';
import { outcomeOf } from './outcome.mjs';
import { approach, begin, situations } from './scenes.mjs';

/** Under way is one of `parts` parts of the methods. */
const [way, part = 0, parts = 1] = isMainThread ? process.argv.slice(2) : workerData;

/** Devices with this in every situation, one for each of `kinds`: at the same time, when this resolves. */
async function enterAll(kinds) {
  const pairs = situations.flatMap((situation) => kinds.map((kind) => ({ situation, kind })));
  const all = await Promise.all(
    pairs.map(async ({ situation, kind }) => ({ situation, kind, scene: await approach(situation, kind) })),
  );
  const isLasting = ({ situation }) => situation === 'reset pending';
  await Promise.all(all.filter(isLasting).map(({ situation, scene }) => begin(situation, scene)));
  for (const { situation, scene } of all.filter((each) => !isLasting(each))) begin(situation, scene);
  return all;
}

/** What each method comes to where nothing is awaited any more. */
function callAll({ kind, scene }) {
  const result = {};
  for (const [name, glance] of Object.entries(glances)) {
    if (kindOf(name) === kind) result[name] = outcomeOf(() => glance(scene));
  }
  for (const [name, call] of Object.entries(calls)) {
    if (kindOf(name) !== kind) continue;
    result[name] = 'never';
    call(scene).finally(() => writeSync(1, `${name} settled\n`)); // and nobody hears of a rejection
  }
  return result;
}

/** Once everything has ended: an `exit` listener that was added after the library's own. */
async function callAtTheEnd() {
  const all = await enterAll(['stream', 'processor']);
  process.on('exit', () => {
    const outcomes = all.map((each) => ({ situation: each.situation, outcomes: callAll(each) }));
    writeSync(1, `${JSON.stringify(outcomes)}\n`);
  });
  return all;
}

/** Before: in a listener that comes before the library's. */
async function callBeforeTheEnd() {
  const all = await enterAll(['stream', 'processor']);
  process.prependListener('exit', () => {
    for (const each of all) callAll(each);
  });
}

/** Begins this part's methods, some of them on each device, and leaves them to themselves. */
async function leaveUnderWay() {
  const hands = { stream: 2 * parts, processor: Number(parts) };
  const all = await enterAll(['stream', 'stream', 'processor']);
  const dealt = { stream: 0, processor: 0 };
  for (const { kind, scene } of all) {
    const hand = 2 * part + (dealt[kind]++ % 2);
    const own = Object.keys(calls).filter((name) => kindOf(name) === kind);
    const count = hands[kind];
    for (const [index, name] of own.entries()) {
      if (index % count !== (kind === 'stream' ? hand : Number(part))) continue;
      calls[name](scene).catch(() => {});
    }
  }
  return all.map(({ scene }) => scene.id);
}

function throwUncaught() {
  setImmediate(() => {
    throw new Error('nobody catches this');
  });
}

const longestMs = 20_000;

/** The end of a worker waits for its drivers only so long; on a busy machine one may take longer. */
async function openAndClose(id) {
  const deadline = performance.now() + longestMs;
  for (;;) {
    try {
      return await (await openDevice(id)).close();
    } catch (error) {
      if (error.code !== 'DEVICE_BUSY' || performance.now() > deadline) throw error;
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
}

/** Runs this file as a worker that ends in `end`, for each part; then its devices are there for others. */
async function endWorkers(end, code) {
  for (let each = 0; each < parts; each++) {
    const worker = new Worker(new URL(import.meta.url), { workerData: [end, each, parts] });
    const exited = new Promise((resolve, reject) => {
      worker.once('error', reject);
      worker.once('exit', resolve);
    });
    const ids = await new Promise((resolve, reject) => {
      worker.once('message', resolve);
      exited.then(() => reject(new Error('The worker ended before it was told to')), reject);
    });
    if (end === 'terminated') await worker.terminate();
    const exitCode = await exited;
    if (exitCode !== code) throw new Error(`The worker ended with ${exitCode}`);
    for (const id of ids) await openAndClose(id);
  }
  process.exitCode = 5;
}

const ways = {
  'exit, then called': async () => {
    await callAtTheEnd();
    process.exit(3);
  },
  'throw, then called': async () => {
    await callAtTheEnd();
    throwUncaught();
  },
  'return, then called': async () => {
    for (const { scene } of await callAtTheEnd()) (scene.processor ?? scene.stream).unref();
  },
  'called, then exit': async () => {
    await callBeforeTheEnd();
    process.exit(3);
  },
  exit: async () => {
    await leaveUnderWay();
    process.exit(3);
  },
  throw: async () => {
    await leaveUnderWay();
    throw new Error('nobody catches this'); // now, and not a turn of the event loop later
  },
  terminate: () => endWorkers('terminated', 1),
  'exit in a worker': () => endWorkers('exits', 4),
  terminated: async () => {
    parentPort.postMessage(await leaveUnderWay());
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0); // nothing settles meanwhile
  },
  exits: async () => {
    parentPort.postMessage(await leaveUnderWay());
    process.exit(4);
  },
};

await ways[way]();
