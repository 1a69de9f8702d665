// A processor on small buffers in real time, for minutes: how many buffers it misses, with a quiet program and with one
// that answers web requests all the time.
import { parseArgs } from 'node:util';
import { openDevice } from '../dist/index.js';
import { startBusyServer } from './busy-server.mjs';
import { readMachine } from './machine.mjs';

const usage = `npm run bench -- soak [options]

  --json                 one JSON document instead of lines (with npm run --silent, nothing else on stdout)
  --seconds <number>     how long each run takes; default 600
  --frames <number>      buffer size; default 32
  --rate <number>        Hz; default 48000
  --mode <name>          pipelined or in-step; default pipelined
  --load <names>         quiet, server; default both, one after the other
`;

const options = {
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
  seconds: { type: 'string', default: '600' },
  frames: { type: 'string', default: '32' },
  rate: { type: 'string', default: '48000' },
  mode: { type: 'string', default: 'pipelined' },
  load: { type: 'string', default: 'quiet,server' },
};

const loads = {
  quiet: async () => ({ requests: () => 0, close: async () => {} }),
  server: startBusyServer,
};

const pause = (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1000));

/** What the processor's run came to. Only what happened between the two looks counts: starting up is not meant. */
function difference(before, after, names) {
  return Object.fromEntries(names.map((name) => [name, after[name] - before[name]]));
}

async function soak(load, { seconds, frames, rate, mode }) {
  const settings = { clock: 'realtime', rate };
  const device = await openDevice('built-in:loopback:soak', { settings });
  const processor = await device.openProcessor(new URL('./soak-processor.mjs', import.meta.url), {
    mode,
    bufferSize: frames,
    parameters: { cutoff: 1000 },
  });
  const busy = await loads[load]();
  await processor.start();
  await pause(2);
  const before = processor.stats;
  await pause(seconds);
  const after = processor.stats;
  const { wakeUps } = processor;
  const requests = busy.requests();
  await busy.close();
  await device.close();
  const counted = difference(before, after, [
    'buffers',
    'missed',
    'missedFrames',
    'overruns',
    'late',
    'reentries',
  ]);
  const percentile = (part) => wakeUps.percentileNs(part);
  return {
    load,
    mode,
    frames,
    rateHz: rate,
    seconds,
    ...counted,
    missedPart: counted.missed / counted.buffers,
    requestsPerSecond: requests / (seconds + 2),
    periodNs: (frames / rate) * 1e9,
    wakeUpNs: { p50: percentile(0.5), p99: percentile(0.99), p999: percentile(0.999), max: wakeUps.maxNs },
    switchIntervalNs: after.interval,
    switchLoad: after.load,
  };
}

const microseconds = (ns) => (ns === null ? '-' : `${(ns / 1000).toFixed(0)} us`);

function print(run) {
  const {
    load,
    mode,
    frames,
    rateHz,
    seconds,
    buffers,
    missed,
    late,
    overruns,
    requestsPerSecond,
    wakeUpNs,
  } = run;
  const { p50, p99, p999, max } = wakeUpNs;
  const served = load === 'server' ? `, ${requestsPerSecond.toFixed(0)} requests a second` : '';
  console.log(`${load}${served}: ${frames} frames at ${rateHz} Hz, ${mode}, ${seconds} s`);
  console.log(`  ${missed} of ${buffers} buffers missed, ${late} switches late, ${overruns} overruns`);
  console.log(
    `  wake-up: p50 ${microseconds(p50)}, p99 ${microseconds(p99)}, p99.9 ${microseconds(p999)}, max ${microseconds(max)}`,
  );
  console.log(
    `  intervals between switches up to ${microseconds(run.switchIntervalNs.maxNs)}; the period is ${microseconds(run.periodNs)}`,
  );
}

export async function main(args) {
  const { values } = parseArgs({ args, options });
  if (values.help) {
    console.log(usage);
    return;
  }
  const chosen = values.load.split(',');
  for (const load of chosen)
    if (!Object.hasOwn(loads, load)) throw new RangeError(`There is no load "${load}"`);
  const settings = {
    seconds: Number(values.seconds),
    frames: Number(values.frames),
    rate: Number(values.rate),
    mode: values.mode,
  };
  const runs = [];
  for (const load of chosen) {
    const run = await soak(load, settings);
    runs.push(run);
    if (!values.json) print(run);
  }
  if (values.json)
    console.log(
      JSON.stringify({ bench: 'soak', machine: readMachine(), node: process.version, runs }, null, 2),
    );
}
