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

/** Nothing else has a turn meanwhile. */
function compute(milliseconds: number): void {
  for (const end = performance.now() + milliseconds; performance.now() < end; );
}

/** Whether a timer fires while a loop goes on, for some seconds at the most. */
function timer() {
  const deadline = performance.now() + 10_000;
  const result = { hasFired: false, isOver: () => result.hasFired || performance.now() > deadline };
  setTimeout(() => {
    result.hasFired = true;
  }, 50);
  return result;
}

test('a loop over blocks that are always there lets everything else have its turn', async () => {
  await using device = await openLoopback({ clock: 'freerun' });
  await using stream = await device.openStream({ outputs: [] });
  await stream.start();
  const other = timer();
  for await (const _ of stream.input) {
    compute(1);
    if (other.isOver()) break;
  }
  expect(other.hasFired).toBe(true);
});

test('so does a loop that is slower than what it writes is played', async () => {
  await using device = await openLoopback({ clock: 'freerun' });
  await using stream = await device.openStream({ inputs: [], outputs: [0] });
  await stream.start();
  const other = timer();
  while (!other.isOver()) {
    compute(1);
    await stream.output.write([new Float32Array(16)]);
  }
  expect(other.hasFired).toBe(true);
});

test('a read that lets others have their turn can be given up, and loses nothing', async () => {
  await using device = await openLoopback({});
  await using stream = await device.openStream({ bufferSize: 64 });
  await stream.start();
  await device.step(3);
  compute(20);
  const aborting = new AbortController();
  const read = stream.input.read({ signal: aborting.signal });
  const reason = failure(read);
  expect((await failure(stream.input.read())).code).toBe('INVALID_STATE');
  aborting.abort(new Error('no more'));
  expect((await reason).message).toBe('no more');
  expect(await stream.input.read()).toMatchObject({ position: 0 });
  expect(await stream.input.read()).toMatchObject({ position: 64 });
});
