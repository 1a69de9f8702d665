// What it costs to record to a WAV file: in real time, and as fast as the virtual driver can be, beside the same bytes
// written by Node alone and by dd. Each measurement has a process of its own.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDevice } from 'bufferswitch';
import { FileNames } from '../dist/recording/file-names.js';
import { recordTake } from '../dist/recording/record-take.js';
import { atOnce } from '../dist/recording/start.js';
import { TakeWriter } from '../dist/recording/take-writer.js';
import { inChild, recordOf } from './child.mjs';
import { benchOptions, common } from './command-line.mjs';
import { readCommit, readMachine } from './machine.mjs';
import { report } from './transport-report.mjs';

const usage = `npm run bench -- recording [options]

  --json               one JSON document instead of a table (with npm run --silent, nothing else on stdout)
  --quick              3 seconds of audio instead of 20
  --folder PATH        where files are written; without it the folder for what is temporary
`;

const method = [
  'WAV files of 24 bits, of the silence of a virtual driver, whose work is counted in. recording: as the command line does',
  'it. nothing: the same stream is read and thrown away. In real time the CPU time of the process counts, in percent of a',
  'core; without end of time (free run) the bytes a second, the file being on the disk at the end. plain: Node writes as',
  'many bytes of one array, in steps of the same size, and dd does; then they are on the disk as well.',
];

const shapes = [
  { channels: 2, rate: 48_000 },
  { channels: 64, rate: 192_000 },
];
const bufferSize = 512;
const sampleBytes = 3;
const ways = ['recording', 'mono', 'nothing'];

const pieceFrames = (rate) => Math.ceil(rate / 16);

async function record({ way, channels, rate, clock, seconds, path }) {
  const settings = { clock, inputs: channels, outputs: 0, type: 'int24lsb', rate, rates: [rate] };
  const device = await openDevice('built-in:loopback:bench', { settings });
  const sound = { encoding: 'int24', layout: way === 'mono' ? 'planar' : 'interleaved', channels };
  const { encoding, layout } = sound;
  const stream = await device.openStream({ format: encoding, layout, bufferSize, depth: 2 * rate });
  const names = new FileNames(path, false, way === 'mono' ? stream.inputs : null);
  const writer = new TakeWriter(names, { sound, container: 'wav', sampleRate: rate, mono: way === 'mono' });
  const limit = seconds * rate;
  const before = process.cpuUsage();
  const began = performance.now();
  await stream.start();
  if (way === 'nothing') for (let frames = 0; frames < limit; ) frames += (await stream.input.read()).frames;
  else await recordTake(stream, writer, { sound, start: atOnce, preRoll: 0, limit });
  await writer.close();
  const elapsedMs = performance.now() - began;
  const { user, system } = process.cpuUsage(before);
  const { overruns } = stream.stats;
  await device.close();
  return { elapsedMs, cpuMs: (user + system) / 1000, overruns };
}

async function plain({ channels, rate, seconds, path }) {
  const bytes = Buffer.alloc(pieceFrames(rate) * channels * sampleBytes, 1);
  const before = process.cpuUsage();
  const began = performance.now();
  const file = await open(path, 'w');
  const total = seconds * rate * channels * sampleBytes;
  for (let done = 0; done < total; done += bytes.length) {
    await file.write(bytes, 0, Math.min(bytes.length, total - done));
  }
  await file.sync();
  await file.close();
  const elapsedMs = performance.now() - began;
  const { user, system } = process.cpuUsage(before);
  return { elapsedMs, cpuMs: (user + system) / 1000, overruns: 0 };
}

/** In a process of its own. */
export const measure = (job) => (job.way === 'plain' ? plain(job) : record(job));

function dd({ channels, rate, seconds, path }) {
  const bytes = pieceFrames(rate) * channels * sampleBytes;
  const count = Math.round((seconds * rate) / pieceFrames(rate));
  const args = ['if=/dev/zero', `of=${path}`, `bs=${bytes}`, `count=${count}`, 'conv=fsync'];
  const began = performance.now();
  const { error, status } = spawnSync('dd', args, { stdio: 'ignore' });
  return error !== undefined || status !== 0 ? null : performance.now() - began;
}

/** Files are gone after each measurement: the disk is to have room for the next. */
async function inFolder(parent, work) {
  const folder = mkdtempSync(join(parent, 'bufferswitch-bench-'));
  try {
    return await work(join(folder, 'take.wav'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function* records({ seconds, parent }) {
  for (const { channels, rate } of shapes) {
    const megabytes = (seconds * rate * channels * sampleBytes) / 1e6;
    const settings = (way) => ({ way, channels, rateHz: rate, bufferFrames: bufferSize, seconds });
    const child = (job) =>
      inFolder(parent, (path) => inChild(import.meta.url, { ...job, channels, rate, seconds, path }));
    for (const way of ways) {
      yield await recordOf(settings(way), async () => {
        const { elapsedMs, cpuMs, overruns } = await child({ way, clock: 'realtime' });
        const what = 'in real time';
        return { what, settings: settings(way), percentOfCore: (100 * cpuMs) / elapsedMs, overruns };
      });
    }
    for (const way of [...ways, 'plain']) {
      yield await recordOf(settings(way), async () => {
        const { elapsedMs, cpuMs } = await child({ way, clock: 'freerun' });
        const speed = {
          megabytesEachSecond: (1000 * megabytes) / elapsedMs,
          cpuMsEachMegabyte: cpuMs / megabytes,
        };
        return { what: 'as fast as it can', settings: settings(way), ...speed };
      });
    }
    const ms = await inFolder(parent, (path) => dd({ channels, rate, seconds, path }));
    const speed = {
      megabytesEachSecond: ms === null ? null : (1000 * megabytes) / ms,
      cpuMsEachMegabyte: null,
    };
    yield { what: 'as fast as it can', settings: settings('dd'), ...speed };
  }
}

export async function main(args) {
  const options = benchOptions('recording', usage, args, {
    ...common,
    folder: { type: 'string', default: tmpdir() },
  });
  if (options === undefined) return;
  const before = loadavg()[0];
  const all = [];
  for await (const one of records({ seconds: options.quick ? 3 : 20, parent: options.folder })) all.push(one);
  const document = {
    machine: readMachine(),
    node: process.version,
    commit: readCommit(),
    date: new Date().toISOString(),
    load: { before, after: loadavg()[0] },
    method,
    records: all,
    goals: [],
  };
  console.log(options.json ? JSON.stringify(document) : report(document));
}
