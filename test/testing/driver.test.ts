import { Worker } from 'node:worker_threads';
import { openDevice } from 'bufferswitch';
import { createVirtualDriver } from 'bufferswitch/testing';
import { expect, test } from 'vitest';
import { failure } from '../helpers/code.js';
import { nextBlock } from '../helpers/loopback.js';
import { startHost } from './support.js';

test('a host that knows the id alone gets the driver with its settings', async () => {
  using driver = createVirtualDriver({
    inputs: 3,
    outputs: 1,
    type: 'int24lsb',
    rate: 96000,
    rates: [96000, 44100],
  });
  await using device = await openDevice(driver.id);
  expect(device.inputs.map(({ sampleType }) => sampleType)).toEqual(['int24lsb', 'int24lsb', 'int24lsb']);
  expect(device.outputs).toHaveLength(1);
  expect(device.sampleRate).toBe(96000);
  expect(await device.supportedSampleRates()).toEqual([44100, 96000]);
});

test('a driver calls itself what it is told, or what its host calls it', async () => {
  using named = createVirtualDriver({ name: 'Studio 8' });
  await using device = await openDevice(named.id);
  expect(device.name).toBe('Studio 8');
  using unnamed = createVirtualDriver();
  await using other = await openDevice(unnamed.id);
  expect(`built-in:loopback:${other.name}`).toBe(unnamed.id);
});

test('a host may pass the settings on, but no others', async () => {
  using driver = createVirtualDriver({ inputs: 3 });
  expect(Object.isFrozen(driver.settings)).toBe(true);
  expect(driver.settings).toEqual({ clock: 'step', inputs: 3 });
  const device = await openDevice(driver.id, { settings: driver.settings });
  expect(device.inputs).toHaveLength(3);
  await device.close();
  expect(await failure(openDevice(driver.id, { settings: { inputs: 2 } }))).toMatchObject({
    code: 'SETTINGS_REFUSED',
    driverMessage: 'inputs=2 is not what this driver was made with',
  });
});

test('drivers are separate, and each is open once', async () => {
  using one = createVirtualDriver();
  using other = createVirtualDriver();
  expect(one.id).not.toBe(other.id);
  await using first = await startHost(one);
  await using second = await startHost(other);
  await one.step(2);
  expect(first.stream.stats.buffers).toBe(2);
  expect(second.stream.stats.buffers).toBe(0);
  expect(await failure(openDevice(one.id))).toMatchObject({ code: 'DEVICE_BUSY' });
});

test('workers have drivers of their own', async () => {
  using here = createVirtualDriver();
  const script = new URL('./worker.mjs', import.meta.url);
  const ids = await Promise.all(
    [0, 1, 2].map(
      () =>
        new Promise((resolve, reject) => {
          new Worker(script).once('message', resolve).once('error', reject);
        }),
    ),
  );
  expect(new Set([here.id, ...ids]).size).toBe(4);
});

test('the driver outlives its hosts, and what it has seen outlives it', async () => {
  const driver = createVirtualDriver();
  for (let i = 0; i < 2; i++) {
    await using host = await startHost(driver);
    await driver.step(1);
    expect(host.stream.stats.buffers).toBe(1);
  }
  expect(driver.captured().frames).toBe(128);
  driver.dispose();
  expect(driver.captured().frames).toBe(128);
});

test('an id that is nobody’s is no driver', async () => {
  const driver = createVirtualDriver();
  driver.dispose();
  expect(await failure(openDevice(driver.id))).toMatchObject({
    code: 'DRIVER_INIT_FAILED',
    driverMessage: 'nobody is at the far side of it any more',
  });
});

test('only a running driver with the step clock is stepped', async () => {
  using driver = createVirtualDriver();
  expect(await failure(driver.step(1))).toMatchObject({ code: 'INVALID_STATE' });
  expect(await failure(driver.step(0))).toBeInstanceOf(RangeError);
  using free = createVirtualDriver({ clock: 'freerun' });
  await using host = await startHost(free);
  expect(host.stream.state).toBe('running');
  expect(await failure(free.step(1))).toMatchObject({
    code: 'INVALID_STATE',
    message: "Only a virtual driver with the clock 'step' can be stepped.",
  });
});

test('in real time there are drift and jitter, and no seconds of the driver’s own', async () => {
  using driver = createVirtualDriver({ clock: 'realtime', drift: -150.5, jitter: 200, seed: 3 });
  expect(driver.settings).toEqual({ clock: 'realtime', drift: -150.5, jitter: 200, seed: 3 });
  await using host = await startHost(driver);
  for (let i = 0; i < 3; i++) await nextBlock(host.stream.input);
  await host.stream.stop();
  const time = driver.calls().find(({ name }) => name === 'stop')?.time;
  expect(time?.seconds).toBe(null);
  expect(time?.position).toBeGreaterThanOrEqual(128);
});

test('a step that is under way ends with the stream', async () => {
  using driver = createVirtualDriver();
  const host = await startHost(driver);
  const stepped = failure(driver.step(2 ** 31 - 1));
  await host.device.close();
  expect(await stepped).toMatchObject({ code: 'INVALID_STATE' });
});

test('steps that are asked for side by side are all made', async () => {
  using driver = createVirtualDriver();
  await using host = await startHost(driver);
  await Promise.all([driver.step(5000), driver.step(300), host.device.step(77)]);
  expect(driver.calls().filter(({ args }) => args[0] === 'step')).toMatchObject([{ args: ['step', 77] }]);
  expect(host.stream.stats.buffers).toBe(5377);
});

test('a worker that is terminated in the middle of many steps ends', async () => {
  const worker = new Worker(new URL('./stepping-worker.mjs', import.meta.url));
  await new Promise((resolve, reject) => worker.once('message', resolve).once('error', reject));
  expect(await worker.terminate()).toBe(1);
});

test.each([
  [{ colour: 1 }, 'Unknown option "colour"'],
  [{ inputs: -1 }, 'a whole number from 0 to 256'],
  [{ type: 'int8' }, 'one of'],
  [{ clock: 'sundial' }, "one of 'realtime', 'freerun', 'rush', 'step'"],
  [{ rate: 0 }, 'above 0'],
  [{ rates: [] }, 'an array of rates'],
  [{ drift: 100001 }, 'a number from -100000 to 100000'],
  [{ jitter: -1 }, 'a number from 0 to 1000000'],
  [{ seed: 0.5 }, 'a whole number'],
  [{ cable: 'short' }, "one of 'loop', 'open'"],
  [{ captureFrames: 0 }, 'a whole number from 1'],
  [{ name: 7 }, 'a text'],
])('%o is refused', (options, message) => {
  expect(() => createVirtualDriver(options as never)).toThrow(message);
});

test.each([
  [{ rate: 44100, rates: [48000] }, 'rate'],
  [{ minBuffer: 64, maxBuffer: 32 }, 'Buffer'],
  [{ jitter: 100 }, 'jitter is refused with this clock'],
  [{ jitter: 100, clock: 'freerun' }, 'jitter is refused with this clock'],
  [{ personality: 'cheerful' }, 'there is no personality cheerful'],
] as const)('%o contradicts itself', (options, message) => {
  let thrown: unknown;
  try {
    createVirtualDriver(options).dispose();
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toMatchObject({ code: 'SETTINGS_REFUSED', message: expect.stringContaining(message) });
});
