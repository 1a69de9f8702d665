// How many channels at which rate: as fast as the program can, in lock step with the driver, beside a copy of as many
// bytes in JavaScript.
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { openDevice } from 'bufferswitch';
import { inChild, recordOf } from './child.mjs';
import { median } from './statistics.mjs';
import { copy } from './transport-copy.mjs';

const rateHz = 96000;
const type = 'float32lsb';
const rounds = 5;
const ways = ['process', 'processor', 'blocks'];
const queuedSeconds = 0.01; // as `process` has by default
const sizes = { channels: [2, 16, 64, 256], frames: [64, 256, 1024] };
const quickSizes = { channels: [2, 64], frames: [64, 1024] };

export async function* rateRecords({ seconds, quick }) {
  const { channels, frames } = quick ? quickSizes : sizes;
  for (const way of ways) {
    for (const count of channels) {
      for (const bufferFrames of frames) {
        const job = { way, channels: count, bufferFrames, seconds: seconds / 5 };
        yield await recordOf(job, () => inChild(import.meta.url, job));
      }
    }
  }
}

/** Frames done and when, at the start and after each round: by turns of the event loop. */
async function watch(stream, seconds) {
  const marks = [];
  for (let round = 0; round <= rounds; round++) {
    await sleep((seconds * 1000) / rounds);
    marks.push({ ms: performance.now(), frames: stream.stats.position });
  }
  return marks;
}

/** The same while the program reads and writes, which leaves the event loop no turn. */
async function readAndWrite(stream, seconds) {
  const { input, output, bufferSize, outputs } = stream;
  for (let frames = 0; frames < queuedSeconds * rateHz; frames += bufferSize) {
    void output.write(outputs.map(() => new Float32Array(bufferSize)));
  }
  await stream.start();
  const marks = [];
  const roundMs = (seconds * 1000) / rounds;
  let nextMs = performance.now() + roundMs;
  for (let blocks = 0; marks.length <= rounds; blocks++) {
    const block = input.tryRead() ?? (await input.read());
    await output.write(block.channels);
    if (blocks % 16 !== 0 || performance.now() < nextMs) continue;
    marks.push({ ms: performance.now(), frames: stream.stats.position });
    nextMs = marks.at(-1).ms + roundMs;
  }
  return marks;
}

async function runWay(device, { way, bufferFrames: bufferSize, seconds }) {
  if (way === 'blocks') {
    const stream = await device.openStream({ bufferSize });
    return { stream, marks: await readAndWrite(stream, seconds) };
  }
  const module = new URL('transport-copy.mjs', import.meta.url);
  const runs =
    way === 'process'
      ? await device.openStream({ bufferSize, process: copy })
      : await device.openProcessor(module, { bufferSize });
  await runs.start();
  const stream = runs.stream ?? runs;
  return { stream, marks: await watch(stream, seconds) };
}

/**
 * Copies blocks, each from and to a place of its own, as many as a ring has, in memory of `Memory`: frames a second, the
 * median of rounds.
 */
function copyAlone({ channels, bufferFrames, seconds }, ringBlocks, Memory) {
  const bytes = bufferFrames * Float32Array.BYTES_PER_ELEMENT;
  const makeBlock = () => Array.from({ length: channels }, () => new Float32Array(new Memory(bytes)));
  const ring = Array.from({ length: ringBlocks }, () => ({ inputs: makeBlock(), outputs: makeBlock() }));
  const run = (endMs) => {
    let blocks = 0;
    for (; blocks % 16 !== 0 || performance.now() < endMs; blocks++) {
      const { inputs, outputs } = ring[blocks % ringBlocks];
      copy(inputs, outputs);
    }
    return blocks * bufferFrames;
  };
  const roundMs = (seconds * 1000) / rounds / 2;
  run(performance.now() + roundMs);
  const perSecond = Array.from({ length: rounds }, () => {
    const fromMs = performance.now();
    const frames = run(fromMs + roundMs);
    return (frames * 1000) / (performance.now() - fromMs);
  });
  return median(perSecond);
}

/** In a process of its own. */
export async function measure(job) {
  const { way, channels, bufferFrames, seconds } = job;
  const device = await openDevice('built-in:loopback:bench', {
    settings: { clock: 'freerun', inputs: channels, outputs: channels, rate: rateHz, type },
  });
  const { stream, marks } = await runWay(device, job);
  const { missed, underruns, overruns } = stream.stats;
  const ringBlocks = stream.ring.places.input.capacity;
  await device.close();
  const perSecond = marks
    .slice(1)
    .map(({ ms, frames }, round) => ((frames - marks[round].frames) * 1000) / (ms - marks[round].ms));
  const copied = copyAlone(job, ringBlocks, ArrayBuffer);
  const copiedShared = copyAlone(job, ringBlocks, SharedArrayBuffer);
  const realTimes = (value) => value / rateHz;
  return {
    what: 'how much faster than real time channels are carried',
    settings: {
      ...{ way, channels, bufferFrames, rateHz, format: 'float32', type, clock: 'freerun' },
      ...{ ringBlocks, seconds },
    },
    timesRealTime: realTimes(median(perSecond)),
    lowestTimesRealTime: realTimes(Math.min(...perSecond)),
    highestTimesRealTime: realTimes(Math.max(...perSecond)),
    copyTimesRealTime: realTimes(copied),
    sharedCopyTimesRealTime: realTimes(copiedShared),
    partOfCopy: median(perSecond) / copied,
    partOfSharedCopy: median(perSecond) / copiedShared,
    blocksPerSecond: median(perSecond) / bufferFrames,
    bytesPerBlock: 2 * channels * bufferFrames * Float32Array.BYTES_PER_ELEMENT,
    ...{ missed, underruns, overruns },
  };
}
