import { once } from 'node:events';
import { expect, test } from 'vitest';
import { failure } from './helpers/code.js';
import { openLoopback } from './helpers/loopback.js';

test('start and stop are done in the order in which they are called', async () => {
  await using device = await openLoopback({});
  await using stream = await device.openStream();
  await Promise.all([stream.start(), stream.stop()]);
  expect(stream.state).toBe('prepared');
  await stream.start();
  await Promise.all([stream.stop(), stream.start()]);
  expect(stream.state).toBe('running');
  await device.step(2);
  expect(stream.stats.buffers).toBe(2);
  await Promise.all([stream.start(), stream.stop(), stream.start(), stream.stop()]);
  expect(stream.state).toBe('prepared');
});

test('what takes the driver away under a start that is under way gives it back', async () => {
  await using device = await openLoopback({});
  await using stream = await device.openStream({ bufferSize: 64 });
  const restarted = once(stream, 'restart');
  await Promise.all([stream.start(), device.reset()]);
  expect((await restarted)[0]).toMatchObject({ reason: 'manual' });
  expect(stream.state).toBe('running');
  await Promise.all([device.setSampleRate(96000), stream.stop()]);
  expect(stream.state).toBe('prepared');
  await Promise.all([stream.start(), device.setSampleRate(44100)]);
  expect(stream.state).toBe('running');
  await device.step(1);
});

test('a call that fails is in nobody’s way', async () => {
  await using device = await openLoopback({});
  await using stream = await device.openStream();
  const refused = failure(device.setSampleRate(12345));
  await stream.start();
  expect((await refused).code).toBe('SAMPLE_RATE_REFUSED');
  expect(stream.state).toBe('running');
});

test('a stream that is closed while a start waits for its turn refuses it', async () => {
  await using device = await openLoopback({});
  const stream = await device.openStream();
  const reset = device.reset();
  const start = failure(stream.start());
  await stream.close();
  await reset;
  expect((await start).code).toBe('STREAM_CLOSED');
});
