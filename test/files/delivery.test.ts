/** In which formats samples can be had, and that those are exact. */

import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { createAudioFile, openAudioFile, type StreamFormat } from 'bufferswitch/files';
import { describe, expect, it } from 'vitest';
import { integers, packed } from './material.js';
import { chunk, plainFormat, readAll, riff, scratchDirectory } from './support.js';

const scratch = scratchDirectory();
const frames = 5000;
const wav = (bits: number, tag = 1, audio = packed(integers(bits, 2, frames), bits / 8)) =>
  riff([chunk('fmt ', plainFormat(tag, 2, bits)), chunk('data', audio)]);

/** Each sample of an array of a stream format as a share of full scale. */
function numbers(bytes: Buffer, format: StreamFormat): number[] {
  const memory = Uint8Array.from(bytes).buffer;
  if (format === 'float32') return [...new Float32Array(memory)];
  if (format === 'float64') return [...new Float64Array(memory)];
  if (format === 'int16') return [...new Int16Array(memory)].map((code) => code / 2 ** 15);
  if (format === 'int32') return [...new Int32Array(memory)].map((code) => code / 2 ** 31);
  return Array.from({ length: bytes.length / 3 }, (_, i) => bytes.readIntLE(3 * i, 3) / 2 ** 23);
}

const exact: readonly (readonly [number, readonly StreamFormat[]])[] = [
  [8, ['int16', 'int24', 'int32', 'float32', 'float64']],
  [16, ['int16', 'int24', 'int32', 'float32', 'float64']],
  [24, ['int24', 'int32', 'float32', 'float64']],
  [32, ['int32', 'float64']],
];
const cases = exact.flatMap(([bits, formats]) =>
  formats.flatMap((format) =>
    (['planar', 'interleaved'] as const).map((layout) => ({ bits, format, layout })),
  ),
);

it.each(cases)('$bits bits as $format, $layout', async ({ bits, format, layout }) => {
  const samples = integers(bits, 2, frames);
  const audio = bits === 8 ? packed(samples, 1).map((byte) => byte ^ 0x80) : packed(samples, bits / 8);
  const { file, planes } = await readAll(wav(bits, 1, Buffer.from(audio)), { streamFormat: format, layout });
  expect(file.streamFormat).toBe(format);
  const shares = Array.from(samples, (word) => word / 2 ** 31);
  const expected =
    layout === 'interleaved' ? [shares] : [0, 1].map((channel) => shares.filter((_, i) => i % 2 === channel));
  expect(planes.map((bytes) => numbers(bytes, format))).toEqual(expected);
});

describe('what would alter samples is refused', () => {
  it.each([
    [
      wav(24),
      'int16',
      '24-bit integer does not fit int16 exactly; it can be had as int32, int24, float32, float64',
    ],
    [wav(32), 'float32', '32-bit integer does not fit float32 exactly; it can be had as int32, float64'],
    [
      wav(64, 3, Buffer.alloc(160)),
      'float32',
      '64-bit float does not fit float32 exactly; it can be had as float64',
    ],
    [
      wav(32, 3, Buffer.alloc(160)),
      'int32',
      '32-bit float does not fit int32 exactly; it can be had as float32, float64',
    ],
  ] as const)('%#', async (bytes, streamFormat, message) => {
    await expect(openAudioFile(bytes, { streamFormat })).rejects.toMatchObject({
      code: 'FILE_FORMAT',
      reason: 'inexact',
      message: `the bytes: ${message}`,
    });
  });

  it('a file with more bits than it claims', async () => {
    // 12 bits in 16, and in frame 7 one below.
    const samples = integers(12, 1, 10);
    samples[7] = 0x00010000;
    const bytes = riff([chunk('fmt ', twelveBits()), chunk('data', packed(samples, 2))]);
    expect((await readAll(bytes)).words[0]).toEqual(samples);
    const wide = riff([chunk('fmt ', twentyBits()), chunk('data', packed(integers(32, 1, 10), 4))]);
    await expect(readAll(wide, { streamFormat: 'float32' })).rejects.toThrow(
      /frame \d has more bits than the 20 that the file claims, and does not fit float32$/,
    );
  });

  it.each([
    ['planar', 5000],
    ['interleaved', 5000],
    ['planar', 4096],
    ['planar', 0],
  ] as const)('it is read up to there and no further: %s, frame %i', async (layout, bad) => {
    // One bit too many in the second channel, and a little later in the first.
    const words = integers(20, 2, 9000);
    for (const i of [2 * bad + 1, 2 * (bad + 100)]) words[i] = (words[i] as number) | 1;
    const bytes = riff([chunk('fmt ', extensible(32, 20, 2)), chunk('data', packed(words, 4))]);
    await using file = await openAudioFile(bytes, { streamFormat: 'float32', layout });
    const arrays = (layout === 'planar' ? [9000, 9000] : [18_000]).map((length) => new Float32Array(length));
    const refused = { reason: 'inexact', message: expect.stringContaining(`frame ${bad} has more bits`) };
    if (bad > 0) expect(await file.read(arrays)).toBe(bad);
    for (const _ of [1, 2]) await expect(file.read(arrays)).rejects.toMatchObject(refused);
    await expect(file.blocks().next()).rejects.toMatchObject(refused);
    expect(file.position).toBe(bad);
    const shares = Array.from(words.subarray(0, 2 * bad), (word) => word / 2 ** 31);
    const read =
      layout === 'planar'
        ? shares.map((_, i) => arrays[i % 2]?.[i >> 1])
        : Array.from(arrays[0]?.subarray(0, 2 * bad) ?? []);
    expect(read).toEqual(shares);
    // Where it is sought in, it is read from there.
    await file.seek(bad);
    await expect(file.read(arrays)).rejects.toMatchObject(refused);
    await file.seek(bad + 1);
    expect(await file.read(arrays)).toBe(99);
  });

  it('samples for a file of fewer bits', async () => {
    const path = join(scratch, 'few.wav');
    await using writer = await createAudioFile(path, {
      encoding: 'int24',
      validBits: 20,
      channels: 1,
      sampleRate: 8000,
    });
    await writer.write([Int32Array.of(0x7ffff000)]);
    await expect(writer.write([Int32Array.of(0x1000, 0x100)])).rejects.toThrow(RangeError);
    expect(writer.frames).toBe(1);
  });

  it.each([
    ['take.flac', { encoding: 'float32', channels: 2, sampleRate: 48000 }],
    ['take.flac', { encoding: 'int16', channels: 9, sampleRate: 48000 }],
    ['take.flac', { encoding: 'int8', validBits: 3, channels: 1, sampleRate: 48000 }],
    ['take.flac', { encoding: 'int16', channels: 1, sampleRate: 1_048_576 }],
    ['take.wav', { encoding: 'dsd-lsb', channels: 2, sampleRate: 2822400 }],
  ] as const)('%s of %j', async (name, file) => {
    await expect(createAudioFile(join(scratch, name), file)).rejects.toMatchObject({ reason: 'unsupported' });
    await expect(openAudioFile(join(scratch, name))).rejects.toMatchObject({ code: 'ENOENT' });
  });
});

