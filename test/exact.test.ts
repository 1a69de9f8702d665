/** What a stream's settings promise, over every sample type: bytes as they are, frames, fidelity, noise on request. */
import type { Format, Layout, Samples, StreamOptions } from 'bufferswitch';
import { describe, expect, test } from 'vitest';
import { nextBlock, openLoopback } from './helpers/loopback.js';
import { access, arrayFor, driverTypes, holds, kindOfFormat, numberFormats } from './helpers/sample-rules.js';

const frames = 4096;
const delay = 301;
const bufferSize = 256;

/** Plays `material`, `frames` frames, and gives what came back for it, one array per plane. */
async function loop(type: string, channels: number, material: readonly Samples[], options: StreamOptions) {
  await using device = await openLoopback({ inputs: channels, outputs: channels, type, delay });
  await using stream = await device.openStream({ bufferSize, depth: 16384, ...options });
  const buffers = frames / bufferSize + 2;
  void stream.output.write(stream.layout === 'planar' ? material : (material[0] as Samples));
  void stream.output.drain();
  await stream.start();
  await device.step(buffers);
  const heard = material.map((samples) => {
    const array = samples.constructor as Uint8ArrayConstructor;
    return new array((samples.length / frames) * buffers * bufferSize);
  });
  for (let i = 0; i < buffers; i++) {
    const block = await nextBlock(stream.input);
    const planes = stream.layout === 'planar' ? block.channels : [block.interleaved];
    for (const [plane, samples] of planes.entries()) {
      heard[plane]?.set(samples as Uint8Array, i * samples.length);
    }
  }
  const cut = heard.map((samples, plane) => {
    const perFrame = (material[plane] as Samples).length / frames;
    return samples.subarray(delay * perFrame, (delay + frames) * perFrame);
  });
  return { heard: cut as Samples[], fidelity: stream.fidelity };
}

/** Spread over the whole range; the same ones each time. */
const scattered = (count: number) =>
  Array.from({ length: count }, (_, i) => Math.imul(i + 1, 2654435761) / 2 ** 31);

