import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type CreateAudioFileOptions,
  createAudioFile,
  type NewAudioFile,
  openAudioFile,
} from 'bufferswitch/files';
import { describe, expect, it } from 'vitest';
import {
  asSamples,
  decodeWithSox,
  installed,
  interleaved,
  readAll,
  scratchDirectory,
  testWords,
} from './support.js';

const scratch = scratchDirectory();
const encodings = ['int8', 'int16', 'int24', 'int32', 'float32'] as const;
const cases = encodings.flatMap((encoding) => [1, 2, 3, 8].map((channels) => ({ encoding, channels })));
const hasSox = installed('sox');

/** More than one piece of a read, and odd, so that 24-bit mono needs its padding byte. */
const frames = 100_001;

async function write(
  path: string,
  format: NewAudioFile,
  channels: readonly Int32Array[],
  options?: CreateAudioFileOptions,
): Promise<void> {
  const writer = await createAudioFile(path, format, options);
  const half = Math.floor(frames / 2);
  const samples = asSamples(channels, format.encoding);
  await writer.write(samples, half);
  await writer.write(samples, frames - half, half);
  expect(writer.frames).toBe(frames);
  await writer.close();
}

describe('WAV round trip', () => {
  it.each(cases)('returns every bit of $encoding, $channels channels', async ({ encoding, channels }) => {
    const path = join(scratch, `${encoding}-${channels}.wav`);
    const words = Array.from({ length: channels }, (_, index) => testWords(encoding, frames, index));
    await write(path, { encoding, channels, sampleRate: 96000 }, words);
    const back = await readAll(path);
    expect(back.file.format).toMatchObject({ encoding, channels, sampleRate: 96000 });
    expect(back.file.problem).toBeNull();
    expect(interleaved(back.words).equals(interleaved(words))).toBe(true);
    const bytes = readFileSync(path);
    expect(bytes.length % 2).toBe(0);
    expect(bytes.readUInt32LE(4)).toBe(bytes.length - 8);
  });

  it.skipIf(!hasSox).each(cases)(
    `an independent decoder (sox${hasSox ? '' : ', not installed here'}) reads $encoding, $channels channels`,
    async ({ encoding, channels }) => {
      const path = join(scratch, `sox-${encoding}-${channels}.wav`);
      const words = Array.from({ length: channels }, (_, index) => testWords(encoding, frames, index));
      await write(path, { encoding, channels, sampleRate: 44100 }, words);
      expect(decodeWithSox(path, encoding, scratch).equals(interleaved(words))).toBe(true);
    },
  );

  it.each(encodings)('turns into RF64 beyond the limit of RIFF: %s', async (encoding) => {
    const path = join(scratch, `large-${encoding}.wav`);
    const words = [testWords(encoding, frames, 1), testWords(encoding, frames, 2)];
    await write(path, { encoding, channels: 2, sampleRate: 48000 }, words, { riffLimit: 100_000 });
    expect(readFileSync(path).toString('latin1', 0, 4)).toBe('RF64');
    expect(interleaved((await readAll(path)).words).equals(interleaved(words))).toBe(true);
    if (hasSox) expect(decodeWithSox(path, encoding, scratch).equals(interleaved(words))).toBe(true);
  });

  it('keeps the payload of a NaN, the sign of zero, and numbers too small to be normal', async () => {
    const path = join(scratch, 'odd-floats.wav');
    const words = Int32Array.of(
      0x7f800001,
      0x7fc12345,
      -1,
      -0x80000000,
      1,
      0x7f800000,
      -0x800000,
      0x3f800000,
    );
    const writer = await createAudioFile(path, { encoding: 'float32', channels: 1, sampleRate: 48000 });
    await writer.write([new Float32Array(words.buffer)]);
    await writer.close();
    const reader = await openAudioFile(path);
    const floats = new Float32Array(words.length);
    await reader.read([floats]);
    await reader.close();
    expect(new Int32Array(floats.buffer)).toEqual(words);
  });

  it('keeps the bits in use and the speakers', async () => {
    const path = join(scratch, 'told.wav');
    const format: NewAudioFile = {
      encoding: 'int32',
      channels: 2,
      sampleRate: 8000,
      validBits: 20,
      channelMask: 0x30,
    };
    const writer = await createAudioFile(path, format);
    await writer.close();
    const reader = await openAudioFile(path);
    await reader.close();
    expect(reader.format).toEqual(format);
    expect(reader.frames).toBe(0);
  });
});
