import { writeFileSync } from 'node:fs';
import { unpackDop } from 'bufferswitch';
import { createVirtualDriver, type VirtualDriver } from 'bufferswitch/testing';
import { describe, expect, it } from 'vitest';
import { dsdiff, dsf } from '../files/builders.js';
import { testWords } from '../files/support.js';
import { firstDifference, playOn, sound, withoutSilence } from './played.js';
import { makeWav, workshop } from './support.js';

const { path, run } = workshop();
const dsd64 = 2822400;
const open = { clock: 'realtime', cable: 'open', captureFrames: 12_000_000 } as const;

/** Noise, highest bit first. */
function noise(bytes: number, seed: number): Uint8Array {
  return Uint8Array.from(testWords('int32', bytes, seed), (word) => word >>> 24);
}

function reversed(bytes: Uint8Array): Uint8Array {
  return bytes.map((byte) =>
    Number.parseInt(byte.toString(2).padStart(8, '0').split('').reverse().join(''), 2),
  );
}

/** A DSF file with the lowest bit first, a DSDIFF file, and a DSF file with the highest bit first; and what they hold. */
function album(): { names: string[]; channels: Uint8Array[]; frames: number[] } {
  const lengths = [4097, 30_001, 9_999];
  const parts = lengths.map((bytes, i) => [noise(bytes, 2 * i), noise(bytes, 2 * i + 1)]);
  const [first, second, third] = parts as [Uint8Array[], Uint8Array[], Uint8Array[]];
  const turns = Buffer.alloc(2 * 30_001);
  for (const [channel, bytes] of second.entries()) {
    for (const [i, byte] of bytes.entries()) turns[2 * i + channel] = byte;
  }
  writeFileSync(path('1.dsf'), dsf(first.map(reversed), 8 * 4097));
  writeFileSync(path('2.dff'), dsdiff(turns, 2));
  writeFileSync(path('3.dsf'), dsf(third, 8 * 9_999, 8));
  const channels = [0, 1].map((channel) => Buffer.concat(parts.map((part) => part[channel] as Uint8Array)));
  return {
    names: ['1.dsf', '2.dff', '3.dsf'].map(path),
    channels,
    frames: lengths.map((bytes) => 8 * bytes),
  };
}

/** Bytes with the highest bit first, without the pattern of silence that surrounds them. */
function compareBits(heard: Uint8Array, expected: Uint8Array): void {
  const start = heard.findIndex((byte) => byte !== 0x69);
  expect(firstDifference(heard.subarray(start, start + expected.length), expected)).toBe(-1);
  expect(heard.subarray(start + expected.length).every((byte) => byte === 0x69)).toBe(true);
  expect(heard.length).toBeGreaterThan(start + expected.length);
}

/** DoP as an output of packed 24 bits was given it, without the silence of PCM around it. */
function dopIn(driver: VirtualDriver, output: number): Int32Array {
  const bytes = driver.captured().bytes[output] as Uint8Array;
  const samples = Int32Array.from({ length: bytes.length / 3 }, (_, i) => {
    const [low = 0, middle = 0, high = 0] = bytes.subarray(3 * i, 3 * i + 3);
    return (high << 24) | (middle << 16) | (low << 8);
  });
  return withoutSilence(samples);
}

