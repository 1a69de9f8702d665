import { openDevice } from 'bufferswitch';
import { createVirtualDriver, type VirtualDriver } from 'bufferswitch/testing';
import { expect, test } from 'vitest';
import { failure } from '../helpers/code.js';
import { ramp, startHost } from './support.js';

const namesOf = (driver: VirtualDriver) => driver.calls().map(({ name }) => name);

test('every call is written down, with its arguments, result, thread and time', async () => {
  using driver = createVirtualDriver({ rate: 48000 });
  expect(driver.calls()).toEqual([]);
  await using host = await startHost(driver);
  await driver.step(3);
  await host.device.setSampleRate(44100);
  await host.device.close();

  const calls = driver.calls();
  const all = (name: string) => calls.filter((call) => call.name === name);
  expect(calls[0]).toEqual({
    name: 'future',
    args: ['setInstanceName'],
    result: 0x3f4847a0,
    thread: 0,
    time: null,
  });
  expect(all('init')).toEqual([{ name: 'init', args: [], result: 1, thread: 0, time: null }]);
  expect(all('createBuffers')[0]).toMatchObject({ args: ['inputs 0,1', 'outputs 0,1', 64], result: 0 });
  expect(all('getChannelInfo')[0]).toMatchObject({ args: ['input', 0], result: 0 });
  expect(all('start')[0]).toMatchObject({ result: 0, time: null });
  expect(all('stop')[0]).toMatchObject({ result: 0, time: { position: 128, seconds: 0.002666666 } });
  expect(all('setSampleRate')).toMatchObject([{ args: [44100], result: 0, time: null }]);
  expect(calls.at(-1)).toMatchObject({ name: 'release', result: null });
  expect(new Set(calls.map(({ thread }) => thread))).toEqual(new Set([0]));
  expect(driver.lostCalls).toBe(0);
});

test('calls are plain, frozen, and forgotten when the test says so', async () => {
  using driver = createVirtualDriver();
  await using host = await startHost(driver);
  const [first] = driver.calls();
  expect(Object.isFrozen(first)).toBe(true);
  expect(Object.isFrozen(first?.args)).toBe(true);
  expect(Object.isFrozen(driver.calls())).toBe(true);
  driver.clearCalls();
  expect(driver.calls()).toEqual([]);
  await host.stream.stop();
  expect(namesOf(driver)).toContain('stop');
  expect(namesOf(driver)).not.toContain('init');
});

test('calls from the buffer-switch thread have another thread and the position of their switch', async () => {
  // This one wants to be told that its output is ready.
  using driver = createVirtualDriver({ personality: 'needs-output-ready' });
  await using host = await startHost(driver);
  driver.clearCalls();
  await driver.step(3);
  expect(
    driver.calls().map(({ name, thread, time }) => ({ name, thread, position: time?.position })),
  ).toEqual([
    { name: 'outputReady', thread: 1, position: 0 },
    { name: 'outputReady', thread: 1, position: 64 },
    { name: 'outputReady', thread: 1, position: 128 },
  ]);
  // A new run has a new thread, also where the system gives it the number of an old one. This driver makes one more.
  await host.stream.stop();
  await host.stream.start();
  await driver.step(1);
  expect(driver.calls().at(-1)).toMatchObject({ name: 'outputReady', thread: 3 });
});

test('a refused call has its code', async () => {
  using driver = createVirtualDriver({ rates: [48000] });
  await using device = await openDevice(driver.id);
  expect(await failure(device.setSampleRate(44100))).toMatchObject({ code: 'SAMPLE_RATE_REFUSED' });
  expect(driver.calls().find(({ args }) => args[0] === 44100)).toMatchObject({ result: -995 });
});

/** A host that plays and records, changes the rate and is told of faults. */
async function scene() {
  using driver = createVirtualDriver({ inputs: 1, outputs: 1, delay: 64, rate: 48000 });
  await using host = await startHost(driver);
  void host.stream.output.write([ramp(1, 300)]);
  void host.stream.output.drain();
  driver.feed([ramp(-100, 100)]);
  driver.inject('skip', { at: 128 });
  driver.inject('duplicate', { at: 192 });
  await driver.step(4);
  await host.device.setSampleRate(96000);
  await driver.step(2);
  await host.device.close();
  return { calls: driver.calls(), captured: driver.captured() };
}

test('the same test has the same bytes, calls and times, however often it runs', async () => {
  const first = await scene();
  const second = await scene();
  expect(first.captured.frames).toBe(6 * 64);
  expect(first.calls.length).toBeGreaterThan(30);
  expect(second.captured.bytes).toEqual(first.captured.bytes);
  expect(second.calls).toEqual(first.calls);
  expect(second.calls.map(({ time }) => time)).toEqual(first.calls.map(({ time }) => time));
  expect(first.calls.some(({ time }) => time?.position === 192)).toBe(true);
});
