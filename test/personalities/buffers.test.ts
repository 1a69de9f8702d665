import { expect, test } from 'vitest';
import { failure } from '../helpers/code.js';
import { nextBlock } from '../helpers/loopback.js';
import { differenceFromRamp, openPersonality, ramp, readAll } from './support.js';

test('only-preferred-works: another size fails, and the device can go on with the preferred one', async () => {
  await using device = await openPersonality('only-preferred-works');
  expect(await failure(device.openStream({ bufferSize: 64 }))).toMatchObject({
    code: 'DRIVER_FAILED',
    operation: 'createBuffers',
  });
  const stream = await device.openStream();
  await stream.start();
  await device.step(3);
  expect(stream.stats.buffers).toBe(3);
});

test('odd-size-then-reset: a size that is not offered is never asked for', async () => {
  await using device = await openPersonality('odd-size-then-reset');
  let resets = 0;
  device.on('resetRequest', () => resets++);
  const error = await failure(device.openStream({ bufferSize: 64 }));
  expect(error.code).toBe('BUFFER_SIZE_REFUSED');
  expect(error.message).toMatch(/256/);
  await device.openStream();
  expect(resets).toBe(0);
});

test('size-frozen: for another size the driver is loaded anew', async () => {
  await using device = await openPersonality('size-frozen');
  for (const bufferSize of [64, 128, 64]) {
    await using stream = await device.openStream({ bufferSize, format: 'int16' });
    await stream.output.write(ramp(stream, 10));
    await stream.start();
    await device.step(10);
    const { samples } = await readAll(stream, 10);
    expect(differenceFromRamp(samples, stream.inputs, 0)).toBeNull();
  }
});

test.each(['null-buffers', 'in-use'])('%s: an error, and the device stays open', async (personality) => {
  await using device = await openPersonality(personality);
  expect(await failure(device.openStream())).toMatchObject({
    code: 'DRIVER_FAILED',
    operation: 'createBuffers',
  });
  expect(device.state).toBe('open');
  expect(device.stream).toBeUndefined();
  expect(await failure(device.openStream())).toMatchObject({
    code: 'DRIVER_FAILED',
    operation: 'createBuffers',
  });
});

test('failed-create-stays: the next attempt gets buffers', async () => {
  await using device = await openPersonality('failed-create-stays');
  expect((await failure(device.openStream())).code).toBe('DRIVER_FAILED');
  const stream = await device.openStream();
  await stream.start();
  await device.step(3);
  expect(stream.stats.buffers).toBe(3);
});

test('reenters: each is counted, and its frames are passed over with a gap', async () => {
  await using device = await openPersonality('reenters');
  const stream = await device.openStream();
  await stream.start();
  await device.step(40);
  const { stats, bufferSize } = stream;
  expect(stats.reentries).toBe(5);
  expect(stats.buffers).toBe(40);
  const gaps: number[] = [];
  let next = 0;
  for (let i = 0; i < 40; i++) {
    const block = await nextBlock(stream.input);
    if (block.flags.gap) gaps.push(block.position - next);
    else expect(block.position).toBe(next);
    next = block.position + block.frames;
  }
  expect(gaps).toEqual(Array(4).fill(bufferSize)); // the fifth shows in the block after the last
});

test('dirty-high-bits: they are none of the sample', async () => {
  await using device = await openPersonality('dirty-high-bits', { delay: 256 });
  const stream = await device.openStream({ format: 'int16', bufferSize: 256 });
  await stream.output.write(ramp(stream, 4));
  await stream.start();
  await device.step(4);
  const { samples } = await readAll(stream, 4);
  expect(differenceFromRamp(samples, stream.inputs, 0)).toBeNull();
});

test('not-numbers: an integer is at its end, or zero', async () => {
  await using device = await openPersonality('not-numbers');
  const stream = await device.openStream({ format: 'int32' });
  await stream.start();
  await device.step(1);
  const block = await nextBlock(stream.input);
  const top = 2 ** 31 - 1;
  expect([...(block.channels[0] as Int32Array).subarray(0, 6)]).toEqual([0, top, -top - 1, 0, top, -top - 1]);
});
