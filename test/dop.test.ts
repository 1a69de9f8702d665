/** DSD in PCM frames: the layout of the standard, and that a stream of `int32` brings it through a 24-bit driver. */
import { isDop, packDop, unpackDop } from 'bufferswitch';
import { describe, expect, test } from 'vitest';
import { openLoopback, readFrames } from './helpers/loopback.js';

const anyBytes = (length: number) =>
  Uint8Array.from({ length }, (_, i) => Math.imul(i + 1, 2654435761) >>> 24);

/** As they are written on paper. */
const hex = (samples: Int32Array) =>
  [...samples].map((sample) => (sample >>> 0).toString(16).padStart(8, '0'));

describe('packDop', () => {
  test('puts the oldest bit highest, below markers that alternate', () => {
    const bits = Uint8Array.of(0x01, 0x80, 0x12, 0x34, 0x69, 0xff);
    expect(hex(packDop(bits, { bitOrder: 'msb' }))).toEqual(['05018000', 'fa123400', '0569ff00']);
    expect(hex(packDop(bits, { bitOrder: 'lsb' }))).toEqual(['05800100', 'fa482c00', '0596ff00']);
  });

  test.each(['lsb', 'msb'] as const)('goes on where the last call ended, %s', (bitOrder) => {
    const bits = anyBytes(34);
    const piece = (first: number, end: number) =>
      packDop(bits.subarray(2 * first, 2 * end), { bitOrder, firstFrame: first });
    const pieces = Int32Array.of(...piece(0, 3), ...piece(3, 4), ...piece(4, 17));
    expect(pieces).toEqual(packDop(bits, { bitOrder }));
    expect(packDop(bits, { bitOrder, firstFrame: 2 ** 53 - 2 })).toEqual(packDop(bits, { bitOrder }));
  });

  test('of nothing is nothing', () => {
    expect(packDop(new Uint8Array(0), { bitOrder: 'lsb' })).toEqual(new Int32Array(0));
  });

  test('refuses what it cannot pack', () => {
    expect(() => packDop(new Uint8Array(3), { bitOrder: 'lsb' })).toThrow(
      new RangeError('Expected an even number of bytes for "bits" but received 3'),
    );
    for (const firstFrame of [-1, 0.5, Number.NaN]) {
      expect(() => packDop(new Uint8Array(2), { bitOrder: 'lsb', firstFrame })).toThrow(RangeError);
    }
    const pack = packDop as (...args: unknown[]) => unknown;
    expect(() => pack(new Uint16Array(2), { bitOrder: 'lsb' })).toThrow(TypeError);
    expect(() => pack(new Uint8Array(2))).toThrow(TypeError);
    expect(() => pack(new Uint8Array(2), { bitOrder: 'big' })).toThrow(TypeError);
    expect(() => pack(new Uint8Array(2), { bitOrder: 'lsb', frame: 1 })).toThrow(TypeError);
  });
});

describe('unpackDop', () => {
  test.each(['lsb', 'msb'] as const)('gives back what was packed, from either marker on, %s', (bitOrder) => {
    const bits = anyBytes(512);
    for (const firstFrame of [0, 1]) {
      expect(unpackDop(packDop(bits, { bitOrder, firstFrame }), { bitOrder })).toEqual(bits);
    }
    expect(unpackDop(new Int32Array(0), { bitOrder })).toEqual(new Uint8Array(0));
  });

  test('turns bits round between the orders', () => {
    const samples = packDop(Uint8Array.of(0x01, 0x12), { bitOrder: 'msb' });
    expect(unpackDop(samples, { bitOrder: 'lsb' })).toEqual(Uint8Array.of(0x80, 0x48));
  });

  test('does not look below the 24-bit code', () => {
    const samples = Int32Array.of(0x051234ff, 0xfa56787f);
    expect(unpackDop(samples, { bitOrder: 'msb' })).toEqual(Uint8Array.of(0x12, 0x34, 0x56, 0x78));
  });

  test.each([
    [0, 0x06],
    [1, 0x05],
    [100, 0xfa],
    [255, 0x00],
  ])('names the sample whose marker is wrong: %i', (broken, marker) => {
    const samples = packDop(anyBytes(512), { bitOrder: 'msb' });
    samples[broken] = (marker << 24) | 0x123400;
    expect(isDop(samples)).toBe(false);
    const found = `0x${marker.toString(16).padStart(2, '0')}`;
    expect(() => unpackDop(samples, { bitOrder: 'msb' })).toThrow(
      new RangeError(`Sample ${broken} is not DoP: its marker is ${found}, not the one that is due`),
    );
  });

  test('refuses other arrays', () => {
    const unpack = unpackDop as (...args: unknown[]) => unknown;
    expect(() => unpack(new Uint32Array(2), { bitOrder: 'lsb' })).toThrow(TypeError);
    expect(() => unpack(new Int32Array(2))).toThrow(TypeError);
  });
});

test('isDop tells DoP from PCM', () => {
  expect(isDop(packDop(anyBytes(2), { bitOrder: 'lsb' }))).toBe(true);
  expect(isDop(packDop(anyBytes(512), { bitOrder: 'lsb', firstFrame: 1 }))).toBe(true);
  expect(isDop(new Int32Array(0))).toBe(false);
  expect(isDop(new Int32Array(256))).toBe(false);
  expect(isDop(Int32Array.from({ length: 256 }, (_, i) => Math.sin(i / 10) * 2 ** 30))).toBe(false);
  expect(() => isDop([1] as unknown as Int32Array)).toThrow(TypeError);
});

test('reaches a 24-bit driver and comes back unchanged', async () => {
  const channels = [anyBytes(4096), anyBytes(8192).subarray(4096)];
  const [frames, delay] = [2048, 301];
  await using device = await openLoopback({ inputs: 2, outputs: 2, type: 'int24lsb', rate: 176400, delay });
  await using stream = await device.openStream({ format: 'int32', bufferSize: 256, depth: 8192 });
  for (let frame = 0; frame < frames; frame += 513) {
    const end = Math.min(frame + 513, frames);
    const pack = (bits: Uint8Array) =>
      packDop(bits.subarray(2 * frame, 2 * end), { bitOrder: 'lsb', firstFrame: frame });
    void stream.output.write(channels.map(pack));
  }
  void stream.output.drain();
  await stream.start();
  await device.step(frames / 256 + 2);
  const heard = await readFrames(stream.input, 2, delay + frames);
  for (const [i, bits] of channels.entries()) {
    const samples = Int32Array.from(heard[i]?.slice(delay) ?? []);
    expect(isDop(samples)).toBe(true);
    expect(unpackDop(samples, { bitOrder: 'lsb' })).toEqual(bits);
  }
});
