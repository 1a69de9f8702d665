import { openDevice } from 'bufferswitch';
import { createVirtualDriver } from 'bufferswitch/testing';
import { expect, test } from 'vitest';
import { nextBlock, readFrames } from '../helpers/loopback.js';
import { ramp, startHost } from './support.js';

test('what the host plays is captured, sample for sample, and comes back through the loop', async () => {
  using driver = createVirtualDriver({ inputs: 1, delay: 64 });
  await using host = await startHost(driver);
  void host.stream.output.write([ramp(1, 128), ramp(-500, 128)]);
  void host.stream.output.drain();
  await driver.step(3);
  const captured = driver.captured();
  expect(captured).toMatchObject({ frames: 192, lostFrames: 0 });
  expect(captured.samples?.[0]).toEqual(Int32Array.of(...ramp(1, 128), ...new Int32Array(64)));
  expect(captured.samples?.[1]).toEqual(Int32Array.of(...ramp(-500, 128), ...new Int32Array(64)));
  expect(captured.bytes[0]?.length).toBe(192 * 4);
  const [input] = await readFrames(host.stream.input, 1, 192);
  expect(input).toEqual([...new Int32Array(64), ...ramp(1, 128)]);
});

test('an output that the host does not use plays silence, for as long as the others play', async () => {
  using driver = createVirtualDriver({ outputs: 3 });
  await using device = await openDevice(driver.id);
  for (const outputs of [[0], [2]]) {
    const stream = await device.openStream({ inputs: [], outputs, format: 'int32', bufferSize: 64 });
    void stream.output.write([ramp(1, 64)]);
    void stream.output.drain();
    await stream.start();
    await driver.step(1);
    await stream.close();
  }
  const silence = [...new Int32Array(64)];
  expect(driver.captured().samples?.map((samples) => [...samples])).toEqual([
    [...ramp(1, 64), ...silence],
    [...silence, ...silence],
    [...silence, ...ramp(1, 64)],
  ]);
});

test('fed samples arrive in the place of the loop, exactly, and then the loop goes on', async () => {
  using driver = createVirtualDriver({ inputs: 2, outputs: 2, delay: 64 });
  await using host = await startHost(driver);
  void host.stream.output.write([ramp(1000, 192), ramp(2000, 192)]);
  void host.stream.output.drain();
  driver.feed([ramp(1, 50), null]);
  driver.feed([ramp(51, 50), new Uint8Array(ramp(7, 50).buffer)]);
  expect(driver.fedFrames).toBe(100);
  await driver.step(1);
  expect(driver.fedFrames).toBe(36);
  await driver.step(2);
  expect(driver.fedFrames).toBe(0);
  const [first, second] = await readFrames(host.stream.input, 2, 192);
  expect(first).toEqual([...ramp(1, 100), ...ramp(1036, 92)]);
  expect(second).toEqual([...new Int32Array(50), ...ramp(7, 50), ...ramp(2036, 92)]);
});

test('with an open cable the inputs have what is fed and silence, and the outputs are heard by the test only', async () => {
  using driver = createVirtualDriver({ inputs: 1, outputs: 1, cable: 'open', delay: 64 });
  await using host = await startHost(driver);
  void host.stream.output.write([ramp(1000, 128)]);
  void host.stream.output.drain();
  driver.feed([ramp(1, 70)]);
  await driver.step(2);
  const [input] = await readFrames(host.stream.input, 1, 128);
  expect(input).toEqual([...ramp(1, 70), ...new Int32Array(58)]);
  expect(driver.captured().samples).toEqual([ramp(1000, 128)]);
});

test('what there is no room for is counted, and there is room again', async () => {
  using driver = createVirtualDriver({ outputs: 1, captureFrames: 100, feedFrames: 100 });
  await using host = await startHost(driver);
  void host.stream.output.write([ramp(1, 256)]);
  void host.stream.output.drain();
  await driver.step(2);
  expect(driver.captured()).toMatchObject({ frames: 100, lostFrames: 28 });
  expect(driver.captured().samples).toEqual([ramp(1, 100)]);
  driver.clearCaptured();
  await driver.step(1);
  expect(driver.captured()).toMatchObject({ frames: 64, lostFrames: 0 });
  expect(driver.captured().samples).toEqual([ramp(129, 64)]);

  driver.feed([ramp(1, 60), null]);
  expect(() => driver.feed([ramp(1, 41), null])).toThrow('There is no room for 41 frames, but for 40');
  driver.feed([ramp(1, 40), null]);
});

test.each([
  ['int16lsb', Int16Array, 2],
  ['int24lsb', null, 3],
  ['int32msb', null, 4],
  ['float32lsb', Float32Array, 4],
  ['float64lsb', Float64Array, 8],
] as const)('%s goes in and out as the driver has it', async (type, array, width) => {
  using driver = createVirtualDriver({ type, inputs: 1, outputs: 1, cable: 'open' });
  await using device = await openDevice(driver.id);
  const stream = await device.openStream({ format: 'native', bufferSize: 16 });
  const bytes = Uint8Array.from({ length: 16 * width }, (_, index) => index + 1);
  driver.feed([array === null ? bytes : new array(bytes.buffer)]);
  void stream.output.write([bytes]);
  void stream.output.drain();
  await stream.start();
  await driver.step(1);
  expect([...((await nextBlock(stream.input)).channels[0] ?? [])]).toEqual([...bytes]);
  const captured = driver.captured();
  expect(captured.bytes).toEqual([bytes]);
  expect(captured.samples).toEqual(array === null ? null : [new array(bytes.buffer)]);
});

test('DSD is fed and captured as bits', async () => {
  using driver = createVirtualDriver({ type: 'dsdint8msb1', inputs: 1, outputs: 1, cable: 'open' });
  await using device = await openDevice(driver.id);
  const stream = await device.openStream({ format: 'native', bufferSize: 1024 });
  const bytes = Uint8Array.from({ length: 128 }, (_, index) => index);
  driver.feed([bytes]);
  expect(driver.fedFrames).toBe(1024);
  void stream.output.write([bytes]);
  void stream.output.drain();
  await stream.start();
  await driver.step(1);
  expect([...((await nextBlock(stream.input)).channels[0] ?? [])]).toEqual([...bytes]);
  expect(driver.captured()).toMatchObject({ frames: 1024, lostFrames: 0, bytes: [bytes], samples: null });
});

test('while the driver is in the other format nothing is fed, and what is played is counted as lost', async () => {
  using driver = createVirtualDriver({ inputs: 1, outputs: 1 });
  await using device = await openDevice(driver.id);
  await device.setIoFormat('dsd');
  const stream = await device.openStream({ format: 'native', bufferSize: 1024 });
  driver.feed([ramp(1, 8)]);
  await stream.start();
  await driver.step(1);
  expect(driver.fedFrames).toBe(8);
  expect(driver.captured()).toMatchObject({ frames: 0, lostFrames: 1024 });
});

test('samples of another shape are refused before any is fed', () => {
  using driver = createVirtualDriver({ inputs: 2 });
  const feed = (channels: unknown) => () => driver.feed(channels as never);
  expect(feed(3)).toThrow('an array of channels');
  expect(feed([ramp(0, 8)])).toThrow('2 channels, one for each input');
  expect(feed([ramp(0, 8), ramp(0, 9)])).toThrow('the same length');
  expect(feed([null, null])).toThrow('the same length');
  expect(feed([new Float32Array(8), null])).toThrow('a Uint8Array or Int32Array');
  expect(feed([new Uint8Array(7), null])).toThrow('a multiple of 4 bytes');
  expect(driver.fedFrames).toBe(0);
});
