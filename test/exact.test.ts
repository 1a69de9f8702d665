/** Every sample type through output, driver and input, in every format: what both can hold comes back as it was. */
import type { Format, Samples } from 'bufferswitch';
import { describe, expect, test } from 'vitest';
import { nextBlock, openLoopback } from './helpers/loopback.js';

const frames = 4096;

/** Bits of an integer that a sample type holds: of a float those of its mantissa. */
const typeBits = {
  int16: 16,
  int24: 24,
  int32: 32,
  float32: 24,
  float64: 53,
};
const containers = [16, 18, 20, 24];

const driverTypes: [string, number][] = ['lsb', 'msb'].flatMap((order) => [
  ...Object.entries(typeBits).map(([name, bits]): [string, number] => [name + order, bits]),
  ...containers.map((bits): [string, number] => [`int32${order}${bits}`, bits]),
]);

/** Signed codes of `bits` bits over the whole range, the edges first. */
function codes(bits: number): number[] {
  const half = 2 ** (bits - 1);
  const edges = [0, 1, -1, half - 1, -half, half - 2, -half + 1];
  return Array.from({ length: frames }, (_, i) => edges[i] ?? Math.imul(i, 2654435761) >> (32 - bits));
}

/** Codes of `bits` bits in the arrays of a format that holds at least as many. */
const encode: Record<Exclude<Format, 'native'>, (codes: readonly number[], bits: number) => Samples> = {
  int16: (list, bits) => Int16Array.from(list, (code) => code * 2 ** (16 - bits)),
  int24: (list, bits) => {
    const bytes = new Uint8Array(list.length * 3);
    for (const [i, code] of list.entries()) {
      const word = code * 2 ** (24 - bits);
      bytes.set([word & 255, (word >> 8) & 255, (word >> 16) & 255], i * 3);
    }
    return bytes;
  },
  int32: (list, bits) => Int32Array.from(list, (code) => code * 2 ** (32 - bits)),
  float32: (list, bits) => Float32Array.from(list, (code) => code / 2 ** (bits - 1)),
  float64: (list, bits) => Float64Array.from(list, (code) => code / 2 ** (bits - 1)),
};

/** Plays `material`, `frames` frames of one channel, and gives what came back for it. */
async function loop(type: string, format: Format, material: Samples) {
  await using device = await openLoopback({ inputs: 1, outputs: 1, type, delay: 301 });
  await using stream = await device.openStream({ format, bufferSize: 256, depth: 16384 });
  const buffers = frames / 256 + 2;
  const perFrame = material.length / frames;
  void stream.output.write([material]);
  void stream.output.drain();
  await stream.start();
  await device.step(buffers);
  const heard = material.constructor as Uint8ArrayConstructor;
  const all = new heard(buffers * 256 * perFrame);
  for (let i = 0; i < buffers; i++) {
    all.set((await nextBlock(stream.input)).channels[0] as Uint8Array, i * 256 * perFrame);
  }
  return { heard: all.subarray(301 * perFrame, (301 + frames) * perFrame), fidelity: stream.fidelity };
}

describe.each(driverTypes)('%s', (type, bits) => {
  test.each(Object.keys(encode) as (keyof typeof encode)[])('%s', async (format) => {
    const common = Math.min(bits, typeBits[format], 32);
    const material = encode[format](codes(common), common);
    const { heard, fidelity } = await loop(type, format, material);
    expect(heard).toEqual(material);
    const fromFloat = type.startsWith('float');
    const toFloat = format.startsWith('float');
    expect(fidelity.input.lossless).toBe(bits <= typeBits[format] && (toFloat || !fromFloat));
    expect(fidelity.output.lossless).toBe(typeBits[format] <= bits && (fromFloat || !toFloat));
  });

  test("native is the driver's own bytes", async () => {
    const width = Number(/\d+/.exec(type)) / 8;
    const material = Uint8Array.from({ length: frames * width }, (_, i) => Math.imul(i, 2654435761) >>> 24);
    const { heard, fidelity } = await loop(type, 'native', material);
    expect(heard).toEqual(material);
    expect(fidelity).toEqual({
      input: { lossless: true, losses: [] },
      output: { lossless: true, losses: [] },
    });
  });
});

test('float32 over float32lsb carries every float, over-range and NaN payloads included', async () => {
  const words = Uint32Array.from({ length: frames }, (_, i) => Math.imul(i + 1, 2654435761) >>> 0);
  words.set([0x7fc12345, 0xff800000, 0x7f800000, 1, 0x80000000, 0x42280000]);
  const { heard } = await loop('float32lsb', 'float32', new Float32Array(words.buffer));
  expect(new Uint32Array(heard.slice().buffer)).toEqual(words);
});

test('floats outside the range of an integer driver are clamped, and NaN is silence', async () => {
  const material = new Float32Array(frames);
  material.set([1, 2, -1, -2, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN, 0.5]);
  const { heard, fidelity } = await loop('int16lsb', 'float32', material);
  const most = 32767 / 32768;
  expect([...heard.subarray(0, 8)]).toEqual([most, most, -1, -1, most, -1, 0, 0.5]);
  expect(fidelity.output.losses).toEqual([
    'what has more than 16 bits is rounded to 16 bits, half to even',
    'what lies outside of [-1, 1) is clamped',
    'NaN becomes 0',
  ]);
});
