/**
 * Small files of other programs, kept in test/files/made: read on every system, also where those programs are missing.
 * `MAKE_FILES=1 npm run test:unit -- test/files/made` makes them anew, with ffmpeg, sox and flac.
 */
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createAudioFile } from 'bufferswitch/files';
import { beforeAll, expect, it } from 'vitest';
import { bytesOf, floats, integers, packed } from './material.js';
import { ffmpegEncode, flacEncode, soxEncode } from './programs.js';
import { readAll, scratchDirectory } from './support.js';

const folder = fileURLToPath(new URL('made/', import.meta.url));
const scratch = scratchDirectory();
const frames = 400;
const shape = { channels: 2, sampleRate: 44100 };

interface Made {
  readonly name: string;
  readonly container: string;
  readonly by: 'ffmpeg' | 'sox' | 'flac';
  readonly bits: number;
  readonly args: readonly string[];
  readonly float?: 'float32' | 'float64';
}

const ffmpeg = (name: string, container: string, bits: number, codec: string, ...more: string[]): Made => {
  const float = /^f(32|64)/.exec(codec)?.[1];
  const kind = float === undefined ? {} : { float: `float${float}` as 'float32' | 'float64' };
  return {
    name: `ffmpeg-${name}`,
    container,
    by: 'ffmpeg',
    bits,
    args: ['-c:a', `pcm_${codec}`, ...more],
    ...kind,
  };
};
const sox = (name: string, container: string, bits: number, ...args: string[]): Made => {
  return { name: `sox-${name}`, container, by: 'sox', bits, args };
};
const flac = (bits: number, ...args: string[]): Made => {
  return { name: `flac${args.join('')}-${bits}.flac`, container: 'flac', by: 'flac', bits, args };
};

const all: readonly Made[] = [
  ffmpeg('u8.wav', 'wav', 8, 'u8'),
  ffmpeg('s16.wav', 'wav', 16, 's16le'),
  ffmpeg('s24.wav', 'wav', 24, 's24le'),
  ffmpeg('s32.wav', 'wav', 32, 's32le'),
  ffmpeg('f32.wav', 'wav', 24, 'f32le'),
  ffmpeg('f64.wav', 'wav', 32, 'f64le'),
  ffmpeg('rf64.wav', 'rf64', 24, 's24le', '-rf64', 'always'),
  ffmpeg('s16.w64', 'w64', 16, 's16le'),
  ffmpeg('s24.aiff', 'aiff', 24, 's24be'),
  ffmpeg('sowt.aiff', 'aifc', 16, 's16le'),
  ffmpeg('fl32.aiff', 'aifc', 24, 'f32be'),
  ffmpeg('fl64.aiff', 'aifc', 32, 'f64be'),
  sox('s8.aiff', 'aiff', 8, '-b', '8'),
  sox('s32.aiff', 'aiff', 32, '-b', '32'),
  sox('s24.wav', 'wav', 24, '-b', '24'),
  sox('s24.w64', 'w64', 24, '-b', '24'),
  flac(8, '-5'),
  flac(16, '-0'),
  flac(16, '-8'),
  flac(20, '-5'),
  flac(24, '-8'),
  flac(32, '-8'),
];

async function make({ name, by, bits, args, float }: Made): Promise<void> {
  const path = join(folder, name);
  const samples = integers(bits, shape.channels, frames);
  if (by === 'flac') {
    const source = join(scratch, `${name}.wav`);
    const encoding = bits > 24 ? 'int32' : bits > 16 ? 'int24' : bits > 8 ? 'int16' : 'int8';
    const writer = await createAudioFile(source, { encoding, validBits: bits, ...shape });
    await writer.write([0, 1].map((channel) => samples.filter((_, i) => i % 2 === channel)));
    await writer.close();
    flacEncode(source, path, [...args, '--no-padding']);
    return;
  }
  const raw = float === undefined ? packed(samples, 4) : floats(samples, float);
  const kind = float === undefined ? 's32le' : `f${float.slice(5)}le`;
  if (by === 'sox') soxEncode(raw, { kind, ...shape }, path, args);
  else ffmpegEncode(raw, { kind, ...shape }, path, ['-bitexact', ...args]);
  rmSync(`${path}.raw`);
}

beforeAll(async () => {
  if (process.env['MAKE_FILES'] !== undefined) for (const one of all) await make(one);
});

it.each(all)('$name', async ({ name, container, bits, float }) => {
  const { file, planes } = await readAll(join(folder, name), { layout: 'interleaved' });
  expect(file.format).toMatchObject(shape);
  expect([file.container, file.frames, file.problem]).toEqual([container, frames, null]);
  const samples = integers(bits, shape.channels, frames);
  expect(planes[0]?.equals(float === undefined ? bytesOf(samples) : floats(samples, float))).toBe(true);
});

it('there are no others', () => {
  expect(readdirSync(folder).sort()).toEqual(all.map(({ name }) => name).sort());
});
