import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { listDrivers, openDevice } from 'bufferswitch';
import { afterEach, describe, expect, test } from 'vitest';
import { failure } from './helpers/code.js';
import { removeFolder } from './helpers/remove-folder.js';

test('the virtual driver is listed everywhere, last, with a stable id', () => {
  expect(listDrivers().at(-1)).toMatchObject({
    id: 'built-in:loopback',
    kind: 'built-in',
    usable: true,
    reason: null,
  });
});

test('wrong arguments are refused before anything is touched', async () => {
  expect(() => listDrivers({ cwasioDir: '/tmp' } as never)).toThrow(
    /Unknown option "cwasioDir".*cwasioDirectory/,
  );
  expect(() => listDrivers({ cwasioDirectory: 3 as never })).toThrow(TypeError);
  for (const wrong of ['', 3, null, undefined, {}, { id: 3 }]) {
    expect(await failure(openDevice(wrong as never))).toBeInstanceOf(TypeError);
  }
  expect(await failure(openDevice('built-in:loopback', { timeLimit: 0 }))).toBeInstanceOf(RangeError);
  expect(await failure(openDevice('built-in:loopback', { speed: 2 } as never))).toBeInstanceOf(TypeError);
  expect(await failure(openDevice(`built-in:loopback:${'x'.repeat(32)}`))).toBeInstanceOf(RangeError);
});

test('a name that matches nothing is an error that lists what there is', async () => {
  const error = await failure(openDevice('No such driver'));
  expect(error.code).toBe('DRIVER_NOT_FOUND');
  expect(error.message).toContain('Bufferswitch Loopback');
});

describe.skipIf(process.platform === 'win32')('a cwASIO folder', () => {
  let folder = '';
  afterEach(() => removeFolder(folder));

  /** A driver instance whose files have these contents. */
  function instance(name: string, files: Record<string, string>): void {
    mkdirSync(join(folder, name));
    for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, name, file), text);
  }

  function list() {
    return listDrivers({ cwasioDirectory: folder });
  }

  test('is read entry by entry; broken ones are listed with the reason and hide no other', () => {
    folder = mkdtempSync(join(tmpdir(), 'cwasio-'));
    instance('Empty', {});
    instance('Gone', { driver: '/nowhere/driver.so', description: 'Gone away' });
    instance('Relative', { driver: 'driver.so' });
    instance('Übersound 音', { driver: process.execPath, description: 'Überschall\r\nsecond line' });
    instance('.hidden', { driver: process.execPath });
    writeFileSync(join(folder, 'plain file'), '');
    const installed = list().filter(({ kind }) => kind === 'cwasio');
    expect(installed.map(({ name, usable }) => [name, usable])).toEqual([
      ['Empty', false],
      ['Gone', false],
      ['Relative', false],
      ['Übersound 音', true],
    ]);
    expect(installed[0]?.reason).toMatch(/no file 'driver'/);
    expect(installed[1]).toMatchObject({
      reason: expect.stringMatching(/does not exist/),
      description: 'Gone away',
    });
    expect(installed[2]?.reason).toMatch(/not absolute/);
    expect(installed[3]).toMatchObject({
      id: join(folder, 'Übersound 音'),
      description: 'Überschall',
      path: process.execPath,
    });
  });

  test('that does not exist holds no drivers', () => {
    folder = join(tmpdir(), 'no such folder');
    expect(list().map(({ kind }) => kind)).toEqual(['built-in']);
  });

  test('never loads a driver: a library that would crash is only opened by openDevice', async () => {
    folder = mkdtempSync(join(tmpdir(), 'cwasio-'));
    writeFileSync(join(folder, 'not-a-library.so'), 'text');
    instance('Text', { driver: join(folder, 'not-a-library.so') });
    expect(list()[0]?.usable).toBe(true);
    const error = await failure(openDevice('Text', { cwasioDirectory: folder }));
    expect(error).toMatchObject({ code: 'DRIVER_LOAD_FAILED', operation: 'dlopen' });
  });

  test('names that several drivers share are refused and listed; an unusable one is named with its reason', async () => {
    folder = mkdtempSync(join(tmpdir(), 'cwasio-'));
    instance('Studio A', { driver: process.execPath });
    instance('Studio B', { driver: process.execPath });
    instance('Studio C', { driver: '/nowhere' });
    const open = (name: string) => failure(openDevice(name, { cwasioDirectory: folder }));
    const ambiguous = await open('studio');
    expect(ambiguous.code).toBe('DRIVER_AMBIGUOUS');
    expect(ambiguous.message).toContain('"Studio A"');
    expect(ambiguous.message).toContain('"Studio B"');
    expect(ambiguous.message).not.toContain('"Studio C"');
    const unusable = await open('Studio C');
    expect(unusable.code).toBe('DRIVER_UNUSABLE');
    expect(unusable.message).toContain('/nowhere');
  });
});
