/** More than 4 GiB, in files that have a hole where nothing was written. */
import { truncateSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { createAudioFile, openAudioFile } from 'bufferswitch/files';
import { expect, it } from 'vitest';
import { WavEncoder } from '../../dist/files/write-pcm.js';
import { integers, packed } from './material.js';
import { ffmpegDecode, missing } from './programs.js';
import { scratchDirectory } from './support.js';

const scratch = scratchDirectory();
const format = {
  encoding: 'int24',
  validBits: 24,
  channels: 2,
  sampleRate: 48000,
  channelMask: undefined,
} as const;
const frames = 900_000_000;
const frameBytes = 6;
const tail = integers(24, 2, 1000);

/** The header that the writer makes for so many frames, a hole, and samples at the end. */
async function sparse(path: string): Promise<void> {
  const header = new WavEncoder(format, undefined).finalHeader(frames * frameBytes, 0);
  writeFileSync(path, header);
  truncateSync(path, header.length + frames * frameBytes);
  const bytes = packed(tail, 3);
  await using file = await open(path, 'r+');
  await file.write(bytes, 0, bytes.length, header.length + (frames - 1000) * frameBytes);
}

it('a RF64 file of 5 GiB is read, to its last frame', async () => {
  const path = join(scratch, 'large.wav');
  await sparse(path);
  await using file = await openAudioFile(path, { layout: 'interleaved' });
  expect(file).toMatchObject({ container: 'rf64', frames, problem: null });
  await file.seek(frames - 1001);
  const samples = new Int32Array(2 * 2000);
  expect(await file.read(samples)).toBe(1001);
  expect(samples.subarray(0, 2002)).toEqual(Int32Array.of(0, 0, ...tail));
  const none = missing('ffmpeg');
  if (none !== '') return;
  // Another program understands the same file.
  expect(ffmpegDecode(path, 's32le', ['-ss', String((frames - 48000) / 48000)]).subarray(-8000)).toEqual(
    packed(tail, 4),
  );
});

it('turns into RF64 while it is written', async () => {
  const path = join(scratch, 'turns.wav');
  const riffLimit = 100_000;
  await using writer = await createAudioFile(path, format, { riffLimit });
  const kinds: string[] = [];
  for (let n = 0; n < 4; n++) {
    await writer.write([new Int32Array(5000), new Int32Array(5000).fill(256 * (n + 1))]);
    await writer.flush();
    await using file = await openAudioFile(path);
    expect(file).toMatchObject({ frames: 5000 * (n + 1), problem: null });
    kinds.push(file.container);
  }
  expect(kinds).toEqual(['wav', 'wav', 'wav', 'rf64']);
});