describe('DSD', () => {
  it.each(['dsdint8msb1', 'dsdint8lsb1'] as const)(
    'goes to a device that takes %s, bit by bit',
    async (type) => {
      using driver = createVirtualDriver({ ...open, type });
      const { names, channels, frames } = album();
      const { code, said, document } = await playOn(driver, names);
      expect({ code, said }).toEqual({ code: 0, said: [] });
      expect(document.files).toMatchObject(
        frames.map((count) => ({ frames: count, as: 'dsd', sampleRate: dsd64 })),
      );
      expect(driver.calls().filter(({ name }) => name === 'start')).toHaveLength(1);
      for (const [channel, expected] of channels.entries()) {
        const heard = driver.captured().bytes[channel] as Uint8Array;
        compareBits(type === 'dsdint8lsb1' ? reversed(heard) : heard, expected);
      }
    },
  );

  it.each(['int24lsb', 'int32lsb'] as const)('goes as DoP to a device of %s, bit by bit', async (type) => {
    using driver = createVirtualDriver({ ...open, type, rates: [44100, 176400] });
    const { names, channels, frames } = album();
    const { code, said, document } = await playOn(driver, ['--dop', ...names]);
    expect({ code, said }).toEqual({ code: 0, said: [] });
    expect(document.files).toMatchObject(
      frames.map((count) => ({ frames: count, as: 'dop', sampleRate: 176400 })),
    );
    for (const [channel, expected] of channels.entries()) {
      const samples = type === 'int24lsb' ? dopIn(driver, channel) : sound(driver, channel);
      compareBits(unpackDop(samples, { bitOrder: 'msb' }), expected);
    }
  });

  it('the device is switched from PCM to DSD and back', async () => {
    using driver = createVirtualDriver(open);
    const { names } = album();
    const format = { encoding: 'int24', channels: 2, sampleRate: 48000 } as const;
    const [before] = await makeWav(path('before.wav'), format, 3001);
    const [after] = await makeWav(path('after.wav'), format, 2003);
    const { code, said } = await playOn(driver, [path('before.wav'), ...names, path('after.wav')]);
    expect({ code, said }).toEqual({ code: 0, said: [] });
    const switches = driver.calls().filter(({ args }) => args[0] === 'setIoFormat');
    expect(switches).toHaveLength(2);
    const heard = withoutSilence(driver.captured().samples?.[0] as Int32Array);
    expect(firstDifference(heard.subarray(0, 3001), before as Int32Array)).toBe(-1);
    expect(firstDifference(heard.subarray(-2003), after as Int32Array)).toBe(-1);
  });

  it('the device is switched from DSD to PCM and back', async () => {
    using driver = createVirtualDriver({ ...open, type: 'dsdint8msb1' });
    const { names, channels } = album();
    await makeWav(path('between.wav'), { encoding: 'int16', channels: 2, sampleRate: 48000 }, 3001);
    const [first = '', ...others] = names;
    const { code, said } = await playOn(driver, [first, path('between.wav'), ...others]);
    expect({ code, said }).toEqual({ code: 0, said: [] });
    const heard = driver.captured().bytes[1] as Uint8Array;
    const expected = channels[1] as Uint8Array;
    const start = heard.findIndex((byte) => byte !== 0x69);
    expect(firstDifference(heard.subarray(start, start + 4097), expected.subarray(0, 4097))).toBe(-1);
    const rest = heard.subarray(start + 4097);
    compareBits(rest, expected.subarray(4097));
  });

  it('goes through the virtual driver that is made to fit', async () => {
    const { names } = album();
    for (const [options, rate] of [
      [[], dsd64],
      [['--dop'], 176400],
    ] as const) {
      const { code, stdout, stderr } = await run([
        'play',
        ...names,
        ...options,
        '--driver',
        'built-in:loopback',
        '--json',
      ]);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(JSON.parse(stdout)).toMatchObject({
        lostFrames: 0,
        files: [1, 2, 3].map(() => ({ sampleRate: rate })),
      });
    }
  });
});

describe('what a device cannot do is an error that says what it can', () => {
  const file = () => album().names.slice(0, 1);
  it.each([
    [
      'DSD, but DoP',
      { dsdType: 'none', rates: [176400] },
      [],
      /takes no DSD, only PCM; .*--dop, at 176400 Hz/,
    ],
    [
      'neither, too few bits',
      { dsdType: 'none', type: 'int16lsb' },
      [],
      /nor can it take DoP, as its samples are int16lsb/,
    ],
    [
      'neither, too slow',
      { dsdType: 'none', rates: [44100, 48000] },
      [],
      /needs 176400 Hz, and it offers 44100, 48000 Hz/,
    ],
    [
      'DoP, but DSD',
      { type: 'int16lsb' },
      ['--dop'],
      /takes int16lsb, and DoP needs .*24 bits or more; .*leave out --dop/,
    ],
    [
      'DoP as floats',
      { type: 'float32lsb', dsdType: 'none' },
      ['--dop'],
      /takes float32lsb, and DoP needs integers of 24/,
    ],
    ['DoP at the rate', { rates: [48000] }, ['--dop'], /refused 176400 Hz\. It offers 48000 Hz/],
    [
      'DSD at the rate',
      { type: 'dsdint8msb1', rates: [5644800] },
      [],
      /refused 2822400 Hz\. It offers 5644800 Hz/,
    ],
    ['DSD of bytes', { type: 'dsdint8ner8' }, [], /takes DSD as dsdint8ner8/],
  ] as const)('%s', async (_, settings, options, message) => {
    using driver = createVirtualDriver({ ...open, ...settings } as never);
    const { code, said } = await playOn(driver, [...options, ...file()]);
    expect(code).toBe(3);
    expect(said).toEqual([expect.stringMatching(message)]);
    expect(driver.calls().some(({ name }) => name === 'start')).toBe(false);
  });
});
