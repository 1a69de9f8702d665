import { expect, test } from 'vitest';
import { failure } from '../helpers/code.js';
import { openPersonality } from './support.js';

test.each([
  ['name-without-end', 32],
  ['name-too-long', 1000],
])('%s: the name is what the driver wrote, and nothing behind it', async (personality, length) => {
  await using device = await openPersonality(personality);
  expect(device.name).toBe('n'.repeat(length));
});

test('channel-names-without-end: the names are 32 letters long', async () => {
  await using device = await openPersonality('channel-names-without-end');
  const names = [...device.inputs, ...device.outputs].map(({ name }) => name);
  expect(new Set(names)).toEqual(new Set(['c'.repeat(32)]));
});

test('active-flag-lies: a channel is active or not, in whatever group', async () => {
  await using device = await openPersonality('active-flag-lies');
  expect(device.inputs).toMatchObject([
    { active: true, group: -99 },
    { active: true, group: -99 },
  ]);
});

test.each(['rate-zero', 'rate-absurd', 'rate-not-a-number'])(
  '%s: the rate is unknown',
  async (personality) => {
    await using device = await openPersonality(personality);
    expect(device.sampleRate).toBeNull();
  },
);

test('no-current-clock: the clock is listed, and is not the current one', async () => {
  await using device = await openPersonality('no-current-clock');
  expect(device.clockSources).toMatchObject([{ index: 0, current: false }]);
});

test.each(['clock-count-lies', 'msuac2'])('%s: no clock is listed', async (personality) => {
  await using device = await openPersonality(personality);
  expect(device.clockSources).toEqual([]);
});

test('rme-like: its clocks are listed', async () => {
  await using device = await openPersonality('rme-like');
  expect(device.clockSources.map(({ name }) => name)).toEqual(['Internal', 'Word clock', 'Optical']);
});

test.each(['latencies-fail', 'latencies-negative', 'focusrite'])(
  '%s: latencies are 0',
  async (personality) => {
    await using device = await openPersonality(personality);
    await device.openStream();
    expect(device.latencies).toEqual({ input: 0, output: 0 });
  },
);

test.each(['latencies-need-buffers', 'flexasio'])(
  '%s: latencies are known with buffers, before the start',
  async (personality) => {
    await using device = await openPersonality(personality);
    expect(device.latencies).toEqual({ input: 0, output: 0 });
    await device.openStream();
    expect(device.latencies.output).toBeGreaterThan(0);
  },
);

test.each(['future-answers-zero', 'future-not-present', 'asio2wasapi'])(
  '%s: it can nothing beyond the necessary',
  async (personality) => {
    await using device = await openPersonality(personality);
    const { internalBuffers, ...rest } = device.capabilities;
    expect(new Set(Object.values(rest))).toEqual(new Set([false]));
    expect(internalBuffers).toBeNull();
    expect(device.ioFormats).toEqual(['pcm']);
  },
);

test.each([
  ['granularity-zero', [64, 1024, 256], [128]],
  ['granularity-minus-two', [64, 1024, 256], [128]],
  ['sizes-no-powers', [48, 1000, 192, 64], [96, 1024]],
  ['sizes-reversed', [1024, 64, 256], [128]],
  ['sizes-one-with-step', [256], [240, 272]],
  ['steinberg-generic', [256], [255, 257]],
  ['wineasio', [16, 8192, 1024, 128], [1000]],
  ['msuac2', [256], [128]],
  ['sizes-tiny', [1, 16], []],
  ['sizes-huge', [16, 65536], [65537]],
] as const)(
  '%s: sizes that are offered are taken, and others are not',
  async (personality, offered, others) => {
    await using device = await openPersonality(personality);
    for (const bufferSize of offered) {
      await using stream = await device.openStream({ bufferSize });
      await stream.start();
      await device.step(2);
      expect(stream.stats.position).toBeGreaterThanOrEqual(2 * bufferSize);
    }
    for (const bufferSize of others)
      expect((await failure(device.openStream({ bufferSize }))).code).toBe('BUFFER_SIZE_REFUSED');
  },
);
