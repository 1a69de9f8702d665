import type { StreamStats } from 'bufferswitch';
import { expect, test } from 'vitest';
import { failure } from './helpers/code.js';
import { nextBlock, openLoopback, readFrames } from './helpers/loopback.js';

const ramp = (length: number, step: number) => Int32Array.from({ length }, (_, i) => (i + 1) * step);

test('wrong options are refused before the driver is touched', async () => {
  await using device = await openLoopback({ inputs: 2, outputs: 0 });
  const refused = (options: object) => failure(device.openStream(options));
  expect(await refused({ inputs: [2] })).toBeInstanceOf(RangeError);
  expect(await refused({ inputs: [0, 0] })).toBeInstanceOf(RangeError);
  expect(await refused({ outputs: [0] })).toBeInstanceOf(RangeError);
  expect(await refused({ inputs: [] })).toBeInstanceOf(RangeError);
  expect(await refused({ inputs: 'all' })).toBeInstanceOf(TypeError);
  expect(await refused({ format: 'int20' })).toBeInstanceOf(TypeError);
  expect(await refused({ bufferSize: 1.5 })).toBeInstanceOf(RangeError);
  expect(await refused({ depth: 0 })).toBeInstanceOf(RangeError);
  expect(await refused({ latency: 3 })).toBeInstanceOf(TypeError);
  const size = await refused({ bufferSize: 8 });
  expect(size).toMatchObject({ code: 'BUFFER_SIZE_REFUSED' });
  expect(size.message).toMatch(/16 to 8192 frames/);
  await (await device.openStream()).close();
});

test('a sample type without a converter is refused but for its own bytes', async () => {
  await using device = await openLoopback({ type: 'dsdint8msb1' });
  const error = await failure(device.openStream());
  expect(error.code).toBe('FORMAT_UNSUPPORTED');
  expect(error.message).toMatch(/dsdint8msb1.*native/);
  await (await device.openStream({ format: 'native' })).close();
});

test('a device carries one stream, and another after it is closed', async () => {
  await using device = await openLoopback();
  const stream = await device.openStream();
  expect((await failure(device.openStream())).code).toBe('INVALID_STATE');
  await stream.close();
  await stream.close();
  expect((await failure(stream.start())).code).toBe('STREAM_CLOSED');
  const second = await device.openStream();
  expect(device.stream).toBe(second);
});

test('frames come back exactly the delay later, in chosen channels, however they were written', async () => {
  await using device = await openLoopback({ inputs: 4, outputs: 4, type: 'int24lsb', delay: 77 });
  await using stream = await device.openStream({
    inputs: [3, 1],
    outputs: [1, 3],
    format: 'int32',
    bufferSize: 48,
  });
  const one = ramp(1000, 1 << 8);
  const three = ramp(1000, -1 << 8);
  for (const [from, to] of [
    [0, 1],
    [1, 49],
    [49, 49],
    [49, 500],
    [500, 1000],
  ] as const) {
    void stream.output.write([one.subarray(from, to), three.subarray(from, to)]);
  }
  void stream.output.drain();
  await stream.start();
  await device.step(30);
  const [three2, one2] = await readFrames(stream.input, 2, 77 + 1000);
  expect(one2?.slice(0, 77)).toEqual(new Array(77).fill(0));
  expect(one2?.slice(77)).toEqual([...one]);
  expect(three2?.slice(77)).toEqual([...three]);
  expect(stream.stats).toMatchObject({ underruns: 0, overruns: 0, buffers: 30, position: 30 * 48 });
});

test('blocks carry position, time and flags; a copy outlives them', async () => {
  await using device = await openLoopback({ inputs: 1, outputs: 1 });
  await using stream = await device.openStream({ format: 'float32', bufferSize: 64 });
  void stream.output.write([new Float32Array(128).fill(0.5)]);
  const before = process.hrtime.bigint();
  await stream.start();
  await device.step(4);
  const first = await nextBlock(stream.input);
  expect(first).toMatchObject({ frames: 64, position: 0, flags: { start: true, gap: false } });
  expect(first.timeNs).toBeGreaterThanOrEqual(before);
  expect(first.timeNs).toBeLessThanOrEqual(process.hrtime.bigint());
  await nextBlock(stream.input);
  const third = await nextBlock(stream.input);
  expect(third).toMatchObject({ position: 128, flags: { start: false, gap: false } });
  const kept = third.copy();
  await device.step(5); // the ring comes round to the same place
  await nextBlock(stream.input);
  expect(kept.channels[0]).toEqual(new Float32Array(64).fill(0.5));
  expect(kept).toMatchObject({ position: 128, frames: 64 });
});

