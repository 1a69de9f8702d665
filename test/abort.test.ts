/** Everything that waits can be given up, and what it leaves behind is what is written. */
import { getEventListeners, once } from 'node:events';
import type { AbortOptions } from 'bufferswitch';
import { describe, expect, test } from 'vitest';
import { failure } from './helpers/code.js';
import { nextBlock, openLoopback, readFrames } from './helpers/loopback.js';
import { processorModule } from './helpers/processors.js';
import { until } from './helpers/when.js';

const reason = new Error('enough');
const ramp = (length: number, first = 1) => Int32Array.from({ length }, (_, i) => i + first);
const listeners = (signal: AbortSignal) => getEventListeners(signal, 'abort').length;

/** A running stream of one channel, with everything that waits. */
async function openAll() {
  const device = await openLoopback({ inputs: 1, outputs: 1, type: 'int32lsb' });
  const stream = await device.openStream({ format: 'int32', bufferSize: 32, depth: 128 });
  await stream.start();
  const calls: Record<string, (options: AbortOptions) => Promise<unknown>> = {
    read: (options) => stream.input.read(options),
    blocks: async (options) => stream.input.blocks(options).next(),
    write: async (options) => stream.output.write([ramp(32)], options),
    drain: async (options) => stream.output.drain(options),
    supportedSampleRates: (options) => device.supportedSampleRates([44100], options),
    setSampleRate: (options) => device.setSampleRate(44100, options),
    setIoFormat: (options) => device.setIoFormat('dsd', options),
    openStream: (options) => device.openStream({}, options),
    openProcessor: (options) => device.openProcessor(processorModule('gain'), {}, options),
    step: (options) => device.step(1, options),
    start: (options) => stream.start(options),
    stop: (options) => stream.stop(options),
    'close of the stream': (options) => stream.close(options),
    'close of the device': (options) => device.close(options),
  };
  return { device, stream, calls };
}

describe('every call', () => {
  test('rejects with the reason of a signal that is aborted already, and touches nothing', async () => {
    const { device, stream, calls } = await openAll();
    await using _ = device;
    const signal = AbortSignal.abort(reason);
    for (const [name, call] of Object.entries(calls)) {
      expect(await failure(call({ signal })), name).toBe(reason);
    }
    expect(listeners(signal)).toBe(0);
    expect(device).toMatchObject({ state: 'open', sampleRate: 48000, ioFormat: 'pcm' });
    expect(stream.state).toBe('running');
    expect(stream.stats.buffers).toBe(0);
    expect(stream.output.queuedFrames).toBe(0);
  });

  test('refuses what is no signal, and options that it does not know', async () => {
    const { device, stream, calls } = await openAll();
    await using _ = device;
    for (const [name, call] of Object.entries(calls)) {
      for (const wrong of [{ signal: {} }, { signal: null }, { abort: 1 }, [], null, 'signal']) {
        expect(await failure(call(wrong as never)), name).toBeInstanceOf(TypeError);
      }
    }
    expect(() => stream.input.blocks({ copy: 'yes' as never })).toThrow('true or false');
    expect(stream).toMatchObject({ state: 'running', output: { queuedFrames: 0 } });
  });

  test('does its work with a signal that is never aborted, and leaves no listener on it', async () => {
    const { calls, stream } = await openAll();
    const { signal } = new AbortController();
    const ready = ['supportedSampleRates', 'setSampleRate', 'write', 'step', 'drain', 'read', 'blocks'];
    for (const name of [...ready, 'stop', 'close of the stream', 'setIoFormat', 'close of the device']) {
      const done = calls[name]?.({ signal });
      if (name === 'blocks') await stream.stop();
      await done;
      expect(listeners(signal), name).toBe(0);
    }
  });
});

