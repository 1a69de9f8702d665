import { threadId } from 'node:worker_threads';
import { type Device, type DriverSettings, openDevice } from 'bufferswitch';
import { createVirtualDriver } from 'bufferswitch/testing';
import { verify } from 'bufferswitch/verify';
import { describe, expect, test } from 'vitest';
import { sampleTypes } from '../../dist/testing/sample-types.js';

let count = 0;

function open(settings: DriverSettings = {}): Promise<Device> {
  count++;
  return openDevice(`built-in:loopback:v${threadId}-${process.pid}-${count}`, {
    settings: { clock: 'freerun', ...settings },
  });
}

const bitsOf: Record<string, number> = { float32: 24, float64: 53, int16: 16, int24: 24, int32: 32 };

describe('a loop that alters nothing is bit-perfect', () => {
  test.each(sampleTypes)('%s', async (type) => {
    await using device = await open({ type });
    const isDsd = type.startsWith('dsd');
    const report = await verify(device, { duration: isDsd ? 0.1 : 0.5 });
    const [, family = '', valid] = /^([a-z]+\d+)[lm]sb(\d*)$/.exec(type) ?? [];
    expect(report).toMatchObject({
      verdict: 'bit-perfect',
      facts: [],
      firstMismatch: null,
      sampleType: type,
      validBits: isDsd ? 1 : valid ? Number(valid) : bitsOf[family],
      different: 0,
    });
    const frames = isDsd ? 282_240 : 24_000;
    expect(report.frames).toBe(frames);
    expect(report.compared).toBe((2 * frames) / (isDsd && type !== 'dsdint8ner8' ? 8 : 1));
    expect(report.latency.measured).toBe(report.latency.reported);
    expect(report.whatCannotBeProven.length).toBeGreaterThanOrEqual(4);
    expect(JSON.parse(JSON.stringify(report))).toEqual(report);
  });

  test.each([
    [32, 44_100],
    [480, 96_000],
    [8192, 192_000],
  ])('buffers of %i frames at %i Hz', async (bufferSize, rate) => {
    await using device = await open({ rate, type: 'int24lsb' });
    const report = await verify(device, { duration: 0.25, bufferSize });
    expect(report).toMatchObject({ verdict: 'bit-perfect', bufferSize, sampleRate: rate });
  });

  test('after a switch to DSD', async () => {
    await using device = await open();
    await device.setIoFormat('dsd');
    expect(await verify(device, { duration: 0.1 })).toMatchObject({
      verdict: 'bit-perfect',
      sampleType: 'dsdint8msb1',
      sampleRate: 2_822_400,
    });
  });

  test('64 channels', async () => {
    await using device = await open({ inputs: 64, outputs: 64 });
    expect(await verify(device, { duration: 0.25 })).toMatchObject({ verdict: 'bit-perfect', different: 0 });
  });

  test('as often as it is asked, and the device can be used afterwards', async () => {
    await using device = await open();
    for (let i = 0; i < 3; i++) expect((await verify(device, { duration: 0.1 })).verdict).toBe('bit-perfect');
    await using stream = await device.openStream();
    expect(stream.state).toBe('prepared');
  });
});

test('the latency is that of the loop, whatever the driver says', async () => {
  await using device = await open({ delay: 1234, inputLatency: 7, outputLatency: 11 });
  expect((await verify(device, { duration: 0.1 })).latency).toEqual({ measured: 1234, reported: 18 });
});

test('channels that are chosen: each input hears the output in its place', async () => {
  await using device = await open({ inputs: 4, outputs: 4 });
  expect(await verify(device, { duration: 0.1, inputs: [3, 1] })).toMatchObject({
    verdict: 'bit-perfect',
    inputs: [3, 1],
    outputs: [3, 1],
  });
  const crossed = await verify(device, { duration: 0.1, inputs: [2, 3], outputs: [3, 2] });
  expect(crossed).toMatchObject({
    verdict: 'altered',
    facts: [
      { kind: 'swapped', input: 2, output: 2 },
      { kind: 'swapped', input: 3, output: 3 },
    ],
  });
  const missing = await verify(device, { duration: 0.1, inputs: [0], outputs: [1, 2] });
  expect(missing).toMatchObject({
    verdict: 'nothing',
    facts: [{ kind: 'nothing', input: 0, silent: true }],
    validBits: null,
  });
});

