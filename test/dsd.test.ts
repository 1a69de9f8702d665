/** DSD: every bit through output, driver and input, and the switch between PCM and DSD. */
import { type Device, type DriverSettings, type Format, openDevice } from 'bufferswitch';
import { describe, expect, test } from 'vitest';
import { failure } from './helpers/code.js';
import { findInstalled } from './helpers/installed.js';
import { nextBlock, openLoopback } from './helpers/loopback.js';

const dsd64 = 2822400;

/** Bytes that look like chance and are the same in every run (xorshift32). */
function randomBytes(length: number, seed: number): Uint8Array {
  let state = seed;
  return Uint8Array.from({ length }, () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state & 255;
  });
}

/** The index of the first byte that differs, -1 for none; `expect` takes seconds for so many. */
function firstDifference(heard: Uint8Array, expected: Uint8Array): number {
  if (heard.length !== expected.length) return Math.min(heard.length, expected.length);
  return heard.findIndex((byte, index) => byte !== expected[index]);
}

/** Plays bytes of chance through both channels for `buffers` buffers and compares all that comes back. */
async function compareLoop(
  device: Device,
  samplesPerByte: number,
  bufferSize?: number,
  format: Format = 'native',
): Promise<void> {
  await using stream = await device.openStream({
    format,
    ...(bufferSize !== undefined && { bufferSize }),
  });
  const buffers = 20;
  const bytes = stream.bufferSize / samplesPerByte;
  const delay = 2 * bytes; // the driver's two latencies
  const material = [1, 2].map((seed) => randomBytes(buffers * bytes - delay, seed));
  void stream.output.write(material);
  void stream.output.drain();
  await stream.start();
  await device.step(buffers);
  const heard = [0, 1].map(() => new Uint8Array(buffers * bytes));
  for (let i = 0; i < buffers; i++) {
    const block = await nextBlock(stream.input);
    expect(block.frames).toBe(stream.bufferSize);
    for (const [channel, all] of heard.entries()) all.set(block.channels[channel] as Uint8Array, i * bytes);
  }
  for (const [channel, all] of heard.entries()) {
    expect(new Set(all.subarray(0, delay)).size).toBe(1); // idle
    expect(firstDifference(all.subarray(delay), material[channel] as Uint8Array)).toBe(-1);
  }
  expect(stream.stats).toMatchObject({ underruns: 0, overruns: 0, position: buffers * stream.bufferSize });
  expect(stream.fidelity.output.lossless).toBe(true);
}

async function openDsd(settings: DriverSettings = {}): Promise<Device> {
  const device = await openLoopback(settings);
  await device.setIoFormat('dsd');
  return device;
}

describe.each([
  ['dsdint8msb1', 8, 0x69],
  ['dsdint8lsb1', 8, 0x96],
  ['dsdint8ner8', 1, 0x00],
] as const)('%s', (dsdType, samplesPerByte, idle) => {
  test.each([64, 128, 256, 512])('DSD%i survives the loop, every bit', async (times) => {
    await using device = await openDsd({ dsdType });
    await device.setSampleRate(44100 * times);
    expect(device.sampleRate).toBe(44100 * times);
    expect(device.outputs.map((channel) => channel.sampleType)).toEqual([dsdType, dsdType]);
    await compareLoop(device, samplesPerByte);
    await compareLoop(device, samplesPerByte, 1024);
    await compareLoop(device, samplesPerByte, 1032);
    if (samplesPerByte === 1) return;
    await compareLoop(device, samplesPerByte, 1032, 'dsd-msb');
    await compareLoop(device, samplesPerByte, 1032, 'dsd-lsb');
  });

  test('an input that nothing is played to carries the pattern of silence', async () => {
    await using device = await openDsd({ dsdType });
    await using stream = await device.openStream({ inputs: [1], outputs: [], format: 'native' });
    await stream.start();
    await device.step(1);
    const [bytes] = (await nextBlock(stream.input)).channels;
    expect(new Set(bytes as Uint8Array)).toEqual(new Set([idle]));
  });
});

