import { once } from 'node:events';
import { expect, test } from 'vitest';
import { failure } from '../helpers/code.js';
import { until } from '../helpers/when.js';
import { openPersonality, settled } from './support.js';

test('panel-slow: the audio goes on while the window is open, and a second one is refused', async () => {
  await using device = await openPersonality('panel-slow', { clock: 'realtime' }, { timeLimit: 1500 });
  const stream = await device.openStream();
  await stream.start();
  let isOpen = true;
  const panel = device.openControlPanel().finally(() => {
    isOpen = false;
  });
  expect((await failure(device.openControlPanel())).code).toBe('INVALID_STATE');
  const { buffers } = stream.stats;
  await until(() => stream.stats.buffers > buffers + 20);
  expect(isOpen).toBe(true);
  await panel; // longer than the time limit, which is not for users
  await device.openControlPanel();
});

test('panel-changes-sizes: the sizes are asked for, and the reset is done', async () => {
  await using device = await openPersonality('panel-changes-sizes');
  const stream = await device.openStream();
  await stream.start();
  await settled();
  const reset = once(device, 'reset');
  await device.openControlPanel();
  expect(device.bufferSizes.preferred).toBe(64);
  await reset;
  expect(stream.state).toBe('running');
});

test('panel-only-once: the second time is an error', async () => {
  await using device = await openPersonality('panel-only-once');
  await device.openControlPanel();
  expect((await failure(device.openControlPanel())).code).toBe('DRIVER_FAILED');
});

test('panel-hangs: the audio goes on, and closing ends with the time limit', async () => {
  const device = await openPersonality('panel-hangs', { clock: 'realtime' }, { timeLimit: 1500 });
  const stream = await device.openStream();
  await stream.start();
  const panel = failure(device.openControlPanel());
  const { buffers } = stream.stats;
  await until(() => stream.stats.buffers > buffers + 20);
  expect(await failure(device.close())).toMatchObject({ code: 'DRIVER_TIMEOUT' });
  expect((await panel).code).toBe('DRIVER_TIMEOUT');
});

test('a driver without a window says so', async () => {
  await using device = await openPersonality('duplicates');
  expect((await failure(device.openControlPanel())).code).toBe('NOT_SUPPORTED');
});

test('the features of rme-like are there, and those of others are not', async () => {
  await using device = await openPersonality('rme-like');
  expect(device.capabilities).toEqual({
    inputMonitor: true,
    inputGain: true,
    inputMeter: true,
    outputGain: true,
    outputMeter: true,
    transport: true,
    timeInfo: true,
    timeCode: true,
    overload: false,
    internalBuffers: { input: 48, output: 96 },
  });
  const { controls } = device;
  await controls.setInputMonitor({ input: -1, enabled: true });
  await controls.setInputGain(3, 0.5);
  await controls.setOutputGain(31, 1);
  expect(await controls.inputMeter(0)).toBeCloseTo(0.5);
  expect(await controls.outputMeter(0)).toBeCloseTo(0.5);
  await controls.transport({ command: 'locate', position: 48000 });
  await controls.setTimeCode(true);
  await controls.setTimeCode(false);
  for (const wrong of [
    () => controls.setInputGain(32, 1),
    () => controls.setInputGain(0, 2),
    () => controls.setInputMonitor({ input: 99, enabled: true }),
  ]) {
    expect(await failure(wrong())).toBeInstanceOf(RangeError);
  }
  expect((await failure(controls.transport({ command: 'dance' as never }))).message).toMatch(/punch-in/);
  await using plain = await openPersonality('duplicates');
  expect(plain.capabilities).toMatchObject({ inputMonitor: false, timeInfo: true, internalBuffers: null });
  expect((await failure(plain.controls.setInputGain(0, 1))).code).toBe('NOT_SUPPORTED');
});
