// How fast audio files are read and written, beside programs that do the same work: the same file, decoded or encoded as a
// whole, in a process of its own for each of them, the time of its start taken off.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { createAudioFile, openAudioFile } from 'bufferswitch/files';
import { benchOptions } from './command-line.mjs';
import { readCommit, readMachine } from './machine.mjs';
import { median } from './statistics.mjs';
import { report } from './transport-report.mjs';

const usage = `npm run bench -- files [options]

  --json               one JSON document instead of a table (with npm run --silent, nothing else on stdout)
  --quick              10 seconds of audio instead of a minute
`;

const method = [
  'Stereo at 96 kHz: tones and noise. The median of three runs each. The library reads blocks of 4096 frames into arrays',
  'and throws them away; the programs decode to a null output, or write a file. Their start, measured with a file of 4096',
  'frames, is taken off. Where a program is not installed or does not have the format, its column is empty.',
];

const rate = 96_000;
const rounds = 3;

/** Tones and noise as music has them, one array per channel, left-justified. */
function material(frames, bits) {
  const mask = -(2 ** (32 - bits));
  let state = 1;
  const noise = () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return state / 2 ** 31;
  };
  return [220, 331].map((hertz) =>
    Int32Array.from({ length: frames }, (_, i) => {
      const tone = Math.sin((2 * Math.PI * hertz * i) / rate) + Math.sin((2 * Math.PI * 1471 * i) / rate) / 3;
      return Math.round((0.4 * tone + 0.01 * noise()) * 2 ** 31) & mask;
    }),
  );
}

const formats = [
  { name: 'WAV int16', ending: 'wav', encoding: 'int16', bits: 16 },
  { name: 'WAV int24', ending: 'wav', encoding: 'int24', bits: 24 },
  { name: 'WAV int32', ending: 'wav', encoding: 'int32', bits: 32 },
  { name: 'WAV float32', ending: 'wav', encoding: 'float32', bits: 24 },
  { name: 'WAV float64', ending: 'wav', encoding: 'float64', bits: 32 },
  { name: 'AIFF int24', ending: 'aiff', encoding: 'int24', bits: 24, by: ['ffmpeg', 's24be'] },
  { name: 'Wave64 int24', ending: 'w64', encoding: 'int24', bits: 24, by: ['ffmpeg', 's24le'] },
  { name: 'FLAC 16 bits', ending: 'flac', encoding: 'int16', bits: 16 },
  { name: 'FLAC 24 bits', ending: 'flac', encoding: 'int24', bits: 24 },
  { name: 'FLAC 24 bits, by flac -8', ending: 'flac', encoding: 'int24', bits: 24, by: ['flac'] },
];

const asSamples = (channels, encoding) => {
  const array = { float32: Float32Array, float64: Float64Array }[encoding];
  return array === undefined
    ? channels
    : channels.map((words) => array.from(words, (word) => word / 2 ** 31));
};

async function write(path, { encoding }, samples) {
  const file = await createAudioFile(path, { encoding, channels: 2, sampleRate: rate }, { overwrite: true });
  const { length } = samples[0];
  for (let at = 0; at < length; at += 4096) await file.write(samples, Math.min(4096, length - at), at);
  await file.close();
}

async function read(path) {
  const file = await openAudioFile(path);
  let frames = 0;
  for await (const block of file.blocks({ frames: 4096 })) frames += block.frames;
  await file.close();
  return frames;
}

/** Seconds that a program takes; null where it is missing or refuses. */
function secondsOf(program, args) {
  const began = performance.now();
  const { error, status } = spawnSync(program, args, { stdio: 'ignore' });
  return error !== undefined || status !== 0 ? null : (performance.now() - began) / 1000;
}

/** Frames a second of a program, with what its start takes taken off. */
function speedOf(program, argsFor, path, short, frames) {
  const time = (file) => {
    const all = Array.from({ length: rounds }, () => secondsOf(program, argsFor(file)));
    return all.includes(null) ? null : median(all);
  };
  const [whole, start] = [time(path), time(short)];
  return whole === null || start === null || whole <= start ? null : frames / (whole - start);
}

async function ownSpeed(frames, work) {
  const times = [];
  for (let round = 0; round < rounds; round++) {
    const began = performance.now();
    await work();
    times.push((performance.now() - began) / 1000);
  }
  return frames / median(times);
}