test('what is not read in time is dropped, counted, marked and told', async () => {
  await using device = await openLoopback({ inputs: 1, outputs: 1, type: 'int32lsb' });
  await using stream = await device.openStream({ format: 'int32', bufferSize: 32, depth: 128 });
  const told = new Promise<StreamStats>((resolve) => stream.once('xrun', resolve));
  await stream.start();
  await device.step(7); // the ring holds four
  expect(stream.stats).toMatchObject({ overruns: 3, overrunFrames: 96, buffers: 7 });
  expect((await told).overruns).toBeGreaterThan(0); // as many as there were when it was told
  for (const position of [0, 32, 64, 96]) {
    expect(await stream.input.read()).toMatchObject({ position, flags: { gap: false } });
  }
  expect(stream.input.tryRead()).toBeNull();
  await device.step(1);
  expect(await stream.input.read()).toMatchObject({ position: 224, flags: { gap: true } });
});

test('silence is an underrun only between the first write and drain', async () => {
  await using device = await openLoopback({ inputs: 0, outputs: 1 });
  await using stream = await device.openStream({ bufferSize: 64 });
  await stream.start();
  await device.step(3);
  expect(stream.stats.underruns).toBe(0);
  await stream.output.write([new Float32Array(64)]);
  await device.step(3);
  expect(stream.stats).toMatchObject({ underruns: 2, underrunFrames: 128 });
  await stream.output.write([new Float32Array(10)]);
  const drained = stream.output.drain();
  await device.step(3);
  await drained;
  expect(stream.stats).toMatchObject({ underruns: 2, underrunFrames: 128 });
});

test('a write that finds no room waits for it; the arrays are checked', async () => {
  await using device = await openLoopback({ inputs: 0, outputs: 2 });
  await using stream = await device.openStream({ format: 'int32', bufferSize: 32, depth: 128 });
  expect(() => stream.output.write([new Int32Array(1)])).toThrow(TypeError);
  expect(() => stream.output.write([new Float32Array(1), new Float32Array(1)] as never)).toThrow(TypeError);
  expect(() => stream.output.write([new Int32Array(1), new Int32Array(2)])).toThrow(RangeError);
  await using packed = await openLoopback({ inputs: 0, outputs: 1 });
  await using packedStream = await packed.openStream({ format: 'int24' });
  expect(() => packedStream.output.write([new Uint8Array(4)])).toThrow(/whole number of frames/);
  let done = false;
  const write = stream.output.write([new Int32Array(200), new Int32Array(200)]).then(() => {
    done = true;
  });
  await stream.start();
  expect(stream.output.queuedFrames).toBe(128);
  await device.step(2);
  expect(done).toBe(false);
  await device.step(1);
  await write;
  expect(stream.output.queuedFrames).toBe(200 - 96);
});

test('what is asked of an idle output is done before the call returns', async () => {
  await using device = await openLoopback({ inputs: 0, outputs: 1 });
  await using stream = await device.openStream({ bufferSize: 64 });
  void stream.output.write([new Float32Array(64)]);
  expect(stream.output.queuedFrames).toBe(64);
  void stream.output.write([new Float32Array(10)]);
  void stream.output.drain();
  expect(stream.output.queuedFrames).toBe(128); // filled up with silence
  await stream.start();
  await device.step(2);
  expect(stream.output.queuedFrames).toBe(0);
});