describe.each(driverTypes)('%s', (type, kind) => {
  test.each(numberFormats)('frames of %s', async (format) => {
    const channels = 3;
    const material = arrayFor(format, frames * channels);
    // What both hold: codes of the narrower one.
    const bits = Math.min(kind.bits, kindOfFormat[format].bits, 24);
    for (const [i, value] of scattered(frames * channels).entries()) {
      access[format].set(material, i, Math.trunc(value * 2 ** (bits - 1)) / 2 ** (bits - 1));
    }
    const { heard, fidelity } = await loop(type, channels, [material], { format, layout: 'interleaved' });
    expect(heard[0]).toEqual(material);
    expect(fidelity.input.lossless).toBe(holds(kindOfFormat[format], kind));
    expect(fidelity.output.lossless).toBe(holds(kind, kindOfFormat[format]));
  });

  test.each(['planar', 'interleaved'] as const)("native %s is the driver's own bytes", async (layout) => {
    const width = Number(/\d+/.exec(type)) / 8;
    const channels = 2;
    const planes = layout === 'planar' ? channels : 1;
    const bytes = (frames * width * channels) / planes;
    const material = Array.from({ length: planes }, (_, plane) =>
      Uint8Array.from({ length: bytes }, (_, i) => Math.imul(i + plane, 2654435761) >>> 24),
    );
    const { heard, fidelity } = await loop(type, channels, material, { format: 'native', layout });
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
  const { heard } = await loop('float32lsb', 1, [new Float32Array(words.buffer)], { format: 'float32' });
  expect(new Uint32Array((heard[0] as Float32Array).slice().buffer)).toEqual(words);
});

test('floats outside the range of an integer driver are clamped, and NaN is silence', async () => {
  const material = new Float32Array(frames);
  material.set([1, 2, -1, -2, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN, 0.5]);
  const { heard, fidelity } = await loop('int16lsb', 1, [material], { format: 'float32' });
  const most = 32767 / 32768;
  expect([...(heard[0] as Float32Array).subarray(0, 8)]).toEqual([most, most, -1, -1, most, -1, 0, 0.5]);
  expect(fidelity.output.losses).toEqual([
    'what has more than 16 bits is rounded to 16 bits, half to even',
    'what lies outside of [-1, 1) is clamped',
    'NaN becomes 0',
  ]);
});

describe('dither', () => {
  const quiet = Float64Array.from({ length: frames }, (_, i) => Math.sin(i / 10) / 2 ** 18);
  const play = (type: string, format: Format, samples: Samples, options: StreamOptions) =>
    loop(type, 1, [samples], { format, ...options }).then(({ heard }) => heard[0] as Samples);

  test('tells a signal below the last step, which is lost without', async () => {
    const without = await play('int16lsb', 'float64', quiet, {});
    const dithered = await play('int16lsb', 'float64', quiet, { dither: 'tpdf' });
    const correlation = (samples: Samples) =>
      quiet.reduce((sum, value, i) => sum + value * (samples[i] as number), 0) /
      quiet.reduce((sum, value) => sum + value * value, 0);
    expect(correlation(without)).toBe(0);
    expect(correlation(dithered)).toBeGreaterThan(0.5);
    expect(correlation(dithered)).toBeLessThan(1.5);
    for (const value of dithered) expect(Math.abs(value)).toBeLessThanOrEqual(2 / 32768);
  });

  test.each(['planar', 'interleaved'] as Layout[])(
    'gives the same samples for a seed, %s',
    async (layout) => {
      const first = await play('int16lsb', 'float64', quiet, { dither: 'tpdf', ditherSeed: 7, layout });
      expect(await play('int16lsb', 'float64', quiet, { dither: 'tpdf', ditherSeed: 7 })).toEqual(first);
      const smaller = { dither: 'tpdf', ditherSeed: 7, bufferSize: 64 } as const;
      await using device = await openLoopback({ inputs: 1, outputs: 1, type: 'int16lsb', delay: 64 });
      await using stream = await device.openStream({ format: 'float64', ...smaller });
      void stream.output.write([quiet.subarray(0, 64)]);
      void stream.output.drain();
      await stream.start();
      await device.step(2);
      await nextBlock(stream.input);
      const [heard] = (await nextBlock(stream.input)).channels;
      expect(heard).toEqual(first.subarray(0, 64));
      expect(await play('int16lsb', 'float64', quiet, { dither: 'tpdf', ditherSeed: 8 })).not.toEqual(first);
    },
  );

  test('leaves alone what need not be rounded', async () => {
    const material = Int16Array.from({ length: frames }, (_, i) => Math.imul(i, 40503));
    for (const type of ['int16lsb', 'int16msb', 'int32lsb16']) {
      expect(await play(type, 'int16', material, { dither: 'tpdf' })).toEqual(material);
    }
  });

  test('is told by the fidelity, and is off unless it is asked for', async () => {
    const { fidelity } = await loop('int16lsb', 1, [quiet], { format: 'float64', dither: 'tpdf' });
    expect(fidelity.output.losses).toContain('noise of up to one step of 16 bits is added (dither)');
    expect(fidelity.input).toEqual({ lossless: true, losses: [] });
  });

  test('refuses what it does not know', async () => {
    await using device = await openLoopback();
    const wrong = { dither: 'rectangular' } as unknown as StreamOptions;
    await expect(device.openStream(wrong)).rejects.toThrow("one of 'none', 'tpdf'");
    await expect(device.openStream({ dither: 'tpdf', ditherSeed: -1 })).rejects.toThrow('ditherSeed');
  });
});

describe('layout', () => {
  test('a block has the samples of its layout, and says so where it has not', async () => {
    await using device = await openLoopback();
    await using stream = await device.openStream({ layout: 'interleaved', bufferSize: 64 });
    expect(() => stream.output.write([new Float32Array(64), new Float32Array(64)])).toThrow('interleaved');
    await stream.start();
    await device.step(1);
    const block = await nextBlock(stream.input);
    expect(block.interleaved.length).toBe(128);
    expect(block.copy().interleaved).toEqual(block.interleaved);
    expect(() => block.channels).toThrow('use block.interleaved');
  });

  test('a planar block has channels', async () => {
    await using device = await openLoopback();
    await using stream = await device.openStream({ bufferSize: 64 });
    expect(() => stream.output.write(new Float32Array(128))).toThrow('an array of 2 typed arrays');
    await stream.start();
    await device.step(1);
    const block = await nextBlock(stream.input);
    expect(block.copy().channels).toEqual(block.channels);
    expect(() => block.interleaved).toThrow('use block.channels');
  });
});
