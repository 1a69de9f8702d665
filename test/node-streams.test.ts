/** `stream.writable` and `stream.readable`: every byte that goes in comes back, whatever the chunks and the layout. */
import { once } from 'node:events';
import { Readable, Writable } from 'node:stream';
import { finished, pipeline } from 'node:stream/promises';
import type { Format, Layout, StreamOptions } from 'bufferswitch';
import { describe, expect, test } from 'vitest';
import { byteFramesOf } from '../dist/byte-frames.js';
import { collect, loopBytes, scattered } from './helpers/byte-loop.js';
import { failure } from './helpers/code.js';
import { openLoopback } from './helpers/loopback.js';
import { until } from './helpers/when.js';

const bufferSize = 64;
const delay = 72;
/** The ring is small, so that both ends have to wait. */
const small: StreamOptions = { bufferSize, depth: 4 * bufferSize };

/** Sample type of the driver, format, bytes of a sample, frames that share them, the byte of silence. */
const kinds: readonly (readonly [string, Format, number, number, number])[] = [
  ['int16lsb', 'int16', 2, 1, 0],
  ['int24msb', 'int24', 3, 1, 0],
  ['int32lsb', 'int32', 4, 1, 0],
  ['float32lsb', 'float32', 4, 1, 0],
  ['float64lsb', 'float64', 8, 1, 0],
  ['int24msb', 'native', 3, 1, 0],
  ['dsdint8lsb1', 'dsd-msb', 1, 8, 0x69],
];

describe.each(kinds)('%s as %s', (type, format, sampleBytes, sharing, silence) => {
  describe.each(['planar', 'interleaved'] as Layout[])('%s', (layout) => {
    test.each([1, 7, 8, 997, 4096, 100_000])('bytes in chunks of %i come back', async (size) => {
      const [frames, channels] = [1000, 3];
      await using device = await openLoopback({
        inputs: channels,
        outputs: channels,
        type,
        delay,
        ...(sharing > 1 && { minBuffer: bufferSize }),
      });
      await using stream = await device.openStream({ ...small, format, layout });
      const bytesIn = (count: number) => (count / sharing) * sampleBytes * channels;
      const material = scattered(bytesIn(frames));
      const buffers = Math.ceil((frames + delay) / bufferSize) + 1;
      const heard = await loopBytes(device, stream, material, size, buffers);
      expect(heard.length).toBe(bytesIn(buffers * bufferSize));
      const begin = bytesIn(delay);
      const end = begin + material.length;
      expect(heard.subarray(begin, end).equals(material)).toBe(true);
      const around = [heard.subarray(0, begin), heard.subarray(end)];
      for (const byte of around.flatMap((part) => [...part])) expect(byte).toBe(silence);
      expect(stream.stats).toMatchObject({ underruns: 0, overruns: 0 });
    });
  });
});

