import { once } from 'node:events';
import { openDevice } from 'bufferswitch';
import { expect, test } from 'vitest';
import { failure } from '../helpers/code.js';
import { until } from '../helpers/when.js';
import { freshId, openPersonality, settingsOf } from './support.js';

test('never-switches: the stream ends after three seconds, and the device stays open', async () => {
  await using device = await openPersonality('never-switches');
  const stall = once(device, 'stall');
  const stream = await device.openStream();
  const ended = once(stream, 'close');
  await stream.start();
  expect((await stall)[0]).toBe('silent');
  expect((await ended)[0]).toMatchObject({ code: 'DRIVER_STALLED', operation: 'start' });
  expect(device.state).toBe('open');
});

test.each([
  ['stops-switching', 'stalled'],
  ['storms', 'storm'],
])('%s: the driver is opened again, and the stream goes on', async (personality, kind) => {
  await using device = await openPersonality(personality);
  const stall = once(device, 'stall');
  const reset = once(device, 'reset');
  const stream = await device.openStream();
  await stream.start();
  expect((await stall)[0]).toBe(kind);
  expect((await reset)[0]).toEqual({ reason: kind, changes: {} });
  const { buffers } = stream.stats;
  await until(() => stream.stats.buffers > buffers + 100);
  expect(stream.state).toBe('running');
  if (kind === 'stalled') expect(stream.stats.gapFrames).toBeGreaterThan(0.5 * 48000);
});

test('with onReset manual a stall is an event and no more', async () => {
  await using device = await openPersonality('stops-switching', {}, { onReset: 'manual' });
  const stall = once(device, 'stall');
  const stream = await device.openStream();
  await stream.start();
  await stall;
  expect(stream.state).toBe('running');
  await device.reset();
  const { buffers } = stream.stats;
  await until(() => stream.stats.buffers > buffers + 10);
});

test('unplugged: the device is closed with the reason', async () => {
  const device = await openDevice(freshId(), { settings: settingsOf('unplugged'), timeLimit: 2000 });
  const closed = once(device, 'close');
  const stream = await device.openStream();
  const ended = once(stream, 'close');
  await stream.start();
  expect((await closed)[0]).toMatchObject({ code: 'DRIVER_INIT_FAILED' });
  expect((await ended)[0]).toMatchObject({ code: 'DRIVER_INIT_FAILED' });
});

test.each([
  ['create-hangs', 'createBuffers'],
  ['start-hangs', 'start'],
  ['stop-hangs', 'stop'],
  ['dispose-hangs', 'disposeBuffers'],
  ['release-hangs', 'close'],
])('%s: the time limit ends the wait, and only this device is lost', async (personality, operation) => {
  await using other = await openPersonality('duplicates');
  const device = await openPersonality(personality, {}, { timeLimit: 1500 });
  const work = async () => {
    const stream = await device.openStream();
    await stream.start();
    await device.step(3);
    await stream.stop();
    await stream.close();
    await device.close();
  };
  expect(await failure(work())).toMatchObject({ code: 'DRIVER_TIMEOUT', operation });
  expect(device.state).toBe('closed');
  const stream = await other.openStream();
  await stream.start();
  await other.step(3);
  expect(stream.stats.buffers).toBe(3);
});
