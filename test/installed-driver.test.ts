/** The virtual driver loaded as another manufacturer's would be: through COM on Windows, as a shared object elsewhere. */
import { listDrivers, openDevice } from 'bufferswitch';
import { describe, expect, test } from 'vitest';
import { failure } from './helpers/code.js';
import { findInstalled } from './helpers/installed.js';
import { readFrames } from './helpers/loopback.js';
import { processorModule, reportOf } from './helpers/processors.js';
import { until } from './helpers/when.js';

const installed = findInstalled();

test('the driver is installed for this run', () => {
  // Built by `npm run test:native`; under `npm test` it is there on every platform.
  if (process.env['CI'] === 'true' || process.platform === 'win32') expect(installed).toBeDefined();
});

describe.skipIf(installed === undefined)('the installed driver', () => {
  const { id, ...options } = installed ?? { id: '' };

  test('is listed as installed', () => {
    const entry = listDrivers(options).find((driver) => driver.id === id);
    expect(entry).toMatchObject({ kind: process.platform === 'win32' ? 'com' : 'cwasio', usable: true });
    expect(entry?.path).toMatch(/bufferswitch-loopback/);
  });

  test('carries samples unaltered, next to a built-in one', async () => {
    await using device = await openDevice(id, { ...options, settings: { clock: 'step', type: 'int32lsb' } });
    await using other = await openDevice('built-in:loopback:beside', {
      settings: { clock: 'step', type: 'int32lsb' },
    });
    const material = Int32Array.from({ length: 1000 }, (_, i) => (i * 2654435761) | 0);
    const heard = await Promise.all(
      [device, other].map(async (opened) => {
        await using stream = await opened.openStream({
          inputs: [1],
          outputs: [1],
          format: 'int32',
          bufferSize: 100,
        });
        void stream.output.write([material]);
        await stream.start();
        await opened.step(12);
        return readFrames(stream.input, 1, 1200);
      }),
    );
    for (const [samples] of heard) expect(samples?.slice(200)).toEqual([...material]);
  });

  test.each(['pipelined', 'in-step'] as const)('waits in free run for a processor: %s', async (mode) => {
    const settings = { clock: 'freerun', type: 'int32lsb', delay: 64 };
    await using device = await openDevice(id, { ...options, settings });
    const delay = 64 + (mode === 'pipelined' ? 32 : 0);
    const processor = await device.openProcessor(processorModule('sequence'), {
      mode,
      bufferSize: 32,
      format: 'int32',
      data: { delay },
    });
    await processor.start();
    await until(() => processor.stats.buffers > 2000);
    await processor.stop();
    expect(await reportOf(processor)).toMatchObject({ wrong: 0, jumps: 0 });
    expect(processor.stats).toMatchObject({ missed: 0, overruns: 0 });
  });

  test('switches rates and runs in real time', async () => {
    await using device = await openDevice(id, { ...options });
    await using stream = await device.openStream({ bufferSize: 64 });
    await stream.start();
    for (const rate of [44100, 96000]) {
      await device.setSampleRate(rate);
      expect(stream.sampleRate).toBe(rate);
      await stream.input.read();
    }
  });

  test('is busy while it is open, and free again after', async () => {
    const device = await openDevice(id, options);
    expect((await failure(openDevice(id, options))).code).toBe('DEVICE_BUSY');
    await device.close();
    for (let i = 0; i < 20; i++) await (await openDevice(id, options)).close();
  });

  test('tells why it refuses settings', async () => {
    const error = await failure(openDevice(id, { ...options, settings: { rate: 1 } }));
    expect(error).toMatchObject({ code: 'SETTINGS_REFUSED' });
    expect(error.message).toMatch(/rate/);
  });
});