/** What decodes a file completely and keeps nothing. */
const decoders = {
  ffmpeg: (path) => ['-v', 'error', '-i', path, '-f', 'null', '-'],
  sox: (path) => ['-V1', path, '-n'],
  flac: (path) => ['-s', '-t', path],
};

/** Makes the file by way of another program where the library does not write such a one. */
async function make(folder, format, samples, label) {
  const path = join(folder, `${label}.${format.ending}`);
  if (format.by === undefined) {
    await write(path, format, samples);
    return path;
  }
  const source = join(folder, `${label}-source.wav`);
  await write(source, format, samples);
  const [program, codec] = format.by;
  const args =
    program === 'flac'
      ? ['-s', '-f', '-8', source, '-o', path]
      : ['-v', 'error', '-y', '-i', source, '-c:a', `pcm_${codec}`, path];
  return secondsOf(program, args) === null ? null : path;
}

async function measureReading(folder, frames) {
  const records = [];
  for (const format of formats) {
    const samples = asSamples(material(frames, format.bits), format.encoding);
    const path = await make(folder, format, samples, 'long');
    const short = await make(
      folder,
      format,
      samples.map((array) => array.subarray(0, 4096)),
      'short',
    );
    if (path === null || short === null) continue;
    const framesPerSecond = await ownSpeed(frames, () => read(path));
    const others = Object.entries(decoders).map(([program, args]) => {
      const reads = program !== 'flac' || format.ending === 'flac';
      return [`${program}FramesPerSecond`, reads ? speedOf(program, args, path, short, frames) : null];
    });
    const settings = { file: format.name };
    const megabytes = statSync(path).size / 1e6;
    records.push({ what: 'reading', settings, megabytes, framesPerSecond, ...Object.fromEntries(others) });
  }
  return records;
}

/** What makes a file of the same samples from a WAV file. */
const encoders = {
  ffmpeg: (target) => (path) => ['-v', 'error', '-y', '-i', path, ...target.ffmpeg, target.path],
  sox: (target) => (path) => ['-V1', '-D', path, ...target.sox, target.path],
  flac: (target) => (path) => ['-s', '-f', '-2', path, '-o', target.path],
};

async function measureWriting(folder, frames) {
  const records = [];
  for (const format of formats.filter(({ by }) => by === undefined)) {
    const samples = asSamples(material(frames, format.bits), format.encoding);
    const path = join(folder, `written.${format.ending}`);
    const framesPerSecond = await ownSpeed(frames, () => write(path, format, samples));
    const megabytes = statSync(path).size / 1e6;
    const source = join(folder, 'source.wav');
    const short = join(folder, 'short.wav');
    await write(source, format, samples);
    await write(
      short,
      format,
      samples.map((array) => array.subarray(0, 4096)),
    );
    const flac = format.ending === 'flac';
    const codec = `pcm_${format.encoding.replace('int', 's').replace('float', 'f')}le`;
    const target = {
      path: join(folder, `other.${format.ending}`),
      ffmpeg: flac ? ['-compression_level', '1'] : ['-c:a', codec],
      sox: flac ? ['-C', '2'] : [],
    };
    const others = Object.entries(encoders).map(([program, args]) => {
      const writes = program !== 'flac' || flac;
      return [
        `${program}FramesPerSecond`,
        writes ? speedOf(program, args(target), source, short, frames) : null,
      ];
    });
    const settings = { file: format.name };
    records.push({ what: 'writing', settings, megabytes, framesPerSecond, ...Object.fromEntries(others) });
  }
  return records;
}

export async function main(args) {
  const options = benchOptions('files', usage, args);
  if (options === undefined) return;
  const frames = (options.quick ? 10 : 60) * rate;
  const folder = mkdtempSync(join(tmpdir(), 'bufferswitch-bench-'));
  const loadBefore = loadavg()[0];
  try {
    const records = [...(await measureReading(folder, frames)), ...(await measureWriting(folder, frames))];
    const document = {
      machine: readMachine(),
      node: process.version,
      commit: readCommit(),
      date: new Date().toISOString(),
      load: { before: loadBefore, after: loadavg()[0] },
      method,
      records,
      goals: [],
    };
    console.log(options.json ? JSON.stringify(document) : report(document));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
