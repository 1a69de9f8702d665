/** Files that are written here, of every kind: what other programs read in them is what was written. */
import { join } from 'node:path';
import { createAudioFile, type Encoding, type NewAudioFile } from 'bufferswitch/files';
import { describe, expect, it } from 'vitest';
import { bytesOf, floats, integers, packed } from './material.js';
import { ffmpegDecode, flacDecode, flacEncode, missing, run, soxDecode } from './programs.js';
import { readAll, scratchDirectory } from './support.js';

const scratch = scratchDirectory();
const frames = 10_001;
const shapes = [
  { channels: 1, sampleRate: 8000 },
  { channels: 2, sampleRate: 44100 },
  { channels: 6, sampleRate: 96000 },
  { channels: 32, sampleRate: 384000 },
];

interface Case {
  readonly encoding: Encoding;
  readonly validBits: number;
  readonly channels: number;
  readonly sampleRate: number;
}

/** Writes in pieces of changing length; gives what was written, interleaved. */
async function write(path: string, file: NewAudioFile, bits: number): Promise<Buffer> {
  const { encoding, channels } = file;
  const samples = integers(bits, channels, frames);
  const interleaved =
    encoding === 'float32' || encoding === 'float64' ? floats(samples, encoding) : bytesOf(samples);
  const array = { float32: Float32Array, float64: Float64Array }[encoding as string] ?? Int32Array;
  const all = new array(Uint8Array.from(interleaved).buffer);
  const planes = Array.from({ length: channels }, (_, channel) =>
    new array(frames).map((_, frame) => all[frame * channels + channel] as number),
  );
  await using writer = await createAudioFile(path, file);
  for (let from = 0, size = 1; from < frames; from += size, size = Math.min(3 * size, frames - from)) {
    await writer.write(planes as Int32Array[], size, from);
  }
  expect(writer.frames).toBe(frames);
  return interleaved;
}

const wavCases = [8, 12, 16, 20, 24, 32].flatMap((bits): Case[] => {
  const encoding = `int${8 * Math.ceil(bits / 8)}` as Encoding;
  return shapes.map((shape) => ({ encoding, validBits: bits, ...shape }));
});
const floatCases = (['float32', 'float64'] as const).flatMap((encoding): Case[] =>
  shapes.map((shape) => ({ encoding, validBits: Number(encoding.slice(5)), ...shape })),
);

const none = missing('ffmpeg', 'sox', 'flac');
describe.skipIf(none !== '')(`WAV${none}`, () => {
  it.each([...wavCases, ...floatCases])(
    '$encoding, $validBits bits, $channels channels at $sampleRate Hz',
    async (one) => {
      const { encoding, validBits, channels } = one;
      const path = join(scratch, `${encoding}-${validBits}-${channels}.wav`);
      const integer = encoding.startsWith('int');
      // What sox counts in has 32 bits, and what of a float32 is a fraction 24.
      const written = await write(path, one, integer ? validBits : encoding === 'float32' ? 24 : 32);
      const kind = integer ? 's32le' : `f${encoding.slice(5)}le`;
      expect(ffmpegDecode(path, kind).equals(written)).toBe(true);
      // It takes whole bytes only.
      if (validBits % 8 === 0) expect(soxDecode(path, kind).equals(written)).toBe(true);
      const { file, planes } = await readAll(path, { layout: 'interleaved' });
      expect(file).toMatchObject({ container: 'wav', problem: null, frames, format: one });
      expect(planes[0]?.equals(written)).toBe(true);
      if (!integer || channels > 8) return;
      const flac = `${path}.flac`;
      flacEncode(path, flac, []);
      const samples = new Int32Array(Uint8Array.from(written).buffer);
      expect(flacDecode(flac).equals(packed(samples, Math.ceil(validBits / 8)))).toBe(true);
    },
  );
});

const flacCases = [4, 5, 8, 12, 16, 20, 24, 31, 32].flatMap((bits): Case[] =>
  [
    { channels: 1, sampleRate: 8000 },
    { channels: 2, sampleRate: 44100 },
    { channels: 2, sampleRate: 123_457 },
    { channels: 6, sampleRate: 96000 },
    { channels: 8, sampleRate: 384000 },
  ].map((shape) => ({ encoding: `int${8 * Math.ceil(bits / 8)}` as Encoding, validBits: bits, ...shape })),
);

describe.skipIf(none !== '')(`FLAC${none}`, () => {
  it.each(flacCases)('$validBits bits, $channels channels at $sampleRate Hz', async (one) => {
    const { validBits, channels, sampleRate } = one;
    const path = join(scratch, `${validBits}-${channels}-${sampleRate}.flac`);
    const written = await write(path, one, validBits);
    // Decodes it and compares the checksum of all samples.
    run('flac', ['-s', '-t', path]);
    const { file, planes } = await readAll(path, { layout: 'interleaved' });
    expect(file).toMatchObject({ container: 'flac', problem: null, frames, format: one });
    expect(planes[0]?.equals(written)).toBe(true);
    const samples = new Int32Array(Uint8Array.from(written).buffer);
    if (validBits >= 8 && validBits !== 31) {
      expect(flacDecode(path).equals(packed(samples, Math.ceil(validBits / 8)))).toBe(true);
    }
    // Their libraries are older than FLAC of more than 24 bits, or take whole bytes only.
    if ([8, 16, 24].includes(validBits)) {
      expect(soxDecode(path, 's32le').equals(written)).toBe(true);
      expect(ffmpegDecode(path, 's32le').equals(written)).toBe(true);
    }
  });

  it('keeps the speakers, unused bits, and what cannot be predicted', async () => {
    const path = join(scratch, 'odd.flac');
    const file = { encoding: 'int24', channels: 2, sampleRate: 48000, channelMask: 0x30 } as const;
    const left = Int32Array.from({ length: 9000 }, (_, i) => (i % 2 === 0 ? 0x7fffff00 : -0x80000000));
    const right = Int32Array.from({ length: 9000 }, (_, i) => (i % 4096 < 4000 ? 0x550000 : i << 16));
    const writer = await createAudioFile(path, file);
    await writer.write([left, right]);
    await writer.close();
    run('flac', ['-s', '-t', path]);
    const back = await readAll(path);
    expect(back.words).toEqual([left, right]);
    expect(back.file.format.channelMask).toBe(0x30);
  });

  it('an empty file', async () => {
    const path = join(scratch, 'empty.flac');
    await (await createAudioFile(path, { encoding: 'int16', channels: 2, sampleRate: 48000 })).close();
    run('flac', ['-s', '-t', path]);
    expect((await readAll(path)).frames).toBe(0);
  });
});

describe.skipIf(none !== '')(`raw${none}`, () => {
  it.each([
    ['int8', 8, 's8'],
    ['int16', 16, 's16le'],
    ['int24', 24, 's24le'],
    ['int32', 32, 's32le'],
    ['float32', 24, 'f32le'],
    ['float64', 32, 'f64le'],
  ] as const)('%s', async (encoding, bits, kind) => {
    const path = join(scratch, `${encoding}.raw`);
    const raw = { encoding, channels: 3, sampleRate: 48000 };
    const written = await write(path, raw, bits);
    const wide = encoding.startsWith('int') ? 's32le' : kind;
    const input = ['-f', kind, '-ac', '3', '-ar', '48000'];
    expect(ffmpegDecode(path, wide, input).equals(written)).toBe(true);
    const back = await readAll(path, { raw, layout: 'interleaved' });
    expect(back.file).toMatchObject({ container: 'raw', frames, problem: null });
    expect(back.planes[0]?.equals(written)).toBe(true);
  });
});
