import type { BufferSwitchError, Device, Processor, ProcessorOptions } from 'bufferswitch';
import { describe, expect, test } from 'vitest';
import { failure } from './helpers/code.js';
import { openLoopback } from './helpers/loopback.js';
import { processorModule as module, reportOf } from './helpers/processors.js';
import { deferred, until } from './helpers/when.js';

/** Until the driver has made its buffers for a processor that is being opened: it does one thing after the other. */
async function isWaitingForThread(device: Device): Promise<void> {
  await device.supportedSampleRates([48000]); // by the end of this it was asked for buffers
  await device.supportedSampleRates([48000]);
}

describe.each([
  { mode: 'pipelined', delayBuffers: 1 },
  { mode: 'in-step', delayBuffers: 0 },
] as const)('$mode', ({ mode, delayBuffers }) => {
  test('in free run every frame passes once and in order, both ways', async () => {
    const bufferSize = 48;
    const delay = 77;
    await using device = await openLoopback({
      clock: 'freerun',
      type: 'int32lsb',
      delay,
      inputs: 3,
      outputs: 3,
    });
    await using processor = await device.openProcessor(module('sequence'), {
      mode,
      bufferSize,
      format: 'int32',
      data: { delay: delay + delayBuffers * bufferSize },
    });
    await processor.start();
    await until(() => processor.stats.buffers > 5000);
    await processor.stop();
    const { wrong, firstWrong, jumps, blocks } = await reportOf(processor);
    expect({ wrong, firstWrong, jumps }).toEqual({ wrong: 0, firstWrong: -1, jumps: 0 });
    expect(blocks).toBeGreaterThan(4990);
    expect(processor.stats).toMatchObject({ missed: 0, overruns: 0, reentries: 0 });
  });

  test('in real time every buffer is either processed or counted', async () => {
    await using device = await openLoopback({ clock: 'realtime' });
    await using processor = await device.openProcessor(module('gain'), {
      mode,
      bufferSize: 64,
      parameters: { gain: 1 },
    });
    await processor.start();
    const end = performance.now() + 300;
    while (performance.now() < end); // the thread of the processor does not need this one
    await until(() => processor.stats.buffers > 400);
    const { missed, missedFrames, overruns, buffers } = processor.stats;
    expect(missedFrames).toBe(missed * 64);
    expect(missed).toBeLessThan(buffers);
    expect(overruns).toBe(0);
    expect(processor.wakeUps.count).toBeGreaterThan(0);
    expect(processor.latency.roundTrip).toBe(2 * 64 + delayBuffers * 64);
  });

  test('what it throws ends it with that', async () => {
    await using device = await openLoopback({ clock: 'freerun' });
    const processor = await device.openProcessor(module('faults'), { mode, bufferSize: 64, data: 'throw' });
    const closed = new Promise<unknown>((resolve) => processor.once('close', resolve));
    await processor.start();
    const error = (await closed) as Error;
    expect(error).toBeInstanceOf(RangeError);
    expect(error.message).toBe('thrown at 640');
    expect(processor.state).toBe('closed');
    await (await device.openStream()).close();
  });

  test('one that never returns holds up neither the end nor the driver', async () => {
    await using device = await openLoopback({ clock: 'freerun' });
    const processor = await device.openProcessor(module('faults'), { mode, bufferSize: 64, data: 'hang' });
    await processor.start();
    await until(() => processor.stats.buffers > 0 || mode === 'in-step');
    await processor.close();
    await (await device.openStream()).close();
  });

  test('the rate can be switched under it', async () => {
    await using device = await openLoopback({ clock: 'freerun', rate: 44100 });
    await using processor = await device.openProcessor(module('gain'), {
      mode,
      bufferSize: 64,
      parameters: { gain: 0.5 },
      data: 'mine',
    });
    const answer = (message: string) => {
      const answered = new Promise((resolve) => processor.once('message', resolve));
      processor.postMessage(message);
      return answered;
    };
    await processor.start();
    await until(() => processor.stats.buffers > 100);
    const known = { data: 'mine', bufferSize: 64, inputs: [0, 1], outputs: [0, 1], gain: 0.5 };
    expect(await answer('one')).toEqual({ ...known, message: 'one', sampleRate: 44100 });
    await device.setSampleRate(96000);
    const { buffers } = processor.stats;
    await until(() => processor.stats.buffers > buffers + 100);
    processor.parameters['gain'] = 0.25;
    // The module was called again, and listens twice.
    const answers: unknown[] = [];
    processor.on('message', (message) => answers.push(message));
    processor.postMessage('two');
    await until(() => answers.length === 2);
    expect(answers[1]).toEqual({ ...known, message: 'two', sampleRate: 96000, gain: 0.25 });
    expect(processor.stats.missed).toBe(0);
  });
});

