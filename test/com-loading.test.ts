/** Drivers that COM would create elsewhere than on their own thread, or not at all. */
import { resolve } from 'node:path';
import { openDevice } from 'bufferswitch';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runNode } from './helpers/child.js';
import { failure } from './helpers/code.js';
import { nextBlock } from './helpers/loopback.js';
import { installedLibrary, RegisteredDrivers, replaced } from './helpers/registry.js';

/** Where the registry has no model, COM creates a driver on the thread of the first device that was opened. */
const models = [null, 'Free', 'Neutral', 'Both', 'apartment'];

describe.runIf(process.platform === 'win32')('a class that is registered', () => {
  let drivers: RegisteredDrivers;
  let count = 0;
  const copy = (model: string | null, treatAs?: string) =>
    drivers.addCopy(0xc0de0000 + count++, model, treatAs);
  const broken = (path: string, model: string | null) =>
    drivers.add(`{11111111-2222-3333-5555-${String(count++).padStart(12, '0')}}`, path, model);

  beforeAll(() => {
    drivers = new RegisteredDrivers();
  });
  afterAll(() => drivers.remove());

  test.each(models)('with the model %s: the driver carries samples', async (model) => {
    await using device = await openDevice(copy(model), {
      settings: { personality: 'one-thread', clock: 'step' },
    });
    await using stream = await device.openStream({ bufferSize: 64 });
    await stream.start();
    await device.step(3);
    expect((await nextBlock(stream.input)).frames).toBe(64);
    await device.setSampleRate(96000);
    expect(stream.sampleRate).toBe(96000);
  });

  test.each([null, 'Free', 'Both'])(
    'with the model %s: it runs on its own thread, whatever the first one is stuck in',
    { timeout: 60_000 },
    async (model) => {
      // In a process where no other test has opened a device before.
      const ended = await runNode([resolve('test/helpers/stuck-first.mjs'), copy(model), copy(model)], 50);
      expect(ended, ended.output).toMatchObject({ code: 0, signal: null });
    },
  );

  test('with a model that COM takes: where COM fails all the same, the driver is created', async () => {
    const nobody = '{11111111-2222-3333-5555-FFFFFFFFFFFF}';
    await (await openDevice(copy('Apartment', nobody))).close();
  });

  test('without a model: a library goes with its driver, and what it remembers with it', async () => {
    const id = copy(null);
    const settings = { personality: 'init-claims' };
    // Only the first driver in the life of a library refuses.
    for (let i = 0; i < 3; i++) {
      expect((await failure(openDevice(id, { settings }))).code).toBe('DRIVER_INIT_FAILED');
    }
  });

  describe.each([null, 'Apartment'])('with the model %s, and cannot be created, says why', (model) => {
    test('the library is for 32-bit programs', async () => {
      const { library } = installedLibrary();
      const narrow = Buffer.from(library);
      narrow.writeUInt16LE(0x14c, narrow.readUInt32LE(0x3c) + 4);
      const path = drivers.file(`narrow-${count}.dll`, narrow);
      const error = await failure(openDevice(broken(path, model)));
      expect(error).toMatchObject({ code: 'DRIVER_LOAD_FAILED', operation: 'LoadLibrary' });
      expect(error.message).toMatch(/32-bit programs or damaged.*0x800700C1/);
      expect(error.message).toContain(path);
    });

    test('the library is damaged', async () => {
      const path = drivers.file(`damaged-${count}.dll`, 'This is text.');
      const error = await failure(openDevice(broken(path, model)));
      expect(error.message).toMatch(/32-bit programs or damaged.*0x800700C1/);
    });

    test('a library that it needs is missing', async () => {
      const { library } = installedLibrary();
      const path = drivers.file(
        `needy-${count}.dll`,
        replaced(library, Buffer.from('ole32.dll'), Buffer.from('none9.dll')),
      );
      const error = await failure(openDevice(broken(path, model)));
      expect(error.message).toMatch(/a library that it needs is missing.*0x8007007E from LoadLibrary/);
    });

    test('the library is missing', async () => {
      const error = await failure(openDevice(broken('nowhere-at-all.dll', model)));
      expect(error.message).toMatch(/its library does not exist.*0x8007007E.*nowhere-at-all\.dll/);
    });

    test('the library makes nothing', async () => {
      const error = await failure(openDevice(broken('C:\\windows\\system32\\kernel32.dll', model)));
      expect(error.message).toMatch(/its library is not one that makes drivers/);
    });

    test('the library makes something else', async () => {
      const error = await failure(openDevice(broken(installedLibrary().path, model)));
      expect(error.message).toMatch(/its library does not have its class.*0x80040111/);
    });
  });

  describe.each([null, 'Both'])('with the model %s, and crashes', (model) => {
    test.each([
      ['create-crashes', 'future', /an access violation, 0xC0000005/],
      ['init-crashes', 'init', /an access violation, 0xC0000005/],
      ['init-throws', 'init', /a C\+\+ exception, 0x20474343/],
    ])('%s: is refused from then on, and others go on', async (personality, operation, words) => {
      const id = copy(model);
      const error = await failure(openDevice(id, { settings: { personality } }));
      expect(error).toMatchObject({ code: 'DRIVER_CRASHED', operation });
      expect(error.message).toMatch(words);
      if (personality !== 'init-throws') expect(error.message).toContain(`copy-${id.slice(1, 9)}.dll`);
      expect((await failure(openDevice(id))).code).toBe('DRIVER_CRASHED');
      await (await openDevice(copy(model))).close();
    });

    test('as it is released: closes, and is refused', async () => {
      const id = copy(model);
      const device = await openDevice(id, { settings: { personality: 'release-crashes' } });
      await device.close();
      expect((await failure(openDevice(id))).code).toBe('DRIVER_CRASHED');
    });
  });
});
