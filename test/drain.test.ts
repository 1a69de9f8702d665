import type { Device, Stream } from 'bufferswitch';
import { expect, test } from 'vitest';
import { failure } from './helpers/code.js';
import { openLoopback } from './helpers/loopback.js';

/** In the time of the world, with a driver that says that it takes so long. */
const slow = (outputLatency: number) => openLoopback({ clock: 'realtime', outputLatency });
const second = 48_000;
/** The most that the virtual driver can be told to say: 22 seconds. */
const longest = 2 ** 20;
const frames = 1000;

/** A stream that runs and has something to play. */
async function play(device: Device): Promise<Stream> {
  const stream = await device.openStream({ inputs: [], bufferSize: 256 });
  await stream.output.write([new Float32Array(frames).fill(0.5), new Float32Array(frames).fill(0.5)]);
  await stream.start();
  return stream;
}

test('a drain waits until the last frame has been heard', async () => {
  await using device = await slow(second / 4);
  await using stream = await play(device);
  await stream.output.drain();
  expect(stream.stats.position).toBeGreaterThanOrEqual(frames + second / 4);
});

test('or only until the driver has taken it', async () => {
  await using device = await slow(longest);
  await using stream = await play(device);
  await stream.output.drain({ heard: false });
  expect(stream.output.queuedFrames).toBe(0);
  expect(stream.stats.position).toBeLessThan(longest);
});

test('what is stopped is not waited for', async () => {
  await using device = await slow(longest);
  await using stream = await play(device);
  await stream.output.drain({ heard: false });
  const drained = stream.output.drain();
  await stream.stop();
  await drained;
});

test('a driver that says it takes for ever is not believed', async () => {
  await using device = await slow(longest);
  await using stream = await play(device);
  await stream.output.drain();
  expect(stream.stats.position).toBeLessThan(longest);
});

test('where nothing was written nothing is waited for', async () => {
  await using device = await slow(longest);
  await using stream = await device.openStream({ inputs: [], bufferSize: 256 });
  await stream.start();
  await stream.output.drain();
});

test('options that are none are refused', async () => {
  await using device = await openLoopback();
  await using stream = await device.openStream();
  const wrong = { heard: 'yes' } as never;
  expect((await failure(async () => stream.output.drain(wrong))).message).toMatch(/options\.heard/);
});