describe('reading', () => {
  test('an aborted read loses nothing: the next one, at once, gets the block', async () => {
    await using device = await openLoopback({ inputs: 1, outputs: 0 });
    await using stream = await device.openStream({ bufferSize: 64 });
    await stream.start();
    const abort = new AbortController();
    const given = failure(stream.input.read({ signal: abort.signal }));
    abort.abort(reason);
    const next = stream.input.read();
    expect(await given).toBe(reason);
    await device.step(2);
    expect(await next).toMatchObject({ position: 0 });
    expect(await stream.input.read()).toMatchObject({ position: 64 });
  });

  test('a signal that is aborted when the block is there takes nothing away', async () => {
    await using device = await openLoopback({ inputs: 1, outputs: 0 });
    await using stream = await device.openStream({ bufferSize: 64 });
    await stream.start();
    const abort = new AbortController();
    const reading = stream.input.read({ signal: abort.signal });
    await device.step(1);
    await until(() => listeners(abort.signal) === 0);
    abort.abort(reason);
    expect(await reading).toMatchObject({ position: 0 });
  });

  test('no listener is left on a signal that a thousand reads were given', async () => {
    await using device = await openLoopback({ inputs: 1, outputs: 0 });
    await using stream = await device.openStream({ bufferSize: 16 });
    await stream.start();
    const { signal } = new AbortController();
    for (let i = 0; i < 1000; i++) {
      const reading = stream.input.read({ signal });
      expect(listeners(signal)).toBe(1);
      void device.step(1);
      expect(await reading).toMatchObject({ position: i * 16 });
      expect(listeners(signal)).toBe(0);
    }
  });

  test('blocks end with the reason, wherever the signal is aborted', async () => {
    await using device = await openLoopback({ inputs: 1, outputs: 0 });
    await using stream = await device.openStream({ bufferSize: 64 });
    await stream.start();
    await device.step(3);
    const abort = new AbortController();
    const positions: number[] = [];
    const work = async () => {
      for await (const block of stream.input.blocks({ signal: abort.signal })) {
        if (positions.push(block.position) === 2) abort.abort(reason);
      }
    };
    expect(await failure(work())).toBe(reason);
    expect(positions).toEqual([0, 64]);
    expect(await stream.input.read()).toMatchObject({ position: 128 });
    const waiting = new AbortController();
    const next = failure(stream.input.blocks({ signal: waiting.signal }).next());
    waiting.abort(reason);
    expect(await next).toBe(reason);
  });

  test('copies outlive the next block, and their place goes back to the driver at once', async () => {
    await using device = await openLoopback({ inputs: 1, outputs: 1, type: 'int32lsb', delay: 32 });
    await using stream = await device.openStream({ format: 'int32', bufferSize: 32, depth: 128 });
    void stream.output.write([ramp(96)]);
    void stream.output.drain();
    await stream.start();
    const copies: (readonly number[])[] = [];
    await device.step(4); // the ring is full
    for await (const { channels, position } of stream.input.blocks({ copy: true })) {
      copies.push([...(channels[0] ?? [])]);
      if (position < 128) await device.step(1);
      if (position === 224) break;
    }
    expect(copies.flat().slice(32, 128)).toEqual([...ramp(96)]);
    expect(stream.stats.overruns).toBe(0);
  });
});

describe('writing', () => {
  test('an aborted write plays what it has queued and no more; the one behind it follows on', async () => {
    await using device = await openLoopback({ inputs: 1, outputs: 1, type: 'int32lsb', delay: 32 });
    await using stream = await device.openStream({ format: 'int32', bufferSize: 32, depth: 128 });
    const abort = new AbortController();
    const long = failure(stream.output.write([ramp(1000)], { signal: abort.signal }));
    const behind = stream.output.write([ramp(50, 5000)]);
    const never = failure(stream.output.write([ramp(50, 7000)], { signal: abort.signal }));
    const last = stream.output.write([ramp(14, 9000)]);
    void stream.output.drain();
    expect(stream.output.queuedFrames).toBe(128);
    abort.abort(reason);
    expect(await long).toBe(reason);
    expect(await never).toBe(reason);
    expect(listeners(abort.signal)).toBe(0);
    await stream.start();
    await device.step(4);
    await Promise.all([behind, last]);
    const [first = []] = await readFrames(stream.input, 1, 128);
    await device.step(3);
    const [second = []] = await readFrames(stream.input, 1, 96);
    const expected = [...new Array(32).fill(0), ...ramp(128), ...ramp(50, 5000), ...ramp(14, 9000)];
    expect([...first, ...second]).toEqual(expected);
    expect(stream.stats.underruns).toBe(0);
  });

  test('a write that is aborted in the midst of a running stream stops where it was', async () => {
    await using device = await openLoopback({ inputs: 0, outputs: 1, type: 'int32lsb' });
    await using stream = await device.openStream({ format: 'int32', bufferSize: 32, depth: 128 });
    await stream.start();
    const abort = new AbortController();
    const write = failure(stream.output.write([ramp(1000)], { signal: abort.signal }));
    await device.step(3);
    await until(() => stream.output.queuedFrames === 128);
    abort.abort(reason);
    expect(await write).toBe(reason);
    await device.step(3);
    expect(stream.output.queuedFrames).toBe(32);
  });

  test('an aborted drain still fills the buffer up, and silence after it is meant', async () => {
    await using device = await openLoopback({ inputs: 0, outputs: 1 });
    await using stream = await device.openStream({ bufferSize: 64 });
    await stream.output.write([new Float32Array(70)]);
    const abort = new AbortController();
    const drained = failure(stream.output.drain({ signal: abort.signal }));
    const behind = stream.output.drain();
    abort.abort(reason);
    expect(await drained).toBe(reason);
    expect(stream.output.queuedFrames).toBe(128);
    await stream.start();
    await device.step(5);
    await behind;
    expect(stream.stats.underruns).toBe(0);
    expect(listeners(abort.signal)).toBe(0);
  });
});

