/** A hundred damaged files of every kind: an error of one line or samples, and never a crash, a hang or too much memory. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AudioFileError, createAudioFile, openAudioFile } from 'bufferswitch/files';
import { describe, expect, it } from 'vitest';
import { arrayOf } from '../../dist/format.js';
import { randomFrom } from '../helpers/random.js';
import { aiff, dsdiff, dsf } from './builders.js';
import { floats, integers, packed } from './material.js';
import { chunk, plainFormat, riff, scratchDirectory } from './support.js';

const scratch = scratchDirectory();
const frames = 3000;
const samples = integers(16, 2, frames);
const audio = packed(samples, 2);
/** More of them with DAMAGED_FILES. */
const count = Number(process.env['DAMAGED_FILES'] ?? 100);
/** What is promised for one file, beside what is read into. */
const boundBytes = 8 * 1024 * 1024;

async function flac(bits: 16 | 32): Promise<Buffer> {
  const path = join(scratch, `${bits}.flac`);
  const form = { encoding: `int${bits}`, channels: 2, sampleRate: 48000 } as const;
  const writer = await createAudioFile(path, form, { overwrite: true });
  const of = integers(bits, 2, frames);
  await writer.write([0, 1].map((channel) => of.filter((_, i) => i % 2 === channel)));
  await writer.close();
  return readFileSync(path);
}

function rf64(id: string): Buffer {
  const sizes = Buffer.alloc(28);
  sizes.writeBigUInt64LE(BigInt(audio.length), 8);
  sizes.writeBigUInt64LE(BigInt(frames), 16);
  const chunks = [
    chunk('ds64', sizes),
    chunk('fmt ', plainFormat(1, 2, 16)),
    chunk('data', audio, 0xffffffff),
  ];
  return riff(chunks, id, 0xffffffff);
}

function w64(): Buffer {
  const tail = Buffer.from('f3acd3118cd100c04f8edb8a', 'hex');
  const part = (id: string, content: Buffer) => {
    const size = Buffer.alloc(8);
    size.writeBigUInt64LE(BigInt(24 + content.length));
    const padding = Buffer.alloc((8 - (content.length % 8)) % 8);
    return Buffer.concat([Buffer.from(id, 'latin1'), tail, size, content, padding]);
  };
  const body = Buffer.concat([part('fmt ', plainFormat(1, 2, 16)), part('data', audio)]);
  const head = Buffer.alloc(40);
  head.write('riff', 'latin1');
  head.write('2e91cf11a5d628db04c10000', 4, 'hex');
  head.writeBigUInt64LE(BigInt(40 + body.length), 16);
  head.write('wave', 24, 'latin1');
  tail.copy(head, 28);
  return Buffer.concat([head, body]);
}

const big = Buffer.from(audio).swap16();
const kinds: readonly (readonly [string, () => Buffer | Promise<Buffer>])[] = [
  ['WAV', () => riff([chunk('fmt ', plainFormat(1, 2, 16)), chunk('data', audio)])],
  [
    'WAV of 64-bit floats',
    () => riff([chunk('fmt ', plainFormat(3, 2, 64)), chunk('data', floats(samples, 'float64'))]),
  ],
  ['RF64', () => rf64('RF64')],
  ['BW64', () => rf64('BW64')],
  ['Wave64', w64],
  ['AIFF', () => aiff({ audio: big, frames, channels: 2, bits: 16 })],
  ['AIFF-C', () => aiff({ audio, frames, channels: 2, bits: 16, type: 'sowt' })],
  ['DSF', () => dsf([audio.subarray(0, 5000), audio.subarray(5000, 10_000)], 40_000)],
  ['DSDIFF', () => dsdiff(audio, 2)],
  ['FLAC', () => flac(16)],
  ['FLAC of 32 bits', () => flac(32)],
];

type Random = () => number;
const below = (random: Random, limit: number) => Math.floor(random() * limit);

/** Most damage is in the header, where it does the most. */
const place = (random: Random, bytes: Buffer) =>
  below(random, random() < 0.7 ? Math.min(160, bytes.length) : bytes.length);