test('the input ends when the stream was stopped and all was read, and goes on after another start', async () => {
  await using device = await openLoopback({ inputs: 1, outputs: 0 });
  await using stream = await device.openStream({ bufferSize: 64 });
  await stream.start();
  await device.step(3);
  const waiting = (async () => {
    let blocks = 0;
    for await (const block of stream.input) blocks += block.frames / 64;
    return blocks;
  })();
  await stream.stop();
  expect(await waiting).toBe(3);
  expect(await stream.input.read()).toBeNull();
  await stream.start();
  await device.step(1);
  expect(await stream.input.read()).toMatchObject({ position: 0, flags: { start: true } });
  const pending = stream.input.read();
  expect((await failure(stream.input.read())).code).toBe('INVALID_STATE');
  await stream.close();
  expect(await pending).toBeNull();
});

test('closing fails what still waits to be played', async () => {
  await using device = await openLoopback({ outputs: 1 });
  const stream = await device.openStream({ format: 'int32', bufferSize: 32, depth: 128 });
  const write = failure(stream.output.write([new Int32Array(1000)]));
  const closed = new Promise((resolve) => stream.once('close', resolve));
  await device.close();
  expect((await write).code).toBe('STREAM_CLOSED');
  expect(await closed).toBeUndefined();
  expect(stream.state).toBe('closed');
});

test('the rate can be switched under a running stream, which lives on and says so', async () => {
  await using device = await openLoopback({ inputs: 1, outputs: 1, type: 'int32lsb', rate: 44100 });
  await using stream = await device.openStream({ format: 'int32', bufferSize: 64 });
  const restarts: unknown[] = [];
  stream.on('restart', (restart) => restarts.push(restart));
  void stream.output.write([ramp(640, 1)]);
  await stream.start();
  await device.step(4);
  await device.setSampleRate(96000);
  expect(stream).toMatchObject({ state: 'running', sampleRate: 96000 });
  expect(restarts).toEqual([{ reason: 'sample-rate', changes: {}, sampleRate: 96000, bufferSize: 64 }]);
  expect(stream.stats).toMatchObject({ buffers: 4, discardedFrames: 640 - 4 * 64 });
  void stream.output.write([ramp(64, 3)]);
  await device.step(3);
  const old = await readFrames(stream.input, 1, 256);
  expect(old[0]?.slice(128)).toEqual([...ramp(128, 1)]);
  expect(await stream.input.read()).toMatchObject({ position: 256, flags: { start: true } });
  await stream.input.read();
  expect([...((await nextBlock(stream.input)).channels[0] ?? [])]).toEqual([...ramp(64, 3)]);
  expect(stream.stats.buffers).toBe(7);
});

test('a refused rate leaves a running stream running', async () => {
  await using device = await openLoopback({ inputs: 1, outputs: 0, rates: [48000] });
  await using stream = await device.openStream({ bufferSize: 64 });
  await stream.start();
  expect((await failure(device.setSampleRate(44100))).code).toBe('SAMPLE_RATE_REFUSED');
  expect(stream).toMatchObject({ state: 'running', sampleRate: 48000 });
  await device.step(2);
  expect(stream.stats.buffers).toBe(2);
});

test('a stop while the rate is being switched holds, and a start comes after it', async () => {
  await using device = await openLoopback({ inputs: 1, outputs: 0 });
  await using stream = await device.openStream({ bufferSize: 64 });
  await stream.start();
  const switching = device.setSampleRate(96000);
  await stream.stop();
  expect(stream).toMatchObject({ state: 'prepared', sampleRate: 96000 });
  await switching;
  const back = device.setSampleRate(48000);
  await stream.start();
  expect(stream).toMatchObject({ state: 'running', sampleRate: 48000 });
  await back;
  await device.step(1);
  expect(await stream.input.read()).toMatchObject({ position: 0 });
});

test('only a running stream with the step clock can be stepped', async () => {
  await using stepped = await openLoopback();
  expect((await failure(stepped.step(1))).code).toBe('INVALID_STATE');
  expect(await failure(stepped.step(0))).toBeInstanceOf(RangeError);
  await using free = await openLoopback({ clock: 'freerun' });
  await using stream = await free.openStream();
  await stream.start();
  expect((await failure(free.step(1))).code).toBe('INVALID_STATE');
});
