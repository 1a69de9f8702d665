import { join } from 'node:path';
import { openAudioFile } from 'bufferswitch/files';
import { describe, expect, it } from 'vitest';
import { randomFrom } from '../helpers/random.js';
import { dsdiff, dsf } from './builders.js';
import { missing, run } from './programs.js';
import { place, readAll, scratchDirectory } from './support.js';

const scratch = scratchDirectory();

function noise(count: number, length: number): Buffer[] {
  const random = randomFrom(count * length);
  return Array.from({ length: count }, () => Buffer.from(Array.from({ length }, () => random() * 256)));
}

function takingTurns(channels: readonly Buffer[]): Buffer {
  const length = channels[0]?.length ?? 0;
  return Buffer.from(
    Array.from({ length: length * channels.length }, (_, i) => {
      return channels[i % channels.length]?.[Math.floor(i / channels.length)] ?? 0;
    }),
  );
}

const turned = (bytes: Buffer) =>
  bytes.map((byte) => Number.parseInt([...byte.toString(2).padStart(8, '0')].reverse().join(''), 2));

describe.each([1, 2, 6])('DSD of %i channels', (count) => {
  const channels = noise(count, 10_003);
  const samples = 8 * 10_003;

  it.each([
    [1, 'dsd-lsb'],
    [8, 'dsd-msb'],
  ] as const)('DSF with %i bits a sample is %s', async (bits, encoding) => {
    const { file, planes, frames } = await readAll(dsf(channels, samples - 5, bits));
    expect(file).toMatchObject({ container: 'dsf', frames: samples, streamFormat: encoding, problem: null });
    expect(file.format).toMatchObject({ encoding, channels: count, sampleRate: 2822400, validBits: 1 });
    expect(frames).toBe(samples);
    expect(planes).toEqual(channels);
  });

  it('DSDIFF', async () => {
    const { file, planes } = await readAll(dsdiff(takingTurns(channels), count));
    expect(file).toMatchObject({
      container: 'dsdiff',
      frames: samples,
      streamFormat: 'dsd-msb',
      problem: null,
    });
    expect(planes).toEqual(channels);
  });

  it('in the other order of bits, and interleaved', async () => {
    const { planes } = await readAll(dsf(channels, samples), {
      streamFormat: 'dsd-msb',
      layout: 'interleaved',
    });
    expect(planes[0]?.equals(turned(takingTurns(channels)))).toBe(true);
  });

  it('from any byte on', async () => {
    for (const bytes of [dsf(channels, samples), dsdiff(takingTurns(channels), count)]) {
      await using file = await openAudioFile(bytes);
      for (const byte of [0, 5, 4095, 4096, 9000]) {
        await file.seek(8 * byte);
        const part = channels.map(() => new Uint8Array(700));
        expect(await file.read(part)).toBe(5600);
        expect(part.map((bytes) => Buffer.from(bytes))).toEqual(
          channels.map((all) => all.subarray(byte, byte + 700)),
        );
      }
      await expect(file.seek(4)).rejects.toThrow(RangeError);
      await expect(
        file.read(
          channels.map(() => new Uint8Array(1)),
          4,
        ),
      ).rejects.toThrow(RangeError);
    }
  });
});

const none = missing('ffmpeg');
it.skipIf(none !== '')(`ffmpeg finds the same bytes in DSF and DSDIFF${none}`, () => {
  const channels = noise(2, 8192);
  const packets = (path: string) =>
    run('ffmpeg', ['-v', 'error', '-i', path, '-map', '0:a', '-c:a', 'copy', '-f', 'data', '-']);
  const inDsf = packets(place(scratch, 'two.dsf', dsf(channels, 8 * 8192)));
  const blocks = [0, 4096].flatMap((at) => channels.map((bytes) => bytes.subarray(at, at + 4096)));
  expect(inDsf.equals(Buffer.concat(blocks))).toBe(true);
  const inDff = packets(place(scratch, 'two.dff', dsdiff(takingTurns(channels), 2)));
  expect(inDff.equals(takingTurns(channels))).toBe(true);
});

describe('what is not whole', () => {
  const channels = noise(2, 9000);

  it.each([
    ['DSF', dsf(channels, 72_000), 92 + 2 * 4096 + 4096 + 100, 8 * (4096 + 100)],
    ['DSDIFF', dsdiff(takingTurns(channels), 2), -8001, 8 * 4999],
  ])('a truncated %s is read up to its end, and says so', async (_, whole, end, left) => {
    for (const source of [whole.subarray(0, end), stream(whole.subarray(0, end))]) {
      const { file, planes } = await readAll(source);
      expect(file).toMatchObject({ frames: left, truncated: true });
      expect(file.problem).toMatch(/^truncated: \d+ of 72000 frames are there$/);
      expect(planes).toEqual(channels.map((bytes) => bytes.subarray(0, left / 8)));
    }
  });

  it('a file whose length was never written is read to its end, or refused where it has none', async () => {
    const bytes = dsdiff(takingTurns(channels), 2, 'DSD ', 0);
    bytes.writeBigUInt64BE(0n, 4);
    const { file, planes } = await readAll(bytes);
    expect(file.problem).toBe('unfinished: its length is unknown, 72000 frames are there');
    expect(planes).toEqual(channels);
    await expect(openAudioFile(dsf(channels, 0))).rejects.toMatchObject({ reason: 'damaged' });
  });

  it('DST is refused by its name', async () => {
    await expect(openAudioFile(dsdiff(Buffer.alloc(100), 2, 'DST '))).rejects.toMatchObject({
      code: 'FILE_FORMAT',
      reason: 'unsupported',
      message: expect.stringMatching(/DST/),
    });
  });

  it('DSD is not made into numbers', async () => {
    const path = place(scratch, 'numbers.dsf', dsf(channels, 72_000));
    await expect(openAudioFile(path, { streamFormat: 'float32' })).rejects.toMatchObject({
      reason: 'inexact',
      message: `${join(scratch, 'numbers.dsf')}: DSD does not fit float32 exactly; it can be had as dsd-lsb, dsd-msb`,
    });
  });
});

async function* stream(bytes: Buffer) {
  for (let at = 0; at < bytes.length; at += 1000) yield bytes.subarray(at, at + 1000);
}
