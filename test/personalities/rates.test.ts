import { expect, test } from 'vitest';
import { failure } from '../helpers/code.js';
import { differenceFromRamp, openPersonality, ramp, readAll, settled } from './support.js';

test.each([
  'rate-after-run',
  'rate-after-reload',
  'rate-settles',
  'can-no-rate',
  'can-every-rate',
  'reset-in-set-rate',
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

test('rate-halves-channels, rate-doubles-buffers, type-after-rate: everything is asked for again', async () => {
  await using channels = await openPersonality('rate-halves-channels');
  await channels.setSampleRate(96000);
  expect([channels.inputs.length, channels.outputs.length]).toEqual([4, 4]);
  await using buffers = await openPersonality('rate-doubles-buffers');
  await buffers.setSampleRate(96000);
  expect(buffers.bufferSizes.preferred).toBe(512);
  await using types = await openPersonality('type-after-rate');
  await types.setSampleRate(96000);
  expect(types.inputs[0]?.sampleType).toBe('float32lsb');
});

test('rate-blocked-by-buffers: a stream gives its buffers back for the switch, and goes on', async () => {
  await using device = await openPersonality('rate-blocked-by-buffers');
  const stream = await device.openStream();
  await stream.start();
  await device.step(3);
  await device.setSampleRate(96000);
  await device.step(3);
  expect(stream.stats.buffers).toBe(6);
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
