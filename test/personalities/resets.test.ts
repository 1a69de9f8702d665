import { once } from 'node:events';
import { type Device, openDevice, type Restart, type Stream } from 'bufferswitch';
import { expect, test } from 'vitest';
import { failure } from '../helpers/code.js';
import { nextBlock } from '../helpers/loopback.js';
import { until } from '../helpers/when.js';
import { freshId, openPersonality, settingsOf, settled } from './support.js';

/** Streams until the driver has asked for what it asks for. */
async function streamUntilAsked(device: Device): Promise<Stream> {
  const stream = await device.openStream({ format: 'int16' });
  await stream.start();
  await settled();
  await device.step(30);
  return stream;
}

test.each(['reset', 'reset-from-aside', 'reset-asked-first', 'reset-storm', 'reset-stale', 'reset-or-noise'])(
  '%s: the driver is opened again, once, and the stream goes on with a marked gap',
  async (personality) => {
    await using device = await openPersonality(personality);
    const restarts: Restart[] = [];
    const resets: string[] = [];
    let wishes = 0;
    device.on('resetRequest', () => wishes++);
    device.on('reset', ({ reason }) => resets.push(reason));
    const opening = device.openStream({ format: 'int16' });
    const stream = await opening;
    stream.on('restart', (restart) => restarts.push(restart));
    await stream.start();
    await settled();
    // A storm has a pause in which the first wish could be told.
    for (const switches of personality === 'reset-storm' ? [17, 13] : [30]) await device.step(switches);
    await until(() => resets.length === 1);
    expect(stream.state).toBe('running');
    expect(restarts).toMatchObject([{ reason: 'request', changes: {}, bufferSize: stream.bufferSize }]);
    await settled();
    await device.step(30);
    expect(stream.stats.buffers).toBe(60);
    for (let i = 0; i < 30; i++) await nextBlock(stream.input); // from before, and not lost
    const block = await nextBlock(stream.input);
    const { gap, start, rateChanged } = block.flags;
    expect({ gap, start, rateChanged }).toEqual({ gap: true, start: true, rateChanged: false });
    expect(block.position).toBe(30 * stream.bufferSize); // time is virtual: nothing has passed
    expect(block.channels[0]?.every((sample) => sample === 0)).toBe(true);
    await settled();
    expect(resets).toEqual(['request']);
    expect(wishes).toBe(1);
  },
);

test('with onReset manual nothing happens but the event, and reset does it', async () => {
  await using device = await openPersonality('reset', {}, { onReset: 'manual' });
  const asked = once(device, 'resetRequest');
  const stream = await streamUntilAsked(device);
  await asked;
  await device.step(5);
  expect(stream.stats.buffers).toBe(35);
  const reset = once(device, 'reset');
  await device.reset();
  expect((await reset)[0]).toEqual({ reason: 'manual', changes: {} });
  await device.step(5);
  expect(stream.stats.buffers).toBe(40);
  expect((await failure(openPersonality('reset', {}, { onReset: 'never' as never }))).message).toMatch(
    /manual/,
  );
});

test('a stream that is being opened when a reset comes is opened, and streams', async () => {
  await using device = await openPersonality('duplicates');
  const opening = device.openStream();
  const reset = device.reset();
  const stream = await opening;
  await stream.start();
  await reset;
  await device.step(3);
  expect(stream.stats.buffers).toBe(3);
});

test("a stream or a device that is closed while the driver is opened again is nobody's failure", async () => {
  for (const close of [(stream: Stream) => stream.close(), (stream: Stream) => stream.device.close()]) {
    const device = await openPersonality('busy-after-release', {}, { onReset: 'reopen' });
    const stream = await device.openStream();
    await stream.start();
    const reset = device.reset().then(
      () => 'ok',
      (error) => error.code,
    );
    await close(stream);
    expect(await reset).toMatch(/^(ok|DEVICE_CLOSED)$/);
    await device.close();
  }
});

test('a reset without a stream is one as well', async () => {
  await using device = await openPersonality('duplicates');
  await device.reset();
  const stream = await device.openStream();
  await stream.start();
  await device.step(3);
  expect(stream.stats.buffers).toBe(3);
});

test('a stream that is prepared stays so over a reset, and what was written is accounted for', async () => {
  await using device = await openPersonality('duplicates');
  const stream = await device.openStream({ format: 'int16', outputs: [0] });
  await stream.output.write([new Int16Array(2 * stream.bufferSize)]);
  await device.reset();
  expect(stream.state).toBe('prepared');
  expect(stream.stats.discardedFrames).toBe(2 * stream.bufferSize);
  await stream.start();
  await device.step(2);
  expect(stream.stats.position).toBe(2 * stream.bufferSize);
});