describe('switching', () => {
  test('PCM, DSD and PCM in one open device, with a stream in each', async () => {
    await using device = await openLoopback({ type: 'int32lsb', rate: 96000 });
    expect(device.ioFormat).toBe('pcm');
    expect(device.ioFormats).toEqual(['pcm', 'dsd']);
    await compareLoop(device, 1 / 4);

    await device.setIoFormat('dsd');
    expect(device.ioFormat).toBe('dsd');
    expect(device.ioFormats).toEqual(['pcm', 'dsd']);
    expect(device.sampleRate).toBe(dsd64);
    expect(device.bufferSizes).toEqual({ min: 1024, max: 524288, preferred: 16384, granularity: 8 });
    expect(device.latencies).toEqual({ input: 16384, output: 16384 });
    expect(await device.supportedSampleRates()).toEqual([1, 2, 4, 8].map((times) => times * dsd64));
    await compareLoop(device, 8);

    await device.setIoFormat('pcm');
    expect(device.inputs[0]?.sampleType).toBe('int32lsb');
    expect(device.sampleRate).toBe(96000);
    expect(await device.supportedSampleRates([dsd64, 44100])).toEqual([44100]);
    await compareLoop(device, 1 / 4);
  });

  test('a driver may start in DSD', async () => {
    await using device = await openLoopback({ type: 'dsdint8lsb1', rates: [3072000, 6144000] });
    expect(device.ioFormat).toBe('dsd');
    expect(await device.supportedSampleRates()).toEqual([3072000, 6144000]);
    await compareLoop(device, 8);
    await device.setIoFormat('pcm');
    await compareLoop(device, 1 / 4);
  });

  test('the rate changes under a stream of DSD', async () => {
    await using device = await openDsd();
    await using stream = await device.openStream({ format: 'native' });
    await stream.start();
    await device.step(2);
    await device.setSampleRate(4 * dsd64);
    expect(stream.sampleRate).toBe(4 * dsd64);
    await device.step(1);
    expect(stream.stats.position).toBe(3 * stream.bufferSize);
  });

  test('under a stream it is refused, but for the format that is there already', async () => {
    await using device = await openLoopback();
    const stream = await device.openStream();
    await device.setIoFormat('pcm');
    const error = await failure(device.setIoFormat('dsd'));
    expect(error).toMatchObject({ code: 'INVALID_STATE', operation: 'setIoFormat' });
    expect(error.message).toMatch(/close it before you switch/);
    await stream.close();
    await device.setIoFormat('dsd');
    await device.setIoFormat('dsd');
    expect(device.ioFormat).toBe('dsd');
  });

  test('no stream is opened in the midst of it', async () => {
    await using device = await openLoopback();
    const switching = device.setIoFormat('dsd');
    const error = await failure(device.openStream());
    expect(error).toMatchObject({ code: 'INVALID_STATE' });
    expect(error.message).toMatch(/wait for setIoFormat/);
    await switching;
    await (await device.openStream({ format: 'native' })).close();
    const opening = device.openStream({ format: 'native' });
    expect(await failure(device.setIoFormat('pcm'))).toMatchObject({ code: 'INVALID_STATE' });
    await (await opening).close();
  });

  test('a driver without DSD says what it offers', async () => {
    await using device = await openLoopback({ dsdType: 'none' });
    expect(device.ioFormats).toEqual(['pcm']);
    const error = await failure(device.setIoFormat('dsd'));
    expect(error).toMatchObject({ code: 'IO_FORMAT_REFUSED', operation: 'setIoFormat' });
    expect(error.message).toMatch(/does not offer DSD, only PCM.*control panel/);
    expect(device.ioFormat).toBe('pcm');
    await compareLoop(device, 1 / 4);
  });

  test('what is no format is a mistake, and a closed device is closed', async () => {
    const device = await openLoopback();
    for (const wrong of ['DSD', '', 1, null, undefined]) {
      expect(await failure(device.setIoFormat(wrong as never))).toBeInstanceOf(TypeError);
    }
    await device.close();
    expect(await failure(device.setIoFormat('dsd'))).toMatchObject({ code: 'DEVICE_CLOSED' });
  });
});

test('sizes that end within a byte are refused, and those of PCM too', async () => {
  await using device = await openDsd();
  for (const bufferSize of [1, 1027, 16380]) {
    const error = await failure(device.openStream({ format: 'native', bufferSize }));
    expect(error).toMatchObject({ code: 'BUFFER_SIZE_REFUSED' });
    expect(error.message).toMatch(/multiple of 8.*1024 to 524288 frames, in steps of 8/);
  }
  const error = await failure(device.openStream({ format: 'native', bufferSize: 256 }));
  expect(error).toMatchObject({ code: 'BUFFER_SIZE_REFUSED' });
  await compareLoop(device, 8);
});

test('frames are samples: bytes that are written in part fill one buffer after the other', async () => {
  await using device = await openDsd({ inputs: 1, outputs: 1 });
  await using stream = await device.openStream({ format: 'native', bufferSize: 1024 });
  const material = randomBytes(512, 3);
  for (const [from, to] of [
    [0, 1],
    [1, 130],
    [130, 512],
  ] as const) {
    void stream.output.write([material.subarray(from, to)]);
  }
  expect(stream.output.queuedFrames).toBe(4096);
  await stream.start();
  await device.step(6);
  await nextBlock(stream.input);
  await nextBlock(stream.input);
  for (let i = 0; i < 4; i++) {
    expect((await nextBlock(stream.input)).channels[0]).toEqual(material.subarray(i * 128, (i + 1) * 128));
  }
});

const installed = findInstalled();

test.skipIf(installed === undefined)('the installed driver switches as well', async () => {
  const { id, ...options } = installed ?? { id: '' };
  await using device = await openDevice(id, { ...options, settings: { clock: 'step' } });
  await device.setIoFormat('dsd');
  await compareLoop(device, 8);
  await device.setIoFormat('pcm');
  await compareLoop(device, 1 / 4);
});