test('without a loop nothing comes back', async () => {
  using driver = createVirtualDriver({ cable: 'open', clock: 'freerun' });
  await using device = await openDevice(driver.id);
  expect(await verify(device, { duration: 0.1 })).toMatchObject({
    verdict: 'nothing',
    facts: [
      { kind: 'nothing', input: 0, silent: true },
      { kind: 'nothing', input: 1, silent: true },
    ],
    latency: { measured: null },
  });
});

test('a driver that is opened anew meanwhile proves nothing', async () => {
  await using device = await open({ personality: 'reset', clock: 'realtime', preferredBuffer: 2048 });
  expect((await verify(device, { duration: 2 })).verdict).toBe('inconclusive');
});

test('what a program that is too slow loses is not the fault of the driver', async () => {
  await using device = await open({ clock: 'rush', preferredBuffer: 8192 });
  const report = await verify(device, { duration: 5 });
  expect(report.verdict).toBe('inconclusive');
  expect(report.lostFrames.input + report.lostFrames.output).toBeGreaterThan(0);
});

test('errors can be had over time and over level', async () => {
  await using device = await open({ personality: 'sound-drops' });
  const { trace = [] } = await verify(device, { duration: 0.5, trace: true });
  expect(trace.map(({ input, framesPerPoint }) => [input, framesPerPoint])).toEqual([
    [0, 100],
    [1, 100],
  ]);
  const [{ overTime, overLevel } = { overTime: [], overLevel: [] }] = trace;
  expect(overTime).toHaveLength(240);
  const wrong = overTime.flatMap((error, i) => (error > 0 ? [i] : []));
  // Each silence of 100 frames lies in two points.
  expect(wrong).toEqual([33, 34, 73, 74, 113, 114, 153, 154, 193, 194, 233, 234]);
  expect(Math.max(...overTime)).toBe(Math.max(...overLevel));
  expect(overLevel).toHaveLength(32);
  expect((await verify(device, { duration: 0.1 })).trace).toBeUndefined();
});

test('progress is told', async () => {
  await using device = await open();
  const told: [number, number][] = [];
  await verify(device, { duration: 0.5, onProgress: (frames, total) => told.push([frames, total]) });
  expect(told.length).toBeGreaterThan(2);
  expect(told.at(-1)).toEqual([24_000, 24_000]);
});

test('aborting ends it, and gives the device back', async () => {
  await using device = await open({ clock: 'realtime' });
  const controller = new AbortController();
  const reason = new Error('enough');
  const onProgress = () => controller.abort(reason);
  await expect(verify(device, { onProgress, signal: controller.signal })).rejects.toBe(reason);
  await expect(verify(device, { signal: controller.signal })).rejects.toBe(reason);
  await using stream = await device.openStream();
  expect(stream.state).toBe('prepared');
});

test('aborting ends it also before anything has come in', async () => {
  await using device = await open({ clock: 'step' });
  const controller = new AbortController();
  const reason = new Error('never mind');
  const report = verify(device, { signal: controller.signal });
  controller.abort(reason);
  await expect(report).rejects.toBe(reason);
  expect((await device.openStream()).state).toBe('prepared');
});

test('what makes no sense is refused', async () => {
  await using device = await open();
  await expect(verify(device, { duration: 0 })).rejects.toThrow(RangeError);
  await expect(verify(device, { inputs: [] })).rejects.toThrow(/"options.inputs"/);
  await expect(verify(device, { inputs: [0, 1], outputs: [0] })).rejects.toThrow(/as many outputs as inputs/);
  await expect(verify(device, { frames: 3 } as object)).rejects.toThrow(/Unknown option "frames"/);
  await using half = await open({ inputs: 0 });
  await expect(verify(half)).rejects.toThrow(/a loop needs both/);
});