test('timers and promises of the module work beside its processing', async () => {
  await using device = await openLoopback({ clock: 'freerun' });
  await using processor = await device.openProcessor(module('faults'), { bufferSize: 32, data: 'fine' });
  const message = new Promise((resolve) => processor.once('message', resolve));
  await processor.start();
  expect(await message).toEqual({ late: expect.any(Number) });
});

test('without channels in one direction there are just no arrays', async () => {
  for (const [inputs, outputs] of [
    [[], [0]],
    [[1], []],
  ] as const) {
    await using device = await openLoopback({ clock: 'freerun', type: 'int32lsb' });
    await using processor = await device.openProcessor(module('sequence'), {
      inputs,
      outputs,
      format: 'int32',
      bufferSize: 32,
      data: { delay: 0 },
    });
    await processor.start();
    await until(() => processor.stats.buffers > 500);
    await processor.stop();
    expect((await reportOf(processor)).jumps).toBe(0);
    expect(processor.stats).toMatchObject({ missed: 0, overruns: 0 });
  }
});

test.each([
  ['factory', RangeError, 'no such factory'],
  ['nothing', TypeError, 'returned no function'],
])('a module that cannot be used is refused: %s', async (data, kind, words) => {
  await using device = await openLoopback();
  const error = await failure(device.openProcessor(module('faults'), { data }));
  expect(error).toBeInstanceOf(kind);
  expect(error.message).toContain(words);
  await (await device.openStream()).close();
});

test('a module that is not there, or exports nothing, is refused', async () => {
  await using device = await openLoopback();
  expect((await failure(device.openProcessor(module('missing')))).message).toMatch(/missing\.mjs/);
  expect(await failure(device.openProcessor(module('empty')))).toBeInstanceOf(TypeError);
  expect(await failure(device.openProcessor('./gain.mjs'))).toBeInstanceOf(TypeError);
  await (await device.openStream()).close();
});

test.each([
  ['exit', 'PROCESSOR_FAILED', 'with code 7'],
  ['reject', undefined, 'rejected'],
  ['async', undefined, 'must not be async'],
])('a thread that ends by itself ends the processor: %s', async (data, code, words) => {
  await using device = await openLoopback({ clock: 'freerun' });
  const processor = await device.openProcessor(module('faults'), { bufferSize: 64, data });
  const closed = new Promise<unknown>((resolve) => processor.once('close', resolve));
  await processor.start();
  const error = (await closed) as BufferSwitchError;
  expect(error.message).toContain(words);
  if (code !== undefined) expect(error.code).toBe(code);
  await (await device.openStream()).close();
});

test('a device that is closed waits for no module, and nor do those who do', async () => {
  const device = await openLoopback();
  const opening = failure(device.openProcessor(module('faults'), { data: 'never ready' }));
  await isWaitingForThread(device);
  await device.close();
  expect((await opening).code).toBe('DEVICE_CLOSED');
});

test('a device that is closed while a module is loaded leaves no processor', async () => {
  const device = await openLoopback();
  const opening = failure(device.openProcessor(module('gain'), { parameters: { gain: 1 } }));
  await isWaitingForThread(device);
  await device.close();
  expect((await opening).code).toBe('DEVICE_CLOSED');
});

test.each(['processor', 'device'] as const)(
  'closing the %s ends a restart that waits for the module',
  async (which) => {
    const device = await openLoopback();
    const processor = await device.openProcessor(module('faults'), { data: 'never ready again' });
    const { ring } = processor.stream;
    const reset = device.reset();
    await until(() => processor.stream.ring.buffer !== ring.buffer);
    await (which === 'processor' ? processor : device).close();
    await reset;
    expect(processor.state).toBe('closed');
    await device.close();
  },
);

