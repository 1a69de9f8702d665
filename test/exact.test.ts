/** Every sample type that has converters, through output, driver and input, in every format that carries it exactly. */
import { describe, expect, test } from 'vitest';
import { openLoopback } from './helpers/loopback.js';

const frames = 4096;
const bits = { int16lsb: 16, int24lsb: 24, int32lsb: 32 } as const;

/** Codes over the whole range, the edges first. */
function codes(width: number): number[] {
  const half = 2 ** (width - 1);
  const edges = [0, 1, -1, half - 1, -half, half - 2, -half + 1];
  return Array.from({ length: frames }, (_, i) => edges[i] ?? (Math.imul(i, 2654435761) >> (32 - width)) | 0);
}

async function loop(
  type: string,
  format: 'int32' | 'float32' | 'native',
  material: Int32Array | Float32Array | Uint8Array,
) {
  await using device = await openLoopback({ inputs: 1, outputs: 1, type, delay: 301 });
  await using stream = await device.openStream({ format, bufferSize: 256, depth: 16384 });
  const buffers = frames / 256 + 2;
  const perFrame = material.length / frames;
  void stream.output.write([material]);
  void stream.output.drain();
  await stream.start();
  await device.step(buffers);
  const heard = new (material.constructor as Int32ArrayConstructor)(buffers * 256 * perFrame);
  for (let i = 0; i < buffers; i++)
    heard.set((await stream.input.read())?.channels[0] as Int32Array, i * 256 * perFrame);
  return heard.subarray(301 * perFrame, (301 + frames) * perFrame);
}

describe.each(Object.entries(bits))('%s', (type, width) => {
  test('int32 is left-justified and lossless', async () => {
    const material = Int32Array.from(codes(width), (code) => code * 2 ** (32 - width));
    expect(await loop(type, 'int32', material)).toEqual(material);
  });

  test('float32 is lossless up to 24 bits', async () => {
    const material = Float32Array.from(codes(Math.min(width, 24)), (code) => code / 2 ** (width - 1));
    expect(await loop(type, 'float32', material)).toEqual(material);
  });

  test("native is the driver's own bytes", async () => {
    const material = Uint8Array.from(
      { length: (frames * width) / 8 },
      (_, i) => Math.imul(i, 2654435761) >>> 24,
    );
    expect(await loop(type, 'native', material)).toEqual(material);
  });
});

test('float32lsb carries every float, over-range and NaN payloads included', async () => {
  const words = Uint32Array.from({ length: frames }, (_, i) => Math.imul(i + 1, 2654435761) >>> 0);
  words.set([0x7fc12345, 0xff800000, 0x7f800000, 1, 0x80000000, 0x42280000]);
  const heard = await loop('float32lsb', 'float32', new Float32Array(words.buffer));
  expect(new Uint32Array(heard.slice().buffer)).toEqual(words);
});

test('floats outside the range of an integer driver are clamped, and NaN is silence', async () => {
  const material = new Float32Array(frames);
  material.set([1, 2, -1, -2, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN, 0.5]);
  const heard = await loop('int16lsb', 'float32', material);
  const most = 32767 / 32768;
  expect([...heard.subarray(0, 8)]).toEqual([most, most, -1, -1, most, -1, 0, 0.5]);
});