const damages: readonly ((bytes: Buffer, random: Random) => Buffer)[] = [
  (bytes, random) => bytes.fill(below(random, 256), place(random, bytes)).subarray(0),
  (bytes, random) => bytes.subarray(0, place(random, bytes)),
  (bytes, random) => {
    for (let n = 1 + below(random, 8); n > 0; n--) bytes[place(random, bytes)] = below(random, 256);
    return bytes;
  },
  (bytes, random) => {
    const at = place(random, bytes);
    const end = Math.min(bytes.length, at + 1 + below(random, 8));
    return bytes.fill(random() < 0.5 ? 0xff : 0, at, end);
  },
  (bytes, random) => {
    const at = place(random, bytes);
    const strange = Buffer.from(Array.from({ length: 1 + below(random, 40) }, () => below(random, 256)));
    return Buffer.concat([bytes.subarray(0, at), strange, bytes.subarray(at)]);
  },
  (bytes, random) => {
    const at = place(random, bytes);
    return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + below(random, 40))]);
  },
];

/** Opens it, reads all of it and goes back; gives how many samples there were. */
async function use(bytes: Buffer): Promise<number> {
  const before = process.memoryUsage().arrayBuffers;
  await using file = await openAudioFile(bytes);
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThanOrEqual(boundBytes);
  let read = 0;
  for await (const block of file.blocks({ frames: 1024 })) read += block.frames * block.samples.length;
  expect(file.frames).toBe(read / file.format.channels);
  const back = Math.floor(Math.floor((file.frames ?? 0) / 2) / 8) * 8;
  if (back > 0) {
    await file.seek(back);
    for await (const block of file.blocks()) expect(block.position).toBeGreaterThanOrEqual(back);
  }
  return read;
}

describe.each(kinds)('%s', (_, make) => {
  it('is read when it is whole', async () => {
    expect(await use(Buffer.from(await make()))).toBeGreaterThanOrEqual(2 * frames);
  });

  it('is read or refused in one line, whatever is wrong with it', async () => {
    const whole = await make();
    const random = randomFrom(whole.length);
    const outcomes = { read: 0, refused: 0 };
    for (let n = 0; n < count; n++) {
      const damage = damages[n % damages.length] as (typeof damages)[number];
      const bytes = damage(Buffer.from(whole), random);
      const began = performance.now();
      try {
        // A byte of a constant block of FLAC can be hundreds of frames; of anything else a few.
        expect(await use(bytes)).toBeLessThanOrEqual(Math.max(8, bytes.length) * 65536);
        outcomes.read++;
      } catch (error) {
        if (!(error instanceof AudioFileError)) throw new Error(`number ${n}`, { cause: error });
        expect(error.code).toBe('FILE_FORMAT');
        expect(error.message).toMatch(/^the bytes: [ -~×µ]+$/);
        outcomes.refused++;
      }
      expect(performance.now() - began).toBeLessThan(5000);
    }
    // Otherwise nothing was damaged, or nothing was left to read.
    expect(outcomes.read).toBeGreaterThan(5);
    expect(outcomes.refused).toBeGreaterThan(5);
  });
});

describe('the most that a header can claim', () => {
  it.each<[string, () => Promise<Buffer> | Buffer, object]>([
    [
      'FLAC',
      async () => {
        const bytes = await flac(16);
        bytes.writeUInt16BE(65535, 10);
        // 8 channels of 32 bits, and 2^36 - 1 samples.
        bytes.writeUInt32BE(((48000 << 12) | (7 << 9) | (31 << 4) | 15) >>> 0, 18);
        return bytes.fill(0xff, 22, 26);
      },
      { frames: 2 ** 36 - 1 },
    ],
    [
      'WAV',
      () =>
        riff([chunk('fmt ', plainFormat(3, 1024, 64)), chunk('data', audio, 0xfffffff0)], 'RIFF', 0xfffffff8),
      { frames: 1, truncated: true },
    ],
    [
      'DSF',
      () => {
        const bytes = dsf([new Uint8Array(10)], 80);
        for (const [at, value] of [
          [48, 0],
          [52, 64],
          [72, 65536],
        ] as const)
          bytes.writeUInt32LE(value, at);
        bytes.fill(0xff, 64, 70);
        return bytes;
      },
      { truncated: true },
    ],
  ])('%s', async (_, make, expected) => {
    const bytes = await make();
    const before = process.memoryUsage().arrayBuffers;
    await using file = await openAudioFile(bytes, { layout: 'interleaved' });
    const target = new arrayOf[file.streamFormat](file.format.channels * 8);
    await file.read(target).catch((error) => expect(error).toBeInstanceOf(AudioFileError));
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThanOrEqual(boundBytes);
    expect(file).toMatchObject(expected);
  });
});

it('bytes that are nothing', async () => {
  const random = randomFrom(1);
  for (let n = 0; n < 100; n++) {
    const bytes = Buffer.from(Array.from({ length: below(random, 300) }, () => below(random, 256)));
    await expect(openAudioFile(bytes)).rejects.toMatchObject({ code: 'FILE_FORMAT' });
  }
});