test('in real time the gap has the length of the time that passed', async () => {
  await using device = await openPersonality('busy-after-release', { clock: 'realtime' });
  const stream = await device.openStream({ format: 'int16' });
  await stream.start();
  await until(() => stream.stats.buffers > 5);
  const begin = performance.now();
  await device.reset();
  const { buffers } = stream.stats;
  await until(() => stream.stats.buffers > buffers + 2);
  await stream.stop(); // nothing is counted any more
  const passed = ((performance.now() - begin) / 1000) * 48000;
  const stats = stream.stats;
  const { gapFrames, position } = stats;
  expect(gapFrames).toBeGreaterThan(0.3 * 48000);
  expect(gapFrames).toBeLessThan(passed);
  expect(gapFrames % stream.bufferSize).toBe(0);
  expect(position).toBe(stats.buffers * stream.bufferSize + gapFrames);
});

test('reset-forever: after three times in ten seconds the stream ends with an error, and the device stays', async () => {
  await using device = await openPersonality('reset-forever');
  const stream = await device.openStream();
  const ended = once(stream, 'close');
  let resets = 0;
  device.on('reset', () => resets++);
  await stream.start();
  const [error] = await ended;
  expect(error).toMatchObject({ code: 'DRIVER_UNSTABLE' });
  expect(resets).toBe(3);
  expect(device.state).toBe('open');
});

test('buffer-size-change: the new size is taken unless one was asked for', async () => {
  for (const [asked, got] of [
    [undefined, 128],
    [256, 256],
  ] as const) {
    await using device = await openPersonality('buffer-size-change');
    const stream = await device.openStream(asked === undefined ? {} : { bufferSize: asked });
    const restart = once(stream, 'restart');
    await stream.start();
    await settled();
    await device.step(30);
    const [{ changes, bufferSize }] = await restart;
    expect(changes).toMatchObject({ bufferSizes: { before: { preferred: 256 }, after: { preferred: 128 } } });
    expect(bufferSize).toBe(got);
    await device.step(3);
    expect(stream.stats.buffers).toBe(33);
  }
});

test('comes-back-smaller: the caller learns what changed, and a stream that has lost its channels ends', async () => {
  await using device = await openPersonality('comes-back-smaller');
  const reset = once(device, 'reset');
  const stream = await device.openStream({ inputs: [0, 1], outputs: [] });
  await stream.start();
  await settled();
  await device.step(30);
  const [{ changes }] = await reset;
  expect(Object.keys(changes)).toEqual(['inputs', 'outputs']);
  expect([changes.inputs.before.length, changes.inputs.after.length]).toEqual([4, 2]);
  await device.step(3);
  expect(stream.stats.buffers).toBe(33);

  await using other = await openPersonality('comes-back-smaller');
  const lost = await other.openStream({ inputs: [3], outputs: [] });
  const ended = once(lost, 'close');
  await lost.start();
  await settled();
  await other.step(30);
  const [error] = await ended;
  expect(error).toMatchObject({ code: 'INVALID_STATE' });
  expect(error.message).toMatch(/no channel 3/);
  expect(other.state).toBe('open');
});

test('does-not-come-back: the device is closed with the reason, and so is the stream', async () => {
  const device = await openDevice(freshId(), { settings: settingsOf('does-not-come-back'), timeLimit: 2000 });
  const closed = once(device, 'close');
  const stream = await device.openStream();
  const ended = once(stream, 'close');
  await stream.start();
  await settled();
  await device.step(30);
  expect((await closed)[0]).toMatchObject({ code: 'DRIVER_INIT_FAILED' });
  expect((await ended)[0]).toMatchObject({ code: 'DRIVER_INIT_FAILED' });
  expect([device.state, stream.state]).toEqual(['closed', 'closed']);
  expect((await failure(device.openStream())).code).toBe('DEVICE_CLOSED');
});

test('a reset that is called for is a rejection where the driver does not come back', async () => {
  const device = await openDevice(freshId(), { settings: settingsOf('does-not-come-back'), timeLimit: 1000 });
  expect((await failure(device.reset())).code).toBe('DRIVER_INIT_FAILED');
  expect(device.state).toBe('closed');
});
