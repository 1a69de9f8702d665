import { once } from 'node:events';
import { expect, test } from 'vitest';
import { failure } from '../helpers/code.js';
import { until } from '../helpers/when.js';
import { differenceFromRamp, openPersonality, ramp, readAll, settled } from './support.js';

test.each([
  'rate-after-run',
  'rate-after-reload',
  'rate-settles',
  'can-no-rate',
  'can-every-rate',
  'steinberg-generic',
])('%s: the rate is switched, and the device streams at it', async (personality) => {
  await using device = await openPersonality(personality);
  let resets = 0;
  device.on('resetRequest', () => resets++);
  await device.setSampleRate(96000);
  expect(device.sampleRate).toBe(96000);
  const stream = await device.openStream({ format: 'int16' });
  await stream.output.write(ramp(stream, 10));
  await stream.start();
  await device.step(10);
  const { samples } = await readAll(stream, 10);
  expect(differenceFromRamp(samples, stream.inputs, 0)).toBeNull();
  await settled();
  expect(resets).toBe(0);
});

test('reset-in-set-rate: the wish is an echo of the switch', async () => {
  await using device = await openPersonality('reset-in-set-rate');
  let wishes = 0;
  device.on('resetRequest', () => wishes++);
  const stream = await device.openStream(); // now the driver has somebody to ask
  await stream.start();
  await device.setSampleRate(96000);
  await settled();
  await settled(); // a wish would be told some time after it was said
  await device.step(3);
  expect(wishes).toBe(0);
  expect(stream.stats.buffers).toBe(3);
});

test('rate-after-run-ready: it is told that output is ready also while nobody streams', async () => {
  await using device = await openPersonality('rate-after-run-ready', {}, { timeLimit: 8000 });
  const stream = await device.openStream({ format: 'int16' });
  await stream.start();
  await device.step(3);
  await device.setSampleRate(96000);
  expect(device.sampleRate).toBe(96000);
  await device.step(3);
  expect(stream.stats.buffers).toBe(6);
});

test('rate-after-reload: the rate stays over a reset', async () => {
  await using device = await openPersonality('rate-after-reload');
  await device.setSampleRate(44100);
  await device.reset();
  expect(device.sampleRate).toBe(44100);
});

test('rate-never: an error in the end, and the device can go on', async () => {
  await using device = await openPersonality('rate-never', {}, { timeLimit: 1500 });
  const error = await failure(device.setSampleRate(96000));
  expect(error.code).toBe('SAMPLE_RATE_REFUSED');
  expect(error.message).toMatch(/accepted 96000 Hz and stayed at 48000 Hz/);
  await (await device.openStream()).start();
});

test('rate-lies-until-reload: what it runs at is measured, and it is opened again', async () => {
  await using device = await openPersonality('rate-lies-until-reload', {}, { sampleRate: 96000 });
  expect(device.sampleRate).toBe(96000);
  const mismatch = once(device, 'rateMismatch');
  const reset = once(device, 'reset');
  const stream = await device.openStream({ inputs: [], format: 'int16' });
  await stream.start();
  const { reported, measured } = (await mismatch)[0];
  expect(reported).toBe(96000);
  expect(measured).toBeGreaterThan(47500);
  expect(measured).toBeLessThan(48500);
  expect((await reset)[0]).toEqual({ reason: 'rate-mismatch', changes: {} });
  await until(() => (stream.stats.measuredRate ?? 0) > 95000);
  expect(stream.state).toBe('running');
}, 30_000);

test('rate-lies: the stream ends with the reason where opening it again does not help', async () => {
  await using device = await openPersonality('rate-lies');
  await device.setSampleRate(44100);
  const reset = once(device, 'reset');
  const stream = await device.openStream({ inputs: [] });
  const ended = once(stream, 'close');
  await stream.start();
  expect((await reset)[0]).toMatchObject({ reason: 'rate-mismatch' });
  const [error] = await ended;
  expect(error).toMatchObject({ code: 'SAMPLE_RATE_REFUSED', operation: 'setSampleRate' });
  expect(error.message).toMatch(/says that it runs at 44100 Hz, and runs at 4[78]\d\d\d Hz/);
  expect(device.state).toBe('open');
}, 30_000);

test('a rate that the program did not set, or handles itself, is only told', async () => {
  await using device = await openPersonality('rate-lies', {}, { onReset: 'manual', sampleRate: 96000 });
  const mismatch = once(device, 'rateMismatch');
  const stream = await device.openStream({ inputs: [] });
  await stream.start();
  expect((await mismatch)[0].reported).toBe(96000);
  const { buffers } = stream.stats;
  await until(() => stream.stats.buffers > buffers + 100);
  expect(stream.state).toBe('running');
}, 30_000);