test('options are checked before anything is touched', async () => {
  await using device = await openLoopback();
  const refused = (options: unknown) =>
    failure(device.openProcessor(module('gain'), options as ProcessorOptions));
  expect(await refused({ mode: 'sideways' })).toBeInstanceOf(TypeError);
  expect(await refused({ waitPart: 1 })).toBeInstanceOf(RangeError);
  expect(await refused({ mode: 'in-step', outputs: [] })).toBeInstanceOf(RangeError);
  expect(await refused({ parameters: { gain: 'much' } })).toBeInstanceOf(TypeError);
  expect(await refused({ parameters: 3 })).toBeInstanceOf(TypeError);
  expect(await refused({ process() {} })).toBeInstanceOf(TypeError);
  expect(await refused({ frobnicate: 1 })).toBeInstanceOf(TypeError);
  expect(await refused({ data: () => {} })).toMatchObject({ name: 'DataCloneError' });
  await using stream = await device.openStream();
  expect((await refused({})).code).toBe('INVALID_STATE');
  expect(device.stream).toBe(stream);
});

test('parameters have the names they were opened with, and no others', async () => {
  await using device = await openLoopback();
  await using processor = await device.openProcessor(module('gain'), { parameters: { gain: 1, pan: -1 } });
  expect({ ...processor.parameters }).toEqual({ gain: 1, pan: -1 });
  expect(() => {
    processor.parameters['gian'] = 1;
  }).toThrow(TypeError);
  expect(() => {
    processor.parameters['gain'] = '1' as never;
  }).toThrow(TypeError);
});

test('several run at once, and closing a device ends its own', async () => {
  const devices = await Promise.all([1, 2, 3].map(() => openLoopback({ clock: 'realtime' })));
  const processors = await Promise.all(
    devices.map((device) =>
      device.openProcessor(module('gain'), { parameters: { gain: 1 }, bufferSize: 128 }),
    ),
  );
  await Promise.all(processors.map((processor) => processor.start()));
  await until(() => processors.every((processor) => processor.stats.buffers > 50));
  const closed = deferred<unknown>();
  processors[0]?.once('close', closed.resolve);
  await devices[0]?.close();
  expect(await closed.promise).toBeUndefined();
  const { buffers } = (processors[1] as Processor).stats;
  await until(() => (processors[1] as Processor).stats.buffers > buffers + 20);
  await Promise.all(devices.map((device) => device.close()));
});

test('one that is closed while the driver waits for it in step keeps nobody', async () => {
  await using device = await openLoopback({ clock: 'step' }, 3000);
  const processor = await device.openProcessor(module('gain'), {
    mode: 'in-step',
    bufferSize: 64,
    parameters: { gain: 1 },
  });
  await processor.start();
  const stepped = device.step(20_000);
  await until(() => processor.stats.buffers > 10);
  await processor.close();
  await stepped;
  expect(device.state).toBe('open');
  await (await device.openStream()).start();
});

test('what is being opened when its device is closed is refused, or closed with it', async () => {
  const ways = [
    (device: Device) => device.openStream(),
    (device: Device) => device.openProcessor(module('gain'), { parameters: { gain: 1 } }),
  ];
  /** When the device is closed: after so many turns of the event loop, and when it has its stream. */
  const moments = [
    ...Array.from({ length: 40 }, (_, turns) => async () => {
      for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => setImmediate(resolve));
    }),
    (device: Device) => until(() => device.stream !== undefined),
  ];
  for (const open of ways) {
    for (const moment of moments) {
      const device = await openLoopback();
      const opening = open(device).catch((error: BufferSwitchError) => error.code ?? String(error));
      await moment(device);
      await device.close();
      const opened = await opening;
      expect(['DEVICE_CLOSED', 'closed']).toContain(typeof opened === 'string' ? opened : opened.state);
      expect(device.stream).toBeUndefined();
    }
  }
});

test('one that is closed while it is handed new rings ends the restart as well', async () => {
  await using device = await openLoopback();
  for (let turns = 0; turns < 24; turns++) {
    const processor = await device.openProcessor(module('gain'), { parameters: { gain: 1 } });
    await processor.start();
    const restarted = device.reset();
    for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => setImmediate(resolve));
    const closed = processor.close();
    await Promise.all([restarted, closed]);
    await device.step(1).catch(() => {});
  }
});
