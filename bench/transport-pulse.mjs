// Two workers for a comparison: one wakes the other by Atomics.notify at a steady pace. Each sends how late it was.
import { parentPort, workerData } from 'node:worker_threads';
import { latencies } from './statistics.mjs';

/** `cells`: the count of pulses, and nothing. `times`: when the last pulse was given, ns. */
const { role, periodNs, pulses, buffer } = workerData;
const cells = new Int32Array(buffer, 0, 2);
const times = new BigInt64Array(buffer, 8, 1);
const count = 0;
const nothing = 1;

/** How late it was itself: what the machine's timers take away. */
function give() {
  const lateness = new Float64Array(pulses);
  const startNs = process.hrtime.bigint() + 20_000_000n;
  for (let pulse = 0; pulse < pulses; pulse++) {
    const dueNs = startNs + BigInt(pulse) * BigInt(periodNs);
    let nowNs = process.hrtime.bigint();
    for (; nowNs < dueNs; nowNs = process.hrtime.bigint()) {
      Atomics.wait(cells, nothing, 0, Number(dueNs - nowNs) / 1e6);
    }
    lateness[pulse] = Number(nowNs - dueNs);
    Atomics.store(times, 0, process.hrtime.bigint());
    Atomics.store(cells, count, pulse + 1);
    Atomics.notify(cells, count);
  }
  return lateness;
}

/** Only pulses that found it asleep count. */
function take() {
  const latency = [];
  for (let seen = 0; seen < pulses; seen = Atomics.load(cells, count)) {
    if (Atomics.wait(cells, count, seen) !== 'ok') continue;
    latency.push(Number(process.hrtime.bigint() - Atomics.load(times, 0)));
  }
  return latency;
}

parentPort.postMessage(latencies(role === 'give' ? give() : take()));