test('rate-changes-silently: the driver is asked, and what it says is told', async () => {
  await using device = await openPersonality('rate-changes-silently');
  expect(device.sampleRate).toBe(48000);
  let mismatches = 0;
  device.on('rateMismatch', () => mismatches++);
  const told = once(device, 'sampleRateChange');
  const stream = await device.openStream({ inputs: [] });
  await stream.start();
  expect(await told).toEqual([44100]);
  expect([device.sampleRate, mismatches, stream.state]).toEqual([44100, 0, 'running']);
}, 30_000);

test.each(['rate-zero', 'rate-absurd', 'rate-not-a-number'])(
  '%s: it accepts a rate and does not know it, so it is believed',
  async (personality) => {
    await using device = await openPersonality(personality);
    await device.setSampleRate(96000);
    expect(device.sampleRate).toBeNull();
    const stream = await device.openStream({ format: 'int16' });
    await stream.start();
    await device.step(3);
    expect(stream.stats.buffers).toBe(3);
  },
);

test('rate-fixed: the error says where the driver is', async () => {
  await using device = await openPersonality('rate-fixed');
  const error = await failure(device.setSampleRate(96000));
  expect(error.code).toBe('SAMPLE_RATE_REFUSED');
  expect(error.message).toMatch(/runs at 48000 Hz now/);
});

test('rate-before-questions: a rate to open with is set before anything is asked', async () => {
  await using device = await openPersonality('rate-before-questions', {}, { sampleRate: 96000 });
  expect(device.sampleRate).toBe(96000);
  expect((await failure(device.setSampleRate(44100))).code).toBe('SAMPLE_RATE_REFUSED');
});

test('a rate to open with that the driver does not take is refused, and the driver is free again', async () => {
  const error = await failure(openPersonality('rate-fixed', {}, { sampleRate: 96000 }));
  expect(error.code).toBe('SAMPLE_RATE_REFUSED');
  for (const wrong of [0, -1, Number.NaN]) {
    expect(await failure(openPersonality('rate-fixed', {}, { sampleRate: wrong }))).toBeInstanceOf(
      RangeError,
    );
  }
  await (await openPersonality('rate-fixed', {}, { sampleRate: 48000 })).close();
});

test('rate-needs-clock: the first clock is chosen', async () => {
  await using device = await openPersonality('rate-needs-clock');
  expect(device.sampleRate).toBeNull();
  await device.setSampleRate(96000);
  expect(device.sampleRate).toBe(96000);
  expect(device.clockSources[0]?.current).toBe(true);
});

test.each([
  ['rate-halves-channels', { inputs: { length: 4 }, outputs: { length: 4 } }],
  ['rate-doubles-buffers', { bufferSizes: { preferred: 512 } }],
  ['type-after-rate', { inputs: { 0: { sampleType: 'float32lsb' } } }],
])('%s: everything is asked for again', async (personality, facts) => {
  await using device = await openPersonality(personality);
  await device.setSampleRate(96000);
  const { inputs, outputs, bufferSizes } = device;
  expect({ inputs: { ...inputs, length: inputs.length }, outputs, bufferSizes }).toMatchObject(facts);
});

test.each(['can-every-rate', 'flexasio'])(
  '%s: a rate that it says it can do and does not is refused',
  async (personality) => {
    await using device = await openPersonality(personality);
    const error = await failure(device.setSampleRate(12345));
    expect(error.code).toBe('SAMPLE_RATE_REFUSED');
    expect(error.message).toMatch(/refused 12345 Hz/);
    expect(device.sampleRate).toBe(48000);
  },
);

test('rate-blocked-by-buffers: a stream gives its buffers back for the switch, and goes on', async () => {
  await using device = await openPersonality('rate-blocked-by-buffers');
  const stream = await device.openStream();
  await stream.start();
  await device.step(3);
  await device.setSampleRate(96000);
  await device.step(3);
  expect(stream.stats.buffers).toBe(6);
});

test('many-clocks: the one that was chosen is chosen again when the driver is loaded anew', async () => {
  await using device = await openPersonality('many-clocks');
  await device.setClockSource(1);
  await device.reset();
  expect(device.clockSources.find((source) => source.current)?.name).toBe('Word clock');
});

test('many-clocks: listed, chosen, and what is not there is refused', async () => {
  await using device = await openPersonality('many-clocks');
  const stream = await device.openStream();
  await stream.start();
  const current = () => device.clockSources.filter((source) => source.current).map(({ name }) => name);
  expect(device.clockSources.map(({ index, name }) => [index, name])).toEqual([
    [0, 'Internal'],
    [1, 'Word clock'],
    [2, 'Optical'],
  ]);
  expect(current()).toEqual(['Internal']);
  await device.setClockSource(2);
  expect(current()).toEqual(['Optical']);
  expect(stream.state).toBe('running');
  const error = await failure(device.setClockSource(3));
  expect(error.code).toBe('NOT_SUPPORTED');
  expect(error.message).toMatch(/0 \(Internal\), 1 \(Word clock\), 2 \(Optical\)/);
  expect(await failure(device.setClockSource(-1))).toBeInstanceOf(RangeError);
});
