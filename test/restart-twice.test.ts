/** A restart that comes before the one before has brought a block: what that block was to say is not forgotten. */
import type { Stream } from 'bufferswitch';
import { expect, test } from 'vitest';
import { openLoopback } from './helpers/loopback.js';
import { openPersonality } from './personalities/support.js';

const bufferSize = 64;

/** Reads what there is. */
function drain(stream: Stream): number {
  let blocks = 0;
  while (stream.input.tryRead() !== null) blocks++;
  return blocks;
}

test('a loss at the end is marked however often the driver is taken away before the next block', async () => {
  await using device = await openLoopback();
  const stream = await device.openStream({ bufferSize, depth: 2 * bufferSize, format: 'int16' });
  await stream.start();
  await device.step(20);
  const recorded = drain(stream);
  expect(recorded).toBeLessThan(20);
  await device.setSampleRate(96000);
  await device.setSampleRate(44100);
  await device.step(1);
  const block = stream.input.tryRead()?.copy();
  expect(block?.position).toBe(20 * bufferSize);
  expect(block?.flags).toMatchObject({ gap: true, start: true, rateChanged: true });
  expect(stream.stats).toMatchObject({
    position: 21 * bufferSize,
    overrunFrames: (20 - recorded) * bufferSize,
  });
});

test('the time without the driver is passed over from the last buffer on', async () => {
  // Virtual time has no such gap, so the mark alone is to be seen there.
  await using device = await openPersonality('rme-like');
  const stream = await device.openStream({ bufferSize, format: 'int16' });
  await stream.start();
  await device.step(3);
  expect(drain(stream)).toBe(3);
  await device.reset();
  await device.reset();
  await device.step(1);
  const block = stream.input.tryRead()?.copy();
  expect(block?.position).toBe(3 * bufferSize);
  expect(block?.flags).toMatchObject({ gap: true, start: true });
});

test('a run that was started and had no block yet begins at 0, whatever the run before came to', async () => {
  await using device = await openLoopback();
  const stream = await device.openStream({ bufferSize, depth: 2 * bufferSize, format: 'int16' });
  await stream.start();
  await device.step(20);
  expect(drain(stream)).toBeLessThan(20);
  await stream.stop();
  await stream.start();
  expect(stream.stats.position).toBe(0);
  await device.setSampleRate(96000);
  await device.step(1);
  const block = stream.input.tryRead()?.copy();
  expect(block?.position).toBe(0);
  expect(block?.flags).toMatchObject({ gap: false, start: true });
});

test('what a driver brings while it starts is part of the run, whenever that ends', async () => {
  await using device = await openPersonality('switches-in-start');
  const stream = await device.openStream({ bufferSize, format: 'int16' });
  await stream.start();
  expect(stream.stats.position).toBe(2 * bufferSize);
  await device.setSampleRate(96000);
  expect(drain(stream)).toBe(4);
  expect(stream.stats.position).toBe(4 * bufferSize);
});
