import { openDevice } from 'bufferswitch';
import { type MeasureProgress, measure } from 'bufferswitch/measure';
import { createVirtualDriver } from 'bufferswitch/testing';
import { describe, expect, test } from 'vitest';
import { sampleTypes } from '../../dist/testing/sample-types.js';
import { failure } from '../helpers/code.js';
import { open } from './support.js';

const one = { sampleRates: [48000], bufferSizes: [256], starts: 2 };

describe('a loop that alters nothing', () => {
  test('is measured with all rates and sizes that there are, and the rate is that of before', async () => {
    await using device = await open({
      ...{ rates: '48000,96000', rate: 96000, minBuffer: 64, maxBuffer: 256, granularity: 64 },
      ...{ preferredBuffer: 128, inputLatency: 100, outputLatency: 200, delay: 1234 },
    });
    const told: MeasureProgress[] = [];
    const report = await measure(device, { onProgress: (progress) => told.push(progress) });
    expect(report).toMatchObject({ verdict: 'measured', output: 0, input: 0, rateProblem: null });
    expect(report.rows.map(({ sampleRate, bufferSize }) => [sampleRate, bufferSize])).toEqual(
      [48000, 96000].flatMap((rate) => [64, 128, 192, 256].map((size) => [rate, size])),
    );
    for (const { sampleRate, reported, measured, problem } of report.rows) {
      expect({ reported, problem }).toEqual({ reported: { input: 100, output: 200 }, problem: null });
      expect(measured).toEqual({
        frames: 1234,
        milliseconds: 1234000 / sampleRate,
        difference: 934,
        spread: 0,
        starts: [1234, 1234, 1234],
        match: 'exact',
        isInverted: false,
      });
    }
    expect(device.sampleRate).toBe(96000);
    expect(device.stream).toBeUndefined();
    expect(told.map(({ done, total }) => [done, total])).toEqual(
      [0, 1, 2, 3, 4, 5, 6, 7, 8].map((done) => [done, 8]),
    );
    expect(told[0]?.next).toEqual({ sampleRate: 48000, bufferSize: 128 });
    expect(told.at(-1)?.next).toBeNull();
    expect(new Set(told.slice(1).map(({ row }) => row))).toEqual(new Set(report.rows));
    expect(told[0]?.row).toBeNull();
    expect(JSON.parse(JSON.stringify(report))).toEqual(report);
  });

  test('needs no other stretch of noise for many starts', async () => {
    await using device = await open();
    const { rows } = await measure(device, { ...one, starts: 20 });
    expect(rows[0]?.measured).toMatchObject({ frames: 512, spread: 0, starts: new Array(20).fill(512) });
  });

  test('is as late in real time', async () => {
    await using device = await open({ clock: 'realtime' });
    const { rows } = await measure(device, { ...one, starts: 2 });
    expect(rows[0]?.measured).toMatchObject({ frames: 512, difference: 0, match: 'exact' });
  });

  test.each(sampleTypes.filter((type) => !type.startsWith('dsd')))('of %s is exact', async (type) => {
    await using device = await open({ type });
    const { rows } = await measure(device, { ...one, starts: 1 });
    expect(rows[0]?.measured).toMatchObject({ frames: 512, match: 'exact' });
  });

  test('from one channel to another', async () => {
    await using device = await open({ personality: 'sound-swapped', inputs: 4, outputs: 4 });
    // Inputs that are open alone have nobody to change places with.
    const report = await measure(device, { ...one, output: 3, input: 3 });
    expect(report).toMatchObject({ verdict: 'measured', output: 3, input: 3 });
    expect((await measure(device, { ...one, output: 3, input: 2 })).verdict).toBe('nothing');
  });
});

describe('what a driver says wrongly', () => {
  test.each([
    ['latencies-negative', 512],
    ['latencies-fail', 512],
    ['latencies-need-buffers', 0],
  ])('%s: the loop is %i frames later', async (personality, difference) => {
    await using device = await open({ personality });
    const { rows, verdict } = await measure(device, one);
    expect(verdict).toBe('measured');
    expect(rows[0]?.measured).toMatchObject({ frames: 512, difference });
  });

  test('the loop may be earlier, too', async () => {
    await using device = await open({ inputLatency: 5000, outputLatency: 300, delay: 512 });
    expect((await measure(device, one)).rows[0]?.measured?.difference).toBe(-4788);
  });
});

