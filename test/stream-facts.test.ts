/** What a stream tells about its time: depth, latency, load, intervals, wake-ups. */
import { expect, test } from 'vitest';
import { failure } from './helpers/code.js';
import { openLoopback } from './helpers/loopback.js';

test('the depth of the rings can be given in frames or in seconds', async () => {
  await using device = await openLoopback({ inputs: 0, outputs: 1, rate: 96000 });
  for (const [depth, least] of [
    [1000, 1000],
    [{ seconds: 0.1 }, 9600],
    [undefined, 48000],
  ] as const) {
    await using stream = await device.openStream({ bufferSize: 64, ...(depth !== undefined && { depth }) });
    const write = failure(stream.output.write([new Float32Array(10 * least)]));
    expect(stream.output.queuedFrames).toBeGreaterThanOrEqual(least);
    expect(stream.output.queuedFrames).toBeLessThan(2 * least + 64);
    await stream.close();
    expect((await write).code).toBe('STREAM_CLOSED');
  }
  expect(await failure(device.openStream({ depth: { seconds: 0 } }))).toBeInstanceOf(RangeError);
  expect(await failure(device.openStream({ depth: { seconds: '1' } as never }))).toBeInstanceOf(TypeError);
  expect(await failure(device.openStream({ depth: { frames: 1 } as never }))).toBeInstanceOf(TypeError);
  expect(await failure(device.openStream({ depth: null as never }))).toBeInstanceOf(TypeError);
});

test('the latency is what the driver reports and what waits in the rings', async () => {
  await using device = await openLoopback({ inputLatency: 100, outputLatency: 30, delay: 200 });
  await using stream = await device.openStream({ bufferSize: 64 });
  expect(stream.latency).toEqual({ input: 100, output: 30, roundTrip: 130 });
  await stream.output.write([new Float32Array(300), new Float32Array(300)]);
  await stream.start();
  await device.step(2);
  expect(stream.latency).toEqual({ input: 100 + 128, output: 30 + 172, roundTrip: 130 + 300 });
  await stream.input.read(); // held, and so still in the ring
  expect(stream.input.tryRead()).not.toBeNull();
  expect(stream.latency.input).toBe(100 + 64);
});

test('load, intervals and wake-ups are those of the run', async () => {
  await using device = await openLoopback({ clock: 'realtime', outputs: 0 });
  await using stream = await device.openStream({ bufferSize: 48 });
  const empty = {
    load: { average: null, max: null },
    interval: { minNs: null, averageNs: null, maxNs: null },
  };
  expect(stream.stats).toMatchObject(empty);
  expect(stream.wakeUps).toMatchObject({ count: 0, averageNs: null, maxNs: null, buckets: [] });
  expect(stream.wakeUps.percentileNs(0.5)).toBeNull();
  await stream.start();
  for (let blocks = 0; blocks < 200; blocks++) await stream.input.read();
  const { load, interval } = stream.stats;
  expect(load.average).toBeGreaterThan(0);
  expect(load.average).toBeLessThanOrEqual(load.max ?? 0);
  // The virtual clock makes up for what was late, so the average is that of 48 frames at 48 kHz.
  expect(interval.averageNs).toBeGreaterThan(0.8e6);
  expect(interval.minNs).toBeLessThanOrEqual(interval.averageNs ?? 0);
  expect(interval.maxNs).toBeGreaterThanOrEqual(interval.averageNs ?? 0);
  const { wakeUps } = stream;
  expect(wakeUps.count).toBe(wakeUps.buckets.reduce((sum, { count }) => sum + count, 0));
  expect(wakeUps.percentileNs(1)).toBe(wakeUps.maxNs);
  expect(wakeUps.percentileNs(0.5)).toBeLessThanOrEqual(wakeUps.percentileNs(0.99) ?? 0);
});
