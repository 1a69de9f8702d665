import { once } from 'node:events';
import { threadId, Worker } from 'node:worker_threads';
import { openRing, type RingHandle } from 'bufferswitch';
import { expect, test } from 'vitest';
import { failure } from './helpers/code.js';
import { openLoopback, readFrames } from './helpers/loopback.js';

function startWorker(ring: RingHandle, blocks: number): Worker {
  const workerData = { ring, add: 1, blocks };
  return new Worker(new URL('./helpers/ring-worker.mjs', import.meta.url), { workerData });
}

test('another thread reads and writes every frame once and in order', async () => {
  const bufferSize = 32;
  await using device = await openLoopback({ clock: 'freerun', type: 'int32lsb', delay: bufferSize });
  await using stream = await device.openStream({ format: 'int32', bufferSize, depth: 8 * bufferSize });
  const blocks = 3000;
  const worker = startWorker(stream.ring, blocks);
  expect(await once(worker, 'message')).toEqual(['open']);
  await stream.start();
  const [seen] = (await once(worker, 'message')) as unknown[];
  // Every buffer comes back one higher, some buffers later.
  const frames = blocks * bufferSize;
  expect(seen).toMatchObject({ blocks, frames, gaps: 0, next: frames, wrong: 0 });
  expect((seen as { value: number }).value).toBeGreaterThan(100);
  await stream.stop();
  expect(stream.stats).toMatchObject({ overruns: 0 });
});

test('the input has one reader at a time, and the output one writer', async () => {
  await using device = await openLoopback({ type: 'int32lsb', delay: 64 });
  await using stream = await device.openStream({ format: 'int32', bufferSize: 64 });
  const silence = [new Int32Array(64), new Int32Array(64)];
  const ring = openRing(stream.ring); // in this thread, which may as well
  expect(() => openRing(stream.ring)).toThrow(/waits at this ring already/);
  expect(ring.tryRead()).toBeNull();
  expect(ring.tryWrite([new Int32Array(100).fill(1), new Int32Array(100).fill(1)])).toBe(100);
  expect(ring.queuedFrames).toBe(100);
  ring.finish();
  expect((await failure(stream.input.read())).code).toBe('INVALID_STATE');
  expect((await failure(async () => stream.output.write(silence))).code).toBe('INVALID_STATE');
  await stream.start();
  await device.step(3);
  expect(ring.waitToRead(1)).toBe(true);
  expect(ring.tryRead()).toMatchObject({ position: 0, frames: 64 });
  expect(ring.tryRead()).toMatchObject({ position: 64 });
  ring.close();
  expect(() => ring.tryRead()).toThrow(/closed/);
  // What is left goes to whoever takes it next.
  const [rest] = await readFrames(stream.input, 2, 64);
  expect(rest).toEqual([...new Array(36).fill(1), ...new Array(28).fill(0)]);
  void stream.output.write(silence);
  expect(stream.output.queuedFrames).toBe(64);
});

test('an incomplete last buffer is played when its writer leaves', async () => {
  await using device = await openLoopback({ type: 'int32lsb', delay: 64 });
  await using stream = await device.openStream({ format: 'int32', bufferSize: 64 });
  const ring = openRing(stream.ring);
  ring.tryWrite([new Int32Array(10).fill(1), new Int32Array(10).fill(1)]);
  ring.close();
  void stream.output.write([new Int32Array(64).fill(2), new Int32Array(64).fill(2)]);
  await stream.start();
  await device.step(3);
  const [left] = await readFrames(stream.input, 2, 192);
  expect(left?.slice(64, 76)).toEqual([...new Array(10).fill(1), 0, 0]);
  expect(left?.slice(128, 130)).toEqual([2, 2]);
});

test('a read that lets the event loop turn first is refused as any other', async () => {
  await using device = await openLoopback({ type: 'int32lsb' });
  await using stream = await device.openStream({ format: 'int32', bufferSize: 64 });
  const ring = openRing(stream.ring);
  expect(ring.tryRead()).toBeNull();
  const begin = performance.now();
  while (performance.now() - begin < 20); // so long that a read pauses
  expect((await failure(stream.input.read())).code).toBe('INVALID_STATE');
  ring.close();
});

test('a ring is over when the stream is closed or set up anew', async () => {
  await using device = await openLoopback({ clock: 'freerun', rate: 44100 });
  const stream = await device.openStream({ bufferSize: 64 });
  const first = openRing(stream.ring);
  expect(first.sampleRate).toBe(44100);
  await device.setSampleRate(48000);
  expect(first.over).toBe(true);
  first.close();
  const second = openRing(stream.ring);
  expect(second).toMatchObject({
    over: false,
    sampleRate: 48000,
    bufferSize: 64,
    inputs: [0, 1],
    outputs: [0, 1],
  });
  const waited = second.waitToRead(0.5);
  expect(waited).toBe(false);
  await stream.close();
  expect(second.over).toBe(true);
  second.close();
});

test('what is not a ring is refused', async () => {
  expect(() => openRing({} as RingHandle)).toThrow(TypeError);
  expect(() => openRing(undefined as never)).toThrow(TypeError);
  const device = await openLoopback();
  const { ring } = await device.openStream();
  await device.close();
  expect(() => openRing(ring)).toThrow(/device of this ring is closed/);
});

test('a ring is over when the worker that has its device is terminated', async () => {
  const workerData = `built-in:loopback:owner-${threadId}`;
  const worker = new Worker(new URL('./helpers/ring-owner.mjs', import.meta.url), { workerData });
  const ring = openRing(((await once(worker, 'message')) as [RingHandle])[0]);
  expect(ring.waitToRead(5000)).toBe(true);
  expect(ring.over).toBe(false);
  await worker.terminate();
  // Blocks that were there can still be read, and the wait for more ends.
  while (ring.waitToRead(20_000)) ring.tryRead();
  expect(ring.over).toBe(true);
});