describe('a loop that alters the sound', () => {
  test.each([
    ['inverted', 'similar', true],
    ['quieter', 'similar', false],
    ['dithered', 'similar', false],
    ['offset', 'similar', false],
    ['16-bits', 'exact', false],
    ['float', 'exact', false],
    ['limited', 'exact', false],
    ['leaks', 'exact', false],
    ['drops', 'exact', false],
    ['slips', 'exact', false],
  ] as const)('sound-%s', async (name, match, isInverted) => {
    await using device = await open({ personality: `sound-${name}` });
    const { rows } = await measure(device, one);
    expect(rows[0]?.measured).toMatchObject({ starts: [512, 512], match, isInverted });
  });

  test('sound-resampled: to within what a filter of its kind moves', async () => {
    await using device = await open({ personality: 'sound-resampled' });
    const { rows } = await measure(device, one);
    expect(rows[0]?.measured?.match).toBe('similar');
    for (const frames of rows[0]?.measured?.starts ?? []) expect(Math.abs(frames - 512)).toBeLessThan(4);
  });
});

describe('what goes wrong is in its row', () => {
  test('sizes and rates that the driver does not offer', async () => {
    await using device = await open({ maxBuffer: 512 });
    const options = { sampleRates: [44100, 12345], bufferSizes: [256, 1000, 512], starts: 1 };
    const { rows, verdict } = await measure(device, options);
    expect(verdict).toBe('partly');
    expect(
      rows.map(({ bufferSize, measured, problem }) => [bufferSize, measured?.frames, problem?.code]),
    ).toEqual([
      [256, 512, undefined],
      [512, 1024, undefined],
      [1000, undefined, 'BUFFER_SIZE_REFUSED'],
      [null, undefined, 'SAMPLE_RATE_REFUSED'],
    ]);
    expect(device.sampleRate).toBe(48000);
  });

  test('only-preferred-works: the others are tried, and fail', async () => {
    await using device = await open({ personality: 'only-preferred-works', maxBuffer: 512 });
    const { rows, verdict } = await measure(device, { sampleRates: [48000], starts: 1 });
    expect(verdict).toBe('partly');
    expect(rows.map(({ bufferSize, problem }) => [bufferSize, problem?.code ?? null])).toEqual([
      ...[16, 32, 64, 128].map((size) => [size, 'DRIVER_FAILED']),
      [256, null],
      [512, 'DRIVER_FAILED'],
    ]);
  });

  test('nothing comes back: two sizes and two rates are enough to see that', async () => {
    await using device = await open({ maxBuffer: 256, rates: '44100,48000,96000' });
    const { rows, verdict } = await measure(device, { input: 1 });
    expect(verdict).toBe('nothing');
    const tried = rows.filter(({ problem }) => problem?.code !== 'NOT_TRIED');
    expect(tried.map(({ sampleRate, bufferSize }) => [sampleRate, bufferSize])).toEqual(
      [44100, 48000].flatMap((rate) => [16, 256].map((size) => [rate, size])),
    );
    expect(tried.every(({ problem }) => problem?.code === 'NOTHING_HEARD')).toBe(true);
    expect(rows.some(({ sampleRate, bufferSize }) => sampleRate === 96000 && bufferSize === null)).toBe(true);
  });

  test('what was measured at another rate does not count', async () => {
    using driver = createVirtualDriver({ clock: 'freerun' });
    driver.inject('rate-change', { rate: 44100 });
    await using device = await openDevice(driver.id);
    const { rows, verdict, rateProblem } = await measure(device, one);
    expect({ verdict, code: rows[0]?.problem?.code }).toEqual({ verdict: 'failed', code: 'RATE_CHANGED' });
    expect({ rateProblem, rate: device.sampleRate }).toEqual({ rateProblem: null, rate: 48000 });
  });

  test('rush: audio that was lost has no latency', async () => {
    // A driver that waits for nobody is far beyond what the program keeps ready, when this is heard.
    await using device = await open({ clock: 'rush', delay: 40_000 });
    const { rows, verdict } = await measure(device, one);
    expect({ verdict, code: rows[0]?.problem?.code }).toEqual({ verdict: 'failed', code: 'AUDIO_LOST' });
  });

  test('reset: a start in which the driver was opened anew is done again', async () => {
    await using device = await open({ personality: 'reset' });
    const { rows } = await measure(device, { ...one, starts: 10 });
    expect(rows[0]?.measured).toMatchObject({ spread: 0, frames: 512 });
  });

  test('every call fails, that for the rate of before as well', async () => {
    using driver = createVirtualDriver({ clock: 'freerun' });
    await using device = await openDevice(driver.id);
    const onProgress = ({ done }: MeasureProgress) => {
      if (done === 1) driver.unplug();
    };
    const sampleRates = [44100, 48000];
    const report = await measure(device, { sampleRates, bufferSizes: [128, 256], onProgress });
    expect(report).toMatchObject({ verdict: 'partly', rateProblem: { code: 'DRIVER_FAILED' } });
    expect(report.rows.map(({ bufferSize, problem }) => [bufferSize, problem?.code ?? null])).toEqual([
      [128, null],
      [256, 'DRIVER_FAILED'],
      [null, 'DRIVER_FAILED'],
    ]);
  });

  test('start-hangs: a device that is lost is not asked again', async () => {
    const device = await open({ personality: 'start-hangs' }, { timeLimit: 300 });
    const { rows, verdict } = await measure(device, { sampleRates: [48000, 96000], bufferSizes: [64, 128] });
    expect({ verdict, state: device.state }).toEqual({ verdict: 'failed', state: 'closed' });
    expect(
      rows.map(({ sampleRate, bufferSize, problem }) => [sampleRate, bufferSize, problem?.code]),
    ).toEqual([
      [48000, 64, 'DRIVER_TIMEOUT'],
      [48000, 128, 'NOT_TRIED'],
      [96000, null, 'NOT_TRIED'],
    ]);
  });
});