describe('the readable stream', () => {
  const mono = { inputs: 1, outputs: 1, type: 'int16lsb', delay: bufferSize };
  const blockBytes = 2 * bufferSize;

  test('fills what was lost with silence, so that offsets stay positions', async () => {
    await using device = await openLoopback(mono);
    await using stream = await device.openStream({ ...small, format: 'int16' });
    const played = Array.from({ length: 14 }, (_, i) => new Int16Array(bufferSize).fill(i + 1));
    const play = async (from: number, to: number) => {
      for (const block of played.slice(from, to)) {
        await stream.output.write([block]);
        await device.step(1);
      }
    };
    await stream.start();
    await play(0, 12); // nobody reads: the ring keeps four, eight are lost
    const { readable } = stream;
    const lengths: number[] = [];
    readable.on('data', (chunk: Buffer) => lengths.push(chunk.length));
    const collected = collect(readable);
    await until(() => stream.input.queued === 0);
    await play(12, 14);
    await stream.stop();
    const heard = await collected;
    const blocks = [0, 1, 2, 3, ...new Array(8).fill(0), 12, 13];
    const expected = blocks.flatMap((value) => new Array(bufferSize).fill(value));
    expect([...new Int16Array(new Uint8Array(heard).buffer)]).toEqual(expected);
    expect(stream.stats).toMatchObject({ overruns: 8, position: heard.length / 2 });
    expect(Math.max(...lengths)).toBeLessThanOrEqual(readable.readableHighWaterMark);
  });

  test('fills nothing where the stream was started again, and goes on', async () => {
    await using device = await openLoopback(mono);
    await using stream = await device.openStream({ ...small, format: 'int16' });
    await stream.start();
    await device.step(2);
    await stream.stop();
    await stream.start();
    await device.step(4); // two of them are lost
    await device.setSampleRate(96000);
    await device.step(2);
    const collected = collect(stream.readable);
    await until(() => stream.input.queued === 0);
    await device.step(1);
    await stream.stop();
    expect((await collected).length).toBe((2 + 2 + 3) * blockBytes);
  });

  test('fills what passed while the driver was opened again', async () => {
    // It does not open at once after it was closed.
    await using device = await openLoopback({
      ...mono,
      clock: 'realtime',
      personality: 'busy-after-release',
    });
    await using stream = await device.openStream({ ...small, depth: { seconds: 4 }, format: 'int16' });
    const { readable } = stream;
    const collected = collect(readable);
    await stream.start();
    await until(() => stream.stats.buffers > 2);
    await device.reset();
    const { position } = stream.stats;
    await until(() => stream.stats.position > position);
    await stream.stop();
    expect(stream.stats.gapFrames).toBeGreaterThan(0);
    expect((await collected).length).toBe((stream.stats.position / bufferSize) * blockBytes);
  });

  test('takes no more than its buffer holds while nobody reads it', async () => {
    await using device = await openLoopback(mono);
    await using stream = await device.openStream({ bufferSize, format: 'int16' });
    const { readable } = stream;
    readable.read(0);
    await stream.start();
    await device.step(10);
    const full = readable.readableHighWaterMark;
    await until(() => readable.readableLength === full);
    await device.step(5);
    expect(readable.readableLength).toBe(full);
    expect(stream.input.queued).toBe(15 - full / blockBytes);
  });

  test('ends when the stream is closed, after everything that was recorded', async () => {
    await using device = await openLoopback(mono);
    const stream = await device.openStream({ ...small, format: 'int16' });
    await stream.start();
    await device.step(3);
    await stream.close();
    expect((await collect(stream.readable)).length).toBe(3 * blockBytes);
  });

  test('is one at a time, the one consumer, and gives the input free when it is destroyed', async () => {
    await using device = await openLoopback(mono);
    await using stream = await device.openStream({ ...small, format: 'int16' });
    const { readable } = stream;
    expect(stream.readable).toBe(readable);
    readable.read(0); // asks for a block
    expect((await failure(stream.input.read())).code).toBe('INVALID_STATE');
    readable.destroy();
    const read = stream.input.read();
    await stream.start();
    await device.step(2);
    expect(await read).toMatchObject({ position: 0 });
    expect(stream.readable).not.toBe(readable);
    expect((await once(stream.readable, 'data'))[0]).toHaveLength(blockBytes);
  });
});