function extensible(bits: number, validBits: number, channels = 1): Buffer {
  const bytes = Buffer.alloc(40);
  plainFormat(0xfffe, channels, bits).copy(bytes);
  bytes.writeUInt16LE(22, 16);
  bytes.writeUInt16LE(validBits, 18);
  bytes.write('0100000000001000800000aa00389b71', 24, 'hex');
  return bytes;
}
const twelveBits = () => extensible(16, 12);
const twentyBits = () => extensible(32, 20);

it('NaNs keep what they carry, in either layout', async () => {
  const floats = Int32Array.of(0x7f800001, 0x7fc12345, -1, -0x80000000, 1, 0x7f800000, -0x800000, 2);
  const doubles = Int32Array.of(1, 0x7ff00000, 0x12345, 0x7ff80000, -1, -1, 0, -0x80000000);
  for (const [bits, words] of [
    [32, floats],
    [64, doubles],
  ] as const) {
    const bytes = wav(bits, 3, packed(words, 4));
    const { planes } = await readAll(bytes, { layout: 'interleaved' });
    expect(planes[0]?.equals(packed(words, 4))).toBe(true);
    const path = join(scratch, `${bits}.wav`);
    await using file = await openAudioFile(bytes);
    await using writer = await createAudioFile(path, file.format);
    for await (const block of file.blocks()) await writer.write(block.samples);
    await writer.close();
    expect((await readAll(path, { layout: 'interleaved' })).planes[0]?.equals(packed(words, 4))).toBe(true);
  }
});

it('wrong arguments are told before anything is touched', async () => {
  await using file = await openAudioFile(wav(16));
  await expect(file.read([new Int32Array(1)])).rejects.toThrow(TypeError);
  await expect(file.read([new Int32Array(1), new Int32Array(2)])).rejects.toThrow(TypeError);
  await expect(file.read([new Float32Array(1), new Float32Array(1)])).rejects.toThrow(TypeError);
  await expect(file.read([new Int32Array(1), new Int32Array(1)], 2)).rejects.toThrow(RangeError);
  await expect(file.seek(-1)).rejects.toThrow(RangeError);
  await expect(file.seek(frames + 1)).rejects.toThrow(RangeError);
  expect(file.position).toBe(0);
  await expect(openAudioFile(5 as never)).rejects.toThrow(TypeError);
  await expect(openAudioFile(wav(16), { format: 'int32' } as never)).rejects.toThrow(
    /Unknown option "format"/,
  );
  await expect(openAudioFile(wav(16), { streamFormat: 'native' as never })).rejects.toThrow(TypeError);
  const raw = { encoding: 'int16', channels: 0, sampleRate: 48000 } as const;
  await expect(openAudioFile(wav(16), { raw })).rejects.toThrow(RangeError);
  const some = { encoding: 'int16', channels: 1, sampleRate: 48000 } as const;
  await expect(createAudioFile(join(scratch, 'noname'), some)).rejects.toThrow(TypeError);
});

it('files need no addon', () => {
  const library = new URL('../../dist/files/index.js', import.meta.url).href;
  const program = `await import(${JSON.stringify(library)});
    process.exitCode = process.report.getReport().sharedObjects.some((path) => path.endsWith('.node')) ? 1 : 0;`;
  expect(spawnSync(process.execPath, ['--input-type=module', '-e', program]).status).toBe(0);
});