describe('the driver', () => {
  test('finishes what nobody waits for any more', async () => {
    const { device, stream, calls } = await openAll();
    const abandon = async (name: string) => {
      const abort = new AbortController();
      const call = failure(calls[name]?.({ signal: abort.signal }) as Promise<unknown>);
      abort.abort(reason);
      expect(await call, name).toBe(reason);
      expect(listeners(abort.signal)).toBe(0);
    };
    await abandon('step');
    await until(() => stream.stats.buffers === 1);
    const restarted = once(stream, 'restart');
    await abandon('setSampleRate');
    expect(await restarted).toMatchObject([{ sampleRate: 44100 }]);
    await abandon('stop');
    await until(() => stream.state === 'prepared');
    await abandon('start');
    await until(() => stream.state === 'running');
    expect(await nextBlock(stream.input)).toMatchObject({ position: 0 });
    await abandon('close of the stream');
    expect(stream.state).toBe('closed');
    await abandon('setIoFormat');
    await until(() => device.ioFormat === 'dsd');
    await abandon('close of the device');
    expect(device.state).toBe('closed');
    await device.close(); // as soon as the one that is under way is done
  });

  test('a stream or a processor that nobody waits for is closed when it is there', async () => {
    await using device = await openLoopback();
    const ways = [
      (options?: AbortOptions) => device.openStream({}, options),
      (options?: AbortOptions) => device.openProcessor(processorModule('gain'), {}, options),
    ];
    for (const open of ways) {
      const abort = new AbortController();
      const opening = failure(open({ signal: abort.signal }));
      abort.abort(reason);
      expect(await opening).toBe(reason);
      expect((await failure(open())).code).toBe('INVALID_STATE');
      const isFree = () =>
        open().then(
          () => true,
          ({ code }) => code !== 'INVALID_STATE',
        );
      await until(isFree);
      expect(device.stream?.state).toBe('prepared');
      await device.stream?.close();
    }
    expect(await failure(device.openStream({ signal: AbortSignal.abort() } as never))).toBeInstanceOf(
      TypeError,
    );
  });

  test('a processor starts, stops and closes by itself as well', async () => {
    await using device = await openLoopback();
    await using processor = await device.openProcessor(processorModule('gain'), { parameters: { gain: 1 } });
    for (const name of ['start', 'stop', 'close'] as const) {
      const before = processor.state;
      expect(await failure(processor[name]({ signal: AbortSignal.abort(reason) }))).toBe(reason);
      expect(processor.state).toBe(before);
      expect(await failure(processor[name]({ signal: 1 } as never))).toBeInstanceOf(TypeError);
      const abort = new AbortController();
      const call = failure(processor[name]({ signal: abort.signal }));
      abort.abort(reason);
      expect(await call).toBe(reason);
      await until(() => processor.state === { start: 'running', stop: 'prepared', close: 'closed' }[name]);
      expect(listeners(abort.signal)).toBe(0);
    }
  });
});