describe('the writable stream', () => {
  const mono = { inputs: 0, outputs: 1, type: 'int32lsb' };
  const frames = (count: number) => Buffer.alloc(4 * count, 1);

  test('makes its source wait while the ring is full', async () => {
    await using device = await openLoopback(mono);
    await using stream = await device.openStream({ ...small, format: 'int32' });
    const { writable } = stream;
    expect(writable.write(frames(10 * bufferSize))).toBe(false);
    expect(writable.writableNeedDrain).toBe(true);
    await until(() => stream.output.queuedFrames === 4 * bufferSize);
    const ready = once(writable, 'drain');
    await stream.start();
    await device.step(4);
    expect(writable.writableNeedDrain).toBe(true);
    await until(() => stream.output.queuedFrames === 4 * bufferSize);
    await device.step(2);
    await ready;
  });

  test('finishes when the driver has taken everything', async () => {
    await using device = await openLoopback(mono);
    await using stream = await device.openStream({ ...small, format: 'int32' });
    const { writable } = stream;
    const done = finished(writable);
    writable.end(frames(bufferSize + 1));
    expect(stream.writable).not.toBe(writable);
    await until(() => stream.output.queuedFrames === 2 * bufferSize);
    await stream.start();
    await device.step(1);
    expect(writable.writableFinished).toBe(false);
    await device.step(1);
    await done;
    expect(stream.stats.underruns).toBe(0);
  });

  test('names the bytes of an incomplete last frame, after the frames before it were played', async () => {
    await using device = await openLoopback({ ...mono, outputs: 3 });
    await using stream = await device.openStream({ ...small, format: 'int32' });
    const ended = failure(pipeline(Readable.from([frames(3 * bufferSize), frames(1)]), stream.writable));
    await until(() => stream.output.queuedFrames === bufferSize);
    await stream.start();
    await device.step(1);
    const error = await ended;
    expect(error).toBeInstanceOf(RangeError);
    expect(error.message).toMatch(/there are 4 bytes of it, and 3 channels take 12/);
    expect(stream.stats).toMatchObject({ buffers: 1, underruns: 0 });
  });

  test('stops waiting when it is destroyed; what was queued stays, and another goes on behind it', async () => {
    await using device = await openLoopback(mono);
    await using stream = await device.openStream({ ...small, format: 'int32' });
    const { writable } = stream;
    writable.write(frames(10 * bufferSize));
    await until(() => stream.output.queuedFrames === 4 * bufferSize);
    writable.destroy();
    const second = finished(stream.writable);
    stream.writable.end(frames(1));
    await stream.start();
    await device.step(4);
    await until(() => stream.output.queuedFrames === bufferSize);
    await device.step(1);
    await second;
    expect(stream.listenerCount('close')).toBe(0);
  });

  test('is destroyed with the stream: with the reason if something waits, else without a word', async () => {
    await using device = await openLoopback(mono);
    const waiting = await device.openStream({ ...small, format: 'int32' });
    const write = failure(finished(waiting.writable));
    waiting.writable.write(frames(10 * bufferSize));
    await waiting.close();
    expect((await write).code).toBe('STREAM_CLOSED');
    const idle = await device.openStream({ ...small, format: 'int32' });
    const closed = once(idle.writable, 'close');
    await idle.close();
    expect(await closed).toEqual([]);
  });
});

describe('both', () => {
  test('are given up by the signal of a pipeline', async () => {
    await using device = await openLoopback();
    await using stream = await device.openStream(small);
    await stream.start();
    const abort = new AbortController();
    const { signal } = abort;
    const { readable, writable } = stream;
    const nowhere = new Writable({ write: (_chunk, _encoding, callback) => callback() });
    const work = [
      failure(pipeline(readable, nowhere, { signal })),
      failure(pipeline(new Readable({ read() {} }), writable, { signal })),
    ];
    await device.step(1);
    await until(() => stream.input.queued === 0);
    abort.abort();
    for (const error of await Promise.all(work)) expect(error.name).toBe('AbortError');
    expect(readable.destroyed && writable.destroyed).toBe(true);
    await device.step(1);
    expect(await stream.input.read()).toMatchObject({ position: bufferSize });
    await stream.output.write([new Float32Array(1), new Float32Array(1)]);
  });

  test('fail with the stream, and have its reason', async () => {
    const device = await openLoopback({}, 200);
    const stream = await device.openStream(small);
    const idle = failure(finished(stream.writable));
    const read = failure(collect(stream.readable));
    await stream.start();
    const error = await failure(device.step(2 ** 31 - 1));
    expect(error.code).toBe('DRIVER_TIMEOUT');
    expect(await idle).toBe(error);
    expect(await read).toBe(error);
    await device.close();
  });

  test('are refused without channels, and for bytes of different types', async () => {
    await using device = await openLoopback();
    await using outputs = await device.openStream({ inputs: [] });
    expect(() => outputs.readable).toThrow('without input channels');
    expect(outputs.writable).toBeInstanceOf(Writable);
    const channel = (index: number, sampleType: string) => ({
      index,
      sampleType,
      name: '',
      group: 0,
      active: true,
    });
    const mixed = [channel(0, 'int16lsb'), channel(1, 'int32lsb18'), channel(2, 'int16lsb')];
    const opened = (format: Format, inputs: number[]) =>
      byteFramesOf({ format, inputs, outputs: [], device: { inputs: mixed, outputs: [] } }, 'input');
    expect(() => opened('native', [0, 1])).toThrow(/different types \(int16lsb, int32lsb18\).*than native/);
    expect(opened('native', [0, 2])).toMatchObject({ groupBytes: 4, groupFrames: 1 });
    expect(opened('native', [1])).toMatchObject({ groupBytes: 4, elementBytes: 4 });
    expect(opened('int24', [0, 1])).toMatchObject({ groupBytes: 6, elementBytes: 3 });
  });
});
