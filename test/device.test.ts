import { Worker } from 'node:worker_threads';
import { type Device, openDevice } from 'bufferswitch';
import { expect, test } from 'vitest';
import { failure } from './helpers/code.js';
import { openLoopback } from './helpers/loopback.js';

test('tells what the driver says of itself', async () => {
  await using device = await openLoopback({
    inputs: 3,
    outputs: 1,
    type: 'int16lsb',
    rate: 96000,
    preferredBuffer: 128,
  });
  expect(device.driver.kind).toBe('built-in');
  expect(device.version).toBe(1);
  expect(device.inputs.map(({ index, sampleType }) => [index, sampleType])).toEqual([
    [0, 'int16lsb'],
    [1, 'int16lsb'],
    [2, 'int16lsb'],
  ]);
  expect(device.outputs).toHaveLength(1);
  expect(device.bufferSizes).toEqual({ min: 16, max: 8192, preferred: 128, granularity: 1 });
  expect(device.sampleRate).toBe(96000);
  expect(device.latencies).toEqual({ input: 128, output: 128 });
  expect(device.clockSources).toEqual([
    { index: 0, name: 'Internal', channel: null, group: null, current: true },
  ]);
  expect(await device.supportedSampleRates([44100, 44101, 96000])).toEqual([44100, 96000]);
});

test('the same driver twice is DEVICE_BUSY, until the first is closed', async () => {
  const id = 'built-in:loopback:twice';
  const device = await openDevice(id);
  expect((await failure(openDevice(id))).code).toBe('DEVICE_BUSY');
  await device.close();
  await (await openDevice(id)).close();
});

test('the same driver from another worker is DEVICE_BUSY', async () => {
  const id = 'built-in:loopback:worker';
  await using _device = await openDevice(id);
  const entry = new URL('../dist/index.js', import.meta.url).href;
  const body = `import { parentPort } from 'node:worker_threads';
    const { openDevice } = await import(${JSON.stringify(entry)});
    openDevice(${JSON.stringify(id)}).then(() => parentPort.postMessage('opened'), (e) => parentPort.postMessage(e.code));`;
  const worker = new Worker(new URL(`data:text/javascript,${encodeURIComponent(body)}`));
  const answer = await new Promise((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
  });
  expect(answer).toBe('DEVICE_BUSY');
  await worker.terminate();
});

test('sixteen devices are open at once, each with its own sound', async () => {
  const devices: Device[] = [];
  try {
    for (let i = 0; i < 16; i++)
      devices.push(await openLoopback({ inputs: 1, outputs: 1, type: 'int32lsb' }));
    const streams = await Promise.all(
      devices.map((device) => device.openStream({ format: 'int32', bufferSize: 32 })),
    );
    for (const [i, stream] of streams.entries()) void stream.output.write([new Int32Array(32).fill(i + 1)]);
    await Promise.all(streams.map((stream) => stream.start()));
    await Promise.all(devices.map((device) => device.step(3)));
    for (const [i, stream] of streams.entries()) {
      const heard: number[] = [];
      for (let block = stream.input.tryRead(); block !== null; block = stream.input.tryRead()) {
        heard.push(...(block.channels[0] ?? []));
      }
      expect(new Set(heard.slice(64))).toEqual(new Set([i + 1]));
    }
  } finally {
    await Promise.all(devices.map((device) => device.close()));
  }
});

test('settings that the virtual driver does not know are refused with its words', async () => {
  const error = await failure(openLoopback({ inputs: 100000 }));
  expect(error.code).toBe('SETTINGS_REFUSED');
  expect(error.message).toMatch(/inputs/);
  expect((await failure(openLoopback({ colour: 'red' }))).code).toBe('SETTINGS_REFUSED');
  expect(await failure(openLoopback({ type: 'a;b' }))).toBeInstanceOf(TypeError);
});

test('a rate that the driver refuses leaves the old one, and the error names what is offered', async () => {
  await using device = await openLoopback({ rates: [44100, 48000] });
  const error = await failure(device.setSampleRate(96000));
  expect(error).toMatchObject({ code: 'SAMPLE_RATE_REFUSED', driverCode: -995 });
  expect(error.message).toMatch(/44100 Hz, 48000 Hz/);
  expect(device.sampleRate).toBe(48000);
  await device.setSampleRate(44100);
  expect(device.sampleRate).toBe(44100);
  for (const wrong of [0, -1, Number.NaN, Number.POSITIVE_INFINITY]) {
    expect(await failure(device.setSampleRate(wrong))).toBeInstanceOf(RangeError);
  }
  expect(await failure(device.setSampleRate('48000' as never))).toBeInstanceOf(TypeError);
});

test('opening can be given up: the call rejects with the reason, and the driver is free again', async () => {
  const id = 'built-in:loopback:abort';
  expect(await failure(openDevice(id, { signal: AbortSignal.abort(new Error('early')) }))).toMatchObject({
    message: 'early',
  });
  const abort = new AbortController();
  const opening = openDevice(id, { signal: abort.signal });
  abort.abort(new Error('late'));
  expect(await failure(opening)).toMatchObject({ message: 'late' });
  const deadline = performance.now() + 10_000;
  for (;;) {
    try {
      await (await openDevice(id)).close();
      return;
    } catch (error) {
      expect(error).toMatchObject({ code: 'DEVICE_BUSY' });
      expect(performance.now()).toBeLessThan(deadline);
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
});

test('a call that does not return in time is DRIVER_TIMEOUT and loses only its own device', async () => {
  await using other = await openLoopback();
  const device = await openLoopback({}, 200);
  const stream = await device.openStream();
  const over = new Promise((resolve) => stream.once('close', resolve));
  await stream.start();
  const error = await failure(device.step(2 ** 31 - 1));
  expect(error).toMatchObject({ code: 'DRIVER_TIMEOUT', operation: 'step' });
  expect(await over).toBe(error);
  // What was recorded is there, then the reason why there is no more.
  let frames = 0;
  const reading = async () => {
    for await (const block of stream.input) frames += block.frames;
  };
  expect(await failure(reading())).toBe(error);
  expect(frames).toBeGreaterThan(0);
  expect(device.state).toBe('closed');
  expect(stream.state).toBe('closed');
  expect((await failure(device.setSampleRate(44100))).code).toBe('DRIVER_TIMEOUT');
  await device.close();
  expect(await other.supportedSampleRates([48000])).toEqual([48000]);
});

test('a closed device says so', async () => {
  const device = await openLoopback();
  await Promise.all([device.close(), device.close()]);
  expect(device.state).toBe('closed');
  expect((await failure(device.openStream())).code).toBe('DEVICE_CLOSED');
  expect((await failure(device.setSampleRate(44100))).code).toBe('DEVICE_CLOSED');
  expect((await failure(device.step(1))).code).toBe('DEVICE_CLOSED');
});