test('rate-needs-clock: the host chooses one, and all is measured', async () => {
  await using device = await open({ personality: 'rate-needs-clock', rates: '44100,48000' });
  expect((await measure(device, { bufferSizes: [64], starts: 1 })).verdict).toBe('measured');
});

test('an abort ends it at once, with the rate of before and no stream', async () => {
  await using device = await open({ clock: 'step' }); // nobody steps it
  const controller = new AbortController();
  const { signal } = controller;
  const options = { ...one, sampleRates: [96000], signal };
  const running = failure(
    measure(device, { ...options, onProgress: () => setImmediate(() => controller.abort()) }),
  );
  expect(await running).toBe(signal.reason);
  expect({ rate: device.sampleRate, stream: device.stream }).toEqual({ rate: 48000, stream: undefined });
  expect(await failure(measure(device, options))).toBe(signal.reason);
});

describe('refused before anything is touched', () => {
  test.each<[object, RegExp]>([
    [{ starts: 0 }, /1 to 1000 for "options\.starts"/],
    [{ output: 2 }, /0 to 1 for "options\.output"/],
    [{ input: -1 }, /options\.input/],
    [{ sampleRates: [] }, /options\.sampleRates/],
    [{ sampleRates: ['48000'] }, /options\.sampleRates/],
    [{ bufferSizes: [0.5] }, /options\.bufferSizes/],
    [{ onProgress: 1 }, /options\.onProgress/],
    [{ duration: 1 }, /Unknown option "duration"/],
  ])('%j', async (options, message) => {
    await using device = await open();
    expect((await failure(measure(device, options))).message).toMatch(message);
  });

  test('a device without inputs, with a stream, or that does DSD', async () => {
    await using deaf = await open({ inputs: 0 });
    expect(await failure(measure(deaf))).toMatchObject({
      code: 'INVALID_STATE',
      message: expect.stringMatching(/a loop needs one of each/),
    });
    await using busy = await open();
    await busy.openStream();
    expect(await failure(measure(busy))).toMatchObject({
      code: 'INVALID_STATE',
      message: expect.stringMatching(/has an open stream/),
    });
    await using dsd = await open({ type: 'dsdint8msb1' });
    expect(await failure(measure(dsd))).toMatchObject({
      code: 'INVALID_STATE',
      message: expect.stringMatching(/switch it to PCM/),
    });
  });
});
