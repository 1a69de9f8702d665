// What Node itself offers to those who wait, for comparison: the same period without a driver.
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { inChild, recordOf } from './child.mjs';
import { latencies } from './statistics.mjs';
import { loads, startLoad } from './transport-loads.mjs';

const periodNs = Math.round((64 / 48000) * 1e9);
const intervalMs = 1;

export async function* nodeRecords({ seconds }) {
  const jobs = [
    ...loads.map((mainThread) => ({ kind: 'atomics', mainThread, seconds })),
    ...['interval', 'immediate'].map((kind) => ({ kind, seconds })),
  ];
  for (const job of jobs) yield* [await recordOf(job, () => inChild(import.meta.url, job))].flat();
}

async function atomics({ mainThread, seconds }) {
  const pulses = Math.floor((seconds * 1e9) / periodNs);
  const buffer = new SharedArrayBuffer(16);
  const url = new URL('transport-pulse.mjs', import.meta.url);
  const resultOf = (role) =>
    new Promise((resolve, reject) => {
      const worker = new Worker(url, { workerData: { role, periodNs, pulses, buffer } });
      worker.once('message', resolve);
      worker.once('error', reject);
    });
  const stop = startLoad(mainThread);
  const results = await Promise.all([resultOf('take'), resultOf('give')]);
  const load = stop();
  const whats = [
    'Node alone: a worker in Atomics.wait, woken by Atomics.notify of another',
    'Node alone: how late a worker is that sleeps by Atomics.wait with a time limit',
  ];
  const settings = { mainThread, periodNs, seconds };
  return results.map((figures, index) => ({ what: whats[index], settings, ...figures, ...load }));
}

async function interval({ seconds }) {
  const lateness = [];
  let lastMs = performance.now();
  const timer = setInterval(() => {
    const nowMs = performance.now();
    lateness.push((nowMs - lastMs - intervalMs) * 1e6);
    lastMs = nowMs;
  }, intervalMs);
  await sleep(seconds * 1000);
  clearInterval(timer);
  const what = 'Node alone: how late setInterval is, counted from the call before';
  return [{ what, settings: { mainThread: 'idle', intervalMs, seconds }, ...latencies(lateness) }];
}

async function immediate({ seconds }) {
  const times = [];
  const endMs = performance.now() + Math.min(seconds, 1) * 1000;
  for (let fromMs = performance.now(); fromMs < endMs; ) {
    await new Promise((resolve) => setImmediate(resolve));
    const nowMs = performance.now();
    times.push((nowMs - fromMs) * 1e6);
    fromMs = nowMs;
  }
  const what = 'Node alone: one setImmediate to the next, with nothing else to do';
  return [{ what, settings: { mainThread: 'idle', seconds: Math.min(seconds, 1) }, ...latencies(times) }];
}

/** In a process of its own. */
export async function measure(job) {
  return { atomics, interval, immediate }[job.kind](job);
}
