// How long a program takes to run after a buffer switch, with whatever else its main thread has to do.
import { setTimeout as sleep } from 'node:timers/promises';
import { openDevice } from 'bufferswitch';
import { inChild, recordOf } from './child.mjs';
import { copy } from './transport-copy.mjs';
import { loads, startLoad } from './transport-loads.mjs';
import { Stamps } from './transport-stamps.mjs';

const rateHz = 48000;
const bufferFrames = 64;
const ways = ['process', 'processor'];
export const histogram = 'wake-up latency, as the stream counts it';
const stamped = 'wake-up latency, by time stamps in JavaScript';

/** One run each: timestamps make bigints, so they are not taken where the histogram counts. */
export async function* wakeUpRecords({ seconds }) {
  for (const stamps of [false, true]) {
    for (const mainThread of loads) {
      for (const way of ways) {
        const job = { way, mainThread, stamps, seconds };
        yield await recordOf(job, () => inChild(import.meta.url, job));
      }
    }
  }
}

function figuresOf(wakeUps) {
  const { count, maxNs } = wakeUps;
  const [p50Ns, p99Ns, p999Ns] = [0.5, 0.99, 0.999].map((part) => wakeUps.percentileNs(part));
  return { count, p50Ns, p99Ns, p999Ns, maxNs };
}

/** Names of another series beside the first. */
const prefixed = (prefix, figures) =>
  Object.fromEntries(
    Object.entries(figures).map(([name, value]) => [
      `${prefix}${name[0].toUpperCase()}${name.slice(1)}`,
      value,
    ]),
  );

/** Opens what is measured: what runs, its stream, and how its time stamps are asked for. */
async function open(device, { way, stamps, seconds }) {
  const most = Math.ceil((seconds + 1) * 2 * (rateHz / bufferFrames));
  if (way === 'process') {
    const noted = new Stamps(most);
    const process = stamps ? noted.process : copy;
    const stream = await device.openStream({ bufferSize: bufferFrames, process });
    return { runs: stream, stream, result: async () => noted.result() };
  }
  const module = new URL(stamps ? 'transport-stamps.mjs' : 'transport-copy.mjs', import.meta.url);
  const runs = await device.openProcessor(module, { bufferSize: bufferFrames, data: { most } });
  const result = () => {
    const answer = new Promise((resolve) => runs.once('message', resolve));
    runs.postMessage('result');
    return answer;
  };
  return { runs, stream: runs.stream, result };
}

/** In a process of its own. */
export async function measure(job) {
  const { way, mainThread, stamps, seconds } = job;
  const device = await openDevice('built-in:loopback:bench', {
    settings: { clock: 'realtime', rate: rateHz },
  });
  const { runs, stream, result } = await open(device, job);
  const stop = startLoad(mainThread);
  await runs.start();
  await sleep(seconds * 1000);
  const { stats, wakeUps } = stream;
  const load = stop();
  const noted = stamps ? await result() : undefined;
  await device.close();
  const figures =
    noted === undefined
      ? figuresOf(wakeUps)
      : {
          ...noted.afterSleep,
          ...prefixed('everyCall', noted.everyCall),
          ...prefixed('histogram', figuresOf(wakeUps)),
        };
  const { buffers, missed, lastMissedPosition, underruns, overruns, late, interval } = stats;
  return {
    what: stamps ? stamped : histogram,
    settings: { way, mainThread, clock: 'realtime', rateHz, bufferFrames, channels: 2, seconds },
    ...figures,
    ...{
      buffers,
      missed,
      lastMissedPosition,
      underruns,
      overruns,
      late,
      longestIntervalNs: interval.maxNs,
      ...load,
    },
  };
}
