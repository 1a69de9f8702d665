/** What comes through the standard input, and samples without a header. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createVirtualDriver } from 'bufferswitch/testing';
import { describe, expect, it } from 'vitest';
import { firstDifference, joined, playOn, sound, withoutSilence } from './played.js';
import { type Command, hasSignals, makeWav, workshop } from './support.js';

const { path, run } = workshop();
const stereo = { encoding: 'int24', channels: 2, sampleRate: 48000 } as const;
const module = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const settings = { clock: 'realtime', cable: 'open', captureFrames: 500_000 } as const;

/** What a process of its own plays on the first output of a driver. */
async function playApart(args: readonly string[], driver: object, command: Command) {
  const captured = path('captured.bin');
  const { code, stdout, stderr } = await run(['play', ...args, '--json'], {
    ...command,
    imports: [module('captured.mjs')],
    env: { CAPTURED: captured, DRIVER: JSON.stringify({ ...settings, ...driver }) },
  });
  const bytes = Uint8Array.from(readFileSync(captured));
  return { code, stderr, document: stdout === '' ? null : JSON.parse(stdout), heard: bytes };
}

const words = (bytes: Uint8Array) => withoutSilence(new Int32Array(bytes.buffer));

describe('the standard input', () => {
  it.each(['noise.wav', 'noise.flac'])('may be a file (%s), every sample', async (name) => {
    const [expected] = await makeWav(path(name), stereo, 30_001);
    const { code, stderr, document, heard } = await playApart(['-'], {}, { input: path(name) });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(document).toMatchObject({
      files: [{ file: 'stdin', frames: 30_001, problem: null }],
      lostFrames: 0,
    });
    expect(firstDifference(words(heard), expected as Int32Array)).toBe(-1);
  });

  it('may be a pipe, whose length nobody knows', async () => {
    const [expected] = await makeWav(path('piped.wav'), stereo, 30_001);
    const bytes = readFileSync(path('piped.wav'));
    bytes.writeUInt32LE(0xffffffff, 4);
    bytes.writeUInt32LE(0xffffffff, bytes.indexOf('data') + 4);
    const piped = [bytes.subarray(0, 7), bytes.subarray(7, 10_000), bytes.subarray(10_000)];
    const { code, stderr, heard } = await playApart(['-'], {}, { piped });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(firstDifference(words(heard), expected as Int32Array)).toBe(-1);
  });

  it('is one among files, without a gap', async () => {
    const [before] = await makeWav(path('before.wav'), stereo, 1001);
    const [between] = await makeWav(path('between.wav'), stereo, 2003);
    const command = { input: path('between.wav') };
    const { code, stderr, heard } = await playApart(['before.wav', '-', 'before.wav'], {}, command);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(firstDifference(words(heard), joined([before, between, before] as Int32Array[]))).toBe(-1);
  });

  it('that is no audio is an error of that name', async () => {
    writeFileSync(path('text'), 'only text');
    const { code, stderr } = await playApart(['-'], {}, { input: path('text') });
    expect(code).toBe(1);
    expect(stderr).toMatch(/^bufferswitch: stdin: not an audio file; .+\n$/);
  });

  it('can be named once', async () => {
    const { code, stderr } = await run(['play', '-', '-']);
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: 'bufferswitch: - is the standard input, which ends once\n',
    });
  });

  it.skipIf(!hasSignals).each([1, 2])(
    `is not waited for after an interrupt${hasSignals ? '' : ' (not on Windows, where signals cannot be caught)'} (read %i)`,
    async (read) => {
      const name = `begun-${read}.wav`;
      await makeWav(path(name), stereo, 30_001);
      const piped = read === 1 ? [null] : [readFileSync(path(name)).subarray(0, 5000), null];
      const outcome = await run(['play', '-', '--driver', 'built-in:loopback'], {
        piped,
        imports: [module('interrupt-on-read.mjs')],
        env: { READ: String(read) },
      });
      expect(outcome).toEqual({ code: 130, stdout: '', stderr: '' });
    },
  );
});

describe('samples without a header', () => {
  const samples = Int16Array.from({ length: 20_002 }, (_, i) => ((i * 7919) % 65536) - 32768 || 1);
  const left = Int32Array.from({ length: 10_001 }, (_, i) => (samples[2 * i] as number) << 16);
  const little = Buffer.from(samples.buffer);
  const big = Buffer.from(little).swap16();

  it.each([
    ['little.raw', little, 'int16le'],
    ['big.raw', big, 'int16be'],
  ])('are played as --raw says: %s', async (name, bytes, encoding) => {
    writeFileSync(path(name), bytes);
    using driver = createVirtualDriver({ ...settings, rate: 44100 });
    const { code, said } = await playOn(driver, ['--raw', `${encoding}:2:44100`, path(name), path(name)]);
    expect({ code, said }).toEqual({ code: 0, said: [] });
    expect(firstDifference(sound(driver, 0), joined([left, left]))).toBe(-1);
  });

  it('through the standard input as well', async () => {
    writeFileSync(path('input.raw'), little);
    const args = ['-', '--raw', 'int16:2:44100'];
    const { code, stderr, heard } = await playApart(args, { rate: 44100 }, { input: path('input.raw') });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(firstDifference(words(heard), left)).toBe(-1);
  });

  it('DSD of a folder, in which nothing else is played', async () => {
    mkdirSync(path('bits'));
    const bits = Uint8Array.from({ length: 40_000 }, (_, i) => (i * 31) & 0xff);
    writeFileSync(path('bits/1.raw'), bits);
    writeFileSync(path('bits/cover.jpg'), 'x'.repeat(100));
    using driver = createVirtualDriver({ ...settings, type: 'dsdint8msb1', captureFrames: 5_000_000 });
    const { code, said, document } = await playOn(driver, ['--raw', 'dsd-msb:1:2822400', path('bits')]);
    expect({ code, said }).toEqual({
      code: 0,
      said: [expect.stringMatching(/cover\.jpg: neither \.raw nor \.pcm/)],
    });
    expect(document.files).toMatchObject([{ frames: 8 * 40_000, as: 'dsd' }]);
    const heard = driver.captured().bytes[0] as Uint8Array;
    const start = heard.findIndex((byte) => byte !== 0x69);
    expect(firstDifference(heard.subarray(start, start + 40_000), bits)).toBe(-1);
  });
});
