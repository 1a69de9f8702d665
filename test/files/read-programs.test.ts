/** Files that other programs make, of every kind: read as they were meant, and as those programs read them; and played. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createAudioFile, type Encoding, openAudioFile } from 'bufferswitch/files';
import { describe, expect, it } from 'vitest';
import { heard, type Played, withoutSilence } from './heard.js';
import { bytesOf, floats, integers, packed } from './material.js';
import {
  ffmpegDecode,
  ffmpegEncode,
  flacDecode,
  flacEncode,
  missing,
  soxDecode,
  soxEncode,
} from './programs.js';
import { readAll, scratchDirectory } from './support.js';

const scratch = scratchDirectory();
const frames = 10_001;
/** Every number of channels with another rate. */
const shapes = [
  { channels: 1, sampleRate: 8000 },
  { channels: 2, sampleRate: 44100 },
  { channels: 6, sampleRate: 96000 },
  { channels: 32, sampleRate: 384000 },
];

interface Case {
  readonly file: string;
  readonly bits: number;
  readonly container: string;
  readonly args: readonly string[];
  readonly float?: 'float32' | 'float64';
}

const wavCodecs = { 8: 'u8', 16: 's16le', 24: 's24le', 32: 's32le' };
const aiffCodecs = { 8: 's8', 16: 's16be', 24: 's24be', 32: 's32be' };
const codec = (name: string) => ['-c:a', `pcm_${name}`];

function riffCases(container: string, ending: string, args: readonly string[]): Case[] {
  return [
    ...Object.entries(wavCodecs).map(([bits, name]) => ({
      file: `${name}.${ending}`,
      bits: Number(bits),
      container,
      args: [...codec(name), ...args],
    })),
    { file: `f32.${ending}`, bits: 24, container, float: 'float32', args: [...codec('f32le'), ...args] },
    { file: `f64.${ending}`, bits: 32, container, float: 'float64', args: [...codec('f64le'), ...args] },
  ];
}

const ffmpegCases: readonly Case[] = [
  ...riffCases('wav', 'wav', []),
  ...riffCases('rf64', 'rf64.wav', ['-rf64', 'always']),
  ...riffCases('w64', 'w64', []),
  ...Object.entries(aiffCodecs).map(([bits, name]) => ({
    file: `${name}.aiff`,
    bits: Number(bits),
    container: 'aiff',
    args: codec(name),
  })),
  { file: 'sowt.aiff', bits: 16, container: 'aifc', args: codec('s16le') },
  { file: 'fl32.aiff', bits: 24, container: 'aifc', float: 'float32', args: codec('f32be') },
  { file: 'fl64.aiff', bits: 32, container: 'aifc', float: 'float64', args: codec('f64be') },
  { file: 'in24.aiff', bits: 24, container: 'aifc', args: [...codec('s24be'), '-tag:a', 'in24'] },
  { file: 'in32.aiff', bits: 32, container: 'aifc', args: [...codec('s32be'), '-tag:a', 'in32'] },
];

/** What a case is made of: everything that is needed to compare. */
function materialOf({ container, bits, float }: Case, channels: number) {
  // In Wave64 ffmpeg counts what fills the last 8 bytes as audio.
  const samples = integers(bits, channels, container === 'w64' ? 10_000 : frames);
  return float === undefined
    ? { raw: packed(samples, 4), kind: 's32le', wanted: 'int32' as Played }
    : { raw: floats(samples, float), kind: `f${float.slice(5)}le`, wanted: float as Played };
}

const withShapes = (cases: readonly Case[]) =>
  cases.flatMap((one) => shapes.map((shape) => ({ ...one, ...shape })));

const arrays = { int32: Int32Array, float32: Float32Array, float64: Float64Array };

async function check(path: string, container: string, wanted: Played, shape: object, raw: Buffer) {
  const { file, planes } = await readAll(path, { layout: 'interleaved' });
  expect(file).toMatchObject({ container, streamFormat: wanted, problem: null, truncated: false });
  expect(file.format).toMatchObject(shape);
  expect(planes[0]?.equals(raw)).toBe(true);

  const { channels, sampleRate } = file.format;
  const { code, said, samples } = await heard(path, { channels, sampleRate, format: wanted });
  expect({ code, said }).toEqual({ code: 0, said: [] });
  const meant = new arrays[wanted](
    raw.buffer.slice(raw.byteOffset, raw.byteOffset + raw.length) as ArrayBuffer,
  );
  expect(bytesOf(samples).equals(bytesOf(withoutSilence(meant, channels)))).toBe(true);
}

const noFfmpeg = missing('ffmpeg');
describe.skipIf(noFfmpeg !== '')(`made by ffmpeg${noFfmpeg}`, () => {
  it.each(withShapes(ffmpegCases))('$file, $channels channels at $sampleRate Hz', async (one) => {
    const { channels, sampleRate } = one;
    const path = join(scratch, `ffmpeg-${channels}-${one.file}`);
    const { raw, kind, wanted } = materialOf(one, channels);
    ffmpegEncode(raw, { kind, channels, sampleRate }, path, one.args);
    await check(path, one.container, wanted, { channels, sampleRate }, raw);
    // In RF64 it reads the byte that makes a chunk even as one more sample.
    expect(ffmpegDecode(path, kind).subarray(0, raw.length).equals(raw)).toBe(true);
  });
});

