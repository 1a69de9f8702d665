import { openAudioFile } from 'bufferswitch/files';
import { describe, expect, it } from 'vitest';
import { aiff } from './builders.js';
import { bytesOf, floats, integers, packed } from './material.js';
import { readAll } from './support.js';

const frames = 501;
const channels = 3;

/** Every byte of a sample in the other place. */
function swapped(bytes: Buffer, width: number): Buffer {
  return Buffer.from(bytes.map((_, i) => bytes[i - (i % width) + width - 1 - (i % width)] as number));
}

const numbers = (bits: number) => integers(bits, channels, frames);

describe('AIFF-C', () => {
  it.each([
    ['NONE', 16, swapped(packed(numbers(16), 2), 2), 'int16'],
    ['twos', 24, swapped(packed(numbers(24), 3), 3), 'int24'],
    ['sowt', 16, packed(numbers(16), 2), 'int16'],
    ['sowt', 24, packed(numbers(24), 3), 'int24'],
    ['in24', 24, swapped(packed(numbers(24), 3), 3), 'int24'],
    ['in32', 32, swapped(packed(numbers(32), 4), 4), 'int32'],
    ['42ni', 24, packed(numbers(24), 3), 'int24'],
    ['23ni', 32, packed(numbers(32), 4), 'int32'],
    ['raw ', 8, packed(numbers(8), 1).map((byte) => byte ^ 0x80), 'int8'],
  ] as const)('%s of %i bits', async (type, bits, audio, encoding) => {
    const { file, planes } = await readAll(
      aiff({ audio: Buffer.from(audio), frames, channels, bits, type }),
      {
        layout: 'interleaved',
      },
    );
    expect(file).toMatchObject({ container: 'aifc', frames, problem: null });
    expect(file.format).toMatchObject({ encoding, validBits: bits, sampleRate: 48000, channels });
    expect(planes[0]?.equals(bytesOf(numbers(bits)))).toBe(true);
  });

  it.each(['float32', 'float64'] as const)('%s', async (kind) => {
    const raw = floats(numbers(24), kind);
    const width = Number(kind.slice(5)) / 8;
    const type = `fl${8 * width}`;
    const bytes = aiff({ audio: swapped(raw, width), frames, channels, bits: 8 * width, type });
    const { file, planes } = await readAll(bytes, { layout: 'interleaved' });
    expect(file.streamFormat).toBe(kind);
    expect(planes[0]?.equals(raw)).toBe(true);
  });

  it.each(['ulaw', 'alaw', 'ima4', 'x\n\0\x1b'])('%j is refused by its name', async (type) => {
    const failure = openAudioFile(
      aiff({ audio: Buffer.alloc(100), frames: 100, channels: 1, bits: 8, type }),
    );
    await expect(failure).rejects.toMatchObject({ reason: 'unsupported', code: 'FILE_FORMAT' });
    await expect(failure).rejects.toThrow(
      /^the bytes: AIFF-C compression "[ -~]+" is not supported; supported are NONE,[ -~]+$/,
    );
  });
});

describe('AIFF', () => {
  const audio = swapped(packed(numbers(24), 3), 3);
  const parts = { audio, frames, channels, bits: 24 };

  it.each([
    ['400eac44000000000000', 44100],
    ['400eac44800000000000', 44100.5],
    ['4011bb80000000000000', 384000],
    ['400bfa00000000000000', 8000],
  ])('%s is a rate of %f Hz', async (rate, sampleRate) => {
    await using file = await openAudioFile(aiff({ ...parts, rate }));
    expect(file.format.sampleRate).toBe(sampleRate);
  });

  it.each(['7fff0000000000000000', 'c00eac44000000000000', '00000000000000000000', '7ffeffffffffffffffff'])(
    '%s is no rate',
    async (rate) => {
      await expect(openAudioFile(aiff({ ...parts, rate }))).rejects.toMatchObject({ reason: 'damaged' });
    },
  );

  it('has bits in use that are fewer than it stores', async () => {
    await using file = await openAudioFile(aiff({ ...parts, bits: 20 }));
    expect(file.format).toMatchObject({ encoding: 'int24', validBits: 20 });
  });

  it('may have its audio first, where one can go back', async () => {
    const bytes = aiff({ ...parts, soundFirst: true });
    expect((await readAll(bytes, { layout: 'interleaved' })).planes[0]?.equals(bytesOf(numbers(24)))).toBe(
      true,
    );
    const once = (async function* () {
      yield bytes;
    })();
    await expect(openAudioFile(once)).rejects.toThrow(/cannot go back/);
  });

  it('is truncated, unfinished or contradicts itself', async () => {
    const whole = aiff(parts);
    const cut = await readAll(whole.subarray(0, -100));
    expect(cut.file).toMatchObject({
      frames: 490,
      truncated: true,
      problem: 'truncated: 490 of 501 frames are there',
    });
    const open = await readAll(aiff({ ...parts, frames: 0 }));
    expect(open.file).toMatchObject({
      frames,
      problem: 'unfinished: its length is unknown, 501 frames are there',
    });
    await expect(openAudioFile(aiff({ ...parts, frames: 502 }))).rejects.toMatchObject({ reason: 'damaged' });
  });
});
