import { openDevice, type Stream } from 'bufferswitch';
import { createVirtualDriver, type VirtualDriverOptions } from 'bufferswitch/testing';
import { expect, it } from 'vitest';
import { whileRunning } from '../../dist/cli/while-running.js';
import { failure } from '../helpers/code.js';

const forever = new AbortController().signal;

async function opened(
  options: { inputs?: number[]; outputs?: number[] },
  settings: VirtualDriverOptions = { rate: 48000 },
) {
  const driver = createVirtualDriver(settings);
  const device = await openDevice(driver.id);
  const stream = await device.openStream({ inputs: [], outputs: [], format: 'int32', ...options });
  return { driver, device, stream };
}

async function countInput(stream: Stream): Promise<number> {
  let frames = 0;
  for await (const block of stream.input) frames += block.frames;
  return frames;
}

it('another rate ends those who wait for what is to be played', async () => {
  const { driver, device, stream } = await opened({ outputs: [0] });
  const played = whileRunning(stream, forever, async () => {
    await stream.output.write([new Int32Array(48000)]);
    await stream.output.drain();
  });
  const ended = failure(played);
  await expect.poll(() => stream.state).toBe('running');
  driver.inject('rate-change', { rate: 44100 });
  await driver.step(1);
  expect(await ended).toMatchObject({
    exitCode: 3,
    message: expect.stringMatching(/its sample rate to 44100 Hz/),
  });
  await device.close();
  driver.dispose();
});

it('another rate leaves what came in before to be read', async () => {
  const { driver, device, stream } = await opened({ inputs: [0] });
  let frames = 0;
  const read = whileRunning(stream, forever, async () => {
    await expect.poll(() => stream.input.queued).toBe(3);
    frames = await countInput(stream);
  });
  const ended = failure(read);
  await expect.poll(() => stream.state).toBe('running');
  driver.inject('rate-change', { rate: 44100, at: 2 * stream.bufferSize });
  await driver.step(3);
  expect(await ended).toMatchObject({ exitCode: 3 });
  expect(frames).toBe(3 * stream.bufferSize);
  await device.close();
  driver.dispose();
});

it('another rate that comes with new buffers ends it', async () => {
  const { driver, device, stream } = await opened({ inputs: [0] });
  const ended = failure(whileRunning(stream, forever, () => countInput(stream)));
  await expect.poll(() => stream.state).toBe('running');
  await device.setSampleRate(96000);
  expect(await ended).toMatchObject({
    exitCode: 3,
    message: expect.stringMatching(/its sample rate to 96000 Hz/),
  });
  expect(stream.listenerCount('restart')).toBe(0);
  await device.close();
  driver.dispose();
});

it.each<[string, VirtualDriverOptions]>([
  ['at the rate that it had', { rate: 48000 }],
  ['and still has none', { personality: 'rate-zero' }],
])('a driver that is opened anew %s goes on', async (_, settings) => {
  const { driver, device, stream } = await opened({ inputs: [0] }, settings);
  const frames = whileRunning(stream, forever, async () => {
    await device.reset();
    await driver.step(2);
    await stream.stop();
    return countInput(stream);
  });
  expect(await frames).toBe(2 * stream.bufferSize);
  await device.close();
  driver.dispose();
});
