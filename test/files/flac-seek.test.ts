import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createAudioFile, openAudioFile } from 'bufferswitch/files';
import { expect, it } from 'vitest';
import { randomFrom } from '../helpers/random.js';
import { integers } from './material.js';
import { flacEncode, missing } from './programs.js';
import { readAll, scratchDirectory } from './support.js';

const scratch = scratchDirectory();
const frames = 300_007;

async function write(path: string): Promise<Int32Array[]> {
  const samples = integers(16, 2, frames);
  const channels = [0, 1].map((channel) => samples.filter((_, i) => i % 2 === channel));
  await using writer = await createAudioFile(path, { encoding: 'int16', channels: 2, sampleRate: 44100 });
  await writer.write(channels);
  return channels;
}

async function seekAround(path: string, channels: readonly Int32Array[]): Promise<void> {
  await using file = await openAudioFile(path);
  const random = randomFrom(3);
  const places = Array.from({ length: 100 }, () => Math.floor(random() * frames));
  for (const place of [frames, 0, frames - 1, 4095, 4096, 4097, ...places, 0]) {
    await file.seek(place);
    const part = [new Int32Array(900), new Int32Array(900)];
    const read = await file.read(part);
    expect(read).toBe(Math.min(900, frames - place));
    expect(part.map((array) => array.subarray(0, read))).toEqual(
      channels.map((array) => array.subarray(place, place + read)),
    );
    expect(file.position).toBe(place + read);
  }
}

it('any frame of a FLAC file can be sought', async () => {
  const path = join(scratch, 'own.flac');
  await seekAround(path, await write(path));
});

const none = missing('flac');
it.skipIf(none !== '')(`in one of the flac program too, whatever its blocks${none}`, async () => {
  const path = join(scratch, 'source.wav');
  const channels = await write(path);
  for (const args of [['-8'], ['-5', '-b', '192', '--lax'], ['-5', '-b', '16384', '--lax']]) {
    const flac = join(scratch, `${args.length}.flac`);
    flacEncode(path, flac, args);
    await seekAround(flac, channels);
  }
});

it('a block that does not fit its checksum ends the reading there', async () => {
  const path = join(scratch, 'broken.flac');
  const channels = await write(path);
  const bytes = readFileSync(path);
  const middle = bytes.length >> 1;
  bytes[middle] = (bytes[middle] as number) ^ 1;
  await using file = await openAudioFile(bytes);
  const first = new Int32Array(frames);
  const all = [first, new Int32Array(frames)];
  const read = await file.read(all);
  await expect(file.read(all)).rejects.toMatchObject({
    reason: 'damaged',
    message: expect.stringMatching(/^the bytes: damaged: .+ at frame \d+ \(byte \d+\)$/),
  });
  expect(read).toBeGreaterThan(4096 * 10);
  expect(file.position).toBe(read);
  expect(first.subarray(0, read)).toEqual(channels[0]?.subarray(0, read));
});

it('what comes before a damaged block is delivered in one layout as in the other', async () => {
  const path = join(scratch, 'broken-too.flac');
  const channels = await write(path);
  const bytes = readFileSync(path);
  const middle = bytes.length >> 1;
  bytes[middle] = (bytes[middle] as number) ^ 1;
  await using file = await openAudioFile(bytes, { layout: 'interleaved' });
  const all = new Int32Array(2 * frames);
  const read = await file.read(all);
  expect(read).toBeGreaterThan(4096 * 10);
  expect(file.position).toBe(read);
  for (const _ of [1, 2]) await expect(file.read(all)).rejects.toMatchObject({ reason: 'damaged' });
  const left = channels[0]?.subarray(0, read);
  expect(all.subarray(0, 2 * read).filter((_, i) => i % 2 === 0)).toEqual(left);
});

it('a file that ends within a block is truncated', async () => {
  const path = join(scratch, 'cut.flac');
  await write(path);
  const bytes = readFileSync(path);
  const { file, frames: read } = await readAll(bytes.subarray(0, bytes.length >> 1));
  expect(read % 4096).toBe(0);
  expect(file).toMatchObject({ frames: read, truncated: true });
  expect(file.problem).toBe(`truncated: ${read} of ${frames} frames are there`);
});
