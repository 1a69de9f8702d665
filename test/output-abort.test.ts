import { expect, test } from 'vitest';
import { failure } from './helpers/code.js';
import { openLoopback, readFrames } from './helpers/loopback.js';

const bufferSize = 32;
const filled = (frames: number, value: number) => [new Int32Array(frames).fill(value)];

async function openMono() {
  const device = await openLoopback({ inputs: 1, outputs: 1, type: 'int32lsb', delay: bufferSize });
  const stream = await device.openStream({ format: 'int32', bufferSize, depth: 8 * bufferSize });
  return { device, stream };
}

test('what the driver has not taken is not played, and what is written after it is', async () => {
  const { device, stream } = await openMono();
  await using _ = device;
  void stream.output.write(filled(6 * bufferSize + 5, 1));
  await stream.start();
  await device.step(2);
  stream.output.abort();
  expect(stream.output.queuedFrames).toBe(0);
  await stream.output.write(filled(bufferSize, 2));
  expect(stream.output.queuedFrames).toBe(bufferSize);
  void stream.output.drain();
  await device.step(4);
  const [heard] = await readFrames(stream.input, 1, 6 * bufferSize);
  const buffers = Array.from({ length: 6 }, (_, i) => heard?.[i * bufferSize]);
  expect(buffers).toEqual([0, 1, 1, 2, 0, 0]);
  expect(stream.stats).toMatchObject({ discardedFrames: 4 * bufferSize + 5, underruns: 0 });
});

test('silence after it is no underrun', async () => {
  const { device, stream } = await openMono();
  await using _ = device;
  await stream.output.write(filled(4 * bufferSize, 1));
  await stream.start();
  await device.step(1);
  stream.output.abort();
  await device.step(5);
  expect(stream.stats).toMatchObject({ discardedFrames: 3 * bufferSize, underruns: 0 });
});

test('writes and drains that wait fail with the reason, those behind them too, and the next are done', async () => {
  const { device, stream } = await openMono();
  await using _ = device;
  const waiting = failure(stream.output.write(filled(20 * bufferSize, 1)));
  const behind = failure(stream.output.write(filled(bufferSize, 1)));
  const drain = failure(stream.output.drain());
  const reason = new Error('no more of it');
  stream.output.abort(reason);
  expect(await Promise.all([waiting, behind, drain])).toEqual([reason, reason, reason]);
  const next = stream.output.write(filled(bufferSize, 3)); // waits for the room that the driver will make
  await stream.start();
  await device.step(1);
  await next;
  await device.step(2);
  const [heard] = await readFrames(stream.input, 1, 3 * bufferSize);
  expect(heard?.slice(2 * bufferSize)).toEqual([...(filled(bufferSize, 3)[0] ?? [])]);
  expect(stream.stats.discardedFrames).toBe(8 * bufferSize);
});

test('without a reason it is an AbortError, and without anything queued it is nothing', async () => {
  const { device, stream } = await openMono();
  await using _ = device;
  stream.output.abort();
  const waiting = failure(stream.output.write(filled(20 * bufferSize, 1)));
  stream.output.abort();
  expect((await waiting).name).toBe('AbortError');
});
