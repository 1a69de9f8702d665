import { once } from 'node:events';
import { openDevice } from 'bufferswitch';
import { createVirtualDriver } from 'bufferswitch/testing';
import { expect, test } from 'vitest';
import { failure } from '../helpers/code.js';
import { nextBlock, readFrames } from '../helpers/loopback.js';
import { ramp, startHost } from './support.js';

test('a fault comes at the next buffer switch, or at that of a position', async () => {
  using driver = createVirtualDriver();
  await using host = await startHost(driver);
  let overloads = 0;
  host.device.on('overload', () => overloads++);
  driver.inject('overload', { at: 100 });
  await driver.step(2); // at 0 and 64
  const told = once(host.device, 'overload');
  await driver.step(1); // at 128
  await told;
  const blocks = [];
  for await (const block of host.stream.input) {
    blocks.push([block.position, block.flags.overload]);
    if (blocks.length === 3) break;
  }
  expect(blocks).toEqual([
    [0, false],
    [64, false],
    [128, true],
  ]);
  expect(overloads).toBe(1);
});

test('resync and latency messages reach the host', async () => {
  using driver = createVirtualDriver();
  await using host = await startHost(driver);
  const told = Promise.all([once(host.device, 'resyncRequest'), once(host.device, 'latencyChange')]);
  driver.inject('resync');
  driver.inject('latencies');
  await driver.step(1);
  await told;
});

test('a host that is asked for a reset opens the driver again, and the stream goes on', async () => {
  using driver = createVirtualDriver();
  await using host = await startHost(driver);
  // What is said as the stream starts is taken for an echo of that.
  const settled = performance.now() + 300;
  while (performance.now() < settled) await driver.step(1);
  const restarted = once(host.stream, 'restart');
  driver.clearCalls();
  driver.inject('reset');
  await driver.step(1);
  await restarted;
  const names = driver.calls().map(({ name }) => name);
  expect(names.filter((name) => ['stop', 'release', 'init', 'start'].includes(name))).toEqual([
    'stop',
    'release',
    'init',
    'start',
  ]);
  const before = host.stream.stats.buffers;
  await driver.step(2);
  expect(host.stream.stats.buffers).toBe(before + 2);
});

test('a driver that changes its rate by itself says so and has it, until another is set', async () => {
  using driver = createVirtualDriver({ rate: 48000 });
  await using host = await startHost(driver);
  const told = once(host.device, 'sampleRateChange');
  driver.inject('rate-change', { rate: 44100, at: 48000 });
  await driver.step(750); // to 48000
  await driver.step(1);
  expect(await told).toEqual([44100]);
  expect(host.device.sampleRate).toBe(44100);
  await driver.step(1); // to 48000 + 64
  driver.clearCalls();
  await host.stream.stop();
  expect(driver.calls()[0]?.time).toEqual({ position: 48064, seconds: 1.001451247 });
  await host.device.setSampleRate(96000);
  expect(host.device.sampleRate).toBe(96000);
});

test('a duplicate calls the host twice, a skip not at all', async () => {
  using driver = createVirtualDriver({ inputs: 1, outputs: 1, cable: 'open' });
  await using host = await startHost(driver);
  driver.feed([ramp(1, 256)]);
  driver.inject('duplicate', { at: 64 });
  driver.inject('skip', { at: 128 });
  await driver.step(4);
  // The host knows a duplicate by its time, and what was skipped by its absence.
  expect(host.stream.stats).toMatchObject({ buffers: 3, duplicates: 1 });
  const [input] = await readFrames(host.stream.input, 1, 192);
  expect(input).toEqual([...ramp(1, 128), ...ramp(193, 64)]);
  expect(driver.captured().frames).toBe(256);
});

test('a stall lasts until the host starts the driver again', async () => {
  using driver = createVirtualDriver();
  await using host = await startHost(driver);
  await driver.step(1);
  driver.inject('stall');
  await driver.step(3);
  expect(host.stream.stats.buffers).toBe(1);
  await host.stream.stop();
  await host.stream.start();
  await driver.step(1);
  expect(host.stream.stats.buffers).toBe(2);
});

test('in real time a host sees the stall and opens the driver again', async () => {
  using driver = createVirtualDriver({ clock: 'realtime' });
  await using host = await startHost(driver);
  const stalled = once(host.device, 'stall');
  const restarted = once(host.stream, 'restart');
  driver.inject('stall', { at: 4800 });
  expect(await stalled).toEqual(['stalled']);
  await restarted;
  expect(host.stream.state).toBe('running');
});

test('an unplugged driver switches no buffers and fails in every call, until it is there again', async () => {
  using driver = createVirtualDriver();
  const { device, stream } = await startHost(driver);
  await driver.step(1);
  driver.unplug();
  await driver.step(2);
  expect(stream.stats.buffers).toBe(1);
  driver.clearCalls();
  expect(await failure(device.setSampleRate(44100))).toMatchObject({ code: 'DRIVER_FAILED' });
  const refused = driver.calls().filter(({ result }) => result === -1000 || result === -999);
  expect(refused.map(({ name }) => name)).toEqual(expect.arrayContaining(['stop', 'setSampleRate']));
  await device.close();
  expect(await failure(openDevice(driver.id))).toMatchObject({
    code: 'DRIVER_INIT_FAILED',
    driverMessage: 'the device is unplugged',
  });
  driver.replug();
  await using again = await startHost(driver);
  await driver.step(1);
  expect(again.stream.stats.buffers).toBe(1);
});

test('in real time a host notices that its driver is unplugged, and opens it when it is there again', async () => {
  using driver = createVirtualDriver({ clock: 'realtime' });
  await using host = await startHost(driver);
  await nextBlock(host.stream.input);
  const stalled = once(host.device, 'stall');
  const restarted = once(host.stream, 'restart');
  driver.unplug();
  await stalled;
  driver.replug();
  await restarted;
  expect(host.stream.state).toBe('running');
});

test('in real time a host closes a driver that stays unplugged', async () => {
  using driver = createVirtualDriver({ clock: 'realtime' });
  await using host = await startHost(driver);
  await nextBlock(host.stream.input);
  const ended = once(host.device, 'close');
  driver.unplug();
  expect(await ended).toMatchObject([
    { code: 'DRIVER_INIT_FAILED', driverMessage: 'the device is unplugged' },
  ]);
});

test('what cannot be injected is refused', () => {
  using driver = createVirtualDriver();
  expect(() => driver.inject('smoke' as never)).toThrow("one of 'reset'");
  expect(() => driver.inject('skip', { at: -1 })).toThrow('a whole number');
  expect(() => driver.inject('skip', { rate: 1 })).toThrow("no rate but with 'rate-change'");
  expect(() => driver.inject('rate-change')).toThrow('a number');
  expect(() => driver.inject('skip', { when: 1 } as never)).toThrow('Unknown option');
  for (let i = 0; i < 64; i++) driver.inject('skip', { at: i });
  expect(() => driver.inject('skip')).toThrow('Too many faults');
});
