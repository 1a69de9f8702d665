import { once } from 'node:events';
import type { BufferSwitchError, Samples, StreamStats } from 'bufferswitch';
import { expect, test } from 'vitest';
import { runNode } from './helpers/child.js';
import { failure } from './helpers/code.js';
import { openLoopback } from './helpers/loopback.js';
import { sampleAt } from './helpers/sequence.js';
import { deferred, until } from './helpers/when.js';

test('in free run every frame passes the process function once and in order, both ways', async () => {
  const bufferSize = 48;
  const delay = 100;
  const delayBuffers = 3;
  await using device = await openLoopback({ clock: 'freerun', type: 'int32lsb', delay });
  let next = 0;
  let wrong = 0;
  const enough = 50_000;
  const done = deferred();
  await using stream = await device.openStream({
    format: 'int32',
    bufferSize,
    delayBuffers,
    process(inputs, outputs, time) {
      if (time.position !== next) wrong++;
      next = time.position + time.frames;
      for (const [channel, samples] of outputs.entries()) {
        for (let n = 0; n < samples.length; n++) samples[n] = sampleAt(time.position + n, channel);
      }
      for (const [channel, samples] of inputs.entries()) {
        for (let n = 0; n < samples.length; n++) {
          const frame = time.position + n - delay - delayBuffers * bufferSize;
          if (samples[n] !== (frame < 0 ? 0 : sampleAt(frame, channel))) wrong++;
        }
      }
      if (next >= enough) done.resolve();
    },
  });
  await stream.start();
  await done.promise;
  await stream.stop();
  expect(wrong).toBe(0);
  expect(next).toBeGreaterThanOrEqual(enough);
  expect(stream.stats).toMatchObject({ missed: 0, overruns: 0, underruns: 0, lastMissedPosition: null });
});

test('what it does not write is silence, and the arrays are the same ones again', async () => {
  await using device = await openLoopback({ clock: 'freerun', type: 'int32lsb' });
  const seen = new Set<readonly Samples[]>();
  let dirty = 0;
  let calls = 0;
  const done = deferred();
  await using stream = await device.openStream({
    bufferSize: 32,
    depth: 128,
    delayBuffers: 2,
    process(inputs, outputs) {
      seen.add(inputs).add(outputs);
      for (const samples of outputs) if (samples.some((sample) => sample !== 0)) dirty++;
      for (const samples of outputs) samples.fill(1);
      if (++calls === 1000) done.resolve();
    },
  });
  await stream.start();
  await done.promise;
  expect(dirty).toBe(0);
  expect(seen.size).toBeLessThanOrEqual(2 * 4 + 2 * 4);
});

test('what it throws ends the stream with that, and the device can go on', async () => {
  await using device = await openLoopback({ clock: 'freerun' });
  const fault = new RangeError('too loud');
  const stream = await device.openStream({
    process(_inputs, _outputs, { position }) {
      if (position >= 1024) throw fault;
    },
  });
  const closed = new Promise((resolve) => stream.once('close', resolve));
  await stream.start();
  expect(await closed).toBe(fault);
  expect(stream.state).toBe('closed');
  await using other = await device.openStream();
  await other.start();
});

test.each([
  ['function', "openStream({ process() { throw new RangeError('nobody hears me'); } })", 'nobody hears me'],
  ['processor', "openProcessor(module, { bufferSize: 64, data: 'throw' })", 'thrown at 640'],
])('what a %s throws and nobody listens for is an uncaught exception', async (_, open, words) => {
  const script = `
    import { openDevice } from ${JSON.stringify(new URL('../dist/index.js', import.meta.url).href)};
    const module = new URL(${JSON.stringify(new URL('./processors/faults.mjs', import.meta.url).href)});
    const device = await openDevice('built-in:loopback', { settings: { clock: 'freerun' } });
    const opened = await device.${open};
    process.on('uncaughtException', async (error) => {
      console.log('caught', error.message);
      await device.openStream(); // the driver's buffers were given back
      process.exit(9);
    });
    await opened.start();
    setInterval(() => {}, 1000);
  `;
  const { code, output } = await runNode(['--input-type=module', '-e', script], 60);
  expect({ code, output }).toMatchObject({ code: 9, output: expect.stringContaining(`caught ${words}`) });
});

