import type { Stream, TimeCode } from 'bufferswitch';
import { expect, test } from 'vitest';
import { failure } from '../helpers/code.js';
import { openPersonality } from './support.js';

/** What the personality says of the frame at `position`. */
const codeAt = (position: number): TimeCode => ({
  samples: position + 1_000_000,
  position,
  speed: 1,
  running: true,
  reverse: false,
  onSpeed: true,
  still: false,
});

test('time-code: it is handed on from when it is asked for, until it is not any more', async () => {
  await using device = await openPersonality('time-code');
  expect(device.capabilities.timeCode).toBe(true);
  const stream = await device.openStream();
  const { bufferSize } = stream;
  await stream.start();
  await device.step(2);
  expect(stream.timeCode).toBeNull();
  await device.controls.setTimeCode(true);
  await device.step(3);
  expect(stream.timeCode).toEqual(codeAt(4 * bufferSize));
  await device.controls.setTimeCode(false);
  await device.step(3);
  expect(stream.timeCode).toEqual(codeAt(4 * bufferSize));
});

test('time-code: a driver that is opened again, and another stream, have it as well', async () => {
  await using device = await openPersonality('time-code');
  await device.controls.setTimeCode(true);
  const told = async (stream: Stream) => {
    const before = stream.timeCode;
    await device.step(2);
    return [before, stream.timeCode?.samples];
  };
  const stream = await device.openStream();
  await stream.start();
  expect(await told(stream)).toEqual([null, 1_000_000 + stream.bufferSize]);
  await device.reset();
  // The driver counts anew, the stream goes on.
  expect(await told(stream)).toEqual([null, 1_000_000 + stream.bufferSize]);
  expect(stream.timeCode?.position).toBe(3 * stream.bufferSize);
  await stream.close();
  const other = await device.openStream();
  await other.start();
  expect(await told(other)).toEqual([null, 1_000_000 + other.bufferSize]);
});

test('time-code-garbage: nobody has asked for it, so it is none', async () => {
  await using device = await openPersonality('time-code-garbage');
  const stream = await device.openStream();
  await stream.start();
  await device.step(3);
  expect(stream.timeCode).toBeNull();
  expect((await failure(device.controls.setTimeCode(true))).code).toBe('NOT_SUPPORTED');
});
