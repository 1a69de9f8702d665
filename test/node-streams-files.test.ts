/** Node streams between a device and files, and between a device and other programs: every sample compared. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream, createWriteStream, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Layout, Stream } from 'bufferswitch';
import { describe, expect, test } from 'vitest';
import { pack, type SampleWidth, unpack } from '../dist/files/samples.js';
import { makeWav, readWav } from './cli/support.js';
import { installed, place, scratchDirectory, testWords } from './files/support.js';
import { collect, runThrough, scattered } from './helpers/byte-loop.js';
import { openLoopback } from './helpers/loopback.js';

const folder = scratchDirectory();
const bufferSize = 64;
const delay = 128;
const frames = 10_007;
const buffers = Math.ceil((frames + delay) / bufferSize) + 1;

/** Runs a stream of two channels with `play` at its output and `record` at its input. */
async function run<T>(
  format: 'int16' | 'int24' | 'int32',
  layout: Layout,
  play: (stream: Stream) => Promise<void>,
  record: (stream: Stream) => Promise<T>,
): Promise<T> {
  await using device = await openLoopback({ type: `${format}lsb`, delay });
  await using stream = await device.openStream({ format, layout, bufferSize, depth: 8 * bufferSize });
  await stream.start();
  const [recorded] = await Promise.all([record(stream), play(stream), runThrough(device, stream, buffers)]);
  expect(stream.stats).toMatchObject({ underruns: 0, overruns: 0 });
  return recorded;
}

describe.each(['planar', 'interleaved'] as Layout[])('%s', (layout) => {
  test('from a file and to a file', async () => {
    const material = scattered(frames * 6);
    const source = place(folder, `source-${layout}.raw`, material);
    const target = join(folder, `target-${layout}.raw`);
    await run(
      'int24',
      layout,
      (stream) => pipeline(createReadStream(source, { highWaterMark: 1009 }), stream.writable),
      (stream) => pipeline(stream.readable, createWriteStream(target)),
    );
    const heard = readFileSync(target);
    expect(heard.length).toBe(buffers * bufferSize * 6);
    expect(heard.subarray(delay * 6, (delay + frames) * 6).equals(material)).toBe(true);
  });
});

/** Under Wine a child process cannot use the pipes that it inherits, and sox is no program of Windows. */
const noSox = process.platform === 'win32' || !installed('sox');

/** Arguments for samples without a header. */
const rawOf = (width: SampleWidth) =>
  ['-t', 'raw', '-r', '48000', '-c', '2', '-e', 'signed-integer', '-b', String(width * 8), '-L'] as const;

function startSox(args: readonly string[]) {
  const child = spawn('sox', ['-V1', '-D', ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
  return { child, ended: once(child, 'close') };
}

describe.skipIf(noSox)('with sox as a child process (not on Windows, where there is none)', () => {
  const formats = [
    ['int16', 2],
    ['int24', 3],
    ['int32', 4],
  ] as const;

  test.each(formats)('%s from stream.readable into a WAV file', async (format, width) => {
    const channels = [0, 1].map((seed) => testWords(format, frames, seed));
    const material = Buffer.alloc(frames * 2 * width);
    pack(channels, 0, frames, width, material);
    const source = place(folder, `${format}.raw`, material);
    const target = join(folder, `${format}-recorded.wav`);
    const { child, ended } = startSox([...rawOf(width), '-', target]);
    await run(
      format,
      'planar',
      (stream) => pipeline(createReadStream(source), stream.writable),
      (stream) => pipeline(stream.readable, child.stdin),
    );
    expect(await ended).toEqual([0, null]);
    const { reader, channels: heard } = await readWav(target);
    expect(reader.frames).toBe(buffers * bufferSize);
    for (const [i, words] of heard.entries()) {
      expect(words.subarray(delay, delay + frames)).toEqual(channels[i]);
    }
  });

  test.each(formats)('%s from a WAV file into stream.writable', async (format, width) => {
    const source = join(folder, `${format}-source.wav`);
    const channels = await makeWav(source, { encoding: format, channels: 2, sampleRate: 48000 }, frames);
    const play = async (stream: Stream) => {
      // Read from the start on: what a child process has left unread when it exits is thrown away.
      const { child, ended } = startSox([source, ...rawOf(width), '-']);
      await pipeline(child.stdout, stream.writable);
      expect(await ended).toEqual([0, null]);
    };
    const bytes = await run(format, 'interleaved', play, (stream) => collect(stream.readable));
    const heard = [0, 1].map(() => new Int32Array(frames));
    unpack(bytes.subarray(delay * 2 * width), width, heard, 0, frames);
    expect(heard).toEqual(channels);
  });
});