test('an async function is refused, as it would come too late', async () => {
  await using device = await openLoopback({ clock: 'freerun' });
  const stream = await device.openStream({ process: (async () => {}) as unknown as () => void });
  const closed = new Promise<unknown>((resolve) => stream.once('close', resolve));
  await stream.start();
  const error = (await closed) as BufferSwitchError;
  expect(error.code).toBe('INVALID_STATE');
  expect(error.message).toMatch(/must not be async/);
});

test('its input and output are its own, and its options are checked', async () => {
  await using device = await openLoopback();
  {
    await using stream = await device.openStream({ bufferSize: 64, delayBuffers: 5, process() {} });
    expect((await failure(stream.input.read())).code).toBe('INVALID_STATE');
    const silence = [new Float32Array(64), new Float32Array(64)];
    expect((await failure((async () => stream.output.write(silence))())).code).toBe('INVALID_STATE');
    expect(stream.latency).toEqual({ input: 64, output: 64 + 5 * 64, roundTrip: 2 * 64 + 5 * 64 });
  }
  expect(await failure(device.openStream({ process: 1 as never }))).toBeInstanceOf(TypeError);
  expect(await failure(device.openStream({ delayBuffers: 2 }))).toBeInstanceOf(TypeError);
  expect(await failure(device.openStream({ delayBuffers: 0, process() {} }))).toBeInstanceOf(RangeError);
});

test('what it is too late for is counted, silent, and does not move what comes after', async () => {
  const bufferSize = 32;
  await using device = await openLoopback({ type: 'int32lsb', delay: bufferSize });
  const heard: number[][] = [];
  await using stream = await device.openStream({
    format: 'int32',
    bufferSize,
    delayBuffers: 2,
    process([input], [output], { position }) {
      heard.push([position / bufferSize, input?.[0] ?? 0]);
      output?.fill(1 + position / bufferSize);
    },
  });
  await stream.start();
  const stepped = device.step(10);
  while (stream.stats.buffers < 10); // the event loop does not turn: nobody processes
  await stepped;
  expect(stream.stats).toMatchObject({
    missed: 8,
    missedFrames: 8 * bufferSize,
    lastMissedPosition: 9 * bufferSize,
  });
  await until(() => heard.length === 10);
  for (let i = 11; i <= 14; i++) {
    await device.step(1);
    await until(() => heard.length === i);
  }
  // Made at 8 and 9, in time for 10 and 11, and heard one buffer after that.
  expect(heard.slice(10)).toEqual([
    [10, 0],
    [11, 9],
    [12, 10],
    [13, 11],
  ]);
  expect(stream.stats.missed).toBe(8);
});

test('a switch of the rate is marked in the next block, and processing goes on', async () => {
  await using device = await openLoopback({ clock: 'freerun', rate: 44100 });
  const marks: [boolean, boolean][] = [];
  let calls = 0;
  let wanted = deferred();
  await using stream = await device.openStream({
    bufferSize: 64,
    process(_inputs, _outputs, { flags }) {
      if (flags.start || flags.rateChanged) marks.push([flags.start, flags.rateChanged]);
      if (++calls % 100 === 0) wanted.resolve();
    },
  });
  await stream.start();
  await wanted.promise;
  await device.setSampleRate(96000);
  wanted = deferred(); // now: until the switch the old rate's calls count as well
  await wanted.promise;
  expect(marks).toEqual([
    [true, false],
    [true, true],
  ]);
  expect(stream.stats).toMatchObject({ missed: 0, overruns: 0 });
});

test('a listener that does not return holds up no audio', async () => {
  await using device = await openLoopback({ clock: 'realtime', outputs: 0 });
  await using stream = await device.openStream({ bufferSize: 16, depth: 64 });
  const held = new Promise<StreamStats>((resolve) => {
    stream.once('xrun', ({ buffers }) => {
      while (stream.stats.buffers < buffers + 100); // counted although this thread does nothing else
      resolve(stream.stats);
    });
  });
  await stream.start();
  const { overruns, overrunFrames, lastOverrunPosition } = await held;
  expect(overruns).toBeGreaterThanOrEqual(100);
  expect(overrunFrames).toBe(overruns * 16);
  expect(lastOverrunPosition).toBeGreaterThan(100 * 16);
});

test('it is not called again once it has closed its stream', async () => {
  await using device = await openLoopback();
  let calls = 0;
  const stream = await device.openStream({
    bufferSize: 64,
    delayBuffers: 8,
    process() {
      calls++;
      void stream.close();
    },
  });
  const closed = once(stream, 'close');
  await stream.start();
  await device.step(5).catch(() => {}); // there are no buffers any more to do the last of them with
  await closed;
  expect(calls).toBe(1);
});
