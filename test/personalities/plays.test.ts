import { describe, expect, test } from 'vitest';
import { until } from '../helpers/when.js';
import { plays } from './expected.js';
import { differenceFromRamp, openPersonality, ramp, readAll } from './support.js';

const buffers = 40;

describe.each(Object.entries(plays))('%s', (personality, lostBuffers) => {
  test('what is played comes back, every frame of it, in one device after the other', async () => {
    await using device = await openPersonality(personality);
    const stream = await device.openStream({
      format: 'int16',
      depth: 4 * buffers * Math.max(1024, device.bufferSizes.preferred),
    });
    const { bufferSize } = stream;
    await stream.output.write(ramp(stream, buffers));
    await stream.start();
    const hasOwnClock = ['asio4all', 'bursts'].includes(personality);
    if (!hasOwnClock) await device.step(buffers);
    await until(() => stream.stats.buffers >= buffers);
    const { samples } = await readAll(stream, buffers);
    const shared = stream.inputs.filter((channel) => stream.outputs.includes(channel));
    expect(differenceFromRamp(samples, shared, lostBuffers * bufferSize)).toBeNull();
    expect(stream.stats).toMatchObject({ overruns: 0, reentries: 0, gapFrames: 0 });
    await stream.stop();
    await stream.close();
    expect(device.state).toBe('open');
  });
});

test.each([
  ['duplicates', 10],
  ['focusrite', 2],
])('%s: what came twice is counted', async (personality, count) => {
  await using device = await openPersonality(personality);
  const stream = await device.openStream({ format: 'int16' });
  await stream.start();
  await device.step(buffers);
  expect(stream.stats.buffers).toBe(buffers);
  expect(stream.stats.duplicates).toBe(count);
});

test.each([
  ['resync', 'resyncRequest'],
  ['overload', 'overload'],
  ['latencies-change', 'latencyChange'],
  ['clock-changes', 'clockSourceChange'],
] as const)('%s: the event %s', async (personality, event) => {
  await using device = await openPersonality(personality);
  const stream = await device.openStream();
  let heard = 0;
  device.on(event, () => heard++);
  await stream.start();
  await device.step(buffers);
  await until(() => heard === 1);
});

test('rate-changes, loses-clock, announces-same-rate: only news is told', async () => {
  const told: Record<string, number[]> = {};
  for (const personality of ['rate-changes', 'loses-clock', 'announces-same-rate']) {
    await using device = await openPersonality(personality);
    const stream = await device.openStream();
    const rates: number[] = [];
    device.on('sampleRateChange', (rate) => rates.push(rate));
    await stream.start();
    await device.step(20);
    const soon = { 'rate-changes': 1, 'loses-clock': 1, 'announces-same-rate': 0 }[personality] as number;
    await until(() => rates.length >= soon);
    await device.step(20);
    const all = { 'rate-changes': 1, 'loses-clock': 2, 'announces-same-rate': 0 }[personality] as number;
    await until(() => rates.length >= all);
    await stream.stop();
    told[personality] = rates;
  }
  expect(told).toEqual({ 'rate-changes': [44100], 'loses-clock': [0, 48000], 'announces-same-rate': [] });
});