const soxCases: readonly Case[] = [
  ...['wav', 'aiff', 'w64'].flatMap((container) =>
    [8, 16, 24, 32].map((bits) => {
      const signed = container !== 'aiff' && bits === 8 ? 'unsigned' : 'signed';
      return { file: `s${bits}.${container}`, bits, container, args: ['-b', `${bits}`, '-e', signed] };
    }),
  ),
  { file: 'f32.wav', bits: 24, container: 'wav', float: 'float32', args: ['-e', 'float', '-b', '32'] },
  { file: 'f64.wav', bits: 32, container: 'wav', float: 'float64', args: ['-e', 'float', '-b', '64'] },
  ...[16, 24].map((bits) => ({ file: `s${bits}.aifc`, bits, container: 'aifc', args: ['-b', `${bits}`] })),
];

const noSox = missing('sox');
describe.skipIf(noSox !== '')(`made by sox${noSox}`, () => {
  it.each(withShapes(soxCases))('$file, $channels channels at $sampleRate Hz', async (one) => {
    const { channels, sampleRate } = one;
    const path = join(scratch, `sox-${channels}-${one.file}`);
    const { raw, kind, wanted } = materialOf(one, channels);
    soxEncode(raw, { kind, channels, sampleRate }, path, one.args);
    await check(path, one.container, wanted, { channels, sampleRate }, raw);
    expect(soxDecode(path, kind).equals(raw)).toBe(true);
  });
});

/** Every depth that `flac` takes, and the ways of coding that it has. */
const flacCases = [8, 12, 16, 20, 24, 32].flatMap((bits) =>
  [
    { channels: 1, sampleRate: 8000, args: ['-0'] },
    { channels: 2, sampleRate: 44100, args: ['-5'] },
    { channels: 2, sampleRate: 192000, args: ['-8', '-e', '-p'] },
    { channels: 2, sampleRate: 88200, args: ['--lax', '-l', '32', '-b', '1000', '-m', '-r', '8'] },
    { channels: 6, sampleRate: 48000, args: ['-8'] },
    { channels: 8, sampleRate: 384000, args: ['--lax', '-3', '-b', '65535'] },
  ].map((shape) => ({ bits, ...shape, how: shape.args.join(' ') })),
);

async function encode(
  samples: Int32Array,
  shape: { channels: number; sampleRate: number; validBits: number },
  path: string,
  args: readonly string[],
): Promise<void> {
  const source = `${path}.wav`;
  const width = Math.ceil(shape.validBits / 8);
  const encoding = `int${8 * width}` as Encoding;
  const writer = await createAudioFile(source, { encoding, ...shape }, { overwrite: true });
  const of = (channel: number) => samples.filter((_, i) => i % shape.channels === channel);
  await writer.write(Array.from({ length: shape.channels }, (_, channel) => of(channel)));
  await writer.close();
  flacEncode(source, path, args);
}

const noFlac = missing('flac');
describe.skipIf(noFlac !== '')(`made by flac${noFlac}`, () => {
  it.each(flacCases)('$bits bits, $channels channels at $sampleRate Hz, $how', async (one) => {
    const { bits, channels, sampleRate } = one;
    const path = join(scratch, `${bits}-${channels}-${sampleRate}.flac`);
    const samples = integers(bits, channels, frames);
    await encode(samples, { channels, sampleRate, validBits: bits }, path, one.args);
    await check(path, 'flac', 'int32', { channels, sampleRate, validBits: bits }, bytesOf(samples));
    expect(flacDecode(path).equals(packed(samples, Math.ceil(bits / 8)))).toBe(true);
  });

  it('unused low bits, silence and a constant level', async () => {
    const path = join(scratch, 'wasted.flac');
    const samples = integers(11, 2, frames).map((word, i) =>
      i < 20_000 ? word : i % 2 === 0 ? 0 : 0x12340000,
    );
    await encode(samples, { channels: 2, sampleRate: 48000, validBits: 24 }, path, ['-8']);
    await check(path, 'flac', 'int32', { validBits: 24 }, bytesOf(samples));
  });

  it('tags as those of MP3 files before it, and no length', async () => {
    const path = join(scratch, 'tagged.flac');
    const samples = integers(16, 2, frames);
    await encode(samples, { channels: 2, sampleRate: 48000, validBits: 16 }, path, []);
    const bytes = readFileSync(path);
    // The length is in 36 bits, the lower 32 of which are these.
    bytes.writeUInt32BE(0, 4 + 4 + 14);
    const tag = Buffer.concat([Buffer.from('ID3\x04\0\0\0\0\x02\x05', 'latin1'), Buffer.alloc(261, 7)]);
    const { file, words } = await readAll(Buffer.concat([tag, bytes]), { layout: 'interleaved' });
    expect(file).toMatchObject({ frames, problem: null });
    expect(bytesOf(words[0] as Int32Array).equals(bytesOf(samples))).toBe(true);
    await using again = await openAudioFile(bytes);
    expect(again.frames).toBeNull();
  });
});

describe.skipIf(noFfmpeg !== '')(`FLAC by ffmpeg${noFfmpeg}`, () => {
  it.each([16, 24])('%i bits, 2 channels', async (bits) => {
    const path = join(scratch, `ffmpeg-${bits}.flac`);
    const samples = integers(bits, 2, frames);
    const form = bits === 16 ? 's16' : 's32';
    const args = ['-sample_fmt', form, '-bits_per_raw_sample', `${bits}`, '-compression_level', '12'];
    ffmpegEncode(packed(samples, 4), { kind: 's32le', channels: 2, sampleRate: 48000 }, path, args);
    await check(path, 'flac', 'int32', { validBits: bits }, bytesOf(samples));
  });
});
