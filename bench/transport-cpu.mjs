// What a stream costs in real time: CPU time of the whole process, the virtual driver included, less that of a process
// that has opened no stream.
import { setTimeout as sleep } from 'node:timers/promises';
import { openDevice } from 'bufferswitch';
import { inChild, recordOf } from './child.mjs';
import { copy } from './transport-copy.mjs';

const rateHz = 48000;
const bufferFrames = 64;
const warmUpMs = 500;
const ways = ['process', 'processor'];
const channelCounts = [2, 16, 64];

export async function* cpuRecords({ seconds }) {
  for (const channels of channelCounts) {
    for (const way of ways) {
      const job = { way, channels, seconds };
      yield await recordOf(job, () => record(job));
    }
  }
}

/** Beside it in time, a process without a stream. */
async function record(job) {
  const { way, channels, seconds } = job;
  const idle = await inChild(import.meta.url, { ...job, way: 'none' });
  const { percentOfCore, ...stats } = await inChild(import.meta.url, job);
  return {
    what: 'CPU in real time',
    settings: { way, channels, clock: 'realtime', rateHz, bufferFrames, seconds },
    percentOfCorePerChannel: (percentOfCore - idle.percentOfCore) / channels,
    percentOfCore,
    idlePercentOfCore: idle.percentOfCore,
    ...stats,
  };
}

async function start(device, way) {
  if (way === 'none') return undefined;
  const module = new URL('transport-copy.mjs', import.meta.url);
  const runs =
    way === 'process'
      ? await device.openStream({ bufferSize: bufferFrames, process: copy })
      : await device.openProcessor(module, { bufferSize: bufferFrames });
  await runs.start();
  return runs;
}

/** In a process of its own. */
export async function measure({ way, channels, seconds }) {
  const settings = { clock: 'realtime', inputs: channels, outputs: channels, rate: rateHz };
  const device = await openDevice('built-in:loopback:bench', { settings });
  const runs = await start(device, way);
  await sleep(warmUpMs);
  const fromNs = process.hrtime.bigint();
  const before = process.cpuUsage();
  await sleep(seconds * 1000);
  const { user, system } = process.cpuUsage(before);
  const elapsedUs = Number(process.hrtime.bigint() - fromNs) / 1000;
  const { buffers, missed, lastMissedPosition, underruns, late, load } = runs?.stats ?? {};
  await device.close();
  const percentOfCore = ((user + system) / elapsedUs) * 100;
  if (runs === undefined) return { percentOfCore };
  const switchPercentOfPeriod = load.average * 100;
  return { percentOfCore, switchPercentOfPeriod, buffers, missed, lastMissedPosition, underruns, late };
}
