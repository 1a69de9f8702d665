import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { nextBlock } from '../helpers/loopback.js';
import { until } from '../helpers/when.js';
import { plays } from './expected.js';
import { differenceFromRamp, openPersonality, ramp, readAll, settled } from './support.js';

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
    if (hasOwnClock) await until(() => stream.stats.buffers >= buffers);
    else await device.step(buffers);
    const served = stream.stats.buffers;
    expect(served).toBeGreaterThanOrEqual(buffers);
    const { samples } = await readAll(stream, buffers);
    const shared = stream.inputs.filter((channel) => stream.outputs.includes(channel));
    expect(differenceFromRamp(samples, shared, lostBuffers * bufferSize)).toBeNull();
    expect(stream.stats).toMatchObject({ overruns: 0, reentries: 0, gapFrames: 0 });
    await stream.stop();
    if (!hasOwnClock) expect(stream.stats.buffers).toBe(served);
    await stream.close();
    await using next = await device.openStream();
    await next.start();
    if (hasOwnClock) await until(() => next.stats.buffers > 0);
    else await device.step(1);
    expect(next.stats.buffers).toBeGreaterThan(0);
  });
});

test.each(['switches-in-start', 'msuac2', 'flexasio'])(
  '%s: what is switched before start returns is served',
  async (personality) => {
    await using device = await openPersonality(personality);
    const stream = await device.openStream();
    await stream.start();
    expect(stream.stats.buffers).toBe(2);
  },
);

test.each(['reset-in-create', 'reset-in-start', 'asio4all'])(
  '%s: the wish is an echo of what was done to the driver',
  async (personality) => {
    await using device = await openPersonality(personality);
    let wishes = 0;
    device.on('resetRequest', () => wishes++);
    const stream = await device.openStream();
    await stream.start();
    await settled();
    await settled(); // a wish would be told some time after it was said
    expect(wishes).toBe(0);
  },
);

test('leaves-float-mode: samples are rounded to the nearest all the same', async () => {
  await using device = await openPersonality('leaves-float-mode', { delay: 256 });
  const stream = await device.openStream({ format: 'float32', bufferSize: 256, outputs: [0] });
  const codes = Array.from({ length: 1024 }, (_, i) => 30 * (i - 512) + 1);
  await stream.output.write([Float32Array.from(codes, (code) => (code + 0.25) / 32768)]);
  await stream.start();
  await device.step(5);
  const { samples } = await readAll(stream, 5);
  const heard = samples[0]?.slice(256).map((sample) => sample * 32768);
  expect(heard).toEqual(codes);
});

test('overload: the block is marked', async () => {
  await using device = await openPersonality('overload');
  const stream = await device.openStream();
  await stream.start();
  await device.step(buffers);
  let marked = 0;
  for (let i = 0; i < buffers; i++) if ((await nextBlock(stream.input)).flags.overload) marked++;
  expect(marked).toBe(1);
});

test('latencies-change: they are asked for again', async () => {
  await using device = await openPersonality('latencies-change');
  const stream = await device.openStream();
  await stream.start();
  const { output } = device.latencies;
  const change = once(device, 'latencyChange');
  await device.step(buffers);
  expect((await change)[0]).toMatchObject({ output: output + 100 });
  expect(device.latencies.output).toBe(output + 100);
});

test('clock-changes: the clocks are asked for again', async () => {
  await using device = await openPersonality('clock-changes');
  const stream = await device.openStream();
  const current = () => device.clockSources.find((source) => source.current)?.name;
  await stream.start();
  expect(current()).toBe('Internal');
  const change = once(device, 'clockSourceChange');
  await device.step(buffers);
  await change;
  expect(current()).toBe('Word clock');
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

test.each([
  ['rate-changes', [44100], []],
  ['loses-clock', [0], [48000]],
  ['announces-same-rate', [], []],
])('%s: only news is told', async (personality, soon, later) => {
  await using device = await openPersonality(personality);
  const stream = await device.openStream();
  const rates: number[] = [];
  device.on('sampleRateChange', (rate) => rates.push(rate));
  await stream.start();
  await device.step(20);
  await until(() => rates.length >= soon.length);
  await device.step(20);
  const all = [...soon, ...later];
  await until(() => rates.length >= all.length);
  await stream.stop();
  expect(rates).toEqual(all);
});
