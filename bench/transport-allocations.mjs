// How many bytes of JavaScript heap a block takes, in each way to get at it, and where they come from.
import { openDevice } from 'bufferswitch';
import { sourceFlags } from './allocation-sources.mjs';
import { inChild, recordOf } from './child.mjs';
import { percentile } from './statistics.mjs';
import { loops } from './transport-loops.mjs';
import { makeMeter, meteredCopy } from './transport-metered.mjs';

/** As many megabytes for young objects as nothing in here fills before it is measured. */
const youngMegabytes = 512;
const flags = [
  `--max-semi-space-size=${youngMegabytes}`,
  `--min-semi-space-size=${youngMegabytes}`,
  ...sourceFlags,
];
const bufferFrames = 64;
const rates = { realtime: 384000, freerun: 48000, rush: 48000 };

export const what = 'JavaScript heap per block';

const runs = [
  { way: 'process', clock: 'freerun' },
  { way: 'process', clock: 'rush' },
  { way: 'process', clock: 'realtime' },
  { way: 'processor', clock: 'freerun' },
  { way: 'processor', clock: 'rush' },
  { way: 'processor', clock: 'realtime' },
  { way: 'tryRead', clock: 'freerun' },
  { way: 'read', clock: 'freerun' },
  { way: 'read', clock: 'realtime' },
  { way: 'for await', clock: 'freerun' },
  { way: 'write, not awaited', clock: 'rush' },
  { way: 'write, awaited', clock: 'freerun' },
];

export async function* allocationRecords({ seconds, quick }) {
  // Some more than are meant to count, as windows with a collection in them do not.
  const counts = quick
    ? { warmUpBlocks: 5000, blocks: 20_000, sourceBlocks: 2000 }
    : { warmUpBlocks: 20_000, blocks: 105_000, sourceBlocks: 10_000 };
  for (const { way, clock } of runs) {
    const job = { way, clock, seconds, ...counts };
    yield await recordOf({ way, clock, seconds }, () => record(job));
  }
}

async function record(job) {
  const { bytesPerWindow, windowBlocks, blocks, ...measured } = await inChild(import.meta.url, job, {
    flags,
  });
  const { sources } = await inChild(import.meta.url, { ...job, sources: true }, { flags });
  const { way, clock, warmUpBlocks, seconds } = job;
  const perBlock = (part) => percentile(bytesPerWindow, part) / windowBlocks;
  return {
    what,
    settings: { way, clock, rateHz: rates[clock], bufferFrames, channels: 2, warmUpBlocks, seconds },
    bytesPerBlock: bytesPerWindow.reduce((sum, bytes) => sum + bytes, 0) / blocks,
    medianWindowBytesPerBlock: perBlock(0.5),
    lowestWindowBytesPerBlock: perBlock(0),
    highestWindowBytesPerBlock: perBlock(1),
    windowsWithout: bytesPerWindow.filter((bytes) => bytes === 0).length,
    windows: bytesPerWindow.length,
    ...{ windowBlocks, blocks, ...measured, sources },
  };
}

const directions = {
  write: { inputs: [] },
  read: { outputs: [] },
};

async function openLoop(device, way) {
  const { work, direction } = loops[way];
  const stream = await device.openStream({ bufferSize: bufferFrames, ...directions[direction] });
  return { stream, work };
}

/** Runs until the meter has its result. */
async function runWay(device, job) {
  const { way } = job;
  let meter;
  const result = new Promise((resolve) => {
    meter = way === 'processor' ? undefined : makeMeter(job, resolve);
  });
  if (way === 'process') {
    const stream = await device.openStream({ bufferSize: bufferFrames, process: meteredCopy(meter) });
    await stream.start();
    return { stream, result: await result };
  }
  if (way === 'processor') {
    const module = new URL('transport-metered.mjs', import.meta.url);
    const processor = await device.openProcessor(module, { bufferSize: bufferFrames, data: job });
    const answer = new Promise((resolve) => processor.once('message', resolve));
    await processor.start();
    return { stream: processor.stream, result: await answer };
  }
  const { stream, work } = await openLoop(device, way);
  await stream.start();
  await work(stream, meter);
  return { stream, result: await result };
}

/** In a process of its own. */
export async function measure(job) {
  const { clock } = job;
  const device = await openDevice('built-in:loopback:bench', { settings: { clock, rate: rates[clock] } });
  const { stream, result } = await runWay(device, job);
  const { stats, wakeUps } = stream;
  const { buffers, missed, underruns, overruns } = stats;
  await device.close();
  return { ...result, wakeUpsPerBuffer: wakeUps.count / buffers, missed, underruns, overruns };
}
